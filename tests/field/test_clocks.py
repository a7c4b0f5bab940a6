"""Clocks of the field: a router that lies about the time, NTP by another program, a jump in the middle of the day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.clock import SteppedClock
from kiosk.core import events as e
from kiosk.core.anchors import CONTRADICTION, NTP_ERROR, Anchor, Boot, believed
from kiosk.core.events import Answer
from kiosk.core.exchange import ServerTime
from kiosk.core.model import Kind, WallState
from kiosk.core.pages import ConfirmTime, Idle, StaffToday
from kiosk.core.timeline import Timeline, in_a_row
from kiosk.device.doctor import examine_clock
from kiosk.sim.history import History
from kiosk.sim.laws import breaches
from kiosk.sim.people import come
from kiosk.sim.town import City, card
from kiosk.store.upkeep import Upkeep
from kiosk.wallclock import WallClock
from tests.centre import LI, MORNING, PIN, Stand, open_stand, open_test_store

DALI = ZoneInfo("Asia/Shanghai")
FORTNIGHT = timedelta(days=14)
LIES = [-FORTNIGHT, FORTNIGHT, timedelta(hours=-3), timedelta(hours=5), timedelta(minutes=-10)]


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    """A desk with a real database, and NTP that is right so far."""
    opened = open_stand(tmp_path)
    yield opened
    opened.store.database.close()


def server_says(stand: Stand, utc: datetime) -> None:
    """A signed reply comes in, a tenth of a second after it was asked for; then the wall clock is looked at."""
    stand.wall.heard(ServerTime(stand.clock.now().boot_ns, utc, 0.55))
    stand.wall.look()


def true_time(stand: Stand) -> datetime:
    """What time it really is at the stand."""
    return MORNING + stand.clock.passed


def lied_to(stand: Stand, lie: timedelta) -> Stand:
    """NTP says another time, and the server the true one."""
    stand.clock.start = MORNING + lie
    server_says(stand, true_time(stand))
    return stand


def staff_come(stand: Stand) -> object:
    """Somebody types a PIN."""
    stand.do(e.StaffAsked)
    return stand.do(e.PinEntered, pin=PIN)


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_ntp_that_contradicts_the_server_is_shown_to_nobody_and_dates_nothing(stand: Stand, lie: timedelta) -> None:
    """The glass shows the server's time, and whoever taps is counted on the true day."""
    lied_to(stand, lie)
    idle = stand.do(e.Dismissed)
    assert isinstance(idle, Idle)
    assert idle.now == true_time(stand).astimezone(DALI)
    stand.tap(LI)
    stand.do(e.Chose, service="chess")
    stand.do(e.Finished)
    assert {fact.at.state for fact in stand.facts()} == {WallState.SERVER}
    assert stand.kinds() == [("arrival", None), ("visit", "chess")]


def test_two_clocks_that_work_may_differ_by_a_minute(stand: Stand) -> None:
    """NTP stays the time, and nobody is told anything."""
    lied_to(stand, timedelta(minutes=1))
    assert stand.clock.now().state is WallState.NTP
    assert stand.clock.ahead is None
    assert isinstance(staff_come(stand), StaffToday)


def test_staff_are_asked_which_time_it_is_and_told_by_how_much_the_network_differs(stand: Stand) -> None:
    """One yes to the server's time, and they are not asked again; their page goes on telling of it."""
    lied_to(stand, -FORTNIGHT)
    asked = staff_come(stand)
    assert asked == ConfirmTime("zh_CN", true_time(stand).astimezone(DALI), ahead=-FORTNIGHT.total_seconds())
    page = stand.do(e.TimeAnswered, answer=Answer.YES)
    assert isinstance(page, StaffToday)
    assert (page.day.isoformat(), page.ahead) == ("2026-11-24", -FORTNIGHT.total_seconds())
    assert isinstance(staff_come(stand), StaffToday)


def test_staff_who_side_with_ntp_outvote_the_server(stand: Stand) -> None:
    """The server's clock is wrong: staff type what NTP says, it counts, and the contradiction is still told."""
    server_says(stand, true_time(stand) - FORTNIGHT)
    assert stand.clock.now().state is WallState.SERVER
    assert isinstance(staff_come(stand), ConfirmTime)
    stand.do(e.TimeAnswered, answer=Answer.NO)
    stand.do(e.TimeTyped, digits="2611240930")
    page = stand.do(e.TimeAnswered, answer=Answer.YES)
    assert stand.clock.now().state is WallState.NTP
    assert isinstance(page, StaffToday)
    assert page.ahead == FORTNIGHT.total_seconds()
    assert isinstance(staff_come(stand), StaffToday)


