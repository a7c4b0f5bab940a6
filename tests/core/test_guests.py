"""Guests are counted and priced for whoever brings them, and no record of a person is ever made of them."""

from dataclasses import replace

import pytest

from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.exchange import Change
from kiosk.core.guests import heads
from kiosk.core.model import Fact, Guest, Kind, WallState
from tests.centre import CHEN, LI, SERVICES, TARIFFS, Stand

LUNCH, MEAL = SERVICES[0], TARIFFS[0]
A, C = Guest.ADULT, Guest.CHILD


def at_lunch(stand: Stand, **lunch: int | None) -> Stand:
    """A card alone is the lunch, from eleven on, with as many places as told."""
    service = replace(LUNCH, **({"capacity": None} | lunch))  # type: ignore[arg-type]  # the field's own type
    return stand.tell(Change("service", "lunch", 2, service)).set(rush="lunch").at(11)


def count(stand: Stand, *guests: Guest, by: int = 1) -> p.CountGuests:
    """One press for each."""
    page = stand.desk.page
    for guest in guests:
        page = stand.do(e.GuestsCounted, guest=guest, by=by)
    assert isinstance(page, p.CountGuests)
    return page


def guests(stand: Stand) -> list[Fact]:
    """The facts of guests, voided or not."""
    return [fact for fact in stand.facts() if fact.kind is Kind.GUEST]


def standing(stand: Stand) -> dict[str, int]:
    """How many guests of each kind count, on the page for staff."""
    annulled = {fact.refers for fact in stand.facts() if fact.kind is Kind.VOID}
    found = heads(fact for fact in guests(stand) if fact.id not in annulled)
    return {guest.value: number for guest, number in found.items()}


def test_a_resident_brings_a_grown_up_and_a_child(stand: Stand) -> None:
    """Two facts of nobody, each with its own frozen price, that refer to the host's meal; the page has the sum."""
    at_lunch(stand).tap(LI)
    stand.do(e.GuestsAsked)
    assert count(stand, A, C).total == 2700
    page = stand.do(e.Finished)
    assert isinstance(page, p.GuestsIn)
    assert (page.adults, page.children, page.total, page.word) == (1, 1, 2700, "午餐")
    host = stand.facts()[0]
    told = [(one.band, one.count, one.price, one.tariff, one.refers, one.person) for one in guests(stand)]
    assert told == [("adult", 1, 1800, "meal@1", host.id, None), ("child", 1, 900, "meal@1", host.id, None)]
    assert stand.store.visits.taken("lunch", host.day) == 3


def test_who_has_no_card_and_is_nobodys_guest_eats_too(stand: Stand) -> None:
    """From the page of surnames; there is no host, so nothing is referred to."""
    at_lunch(stand).do(e.NoCardAsked)
    page = stand.do(e.GuestsAsked)
    assert isinstance(page, p.CountGuests)
    assert not page.hosted
    count(stand, A, A)
    assert isinstance(stand.do(e.Finished), p.GuestsIn)
    assert [(fact.count, fact.refers, fact.person) for fact in guests(stand)] == [(2, None, None)]


def test_asking_again_shows_who_is_there_and_charges_nobody_twice(stand: Stand) -> None:
    """The second time begins with the guests that stand; done at once, it changes nothing."""
    at_lunch(stand).tap(LI)
    stand.do(e.GuestsAsked)
    count(stand, A)
    stand.do(e.Finished)
    assert isinstance(stand.at(11, 1).tap(LI), p.AlreadyHere)
    page = stand.do(e.GuestsAsked)
    assert isinstance(page, p.CountGuests)
    assert (page.adults.number, page.made) == (1, False)
    assert stand.do(e.Finished) is page
    assert len(guests(stand)) == 1


def test_one_guest_fewer_is_a_new_fact_and_a_void(stand: Stand) -> None:
    """Nothing is changed in place: three of them are annulled and two are told anew."""
    at_lunch(stand).tap(LI)
    stand.do(e.GuestsAsked)
    count(stand, A, A, A)
    stand.do(e.Finished)
    stand.at(11, 1).tap(LI)
    stand.do(e.GuestsAsked)
    count(stand, A, by=-1)
    stand.do(e.Finished)
    assert [fact.count for fact in guests(stand)] == [3, 2]
    assert standing(stand) == {"adult": 2, "child": 0}


