"""A moment on the clock that counts since boot may be negative or nought: clocks can be turned back."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from zoneinfo import ZoneInfo

import pytest

from kiosk.clock import SteppedClock
from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.anchors import STAFF_ERROR
from kiosk.core.call import Call
from kiosk.core.lockout import FREE_TRIES
from kiosk.core.model import Fact, Kind, Stamp, WallState
from kiosk.workers import DeskWorker
from tests.centre import LI, MORNING, PIN, Stand, open_test_store, roster, stand_in

HOURS = 10
HOUR = 3600 * 10**9
WRONG = "000000"


@pytest.fixture(params=[0, HOURS], ids=["since boot", "before boot"])
def stand(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stand]:
    """A desk at 09:30, on a machine that booted then or whose clocks were turned back ten hours."""
    back = timedelta(hours=request.param, seconds=5)
    opened = stand_in(tmp_path, SteppedClock(MORNING + back, passed=-back), itertools.count(1)).tell(*roster())
    yield opened
    opened.store.database.close()


def test_a_press_counts_whenever_the_machine_booted(stand: Stand) -> None:
    """No card has taken a page away yet, so no press was meant for an earlier page."""
    worker = DeskWorker(stand.desk, SimpleQueue(), stand.clock, lambda _, *, another: another)
    worker.take(e.Scanned("tap", stand.clock.now(), "door", LI))
    stand.clock.advance(2)
    worker.take(e.Chose(stand.clock.now(), "chess"))
    worker.take(e.Finished(stand.clock.now()))
    assert isinstance(stand.desk.page, p.Welcome)


def test_the_right_pin_leaves_no_lock_whenever_the_machine_booted(stand: Stand) -> None:
    """The next PIN may be tried at once."""
    lockout = stand.desk.staff.lockout
    for pin in (*[WRONG] * (FREE_TRIES - 1), PIN):
        stand.do(e.StaffAsked)
        stand.do(e.PinEntered, pin=pin)
    assert isinstance(stand.desk.page, p.StaffToday)
    assert lockout.wait(stand.clock.now()) == 0


def test_a_call_stands_whenever_the_machine_booted(stand: Stand) -> None:
    """A call in the very moment of boot is one, now and after a restart of the program."""
    stand.do(e.HelpAsked)
    assert stand.desk.call.since == stand.clock.now().boot_ns
    assert Call(stand.store.notebook).since == stand.clock.now().boot_ns


def test_a_boot_ends_with_its_last_moment_whenever_that_was(stand: Stand, tmp_path: Path) -> None:
    """The boot after it is told to have begun behind the last anchor, not behind a moment that never was."""
    began = stand.clock.now().boot_ns
    stand.store.times.anchor(began + 2 * HOUR, MORNING + timedelta(hours=2), STAFF_ERROR, WallState.STAFF)
    stand.store.database.close()
    again = open_test_store(tmp_path / "kiosk.db", stand.clock, boot="boot-2")
    second, first = again.times.untold(9)[0]
    again.database.close()
    assert (first.first_ns, first.after) == (began, None)
    assert second.after_ns == began + 2 * HOUR


def test_what_came_after_a_boot_is_not_dated_later_than_that(tmp_path: Path) -> None:
    """Staff said 15:00 in the first boot; a fact of the next one, looked at by 02:00, may be of either day."""
    first = SteppedClock(MORNING, WallState.EPOCH, -timedelta(hours=HOURS))
    stand = stand_in(tmp_path, first, itertools.count(1)).tell(*roster())
    said = MORNING + timedelta(hours=5.5)
    stand.store.times.anchor(first.now().boot_ns, said, STAFF_ERROR, WallState.STAFF)
    stand.store.database.close()
    second = SteppedClock(MORNING, WallState.EPOCH)
    store = open_test_store(tmp_path / "kiosk.db", second, boot="boot-2")
    store.visits.record(Fact(id="a", kind=Kind.VISIT, at=second.now(), centre="c", day=MORNING.date(), service="chess"))
    assert store.times.undated(Stamp(0, said + timedelta(hours=11), WallState.NTP), ZoneInfo("Asia/Shanghai")) == 1
    store.database.close()
