"""Staff find whose card it is by digits: of a telephone, an ID card, or a card that the person has or had."""

from dataclasses import replace

import pytest

from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.exchange import Change
from tests.centre import NOBODY, PIN, RESIDENTS, Stand

TAILS = {"r-li": ("4471", "002X"), "r-chen": ("4472",), "r-great": ("0447",), "r-dead": ("4471",)}


@pytest.fixture
def staffed(stand: Stand) -> Stand:
    """A member of staff has tapped an unknown card twice and turned to the digits."""
    numbered = [replace(one, tails=TAILS.get(one.id, ()), search=(one.id[2:],)) for one in RESIDENTS]
    stand.tell(*(Change("resident", one.id, 5, one) for one in numbered))
    stand.do(e.StaffAsked)
    stand.do(e.PinEntered, pin=PIN)
    stand.do(e.LinkAsked)
    stand.tap(NOBODY)
    stand.tap(NOBODY)
    stand.do(e.KeysTurned)
    return stand


def found(stand: Stand, typed: str) -> list[tuple[str, str, bool]]:
    """Who is found after these keys, by the end of which number, and whether it is a card's."""
    for key in typed:
        stand.do(e.Typed, letter=key)
    page = stand.desk.page
    assert isinstance(page, p.FindResident)
    return [(person.id, person.number, person.of_card) for person in page.people]


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        pytest.param("4471", [("r-li", "4471", False)], id="the last four of a telephone"),
        pytest.param("71", [("r-li", "4471", False)], id="two of them"),
        pytest.param("13987654471", [("r-li", "4471", False)], id="the whole telephone number"),
        pytest.param("002x", [("r-li", "002X", False)], id="the last four of an ID number"),
        pytest.param("11010519491231002x", [("r-li", "002X", False)], id="the whole ID number"),
        pytest.param("0013477100", [("r-chen", "7100", True)], id="a card's printed number"),
        pytest.param("a4ec", [("r-chen", "A4EC", True)], id="the end of a card's key"),
        pytest.param("b30a", [("r-li", "B30A", True)], id="the end of a card that is lost"),
        pytest.param("93d8", [], id="a card of somebody who died"),
        pytest.param("9999", [], id="nobody's"),
    ],
)
def test_digits_find_a_person(staffed: Stand, typed: str, people: list[tuple[str, str, bool]]) -> None:
    """Whatever number somebody can say or show, and the end of it stands beside the name."""
    assert found(staffed, typed) == people


def test_the_digits_so_far_find_everybody_who_may_be_meant(staffed: Stand) -> None:
    """Fewer digits find more people, each once; the next digit leaves fewer of them."""
    assert {person for person, _, _ in found(staffed, "447")} == {"r-li", "r-chen", "r-great"}
    assert found(staffed, "2") == [("r-chen", "4472", False)]


def test_a_person_found_by_digits_gets_the_card(staffed: Stand) -> None:
    """From the digits to the link it is one press, and from then on the new card finds its holder, too."""
    found(staffed, "4472")
    assert staffed.do(e.PersonPicked, person="r-chen") == p.Linked("zh_CN", "陈志强", "2000")
    assert [person for person, _ in staffed.store.roster.printed().holding("0000002000")] == ["r-chen"]


def test_other_keys_begin_anew(staffed: Stand) -> None:
    """Digits are forgotten when staff turn to the letters, and letters when they turn back."""
    found(staffed, "44")
    page = staffed.do(e.KeysTurned)
    assert page == p.FindResident("zh_CN", "2000")
    assert [person.name for person in getattr(staffed.do(e.Typed, letter="l"), "people", ())] == ["李建明"]
    assert staffed.do(e.KeysTurned) == p.FindResident("zh_CN", "2000", digits=True)


@pytest.mark.parametrize(("turns", "key"), [(0, "g"), (0, "-"), (0, "44"), (0, ""), (1, "4")])
def test_a_key_of_the_other_kind_is_not_typed(staffed: Stand, turns: int, key: str) -> None:
    """No name has a digit, and no number a letter beyond F except X."""
    for _ in range(turns):
        staffed.do(e.KeysTurned)
    before = staffed.desk.page
    assert staffed.do(e.Typed, letter=key) == before


def test_the_next_card_begins_with_letters(staffed: Stand) -> None:
    """Whoever links another card finds the keys as they were for the first."""
    staffed.do(e.Dismissed)
    staffed.do(e.StaffAsked)
    staffed.do(e.PinEntered, pin=PIN)
    staffed.do(e.LinkAsked)
    staffed.tap(NOBODY)
    assert staffed.tap(NOBODY) == p.FindResident("zh_CN", "2000")