def test_guests_of_long_ago_stay(stand: Stand) -> None:
    """After ten minutes only staff take a guest back; more may still come."""
    at_lunch(stand).tap(LI)
    stand.do(e.GuestsAsked)
    count(stand, C)
    stand.do(e.Finished)
    stand.at(11, 30).tap(LI)
    stand.do(e.GuestsAsked)
    page = count(stand, C, by=-1)
    assert (page.children.number, page.children.least) == (1, 1)
    count(stand, C)
    stand.do(e.Finished)
    assert [fact.count for fact in guests(stand)] == [1, 1]


def test_a_mistake_takes_back_just_the_guests(stand: Stand) -> None:
    """The host's meal stands; the page says how many guests do not, and names nobody."""
    at_lunch(stand).tap(LI)
    stand.do(e.GuestsAsked)
    count(stand, A, C)
    stand.do(e.Finished)
    page = stand.do(e.Undone)
    assert isinstance(page, p.TakenBack)
    assert (page.guests, page.name, page.lines) == (2, None, ())
    assert standing(stand) == {"adult": 0, "child": 0}
    assert [fact.person for fact in stand.facts() if fact.kind is Kind.VOID] == [None, None]
    assert isinstance(stand.at(11, 1).tap(LI), p.AlreadyHere)


@pytest.mark.parametrize(
    "way",
    [
        pytest.param([(e.Undone, {})], id="by mistake"),
        pytest.param([(e.ChangeAsked, {}), (e.Chose, {"service": "lunch"}), (e.Finished, {})], id="by another choice"),
    ],
)
def test_whoever_takes_the_meal_back_takes_the_guests_along(
    stand: Stand, way: list[tuple[type[e.Event], dict[str, str]]]
) -> None:
    """No guest eats without the host they came with, and each annulment is a fact."""
    at_lunch(stand).tap(LI)
    stand.do(e.GuestsAsked)
    count(stand, A)
    stand.do(e.Finished)
    stand.at(11, 1).tap(LI)
    for kind, details in way:
        stand.do(kind, **details)
    assert standing(stand) == {"adult": 0, "child": 0}
    assert stand.store.visits.taken("lunch", stand.facts()[0].day) == 0


def test_what_was_taken_back_once_is_not_annulled_again(stand: Stand) -> None:
    """Guests that went alone are not voided a second time when their host goes too."""
    at_lunch(stand).tap(LI)
    stand.do(e.GuestsAsked)
    count(stand, A)
    stand.do(e.Finished)
    stand.do(e.Undone)
    stand.at(11, 1).tap(LI)
    stand.do(e.Undone)
    assert stand.kinds() == [("visit", "lunch"), ("guest", "lunch"), ("void", "lunch"), ("void", "lunch")]


def test_every_guest_taken_away_again_is_told_as_such(stand: Stand) -> None:
    """Nobody is left, so there is nothing to say but what was taken back."""
    at_lunch(stand).tap(LI)
    stand.do(e.GuestsAsked)
    count(stand, A)
    stand.do(e.Finished)
    stand.at(11, 1).tap(LI)
    stand.do(e.GuestsAsked)
    count(stand, A, by=-1)
    page = stand.do(e.Finished)
    assert isinstance(page, p.TakenBack)
    assert page.guests == 1


def test_no_more_guests_than_places(stand: Stand) -> None:
    """Three places: the host has one, so two guests come, and nobody else brings any."""
    at_lunch(stand, capacity=3).tap(LI)
    stand.do(e.GuestsAsked)
    page = count(stand, A, A, A, C)
    assert (page.adults.number, page.adults.most, page.children.most, page.left) == (2, 2, 0, 0)
    stand.do(e.Finished)
    other = stand.tap(CHEN)
    assert isinstance(other, p.Welcome)
    assert not other.may_bring


