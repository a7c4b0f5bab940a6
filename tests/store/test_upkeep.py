"""What happens to the database while nobody waits for it, and what it says of itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from zoneinfo import ZoneInfo

import pytest

from kiosk.clock import SteppedClock, SystemClock
from kiosk.core.anchors import Anchor
from kiosk.core.exchange import Change, Cursor, Neighbour
from kiosk.core.finding import Finding
from kiosk.core.log import first_break
from kiosk.core.model import Settings, WallState
from kiosk.credentials import Seal
from kiosk.errors import StoreError
from kiosk.store.ballast import Ballast
from kiosk.store.checks import examine_store
from kiosk.store.outbox import prune
from kiosk.store.shadow import Shadow
from kiosk.store.store import Machine, Store, look_into, open_store
from kiosk.store.upkeep import KEPT, Upkeep
from tests.centre import MORNING
from tests.store.test_store import DAY, fact

KEY = b"k" * 32
DALI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def clock() -> SteppedClock:
    """09:30, by NTP."""
    return SteppedClock(MORNING)


@pytest.fixture
def store(tmp_path: Path, clock: SteppedClock) -> Iterator[Store]:
    """An open database with a small ballast and a second copy."""
    opened = opened_in(tmp_path, clock)
    yield opened
    opened.database.close()


def opened_in(folder: Path, clock: SteppedClock, boot: str = "boot-1") -> Store:
    """As the kiosk opens it."""
    shadow = Shadow(folder / "stick", Seal(KEY, "second copy"), clock.now)
    opened = open_store(folder / "kiosk.db", KEY, Machine(boot, "pi-1", "test"), clock.now, shadow=shadow)
    opened.database.ballast = Ballast(folder / "kiosk.ballast", 100_000)
    return opened


def seen(store: Store, clock: SteppedClock) -> dict[str, Finding]:
    """What the doctor is told, by name."""
    return {one.name: one for one in examine_store(store.database, store.shadow, clock.now(), DALI)}


def test_a_kiosk_that_is_looked_after_has_nothing_to_complain_of(store: Store, clock: SteppedClock) -> None:
    """After the first minute every check is good."""
    store.visits.record(fact("a"))
    upkeep = Upkeep(store, clock.now)
    clock.advance(61)
    upkeep.step()
    assert [one for one in seen(store, clock).values() if not one.ok] == []


def test_each_thing_that_is_missing_is_told(store: Store, clock: SteppedClock) -> None:
    """No ballast, an uncopied or undated visit, a lowered synchronous, a broken chain, an odd copy: each with a fix."""
    store.visits.record(fact("a"))
    store.database.rows("PRAGMA synchronous = normal")
    store.database.rows("UPDATE event SET body = replace(body, 'lunch', 'sauna')")
    store.mirror.note_unlike(frozenset({"card"}))
    bad = {one.name: one.fix for one in seen(store, clock).values() if not one.ok}
    assert set(bad) == {"durability", "log", "ballast", "second copy", "dates", "copy"}
    assert all(bad.values())


def test_a_second_writer_is_told_and_an_onlooker_writes_nothing(
    store: Store, tmp_path: Path, clock: SteppedClock
) -> None:
    """The doctor looks in beside the running kiosk; another kiosk on the same file is noticed."""
    second = opened_in(tmp_path, clock)
    assert (store.database.sole, second.database.sole) == (True, False)
    assert not seen(second, clock)["one writer"].ok
    second.database.close()
    machine = Machine("boot-9", "pi-9", "test")
    onlooker = look_into(tmp_path / "kiosk.db", KEY, machine, clock.now, fallback=Settings())
    assert seen(onlooker, clock)["one writer"].cause == "a kiosk is running"
    with pytest.raises(StoreError):
        onlooker.visits.record(fact("a"))
    onlooker.database.close()
    assert len(store.outbox.logs()) == 1


def test_only_what_is_acknowledged_and_old_is_pruned(store: Store) -> None:
    """The log goes on from its new base: it proves itself, unsent and younger entries are all there."""
    for number in range(10):
        store.visits.record(replace(fact(f"v{number}"), day=DAY - timedelta(days=500 - 50 * number)))
    log = store.outbox.logs()[0].log_id
    store.outbox.mark_acked(log, 2)
    assert prune(store.database, DAY - KEPT, limit=1) == 1
    assert prune(store.database, DAY - KEPT) == 1
    assert prune(store.database, DAY - KEPT) == 0
    head = store.outbox.logs()[0]
    start = store.outbox.hash_at(log, 2)
    assert (head.base, head.seq, head.acked) == (2, 10, 2)
    assert start is not None
    assert first_break(store.outbox.entries(log, 2, 99), start) is None


def test_visits_of_other_kiosks_go_after_36_days(store: Store, clock: SteppedClock) -> None:
    """By the day that they count for, whatever the clock of the other kiosk said; this kiosk's own stay."""
    today = clock.now().wall.date()
    store.visits.record(replace(fact("ours"), day=today - timedelta(days=99)))
    for name, own, counts in (("kept", 99, 35), ("gone", 2, 37), ("kept too", 36, 36)):
        told = Neighbour("kiosk-2", replace(fact(name), day=today - timedelta(days=own)))
        change = Change("visit", name, 1, told, 1, str(today - timedelta(days=counts)))
        store.mirror.apply([change], Cursor("e", 1), last=True)
    upkeep = Upkeep(store, clock.now)
    clock.advance(61)
    upkeep.step()
    kept = {name for (name,) in store.database.rows("SELECT id FROM neighbour")}
    assert kept == {"kept", "kept too"}
    assert store.mirror.digest("visit", "").count == 2
    assert len(store.outbox.entries(store.outbox.logs()[0].log_id, 0, 9)) == 1


