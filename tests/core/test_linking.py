"""Staff link a card at the kiosk, and readers that turn numbers round are found out."""

import pytest

from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.exchange import Change
from kiosk.core.model import Card, Kind, Resident
from kiosk.core.pages import Step
from tests.centre import LI, NOBODY, PIN, Stand

BACKWARDS = "em4100:C6513B0067"


@pytest.fixture
def staffed(stand: Stand) -> Stand:
    """A member of staff has typed the PIN and asked to link a card; there is a resident to find."""
    stand.tell(Change("resident", "r-zeng", 1, Resident("r-zeng", "曾小芳", search=("zengxiaofang", "zxf", "cxf"))))
    stand.do(e.StaffAsked)
    stand.do(e.PinEntered, pin=PIN)
    stand.do(e.LinkAsked)
    return stand


def test_a_card_tapped_twice_is_linked_to_the_person_picked(staffed: Stand) -> None:
    """Two equal reads, three letters and one press make the card this person's, from the next tap on."""
    assert staffed.tap(NOBODY) == p.LinkCard("zh_CN", Step.TAP_AGAIN, "2000")
    assert isinstance(staffed.tap(NOBODY), p.FindResident)
    page = staffed.do(e.Typed, letter="z")
    assert isinstance(page, p.FindResident)
    assert [person.name for person in page.people] == ["曾小芳"]
    assert staffed.do(e.PersonPicked, person="r-zeng") == p.Linked("zh_CN", "曾小芳", "2000")
    (link,) = staffed.facts()
    assert (link.kind, link.card, link.resident, link.actor) == (Kind.LINK, NOBODY, "r-zeng", "s-wang")
    welcome = staffed.tap(NOBODY)
    assert isinstance(welcome, p.ChooseService)
    assert welcome.name == "曾*芳"


def test_every_reading_finds_the_name(staffed: Stand) -> None:
    """A surname with two readings is found by both, and by no other letter."""
    staffed.tap(NOBODY)
    staffed.tap(NOBODY)
    for letter, found in (("c", 1), ("q", 0)):
        page = staffed.do(e.Typed, letter=letter)
        assert isinstance(page, p.FindResident)
        assert len(page.people) == found
        staffed.do(e.Erased)


def test_two_different_reads_link_nothing(staffed: Stand) -> None:
    """A second card in between begins the linking anew."""
    staffed.tap(NOBODY)
    assert staffed.tap("em4100:0000000BB8") == p.LinkCard("zh_CN", Step.OTHER, "3000")
    assert staffed.kinds() == []


def test_somebodys_card_is_not_linked_again(staffed: Stand) -> None:
    """A card that has an owner says so instead."""
    assert staffed.tap(LI) == p.LinkCard("zh_CN", Step.TAKEN, "7558")


def test_a_tap_while_linking_is_no_visit(staffed: Stand) -> None:
    """What staff tap to link a card does not count as somebody's arrival."""
    staffed.tap(NOBODY)
    staffed.tap(NOBODY)
    assert staffed.kinds() == []


def test_without_a_pin_nothing_can_be_linked(stand: Stand) -> None:
    """The events of the staff side do nothing on the residents' pages."""
    before = stand.desk.page
    assert stand.do(e.LinkAsked) is before
    assert stand.do(e.PersonPicked, person="r-li") is before


def test_a_reader_that_sends_numbers_backwards_is_found_out_once(stand: Stand) -> None:
    """An unknown number whose reverse is a resident's card turns that reader round, and staff are told."""
    page = stand.tap(BACKWARDS)
    assert isinstance(page, p.ChooseService)
    assert page.name == "李*明"
    assert stand.desk.staff.orientation.turned == ("door",)
    stand.do(e.StaffAsked)
    today = stand.do(e.PinEntered, pin=PIN)
    assert isinstance(today, p.StaffToday)
    assert today.turned == ("door",)


def test_an_unknown_number_alone_turns_nothing_round(stand: Stand) -> None:
    """A card whose reverse is nobody's either is simply unknown."""
    stand.tap(NOBODY)
    assert stand.desk.staff.orientation.turned == ()


def test_a_number_that_is_known_both_ways_is_taken_as_it_comes(stand: Stand) -> None:
    """Where forward and backward are both somebody's cards the reader is not turned."""
    stand.tell(Change("card", BACKWARDS, 1, Card(BACKWARDS, "r-great")))
    page = stand.tap(BACKWARDS)
    assert isinstance(page, p.ChooseService)
    assert page.name == "欧阳*英"