def test_the_kiosk_goes_back_to_ntp_when_it_is_mended(stand: Stand) -> None:
    """Nobody has to do anything, neither here nor on the server."""
    lied_to(stand, -FORTNIGHT)
    stand.clock.advance(600)
    stand.clock.start = MORNING
    assert stand.wall.look()
    assert stand.clock.now() == stand.clock.machine()
    assert stand.clock.ahead is None
    assert isinstance(staff_come(stand), StaffToday)


def test_a_server_whose_clock_was_mended_is_believed_at_once(stand: Stand) -> None:
    """Its newest word counts, however sure an older one was."""
    server_says(stand, true_time(stand) - FORTNIGHT)
    stand.clock.advance(5)
    stand.wall.heard(ServerTime(stand.clock.now().boot_ns, true_time(stand), 3.0))
    stand.wall.look()
    assert stand.clock.now().state is WallState.NTP


def test_ntp_that_jumps_by_hours_is_not_believed_until_somebody_bears_it_out(stand: Stand) -> None:
    """No server was ever heard: the glass shows no time, staff are asked, and their answer counts."""
    stand.clock.advance(3600)
    stand.clock.start -= timedelta(hours=7)
    assert stand.wall.look()
    idle = stand.do(e.Dismissed)
    assert isinstance(idle, Idle)
    assert idle.now is None
    assert isinstance(staff_come(stand), ConfirmTime)
    stand.do(e.TimeAnswered, answer=Answer.NO)
    stand.do(e.TimeTyped, digits="2611241030")
    stand.do(e.TimeAnswered, answer=Answer.YES)
    assert abs(stand.clock.now().wall - true_time(stand)) < timedelta(minutes=2)


def test_a_jump_towards_the_server_is_ntp_that_became_right(stand: Stand) -> None:
    """The kiosk started with a wrong one."""
    lied_to(stand, timedelta(hours=-7))
    stand.clock.start = MORNING
    stand.wall.look()
    assert stand.clock.now().state is WallState.NTP


def test_a_kiosk_remembers_over_a_restart_that_ntp_lied(tmp_path: Path) -> None:
    """The machine starts again without a network to the server: NTP says the same, and is still not believed."""
    clock = SteppedClock(MORNING - FORTNIGHT)
    store = open_test_store(tmp_path / "kiosk.db", clock)
    WallClock(clock, store).heard(ServerTime(clock.now().boot_ns, MORNING, 0.55))
    store.database.close()
    clock.advance(3600)
    again = SteppedClock(clock.start + clock.passed)
    store = open_test_store(tmp_path / "kiosk.db", again, boot="boot-2")
    store.times.remind(again)
    assert again.now().state is WallState.SAVED
    store.database.close()


def test_the_doctor_names_both_times_and_whom_to_ask(stand: Stand) -> None:
    """Whoever is wrong, a technician reads it without looking at the glass."""
    finding = examine_clock(lied_to(stand, -FORTNIGHT).clock)
    assert not finding.ok
    assert "NTP says 2026-11-10 01:30 UTC and the server 2026-11-24 01:30 UTC" in finding.cause
    assert "timedatectl timesync-status, or chronyc sources" in finding.fix


@dataclass
class Spell:
    """Some time in which NTP says one thing; perhaps the server is heard in it, or somebody taps."""

    lie: timedelta
    minutes: int
    heard: bool


SPELLS = st.builds(Spell, st.sampled_from([timedelta(), timedelta(), *LIES]), st.integers(1, 300), st.booleans())