def test_a_clock_that_nobody_vouches_for_prunes_nothing(store: Store, clock: SteppedClock) -> None:
    """A kiosk that wakes up in 2099 keeps its log until somebody says what year it is."""
    store.visits.record(fact("a"))
    store.outbox.mark_acked(store.outbox.logs()[0].log_id, 1)
    clock.state = WallState.SAVED
    upkeep = Upkeep(store, clock.now)
    clock.advance(timedelta(days=70 * 365).total_seconds())
    upkeep.step()
    assert len(store.visits.of_day(DAY)) == 1
    clock.state = WallState.SERVER
    clock.advance(3601)
    upkeep.step()
    assert store.visits.of_day(DAY) == []


def test_the_last_round_is_made_when_the_kiosk_stops(store: Store, clock: SteppedClock) -> None:
    """What was recorded in the last second is copied before the database closes."""
    stop = Event()
    stop.set()
    store.visits.record(fact("a"))
    Upkeep(store, clock.now).run(stop, clock.wait)
    assert store.shadow is not None
    assert [frame.entry.seq for frame in store.shadow.frames()] == [1]


def test_a_second_copy_that_cannot_be_written_stops_nobody(store: Store, clock: SteppedClock, tmp_path: Path) -> None:
    """The stick was pulled out: it is said once, the kiosk records on, and the doctor knows."""
    (tmp_path / "stick").write_text("not a folder")
    upkeep = Upkeep(store, clock.now)
    for name in ("a", "b"):
        store.visits.record(fact(name))
        upkeep.step()
    assert store.visits.unsent() == 2
    assert not seen(store, clock)["second copy"].ok


def test_anchors_are_kept_sparingly(store: Store) -> None:
    """One an hour is enough for the drift; a much surer one is kept at once."""
    second = 10**9
    told = [store.times.anchor(at * second, MORNING, error, WallState.SERVER) for at, error in TOLD]
    assert told == [True, False, True, True]
    assert len(store.times.anchors()) == 3


TOLD = ((10, 30.0), (20, 29.5), (30, 0.5), (3700, 0.6))


def test_a_flaw_is_said_in_the_log_soon_after_the_start(
    store: Store, clock: SteppedClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever reads the journal finds what the doctor would say, with the line that mends it."""
    upkeep = Upkeep(store, clock.now)
    store.database.rows("PRAGMA synchronous = normal")
    upkeep.step()
    assert not caplog.records
    clock.advance(61)
    upkeep.step()
    assert "durability: synchronous is 1: a power cut may lose visits; report this bug" in caplog.messages


def test_a_boot_that_never_heard_the_time_is_flagged_until_it_does(tmp_path: Path) -> None:
    """Visits of unknown days wait for a person, or for the anchor that makes their time known."""
    clock = SteppedClock(datetime(1970, 1, 1, tzinfo=UTC), WallState.EPOCH)
    store = opened_in(tmp_path, clock)
    store.visits.record(fact("a", reason="no clock"))
    assert not seen(store, clock)["dates"].ok
    store.times.anchor(clock.now().boot_ns, MORNING, 0.6, WallState.SERVER)
    assert seen(store, clock)["dates"].ok
    store.database.close()


def test_the_clock_believes_who_told_the_time_in_this_boot() -> None:
    """Without NTP the wall is what the server told, carried on; a less sure word changes nothing."""
    clock = SystemClock()
    at = clock.now()
    clock.hear(Anchor(1, at.boot_ns, datetime(2031, 5, 1, tzinfo=UTC), 0.6))
    clock.hear(Anchor(1, at.boot_ns, datetime(2044, 5, 1, tzinfo=UTC), 120.0, WallState.STAFF))
    now = clock.now()
    if now.state is not WallState.NTP:
        assert now.state is WallState.SERVER
        assert timedelta() <= now.wall - datetime(2031, 5, 1, tzinfo=UTC) < timedelta(seconds=60)


def test_it_waits_while_another_thread_is_reading(store: Store, clock: SteppedClock) -> None:
    """The database has one connection: an upkeep that finds it busy waits its turn, and does not die of it."""
    upkeep, reading = Upkeep(store, clock.now), Event()

    def read(*_nothing: object) -> int:
        """Be read until well after somebody else has asked."""
        reading.set()
        return int(Event().wait(0.2))

    store.database.connection.create_scalar_function("read", read, 0)
    reader = Thread(target=store.database.rows, args=("SELECT read()",))
    reader.start()
    assert reading.wait(5)
    upkeep.step()
    reader.join()
