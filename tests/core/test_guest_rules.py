"""What guests pay and how many there may be, for every price list and every number of places."""

import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.guests import MOST, Party, fitting, heads
from kiosk.core.model import Fact, Guest, Kind, Settings, Stamp
from kiosk.core.reception import Visitor
from kiosk.core.tariff import Charge, guest_charges
from tests.centre import MORNING, SERVICES, TARIFFS

IDS = itertools.count()
LUNCH, MEAL = SERVICES[0], TARIFFS[0]
A, C = Guest.ADULT, Guest.CHILD
numbers = st.fixed_dictionaries({A: st.integers(-1, 12), C: st.integers(-1, 12)})


@given(ages=st.sets(st.integers(0, 100), min_size=1), child=st.integers(0, 5000))
def test_a_grown_up_guest_pays_what_is_due_at_eighteen(ages: set[int], child: int) -> None:
    """The band that somebody of eighteen is in, however many there are; a child pays its own price at any age."""
    bands = tuple(replace(MEAL.bands[0], name=str(years), from_age=years, fen=years * 100) for years in ages)
    found = guest_charges([replace(MEAL, bands=bands, child_fen=child)], MORNING.date())
    reached = [years for years in ages if years <= 18]
    if not reached:
        assert found is None
    else:
        assert found == {A: Charge(max(reached) * 100, "adult", "meal@1"), C: Charge(child, "child", "meal@1")}


@given(wanted=numbers, stand=numbers, done=numbers, left=st.none() | st.integers(0, 30))
def test_the_counters_keep_to_the_places_and_lose_nobody(
    wanted: dict[Guest, int], stand: dict[Guest, int], done: dict[Guest, int], left: int | None
) -> None:
    """Never above nine of a kind or the places there are, never below who can no longer be taken back."""
    old = [guest_fact(guest, max(0, done[guest])) for guest in Guest]
    fresh = [guest_fact(guest, max(0, stand[guest])) for guest in Guest]
    nobody = Visitor("", None, None, Settings())
    party = Party(nobody, [], LUNCH, {}, left, [*old, *fresh], fresh)
    found = fitting(party, wanted)
    for guest in Guest:
        assert party.done[guest] <= found[guest] <= max(MOST, party.done[guest])
        assert found[guest] <= max(wanted[guest], party.done[guest])
    if left is not None:
        assert sum(found.values()) <= left + sum(heads(party.stand).values())


def guest_fact(guest: Guest, count: int) -> Fact:
    """So many guests at lunch."""
    at = Stamp(0, MORNING)
    return Fact(
        id=f"{guest}{count}{next(IDS)}", kind=Kind.GUEST, at=at, centre="x", day=MORNING.date(), band=guest, count=count
    )
