"""What follows the card: a greeting on the day, pages that stay longer, and the calendar on the first page."""

from dataclasses import replace
from datetime import date

import pytest

from kiosk.core import events as e
from kiosk.core.calendar import Leaf
from kiosk.core.exchange import Change
from kiosk.core.model import Birthday, Count, WallState
from kiosk.core.pages import AlreadyHere, ChooseService, Idle, Manner, Welcome
from tests.centre import LI, RESIDENTS, Stand

TODAY = Birthday(Count.GREGORIAN, 11, 24)


def known(stand: Stand, birthday: Birthday | None = None, **preferences: str) -> Stand:
    """Mr Li as he wants to be served."""
    person = replace(RESIDENTS[0], birthday=birthday, preferences=preferences)
    return stand.tell(Change("resident", person.id, 2, person))


@pytest.mark.parametrize(
    ("birthday", "state", "greeted"),
    [
        pytest.param(TODAY, WallState.NTP, True, id="the day"),
        pytest.param(replace(TODAY, day=25), WallState.NTP, False, id="another day"),
        pytest.param(None, WallState.NTP, False, id="he did not ask for it"),
        pytest.param(TODAY, WallState.EPOCH, False, id="nobody knows what day it is"),
        pytest.param(Birthday(Count.LUNAR, 10, 16), WallState.NTP, False, id="the almanac has not said the moon yet"),
    ],
)
def test_who_asked_for_it_is_greeted(
    stand: Stand, birthday: Birthday | None, state: WallState, *, greeted: bool
) -> None:
    """On the day only, and the check-in is the same whatever the calendar knows."""
    known(stand, birthday).set(rush="chess")
    stand.clock.state = state
    stand.tap(LI)
    if isinstance(stand.desk.page, ChooseService):
        stand.do(e.Chose, service="chess")
    page = stand.do(e.Finished)
    assert isinstance(page, Welcome)
    assert page.birthday is greeted


def test_pages_stay_longer_for_who_is_slow_and_never_too_long(stand: Stand) -> None:
    """A choice waits half as long again; a result stays up to 15 seconds, then it is the next person's screen."""
    known(stand, pace="slower", type="larger", sound="louder")
    choose = stand.tap(LI)
    assert isinstance(choose, ChooseService)
    assert (choose.stays, choose.manner) == (90, Manner(larger=True, slower=True, louder=True))
    stand.do(e.Chose, service="chess")
    welcome = stand.do(e.Finished)
    assert isinstance(welcome, Welcome)
    assert welcome.stays == 14
    stand.set(result_seconds=12).clock.advance(4)
    again = stand.tap(LI)
    assert isinstance(again, AlreadyHere)
    assert again.stays == 15


def test_unknown_preferences_change_nothing(stand: Stand) -> None:
    """A newer server's wishes are passed over."""
    page = known(stand, pace="glacial", shoes="off").tap(LI)
    assert isinstance(page, ChooseService)
    assert page.manner == Manner()


def test_the_first_page_has_the_day_as_far_as_it_is_known(stand: Stand) -> None:
    """The centre's own name for the day is there without an almanac; without a clock there is no day at all."""
    stand.set(holidays={"2026-11-24": "敬老日"})
    page = stand.do(e.Dismissed)
    assert isinstance(page, Idle)
    assert page.leaf == Leaf(date(2026, 11, 24), named="敬老日")
    stand.clock.state = WallState.EPOCH
    page = stand.do(e.Dismissed)
    assert isinstance(page, Idle)
    assert (page.now, page.leaf) == (None, None)
