"""The plug pulled under the real store, a few hundred times a run and ten thousand times in the long form."""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import apsw
import pytest

from kiosk.clock import SteppedClock
from kiosk.core.log import first_break, root
from kiosk.errors import StoreError, StoreFull
from kiosk.sim.crashvfs import Disk
from kiosk.store.store import Machine, Store, open_store
from tests.centre import MORNING
from tests.store.test_store import fact

KEY = b"k" * 32
MACHINE = Machine("boot-1", "pi-1", "test")


@dataclass
class Bench:
    """A kiosk's database on a disk that obeys the test."""

    folder: Path
    seed: int
    relaxed: bool = False
    shown: set[str] = field(default_factory=set)
    made: int = 0

    def __post_init__(self) -> None:
        """Switch on."""
        self.disk, self.random = Disk(self.seed), Random(self.seed)
        self.path = self.folder / f"kiosk{self.seed}.db"
        self.store = self.open()

    def open(self) -> Store:
        """As the kiosk opens it; `relaxed` is the control without a sync at each commit."""
        self.disk.power_on()
        store = open_store(self.path, KEY, MACHINE, SteppedClock(MORNING).now, vfs=self.disk.vfs)
        if self.relaxed:
            store.database.rows("PRAGMA synchronous = normal")
        return store

    def tap(self) -> None:
        """A visit; shown as done only when `record` returned."""
        self.made += 1
        name = f"visit {self.made}"
        self.store.visits.record(fact(name, reason="x" * self.random.randrange(3000)))
        self.shown.add(name)

    def held(self) -> set[str]:
        """What the database holds."""
        return {row[0] for row in self.store.database.rows("SELECT id FROM event")}

    def cut_and_restart(self) -> None:
        """Tap until the power goes after a random number of writes, and switch on again."""
        self.disk.faults.writes_left = self.random.randrange(1, 120)
        with suppress(StoreError):
            while True:
                self.tap()
        self.disk.cut()
        with suppress(StoreError):
            self.store.database.close()
        self.store = self.open()

    def proof(self) -> list[int | None]:
        """Where the chain of each log breaks: nowhere."""
        outbox = self.store.outbox
        return [first_break(outbox.entries(log.log_id, 0, 99999), root(log.log_id)) for log in outbox.logs()]


def lost_by_cuts(folder: Path, cuts: int, *, relaxed: bool = False) -> int:
    """How many visits were shown as recorded and are gone."""
    lost = 0
    for seed in range(max(1, cuts // 50)):
        bench = Bench(folder, seed, relaxed)
        for _ in range(min(50, cuts)):
            bench.cut_and_restart()
            gone = bench.shown - bench.held()
            lost, bench.shown = lost + len(gone), bench.shown - gone
        assert bench.proof() == [None]
        assert bench.store.database.scalar("PRAGMA integrity_check") == "ok"
        bench.store.database.close()
    return lost


def test_no_visit_that_was_shown_is_lost_by_a_power_cut(tmp_path: Path) -> None:
    """200 cuts with lost, torn and reordered writes: everything acknowledged is there, and every chain verifies."""
    assert lost_by_cuts(tmp_path, 200) == 0


@pytest.mark.long
def test_no_visit_is_lost_in_ten_thousand_power_cuts(tmp_path: Path) -> None:
    """The same for a night."""
    assert lost_by_cuts(tmp_path, 10_000) == 0


def test_without_synchronous_full_visits_are_lost(tmp_path: Path) -> None:
    """The control: the same cuts find what WAL with synchronous=NORMAL loses, so the test above can fail."""
    assert lost_by_cuts(tmp_path, 100, relaxed=True) > 0


def test_a_card_that_lies_leaves_a_log_that_proves_itself(tmp_path: Path) -> None:
    """A memory card that ignores fsync may lose visits, but what is left is a whole log, or is told as damage."""
    lost = 0
    for seed in range(10):
        bench = Bench(tmp_path, 100 + seed)
        bench.tap()
        bench.store.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        bench.disk.faults.lying = True
        bench.cut_and_restart()
        lost += len(bench.shown - bench.held())
        assert bench.proof() in ([None], [None, None])
        bench.store.database.close()
    assert lost


def test_a_full_disk_takes_the_ballast_and_still_records(tmp_path: Path) -> None:
    """The visit that met the full disk is recorded in the space put by; only then the disk is called full."""
    bench = Bench(tmp_path, 1)
    ballast = bench.store.database.ballast
    assert ballast.fill()
    bench.disk.faults.room = lambda: 0 if ballast.there or len(bench.shown) >= 3 else ballast.size
    for _ in range(3):
        bench.tap()
    with pytest.raises(StoreFull):
        bench.tap()
    assert bench.shown == bench.held() == {"visit 1", "visit 2", "visit 3"}
    assert not ballast.there


def test_a_failed_sync_is_no_success_and_its_log_is_written_anew(tmp_path: Path) -> None:
    """After EIO the visit is not claimed; what is claimed afterwards survives a cut, as the log was begun anew."""
    for seed in range(30):
        bench = Bench(tmp_path, 200 + seed)
        bench.tap()
        bench.disk.faults.failing_syncs = 1
        with pytest.raises(StoreError):
            bench.tap()
        bench.tap()
        bench.cut_and_restart()
        assert bench.shown - bench.held() == set()
        assert bench.proof() == [None]
        bench.store.database.close()


def test_a_restart_after_a_failed_sync_appends_nothing_to_the_old_log(tmp_path: Path) -> None:
    """Killed after EIO, the kiosk finds pages in memory that never reached the disk: they are written anew."""
    for seed in range(30):
        bench = Bench(tmp_path, 300 + seed)
        bench.tap()
        bench.disk.faults.failing_syncs = 1
        with pytest.raises(StoreError):
            bench.tap()
        bench.store.database.abandon()
        bench.store = bench.open()
        bench.tap()
        bench.cut_and_restart()
        assert bench.shown - bench.held() == set()
        assert bench.proof() == [None]
        bench.store.database.close()


def test_while_the_disk_keeps_failing_nothing_is_claimed(tmp_path: Path) -> None:
    """Every sync fails: every tap says so, and the first one that works again is recorded."""
    bench = Bench(tmp_path, 3)
    bench.disk.faults.failing_syncs = 10**6
    for _ in range(3):
        with pytest.raises(StoreError):
            bench.tap()
    bench.disk.faults.failing_syncs = 0
    bench.tap()
    bench.cut_and_restart()
    assert bench.shown - bench.held() == set()


def test_through_a_vfs_the_pages_are_still_encrypted(tmp_path: Path) -> None:
    """The crash disk sees what the real one would: nothing readable."""
    bench = Bench(tmp_path, 4)
    bench.store.visits.record(fact("a", reason="秘密理由"))
    bench.store.database.close()
    raw = bench.path.read_bytes()
    assert not raw.startswith(b"SQLite format 3")
    assert "秘密理由".encode() not in raw
    assert bench.disk.vfs in apsw.vfs_names()
