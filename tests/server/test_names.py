"""People are found by every reading of their name."""

import pytest

from kiosk.server import residents
from kiosk.server.pinyin import MOST, keys_of
from kiosk.server.site import Site
from tests.server.parts import CENTRE


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("单田芳", "sd"), ("曾国藩", "zc"), ("解珍", "xj"), ("仇英", "q"), ("查良镛", "z"), ("朴树", "p"),
        ("翟志刚", "z"), ("乐嘉", "yl"), ("覃塘", "qt"), ("尉迟恭", "y"), ("欧阳修", "o"),
    ],
)  # fmt: skip
def test_a_surname_is_found_by_each_of_its_initials(name: str, initials: str) -> None:
    """The table of the rule: one person, several letters."""
    found = {key[0] for key in keys_of(name)}
    assert set(initials) <= found


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