@settings(max_examples=40)
@given(st.lists(SPELLS, min_size=1, max_size=6))
def test_no_stamp_that_is_believed_in_the_end_is_wrong_by_more_than_minutes(spells: list[Spell]) -> None:
    """Whatever NTP said from spell to spell, once the server was heard each visit is dated rightly, and says so."""
    with TemporaryDirectory() as folder:
        clock = SteppedClock(MORNING)
        store = open_test_store(Path(folder) / "kiosk.db", clock)
        wall, stamps = WallClock(clock, store), []
        upkeep = Upkeep(store, clock.now)
        for spell in [*spells, Spell(spells[-1].lie, 1, heard=True)]:
            clock.start = MORNING + spell.lie
            wall.look()
            for _ in range(2):
                clock.advance(spell.minutes * 30)
                upkeep.step()
                stamps.append((clock.now(), MORNING + clock.passed))
            if spell.heard:
                wall.heard(ServerTime(clock.now().boot_ns, MORNING + clock.passed, 0.55))
                wall.look()
                assert abs(clock.now().wall - MORNING - clock.passed) < timedelta(seconds=CONTRADICTION + 2)
        timeline = timeline_of(store.times.anchors(), clock)
        store.database.close()
    for stamp, truth in stamps:
        if stamp.state.sure and timeline.bears_out(1, stamp.boot_ns, stamp.wall):
            assert abs(stamp.wall - truth) < timedelta(seconds=2 * CONTRADICTION + 60)
        found = timeline.at(1, stamp.boot_ns, DALI)
        assert abs(found.utc - truth).total_seconds() <= found.within + CONTRADICTION + 2


def timeline_of(told: Sequence[Anchor], clock: SteppedClock) -> Timeline:
    """All that one boot told."""
    boots = in_a_row([Boot(1, 5 * 10**9, clock.now().boot_ns)])
    return Timeline(boots, told, earliest=MORNING - timedelta(days=99), latest=MORNING + timedelta(days=99))


@pytest.mark.parametrize(
    ("lie", "state"),
    [
        pytest.param(FORTNIGHT, WallState.NTP, id="ahead: nobody can know yet"),
        pytest.param(-FORTNIGHT, WallState.SAVED, id="before the last boot's end: it cannot be"),
    ],
)
def test_what_was_stamped_before_the_lie_was_found_counts_for_its_true_day(
    city: City, tmp_path: Path, lie: timedelta, state: WallState
) -> None:
    """Away from the server a router lies all morning; then the server is heard, and every visit is of today."""
    history = History(city, tmp_path / "history", 1)
    history.weather.fair = True
    kiosk = history.kiosks[0]
    kiosk.clock.offset = lie
    city.clock.advance(60)
    kiosk.cut_power()
    for number in range(4):
        come(kiosk, card(kiosk.identity.centre, number), history.random)
        city.clock.advance(300)
    assert {fact.at.state for fact in history.promised} == {state}
    history.heal()
    days = {day for fact, day in history.evidence().counting if fact.kind is not Kind.LINK}
    assert days == {"2026-11-24"}
    assert breaches(history.evidence()) == []
    for one in history.kiosks:
        one.close()


def test_a_boot_that_nobody_tested_is_asked_about_when_ntp_lied_in_the_next() -> None:
    """The lie is as small as the night: nothing but the next morning gives it away, so no day is guessed."""
    boots = in_a_row([Boot(1, 0, HOUR), Boot(2, 0, HOUR), Boot(3, 0, HOUR)])
    told = [
        Anchor(1, HOUR, MORNING, 0.5),
        Anchor(2, 0, MORNING + timedelta(hours=9), NTP_ERROR, WallState.NTP),
        Anchor(3, 0, MORNING + timedelta(hours=20), NTP_ERROR, WallState.NTP),
        Anchor(3, 1, MORNING + timedelta(hours=36), 0.5),
    ]
    timeline = Timeline(boots, told, earliest=MORNING - timedelta(days=9), latest=MORNING + timedelta(days=9))
    assert timeline.doubtful == {2, 3}
    assert not timeline.bears_out(2, 0, MORNING + timedelta(hours=9))
    assert timeline.at(2, 0, DALI).within > 3600


HOUR = 3600 * 10**9


@given(st.permutations([WallState.NTP, WallState.SERVER, WallState.STAFF]), st.integers(0, 2))
def test_two_of_three_are_believed(order: list[WallState], odd: int) -> None:
    """NTP, the server and staff who were asked last: whoever is alone is passed over, and the server beats NTP."""
    told = [
        Anchor(1, HOUR * at, MORNING + timedelta(hours=at) + (FORTNIGHT if at == odd else timedelta()), 1, source)
        for at, source in enumerate(sorted(order, key=list(WallState).index))
    ]
    kept = {one.source for one in believed(told)}
    assert told[odd].source not in kept
    assert len(kept) == 2
