"""Staff say what time it is at a machine that woke up without knowing, and what was recorded before gets its time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.core import events as e
from kiosk.core.anchors import STAFF_ERROR
from kiosk.core.events import Answer
from kiosk.core.model import WallState
from kiosk.core.pages import ChooseService, ConfirmTime, Idle, Page, SetTime, StaffToday
from tests.centre import LI, MORNING, PIN, Stand

DALI = ZoneInfo("Asia/Shanghai")
SAVED = MORNING - timedelta(hours=9)


def woken(stand: Stand, wall: datetime, state: WallState) -> Page:
    """The machine starts with this time, and staff come in."""
    stand.clock.start, stand.clock.state = wall, state
    stand.do(e.StaffAsked)
    return stand.do(e.PinEntered, pin=PIN)


def test_a_time_that_was_only_saved_is_asked_for(stand: Stand) -> None:
    """However likely it looks, staff see it as a question, and nobody else sees it at all."""
    page = woken(stand, SAVED, WallState.SAVED)
    assert page == ConfirmTime("zh_CN", SAVED.astimezone(DALI))
    idle = stand.do(e.Dismissed)
    assert isinstance(idle, Idle)
    assert (idle.now, idle.leaf, idle.menu) == (None, None, ())


def test_a_clock_that_was_never_set_has_no_question_to_ask(stand: Stand) -> None:
    """1970 is no guess: staff type the time at once."""
    assert woken(stand, datetime(1970, 1, 1, tzinfo=UTC), WallState.EPOCH) == SetTime("zh_CN")


@pytest.mark.parametrize("state", [WallState.NTP, WallState.SERVER, WallState.STAFF, WallState.RTC])
def test_a_time_that_somebody_vouches_for_is_not_asked_for(stand: Stand, state: WallState) -> None:
    """Staff come straight to their numbers."""
    page = woken(stand, MORNING, state)
    assert isinstance(page, StaffToday)
    assert page.timed


def test_yes_makes_an_anchor_of_two_minutes_and_is_asked_once(stand: Stand) -> None:
    """From then on the time is known: it is shown, kept for what was recorded before, and nobody is asked again."""
    woken(stand, MORNING, WallState.SAVED)
    asked = stand.clock.now().boot_ns
    stand.clock.advance(20)
    page = stand.do(e.TimeAnswered, answer=Answer.YES)
    assert isinstance(page, StaffToday)
    assert (page.timed, page.now) == (True, (MORNING + timedelta(seconds=20)).astimezone(DALI))
    (anchor,) = stand.store.times.anchors()
    assert (anchor.boot_ns, anchor.utc, anchor.error, anchor.source) == (asked, MORNING, STAFF_ERROR, WallState.STAFF)
    stand.do(e.StaffAsked)
    assert isinstance(stand.do(e.PinEntered, pin=PIN), StaffToday)


def test_what_was_recorded_before_gets_its_day_from_the_answer(stand: Stand) -> None:
    """Somebody came while the clock said 1970; staff typed the time an hour later, and no day is in doubt."""
    stand.clock.start, stand.clock.state = datetime(1970, 1, 1, tzinfo=UTC), WallState.EPOCH
    stand.tap(LI)
    assert stand.store.times.undated(stand.clock.now(), DALI) == 1
    stand.clock.advance(3600)
    woken(stand, stand.clock.start, WallState.EPOCH)
    stand.do(e.TimeTyped, digits="2611241030")
    stand.do(e.TimeAnswered, answer=Answer.YES)
    assert stand.clock.now().state is WallState.STAFF
    assert stand.store.times.undated(stand.clock.now(), DALI) == 0


def test_what_is_typed_is_asked_back_with_its_weekday(stand: Stand) -> None:
    """Nothing is believed before staff have read it again."""
    woken(stand, SAVED, WallState.SAVED)
    assert stand.do(e.TimeAnswered, answer=Answer.NO) == SetTime("zh_CN")
    page = stand.do(e.TimeTyped, digits="2611240910")
    assert page == ConfirmTime("zh_CN", datetime(2026, 11, 24, 9, 10, 30, tzinfo=DALI))
    assert stand.store.times.anchors() == []


@pytest.mark.parametrize("digits", ["2613240910", "2602300910", "2611242510", "2511240910", "0000000000"])
def test_a_time_that_cannot_be_is_typed_again(stand: Stand, digits: str) -> None:
    """No thirteenth month, no hour 25, and no year before this program was made."""
    woken(stand, datetime(1970, 1, 1, tzinfo=UTC), WallState.EPOCH)
    assert stand.do(e.TimeTyped, digits=digits) == SetTime("zh_CN", wrong=True)


def test_staff_may_put_the_answer_off(stand: Stand) -> None:
    """Their numbers are there, without a time; the next time they come they are asked again."""
    woken(stand, SAVED, WallState.SAVED)
    page = stand.do(e.TimeAnswered, answer=Answer.LATER)
    assert isinstance(page, StaffToday)
    assert not page.timed
    stand.do(e.StaffAsked)
    assert isinstance(stand.do(e.PinEntered, pin=PIN), ConfirmTime)


def test_nobody_answers_without_a_pin(stand: Stand) -> None:
    """An answer on any other page changes nothing."""
    stand.clock.state = WallState.SAVED
    before = stand.desk.page
    assert stand.do(e.TimeAnswered, answer=Answer.YES) is before
    assert stand.do(e.TimeTyped, digits="2611240910") is before
    assert stand.store.times.anchors() == []


def test_a_second_answer_corrects_the_first(stand: Stand) -> None:
    """Who was mistaken starts the kiosk anew and says otherwise in the same boot: both are kept, the last counts."""
    for answer in ("2611231030", "2611240930"):
        woken(stand, MORNING, WallState.EPOCH)
        stand.clock.told = None
        stand.do(e.StaffAsked)
        stand.do(e.PinEntered, pin=PIN)
        stand.do(e.TimeTyped, digits=answer)
        stand.do(e.TimeAnswered, answer=Answer.YES)
        stand.clock.advance(60)
    assert len(stand.store.times.anchors()) == 2
    assert abs(stand.clock.now().wall - MORNING) < timedelta(minutes=5)


@pytest.mark.parametrize("hour", [3, 11, 23])
def test_a_kiosk_that_does_not_know_the_time_asks_instead_of_refusing(stand: Stand, hour: int) -> None:
    """Whatever hour its clock shows, every service is offered, and no tap alone means the lunch of the rush."""
    stand.set(rush="lunch")
    stand.clock.start, stand.clock.state = datetime(2026, 11, 24, hour, tzinfo=DALI), WallState.SAVED
    page = stand.tap(LI)
    assert isinstance(page, ChooseService)
    assert [(tile.service, tile.until) for tile in page.tiles] == [("lunch", None), ("chess", None), ("painting", None)]
