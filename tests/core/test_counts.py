"""Headcount, visits and who is inside, as `domain.md` defines them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.counts import Headcount, tally
from kiosk.core.model import Fact, Kind, Stamp
from tests.centre import SERVICES

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
DALI = ZoneInfo("Asia/Shanghai")


def fact(identity: str, minutes_ago: int = 10, kind: Kind = Kind.VISIT, **more: Any) -> Fact:
    """Somebody's lunch, unless said otherwise."""
    at = Stamp(1, NOON - timedelta(minutes=minutes_ago))
    known: dict[str, Any] = {"resident": "r-li", "service": "lunch", "price": 1200, "band": "60-79"} | more
    return Fact(id=identity, kind=kind, at=at, centre="c", day=date(2026, 11, 24), **known)


def count(*facts: Fact, **links: str) -> Headcount:
    """Today's numbers at noon; `links` maps a card's family and number, joined by `_`, to its resident."""
    cards = {key.replace("_", ":"): resident for key, resident in links.items()}
    return tally(facts, cards, {service.id: service for service in SERVICES}, NOON, DALI)


def test_a_person_with_two_services_is_one_head_and_two_visits() -> None:
    """Heads are people, visits are uses of a service."""
    numbers = count(fact("a"), fact("b", service="chess"), fact("c", kind=Kind.ARRIVAL, service=None, price=None))
    assert (numbers.people, numbers.visits) == (1, 2)
    assert numbers.by_service == {"lunch": 1, "chess": 1}


def test_a_voided_visit_counts_nowhere() -> None:
    """What was annulled is out of every number, and counted as annulled."""
    numbers = count(fact("a"), fact("v", 5, Kind.VOID, refers="a"))
    assert (numbers.people, numbers.visits, numbers.fen, numbers.voided) == (0, 0, 0, 1)


def test_a_fact_told_twice_counts_once() -> None:
    """The same identity from two sources is the same visit."""
    assert count(fact("a"), fact("a")).visits == 1


def test_guests_count_by_their_number() -> None:
    """Three guests are three heads, also among those inside, and no visit."""
    numbers = count(fact("g", kind=Kind.GUEST, resident=None, service=None, price=None, count=3))
    assert (numbers.people, numbers.guests, numbers.inside, numbers.visits) == (3, 3, 3, 0)


def test_guests_at_lunch_are_visits_that_each_pay() -> None:
    """Three guests at 9 yuan are three lunches and 27 yuan, beside the resident who brought them."""
    lunch = fact("a")
    guests = fact("g", kind=Kind.GUEST, resident=None, price=900, band="child", count=3, refers="a")
    numbers = count(lunch, guests)
    assert (numbers.people, numbers.guests, numbers.visits, numbers.fen) == (4, 3, 4, 1200 + 2700)
    assert (numbers.by_service, numbers.by_band) == ({"lunch": 4}, {"60-79": 1, "guest.child": 3})


def test_guests_taken_back_count_nowhere() -> None:
    """A void annuls all guests of a fact at once."""
    guests = fact("g", kind=Kind.GUEST, resident=None, price=900, count=3)
    numbers = count(guests, fact("v", 5, Kind.VOID, resident=None, refers="g"))
    assert (numbers.people, numbers.visits, numbers.fen) == (0, 0, 0)


def test_whoever_says_so_has_left_and_the_others_are_only_guessed() -> None:
    """A departure ends the stay at its moment; a stay that ran out is closed by the system, and told apart."""
    said = (fact("a", 30), fact("d", 5, Kind.DEPARTURE, service=None, price=None, refers="a"))
    numbers = count(*said, fact("b", 200, resident="r-bai"), fact("c", 10, resident="r-chen"))
    assert (numbers.left, numbers.left_guessed, numbers.inside) == (2, 1, 1)


def test_a_departure_that_was_a_mistake_leaves_the_person_inside() -> None:
    """A void of a departure brings the stay back."""
    gone = fact("d", 5, Kind.DEPARTURE, service=None, price=None, refers="a")
    numbers = count(fact("a"), gone, fact("v", 1, Kind.VOID, service=None, price=None, refers="d"))
    assert (numbers.left, numbers.inside) == (0, 1)


def test_whoever_comes_back_is_inside_again() -> None:
    """A later visit follows a departure."""
    gone = fact("d", 20, Kind.DEPARTURE, service=None, price=None, refers="a")
    assert count(fact("a", 30), gone, fact("b", 5)).inside == 1


def test_an_unknown_card_is_a_head_until_it_turns_out_to_be_somebodys() -> None:
    """A card linked to a resident who came as well is that one person, before and after the link."""
    facts = (fact("a"), fact("b", resident=None, card="em4100:01", service="chess"))
    assert (count(*facts).people, count(*facts).unknown_cards) == (2, 1)
    linked = count(*facts, em4100_01="r-li")
    assert (linked.people, linked.unknown_cards, linked.visits) == (1, 0, 2)


def test_inside_means_within_the_expected_stay() -> None:
    """An hour after lunch the person is taken to have left; chess keeps them for two."""
    assert count(fact("a", 59)).inside == 1
    assert count(fact("a", 61)).inside == 0
    assert count(fact("a", 61), fact("b", 61, service="chess")).inside == 1


def test_who_checked_out_is_not_inside() -> None:
    """A departure ends the stay; coming back begins another."""
    gone = fact("d", 20, Kind.DEPARTURE, service=None, price=None)
    assert count(fact("a", 30), gone).inside == 0
    assert count(fact("a", 30), gone, fact("b", 10, service="chess")).inside == 1


def test_hours_are_the_centres() -> None:
    """A visit at 11:50 in Dali stands in the eleventh hour, whatever the machine's zone."""
    assert count(fact("a", 10)).by_hour == {11: 1}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["lunch", "chess"])), max_size=12))
def test_the_parts_add_up(visits: list[tuple[str, str]]) -> None:
    """Services, hours and bands each sum to the visits, and heads are the distinct people."""
    numbers = count(*(fact(f"f{n}", resident=who, service=what) for n, (who, what) in enumerate(visits)))
    assert sum(numbers.by_service.values()) == sum(numbers.by_hour.values()) == numbers.visits == len(visits)
    assert numbers.people == len({who for who, _ in visits})
