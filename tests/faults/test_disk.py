"""What a bad disk does to the desk: it may say that it is out of order, but it never claims what is not recorded."""

import itertools
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from random import Random

import pytest

from kiosk.clock import SteppedClock
from kiosk.core.events import TimePassed
from kiosk.core.pages import Idle, OutOfOrder, Trouble
from kiosk.errors import StoreError
from kiosk.store.store import Machine, open_store
from kiosk.ui.mailbox import Mailbox
from kiosk.workers import DeskWorker
from tests.centre import MORNING, Stand, open_stand, open_test_store

CARDS = itertools.count(0x100)
PAGE, FLIPS = 4096, 60
BACK_SECONDS = 5
MOST_BYTES_A_VISIT = 25 * 1024


def tap(stand: Stand) -> str | None:
    """Somebody new taps; gives the card when the kiosk did not say that it is out of order."""
    card = f"em4100:{next(CARDS):010X}"
    return None if isinstance(stand.tap(card), OutOfOrder) else card


def held(stand: Stand) -> set[str | None]:
    """The cards on record."""
    return {fact.card for fact in stand.facts()}


Disk = tuple[Path, Callable[[Stand], object], Callable[[Stand], object]]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Disk]:
    """A folder on a disk of 1 MiB, and how to fill and free it; who may not mount one lets SQLite count pages."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode == 0:
        yield folder, lambda _: fill(folder / "filler"), lambda _: (folder / "filler").unlink()
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
    else:
        limit = "PRAGMA max_page_count = {}".format
        yield (
            folder,
            lambda stand: stand.store.database.rows(limit(1)),
            lambda stand: stand.store.database.rows(limit(2**30)),
        )


def fill(path: Path) -> None:
    """Take all the room there is."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(512)):
            pass


def test_a_full_disk_claims_nothing(small_disk: Disk) -> None:
    """Whoever was not told that the kiosk is out of order is on record, before, during and after."""
    folder, fill_up, free = small_disk
    stand = open_stand(folder)
    claimed = {tap(stand) for _ in range(3)}
    fill_up(stand)
    during = [tap(stand) for _ in range(400)]
    assert None in during
    free(stand)
    claimed |= {*during, *(tap(stand) for _ in range(3))} - {None}
    assert tap(stand) is not None
    assert claimed <= held(stand)
    stand.store.database.close()


def test_the_resting_page_stays_while_the_disk_is_full_and_goes_by_itself(small_disk: Disk) -> None:
    """Nobody is asked for a card that could not be recorded; five seconds after there is room the kiosk asks again."""
    folder, fill_up, free = small_disk
    stand = open_stand(folder)
    worker = DeskWorker(stand.desk, SimpleQueue(), stand.clock, Mailbox().show)
    fill_up(stand)
    while tap(stand):
        pass
    worker.take(TimePassed(stand.clock.now()))
    for _ in range(5):
        pass_time(worker, stand)
        assert isinstance(stand.desk.page, OutOfOrder)
        assert stand.desk.page.trouble is Trouble.DISK_FULL
    free(stand)
    freed = stand.clock.monotonic()
    pass_time(worker, stand)
    assert isinstance(stand.desk.page, Idle)
    assert stand.clock.monotonic() - freed <= BACK_SECONDS
    stand.store.database.close()


def pass_time(worker: DeskWorker, stand: Stand) -> None:
    """Nobody does anything until the page's time is over."""
    stand.clock.advance(worker.deadline - stand.clock.monotonic())
    worker.take(TimePassed(stand.clock.now()))


def test_a_database_that_turns_read_only_claims_nothing_and_comes_back(tmp_path: Path) -> None:
    """While nothing can be written every claim is still true, and the kiosk works again by itself."""
    stand = open_stand(tmp_path)
    claimed = {tap(stand) for _ in range(2)}
    stand.store.database.rows("PRAGMA query_only = 1")
    claimed |= {tap(stand) for _ in range(2)} - {None}
    with suppress(StoreError):
        stand.store.database.rows("PRAGMA query_only = 0")
    last = tap(stand)
    assert last is not None
    assert claimed | {last} <= held(stand)


def test_a_flipped_bit_is_damage_and_never_another_visit(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Any bit of the file may flip: the store says so and saves what it can, and never tells of another visit."""
    stand = open_stand(tmp_path)
    cards = {tap(stand) for _ in range(60)}
    stand.store.database.close()
    whole, chance, found = (tmp_path / "kiosk.db").read_bytes(), Random(11), 0
    for number in range(FLIPS):
        flipped = bytearray(whole)
        flipped[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "kiosk.db").write_bytes(flipped)
        try:
            store = open_test_store(folder / "kiosk.db", SteppedClock(MORNING))
            told = {fact.card for fact in store.visits.of_day(MORNING.date())}
            store.database.close()
            assert told <= cards
            found += told == cards or any("rebuilding" in record.message for record in caplog.records)
        except StoreError:
            found += 1
        caplog.clear()
    assert found == FLIPS


def test_a_deleted_database_begins_a_new_log(tmp_path: Path) -> None:
    """With the file gone the kiosk starts, greets people, and no number of the old log is used again."""
    stand = open_stand(tmp_path)
    before = stand.store.outbox.logs()[0].log_id
    tap(stand)
    stand.store.database.close()
    for path in tmp_path.glob("kiosk.db*"):
        path.unlink()
    stand = open_stand(tmp_path)
    assert tap(stand) is not None
    assert before not in {log.log_id for log in stand.store.outbox.logs()}


def test_another_databases_log_is_never_mixed_in(tmp_path: Path) -> None:
    """A write-ahead log that belongs to another kiosk is refused, or passed over; no visit comes from it."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder in (ours, theirs):
        folder.mkdir()
    stand = open_stand(ours)
    cards = {tap(stand) for _ in range(5)}
    fact = stand.facts()[0]
    stand.store.database.close()
    machine = Machine("boot-1", "pi-2", "test")
    other = open_store(theirs / "kiosk.db", b"o" * 32, machine, SteppedClock(MORNING).now)
    other.visits.record(*(replace(fact, id=f"theirs {number}", card="em4100:0F0F0F0F0F") for number in range(20)))
    shutil.copy(theirs / "kiosk.db-wal", ours / "kiosk.db-wal")
    other.database.close()
    try:
        store = open_test_store(ours / "kiosk.db", SteppedClock(MORNING))
        told = {fact.card for fact in store.visits.of_day(MORNING.date())}
        store.database.close()
    except StoreError:
        return
    assert told == cards


def test_a_visit_writes_few_pages(tmp_path: Path) -> None:
    """A memory card that takes 300 visits a day must last for years: at most 25 KiB each, write-ahead log and all."""
    stand = open_stand(tmp_path)
    stand.store.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    visits, before = 50, pages(tmp_path)
    for _ in range(visits):
        tap(stand)
    ((_, frames, _),) = stand.store.database.rows("PRAGMA wal_checkpoint(PASSIVE)")
    changed = sum(old != new for old, new in itertools.zip_longest(before, pages(tmp_path)))
    assert (frames + changed) * PAGE / visits <= MOST_BYTES_A_VISIT


def pages(folder: Path) -> list[bytes]:
    """The database file, page by page."""
    raw = (folder / "kiosk.db").read_bytes()
    return [raw[start : start + PAGE] for start in range(0, len(raw), PAGE)]
