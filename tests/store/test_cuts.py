"""The plug pulled at each single write of what a kiosk does seldom: migrate, drop what is old, write its log away."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from kiosk.clock import SteppedClock
from kiosk.core.log import first_break
from kiosk.errors import StoreError
from kiosk.sim.crashvfs import Disk
from kiosk.store.migrations import STEPS
from kiosk.store.outbox import prune
from kiosk.store.store import Machine, Store, open_store
from tests.centre import MORNING
from tests.store.fixture import FIXTURES, KEY
from tests.store.test_store import DAY, fact

MACHINE = Machine("boot of the test", "pi of the fixture", "test")
PLENTY, OLD, YOUNG, A_PART = 10**6, 12, 3, 5
LONG_AGO = DAY - timedelta(days=400)
Work = Callable[[Path, Disk, int], object]
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""apsw closes a file on a dead disk."""


def opened(path: Path, disk: Disk) -> Store:
    """As the kiosk opens it, on this disk."""
    return open_store(path, KEY, MACHINE, SteppedClock(MORNING).now, vfs=disk.vfs)


def starting(path: Path, disk: Disk, writes: int) -> None:
    """Start and stop the program; the power goes after so many writes."""
    disk.faults.writes_left = writes
    opened(path, disk).database.close()


def after_start(deed: Callable[[Store], object]) -> Work:
    """The same for something that a running program does."""

    def work(path: Path, disk: Disk, writes: int) -> None:
        store = opened(path, disk)
        disk.faults.writes_left = writes
        try:
            deed(store)
        finally:
            store.database.close()

    return work


def each_cut(folder: Path, base: Path | None, work: Work) -> Iterator[tuple[Path, Disk]]:
    """What every cut of `work` leaves behind, from its first write to its last; `base` is the database before it."""
    whole = Disk(0)
    work(copied(base, folder / "0.db"), whole, PLENTY)
    for writes in range(1, PLENTY - whole.faults.writes_left + 1):
        path, disk = copied(base, folder / f"{writes}.db"), Disk(writes)
        with suppress(StoreError):
            work(path, disk, writes)
        disk.cut()
        disk.power_on()
        yield path, disk


def copied(base: Path | None, path: Path) -> Path:
    """A database of its own for each cut."""
    return Path(shutil.copy(base, path)) if base else path


def schema(connection: apsw.Connection) -> tuple[int, set[tuple[object, ...]]]:
    """How many steps are noted as done, and every table and index with its columns."""
    names = [str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master").fetchall()]
    done = connection.execute("SELECT coalesce(max(number), 0) FROM migration").get if "migration" in names else 0
    columns = {(name, *(tuple(row) for row in connection.execute(f"PRAGMA table_info({name})"))) for name in names}
    return int(done), {one for one in columns if one[0] != "migration"}


def as_written(steps: int) -> tuple[int, set[tuple[object, ...]]]:
    """The schema after so many steps."""
    connection = apsw.Connection(":memory:")
    connection.execute("CREATE TABLE migration (number INTEGER PRIMARY KEY)")
    for number, step in enumerate(STEPS[:steps], 1):
        connection.execute(step)
        connection.execute("INSERT INTO migration VALUES (?)", (number,))
    return schema(connection)


def found(path: Path, disk: Disk) -> tuple[int, set[tuple[object, ...]]]:
    """What the power cut left, past our own code."""
    connection = apsw.Connection(str(path), vfs=disk.vfs)
    try:
        connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
        return schema(connection)
    finally:
        connection.close()


def proves_itself(store: Store) -> bool:
    """Whether each log is whole from its base on."""
    outbox = store.outbox
    starts = [(head, outbox.hash_at(head.log_id, head.base) or b"") for head in outbox.logs()]
    return all(first_break(outbox.entries(head.log_id, head.base, 99), start) is None for head, start in starts)


def held(store: Store) -> set[str]:
    """The identities of all facts."""
    return {row[0] for row in store.database.rows("SELECT id FROM event")}


@pytest.mark.parametrize("first", range(len(STEPS) + 1), ids="schema-{}".format)
def test_a_cut_in_any_migration_leaves_one_whole_schema(first: int, tmp_path: Path) -> None:
    """Wherever the first start of this version is cut, the database has one step's schema, and goes on from there."""
    base, seen = FIXTURES / f"schema-{first}.db" if first else None, set()
    for path, disk in each_cut(tmp_path, base, starting):
        steps, tables = found(path, disk)
        seen.add(steps)
        assert (steps, tables) == as_written(steps)
        store = opened(path, disk)
        assert store.database.scalar("SELECT max(number) FROM migration") == len(STEPS)
        before = held(store)
        assert len(before) == (5 if first else 0)
        store.visits.record(fact("new"))
        assert proves_itself(store)
        assert held(store) == before | {"new"}
        store.database.close()
    assert seen == set(range(first, len(STEPS) + 1))


@pytest.fixture
def acknowledged(tmp_path: Path) -> Path:
    """A database with some old visits that the server has, and some young ones that it has not."""
    path = tmp_path / "base.db"
    store = open_store(path, KEY, MACHINE, SteppedClock(MORNING).now)
    store.visits.record(*(replace(fact(f"old {number}"), day=LONG_AGO) for number in range(OLD)))
    store.visits.record(*(fact(f"young {number}") for number in range(YOUNG)))
    store.database.rows("UPDATE log SET acked = ?", OLD)
    store.database.close()
    return path


def test_a_cut_while_old_visits_go_takes_no_young_one(acknowledged: Path, tmp_path: Path) -> None:
    """Each part of what is dropped is gone or there as a whole, the rest proves itself, what is unsent stays."""

    def deed(store: Store) -> None:
        while prune(store.database, DAY, A_PART):
            pass

    seen = set()
    for path, disk in each_cut(tmp_path, acknowledged, after_start(deed)):
        store = opened(path, disk)
        seen.add(len(held(store)) - YOUNG)
        assert {f"young {number}" for number in range(YOUNG)} <= held(store)
        assert store.visits.unsent() == YOUNG
        assert proves_itself(store)
        store.database.close()
    assert seen == {OLD, OLD - A_PART, OLD - 2 * A_PART, 0}


def test_a_cut_while_the_log_is_written_through_loses_nothing(acknowledged: Path, tmp_path: Path) -> None:
    """At whatever page the checkpoint ends, each visit that was shown as recorded is there."""
    shown: set[str] = set()

    def deed(store: Store) -> None:
        shown.clear()
        for number in range(YOUNG):
            store.visits.record(fact(f"shown {number}", reason="x" * 3000))
            shown.add(f"shown {number}")
        store.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    cuts = 0
    for path, disk in each_cut(tmp_path, acknowledged, after_start(deed)):
        store = opened(path, disk)
        cuts += len(shown) == YOUNG
        assert shown <= held(store)
        assert proves_itself(store)
        assert store.database.scalar("PRAGMA integrity_check") == "ok"
        store.database.close()
    assert cuts > YOUNG
