"""A wall clock that somebody sets while the kiosk runs: it is noticed and said, and nothing that is timed minds."""

from datetime import timedelta
from threading import Event

import pytest

from kiosk.core import events as e
from kiosk.core.exchange import ServerTime
from kiosk.core.lockout import FIRST_LOCK, FREE_TRIES
from kiosk.core.model import WallState
from kiosk.core.pages import AlreadyHere, ChooseService, StaffPin, UnknownCard, Welcome
from kiosk.wallclock import LOOK_SECONDS, WallClock
from tests.centre import LI, NOBODY, Stand

JUMPS = (timedelta(days=27_000), timedelta(days=-20_000), timedelta(hours=-1), timedelta(seconds=3))


@pytest.fixture
def wall(stand: Stand) -> WallClock:
    """The clock at the stand, by what was saved."""
    stand.clock.state = WallState.SAVED
    return WallClock(stand.clock, stand.store)


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_jump_is_noticed_once_and_said(
    stand: Stand, wall: WallClock, jump: timedelta, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever reads the log sees by how much; the next look finds the clock as it is."""
    stand.clock.advance(LOOK_SECONDS)
    assert not wall.look()
    stand.clock.start += jump
    stand.clock.advance(LOOK_SECONDS)
    assert wall.look()
    assert f"jumped by {jump.total_seconds():+.0f} s" in caplog.text
    assert not wall.look()


def test_a_clock_that_is_turned_slowly_does_not_jump(stand: Stand, wall: WallClock) -> None:
    """NTP turns it by half a second in a quarter of an hour, day after day."""
    for _ in range(500):
        stand.clock.start += timedelta(seconds=0.0015)
        stand.clock.advance(LOOK_SECONDS)
        assert not wall.look()


def test_somebody_who_vouches_is_noticed_without_a_jump(stand: Stand, wall: WallClock) -> None:
    """The server says what the clock has said all the time: from now on it may be shown."""
    at = stand.clock.now()
    wall.heard(ServerTime(at.boot_ns, at.wall, 0.6))
    assert wall.look()
    assert not wall.look()


def test_the_watch_tells_of_each_change_until_it_is_stopped(stand: Stand, wall: WallClock) -> None:
    """One jump in ten looks is told once."""
    stop, told = Event(), list[int]()
    looks = iter(range(10))

    def wait(_stop: Event, seconds: float) -> bool:
        look = next(looks, None)
        stand.clock.advance(seconds)
        stand.clock.start += timedelta(hours=look == 4)
        return look is None

    wall.watch(stop, wait, lambda: told.append(1))
    assert told == [1]


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_no_jump_makes_a_card_that_was_just_there_a_new_visitor(stand: Stand, jump: timedelta) -> None:
    """The wall clock is set between two taps of one card on one day: the second is answered as the same visit."""
    stand.tap(LI)
    stand.do(e.Chose, service="chess")
    assert isinstance(stand.do(e.Finished), Welcome)
    stand.clock.advance(30)
    within = timedelta(minutes=11) if jump > timedelta() else -timedelta(minutes=11)
    stand.clock.start += within
    assert isinstance(stand.tap(LI), AlreadyHere)
    stand.clock.advance(11 * 60)
    assert isinstance(stand.tap(LI), ChooseService)


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_no_jump_makes_a_doubtful_card_a_sure_one(stand: Stand, jump: timedelta) -> None:
    """Two readings count together when they came within a minute of the machine's own time, and only then."""
    assert stand.tap(NOBODY, sure=False) == UnknownCard("zh_CN", again=True)
    stand.clock.start += jump
    stand.clock.advance(20)
    assert stand.tap(NOBODY, sure=False) == UnknownCard("zh_CN")
    stand.clock.start -= jump
    stand.clock.advance(61)
    assert stand.tap(NOBODY, sure=False) == UnknownCard("zh_CN", again=True)


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_no_jump_shortens_a_lockout(stand: Stand, jump: timedelta) -> None:
    """Whoever guesses PINs cannot wait by setting the clock."""
    stand.do(e.StaffAsked)
    for _ in range(FREE_TRIES):
        stand.do(e.PinEntered, pin="000000")
    stand.clock.start += jump
    page = stand.do(e.StaffAsked)
    assert isinstance(page, StaffPin)
    assert page.wait == FIRST_LOCK
