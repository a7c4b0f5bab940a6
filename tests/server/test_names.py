"""People are found by every reading of their name."""

from collections.abc import Iterator

import pytest

from kiosk.server import residents
from kiosk.server.pinyin import MOST, keys_of
from kiosk.server.site import Site
from tests.server.parts import CENTRE
from tests.sync.realserver import RealTown

# What ux-rules R33 asks for, and the surnames that a dictionary alone reads wrongly.
READINGS = {
    "单雄信": ("s", "d", "shan", "dan", "sxx", "dxx"),
    "曾国藩": ("z", "c", "zeng", "ceng", "zgf"),
    "解珍": ("x", "j", "xie", "jie", "xz", "jz"),
    "仇英": ("q", "c", "qiu", "chou", "qy"),
    "查良镛": ("z", "c", "zha", "cha", "zly"),
    "朴树": ("p", "piao", "pu", "ps"),
    "翟志刚": ("z", "d", "zhai", "di", "zzg"),
    "乐嘉": ("y", "l", "yue", "le", "yj", "lj"),
    "覃塘": ("q", "t", "qin", "tan", "qt", "tt"),
    "区大相": ("o", "q", "ou", "qu", "odx"),
    "缪荃孙": ("m", "miao", "mou", "mqs"),
    "盖叫天": ("g", "ge", "gai", "gjt"),
    "尉迟恭": ("y", "w", "yuchi", "weichi", "ycg"),
    "欧阳修": ("o", "ouyang", "oyx"),
    "司马光": ("s", "sima", "smg"),
    "吕桂芳": ("l", "lv", "lu", "lgf"),
    "阿依古丽·买买提": ("a", "ayi", "ayiguli", "ayglmmt"),
    "李𬭚": ("l", "li"),
}


class Staff:
    """Everybody with a hard name, as staff look for them on the server's page and at the kiosk, which was told."""

    def __init__(self, town: RealTown) -> None:
        """Register them, and let the kiosk hear of it."""
        self.database = town.server.site.database
        for name in READINGS:
            residents.save(self.database, CENTRE, None, residents.Draft(name=name), town.clock.now().wall)
        self.kiosk = town.kiosk()
        self.kiosk.courier.run_once()

    def found(self, typed: str) -> tuple[set[str], set[str]]:
        """The names that come for what is typed, at either place."""
        here = residents.search(self.database, [CENTRE], typed)
        there = self.kiosk.store.roster.search(typed, limit=len(READINGS))
        return {person.name for person in here}, {person.name for person in there}


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staff]:
    """A server and a kiosk with everybody in them."""
    town = RealTown(tmp_path_factory.mktemp("town"))
    yield Staff(town)
    town.close()


@pytest.mark.parametrize(
    ("name", "typed"),
    [pytest.param(name, typed, id=f"{name}-{typed}") for name in READINGS for typed in READINGS[name]],
)
def test_staff_find_everybody_by_every_reading(staff: Staff, name: str, typed: str) -> None:
    """By the first letter, the whole reading or the initials: whatever whoever looks for them would say."""
    assert all(name in found for found in staff.found(typed))


@pytest.mark.parametrize("typed", ["b", "xin", "shanxx", "zx", "liu"])
def test_nobody_is_found_by_what_their_name_does_not_begin_with(staff: Staff, typed: str) -> None:
    """A list of everybody is no answer."""
    assert staff.found(typed) == (set(), set())


def test_a_compound_surname_reads_as_one() -> None:
    """尉迟 is yuchi first."""
    assert keys_of("尉迟恭")[0] == "yuchigong"


def test_many_readings_stay_within_bounds() -> None:
    """A name of polyphones only does not make hundreds of keys; a name without letters makes none."""
    assert len(keys_of("单曾解仇查朴翟乐")) <= 2 * MOST
    assert keys_of("··") == []


@pytest.mark.parametrize("typed", ["lgf", "liguifang", "ligui", "桂芳", "李桂", "0042", "LGF"])
def test_staff_find_a_person_by_what_they_type(site: Site, typed: str) -> None:
    """Initials, pinyin, a part of the name or the number, in both databases."""
    residents.save(site.database, CENTRE, None, residents.Draft(name="李桂芳", number="0042"), site.now())
    residents.save(site.database, CENTRE, None, residents.Draft(name="王建国"), site.now())
    assert [person.name for person in residents.search(site.database, [CENTRE], typed)] == ["李桂芳"]


@pytest.mark.parametrize("typed", ["%", "_", "' OR 1=1 --", "x"])
def test_what_is_typed_is_never_a_pattern(site: Site, typed: str) -> None:
    """A percent sign finds nobody."""
    residents.save(site.database, CENTRE, None, residents.Draft(name="李桂芳"), site.now())
    assert not residents.search(site.database, [CENTRE], typed)
