"""The pages between the taps: rest, trouble, staff."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.clock import SteppedClock
from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.lockout import FIRST_LOCK, FREE_TRIES
from kiosk.core.model import Guest
from tests.centre import LI, PIN, Stand, open_test_store, stand_in


def test_idle_wants_to_be_drawn_again_at_the_full_minute(stand: Stand) -> None:
    """The clock on the wall changes when the minute does, not before."""
    page = stand.at(9, 30, 20).do(e.Dismissed)
    assert isinstance(page, p.Idle)
    assert page.stays == 40


def test_idle_shows_the_next_menu(stand: Stand) -> None:
    """Today's lunch is announced until lunch is over."""
    stand.set(menu={"2026-11-24/lunch": ("土豆炖鸡肉", "木耳炒鸡蛋")})
    page = stand.do(e.Dismissed)
    assert isinstance(page, p.Idle)
    assert (page.meal, page.menu) == ("午餐", ("土豆炖鸡肉", "木耳炒鸡蛋"))
    after = stand.at(13, 5).do(e.Dismissed)
    assert isinstance(after, p.Idle)
    assert after.menu == ()


def test_without_any_reader_the_machine_rests_and_comes_back_by_itself(stand: Stand) -> None:
    """All readers lost shows the resting page; the first one back ends it."""
    stand.do(e.ReaderLost, reader="door", cause="unplugged")
    assert isinstance(stand.desk.page, p.OutOfOrder)
    assert isinstance(stand.do(e.ReaderBack, reader="door"), p.Idle)


def test_one_of_two_readers_is_enough(stand: Stand) -> None:
    """While a second reader works nobody is sent away."""
    stand.do(e.ReaderBack, reader="code")
    stand.do(e.ReaderLost, reader="door", cause="unplugged")
    assert isinstance(stand.desk.page, p.Idle)


def test_what_cannot_be_recorded_is_not_claimed(stand: Stand) -> None:
    """When the database is gone a tap shows the resting page instead of a tick."""
    stand.store.database.close()
    page = stand.tap(LI)
    assert isinstance(page, p.OutOfOrder)
    assert page.trouble is p.Trouble.DATABASE


def test_help_comes_from_every_page(stand: Stand) -> None:
    """Asking for a person always says that one is coming."""
    stand.tap(LI)
    assert isinstance(stand.do(e.HelpAsked), p.HelpCalled)


def test_a_call_for_help_stands_until_a_person_ends_it(stand: Stand) -> None:
    """A page that goes by itself or a card ends no call; who wants nobody any more, or a staff PIN, does."""
    for end in (lambda: stand.do(e.Dismissed), lambda: [stand.do(e.StaffAsked), stand.do(e.PinEntered, pin=PIN)]):
        stand.do(e.HelpAsked)
        called = stand.desk.call.since
        stand.do(e.TimePassed)
        stand.tap(LI)
        stand.do(e.Dismissed)
        assert stand.desk.call.since == called is not None
        stand.do(e.HelpAsked)
        end()
        assert stand.desk.call.since is None


def test_a_call_for_help_outlives_the_program_and_the_boot(stand: Stand, tmp_path: Path) -> None:
    """It is the same call after either, whatever the wall clock says then."""
    stand.do(e.HelpAsked)
    called = stand.desk.call.since
    for clock in (stand.clock, SteppedClock(datetime(1970, 1, 1, tzinfo=UTC))):
        stand.store.database.close()
        stand = stand_in(tmp_path, clock, stand.ids)
        assert stand.desk.call.since == called is not None
    stand.store.database.close()


def test_a_call_that_ended_stays_ended_after_a_restart(stand: Stand, tmp_path: Path) -> None:
    """Nobody is sent for who said that they want nobody any more."""
    stand.do(e.HelpAsked)
    stand.do(e.Dismissed)
    stand.store.database.close()
    again = stand_in(tmp_path, stand.clock, stand.ids)
    assert again.desk.call.since is None
    again.store.database.close()


def test_a_call_for_help_needs_no_disk(stand: Stand) -> None:
    """Where nothing can be written any more a person is called all the same."""
    stand.store.database.close()
    assert isinstance(stand.do(e.HelpAsked), p.HelpCalled)
    assert stand.desk.call.since == stand.clock.now().boot_ns


@pytest.mark.parametrize(
    "event",
    [
        pytest.param((e.Chose, {"service": "chess"}), id="chose"),
        pytest.param((e.Finished, {}), id="finished"),
        pytest.param((e.ChangeAsked, {}), id="change"),
        pytest.param((e.Undone, {}), id="undo"),
        pytest.param((e.GuestsAsked, {}), id="guests"),
        pytest.param((e.GuestsCounted, {"guest": Guest.ADULT, "by": 1}), id="one guest more"),
        pytest.param((e.PinEntered, {"pin": PIN}), id="pin"),
        pytest.param((e.Touched, {}), id="touch"),
    ],
)
def test_a_press_that_makes_no_sense_changes_nothing(
    stand: Stand, event: tuple[type[e.Event], dict[str, object]]
) -> None:
    """Buttons of a page that is gone do nothing on the next one."""
    before = stand.desk.page
    assert stand.do(event[0], **event[1]) is before
    assert stand.kinds() == []


def test_the_pin_opens_todays_numbers(stand: Stand) -> None:
    """A right PIN shows the headcount from the local database, with full names."""
    stand.tap(LI)
    stand.do(e.Chose, service="chess")
    stand.do(e.Finished)
    assert isinstance(stand.do(e.StaffAsked), p.StaffPin)
    page = stand.do(e.PinEntered, pin=PIN)
    assert isinstance(page, p.StaffToday)
    assert (page.count.people, page.count.visits, page.count.inside, page.unsent) == (1, 1, 1, 2)
    assert page.names == {"r-li": "李建明"}
    assert page.words["chess"] == "棋牌"


def test_wrong_pins_lock_the_pad_and_waiting_opens_it(stand: Stand) -> None:
    """Five wrong PINs make even the right one wait a minute."""
    stand.do(e.StaffAsked)
    for _ in range(FREE_TRIES):
        page = stand.do(e.PinEntered, pin="000000")
    assert isinstance(page, p.StaffPin)
    assert (page.wrong, page.wait) == (True, FIRST_LOCK)
    assert isinstance(stand.do(e.PinEntered, pin=PIN), p.StaffPin)
    stand.clock.advance(FIRST_LOCK)
    assert isinstance(stand.do(e.PinEntered, pin=PIN), p.StaffToday)


def test_a_lock_begins_anew_after_a_restart_and_heeds_no_wall_clock(stand: Stand) -> None:
    """Pulling the plug or turning the clock forward shortens nothing."""
    stand.do(e.StaffAsked)
    for _ in range(FREE_TRIES):
        stand.do(e.PinEntered, pin="000000")
    stand.clock.start += timedelta(days=400)
    path = stand.store.database.path
    stand.store.database.close()
    reopened = open_test_store(path, stand.clock, boot="boot-2")
    stand.desk.staff.lockout.until = None
    stand.desk.staff.lockout.notebook = reopened.notebook
    assert stand.desk.staff.ask(stand.clock.now()).wait == FIRST_LOCK
    reopened.database.close()