def test_places_that_go_while_somebody_counts_are_shown_before_anything_is_recorded(stand: Stand) -> None:
    """The desk never records another number, or another price, than the page had."""
    at_lunch(stand, capacity=9).tap(LI)
    stand.do(e.GuestsAsked)
    count(stand, A, A)
    stand.tell(Change("service", "lunch", 3, replace(LUNCH, capacity=2)))
    page = stand.do(e.Finished)
    assert isinstance(page, p.CountGuests)
    assert page.adults.number == 1
    stand.tell(Change("tariff", "meal@2", 4, replace(MEAL, version=2, child_fen=1000)))
    count(stand, A, by=-1)
    assert count(stand, C).total == 1000
    assert isinstance(stand.do(e.Finished), p.GuestsIn)


@pytest.mark.parametrize(
    "closed",
    [
        pytest.param({"openings": ()}, id="always open, no price for children"),
        pytest.param({"capacity": 1}, id="no place left"),
        pytest.param({"private": True}, id="a medical service"),
    ],
)
def test_no_button_leads_where_no_guest_can_go(stand: Stand, closed: dict[str, object]) -> None:
    """Neither a resident's page nor that of surnames offers it, and the event itself does nothing."""
    tariff = {"tariff": "chess"} if "openings" in closed else {}
    at_lunch(stand, **closed, **tariff).tap(LI)  # type: ignore[arg-type]  # the fields' own types
    page = stand.desk.page
    assert stand.do(e.GuestsAsked) is page
    stand.do(e.Dismissed)
    page = stand.do(e.NoCardAsked)
    assert isinstance(page, p.PickGroup)
    assert not page.may_bring


@pytest.mark.parametrize("hour", [11, 20])
def test_who_may_choose_while_nobody_knows_the_time_may_bring_guests(stand: Stand, hour: int) -> None:
    """Nothing is closed under a clock that nobody vouches for, neither for residents nor for who comes with them."""
    stand.tell(Change("service", "lunch", 2, replace(LUNCH, capacity=None))).at(hour).clock.state = WallState.SAVED
    stand.tap(LI)
    stand.do(e.Chose, service="lunch")
    page = stand.do(e.Finished)
    assert isinstance(page, p.Welcome)
    assert page.may_bring
    stand.do(e.Dismissed)
    without = stand.do(e.NoCardAsked)
    assert isinstance(without, p.PickGroup)
    assert without.may_bring


def test_a_service_that_is_no_longer_for_guests_leads_to_a_person(stand: Stand) -> None:
    """The machine cannot say what it costs, so it does not try."""
    at_lunch(stand).tap(LI)
    stand.do(e.GuestsAsked)
    count(stand, A)
    stand.tell(Change("tariff", "meal@1", 3, replace(MEAL, child_fen=None)))
    assert isinstance(stand.do(e.Finished), p.HelpCalled)
    assert guests(stand) == []


def test_the_next_card_wins_and_what_was_not_finished_is_nothing(stand: Stand) -> None:
    """Guests that nobody confirmed are not there, also when nobody answers for 60 and then 20 seconds."""
    at_lunch(stand).tap(LI)
    stand.do(e.GuestsAsked)
    count(stand, A)
    page = stand.do(e.TimePassed)
    assert isinstance(page, p.CountGuests)
    assert (page.still_there, page.stays) == (True, 20)
    page = stand.do(e.Touched)
    assert isinstance(page, p.CountGuests)
    assert (page.still_there, page.stays, page.adults.number) == (False, 60, 1)
    assert isinstance(stand.tap(CHEN), p.Welcome)
    stand.tap(LI)
    stand.do(e.GuestsAsked)
    count(stand, A)
    stand.do(e.TimePassed)
    assert isinstance(stand.do(e.TimePassed), p.Idle)
    assert guests(stand) == []


def test_guests_of_who_plays_chess_eat_lunch(stand: Stand) -> None:
    """The host need not eat: then the guests came with what the host did first."""
    stand.at(11).tap(LI)
    stand.do(e.Chose, service="chess")
    stand.do(e.Finished)
    stand.do(e.GuestsAsked)
    count(stand, C)
    stand.do(e.Finished)
    assert [(fact.service, fact.refers) for fact in guests(stand)] == [("lunch", stand.facts()[0].id)]
