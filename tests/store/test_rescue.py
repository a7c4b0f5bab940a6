"""A database that is damaged, gone, or beside another's write-ahead log: back at once, with what can be saved."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from kiosk.clock import SteppedClock
from kiosk.core.log import first_break
from kiosk.credentials import Seal
from kiosk.store.checks import first_flaw
from kiosk.store.rescue import missing
from kiosk.store.shadow import Shadow
from kiosk.store.store import Machine, Store, open_store
from tests.centre import MORNING
from tests.store.test_store import fact

KEY = b"k" * 32
PAGE = 4096


@dataclass
class Card:
    """The memory card of a kiosk, with the second copy on another disk."""

    folder: Path
    key: bytes = KEY

    def __post_init__(self) -> None:
        """Switch on."""
        self.path = self.folder / "kiosk.db"
        self.folder.mkdir(exist_ok=True)
        self.shadow = self.second_copy()
        self.store = self.open()

    def second_copy(self) -> Shadow:
        """As app.py makes it."""
        return Shadow(self.folder / "stick", Seal(KEY, "second copy"), SteppedClock(MORNING).now)

    def open(self) -> Store:
        """As the kiosk does."""
        clock = SteppedClock(MORNING)
        self.shadow = self.second_copy()
        self.store = open_store(self.path, self.key, Machine("b", "pi-1", "test"), clock.now, shadow=self.shadow)
        return self.store

    def visits(self, first: int, last: int) -> None:
        """Record visits with these numbers, each with text that fills pages."""
        for start in range(first, last + 1, 100):
            self.store.visits.record(
                *(fact(f"v{number}", reason="x" * 200) for number in range(start, min(start + 100, last + 1)))
            )

    def acked(self, seq: int) -> None:
        """The server has everything up to here."""
        self.store.outbox.mark_acked(self.store.outbox.logs()[-1].log_id, seq)

    def break_page(self, number: int) -> None:
        """Flip a bit of one page of the closed file."""
        data = bytearray(self.path.read_bytes())
        data[number * PAGE + 1000] ^= 1
        self.path.write_bytes(data)

    def inspected(self) -> None:
        """The nightly look at every page; what it finds is mended by the next write."""
        self.store.database.inspect()
        self.store.visits.check()

    def held(self) -> set[str]:
        """The facts in the database."""
        return {row[0] for row in self.store.database.rows("SELECT id FROM event")}

    def unsent(self) -> set[str]:
        """Those that still go to the server."""
        sql = "SELECT event.id FROM event JOIN log ON event.log = log.log WHERE seq > acked"
        return {row[0] for row in self.store.database.rows(sql)}


@pytest.fixture
def card(tmp_path: Path) -> Iterator[Card]:
    """A kiosk that has recorded nothing."""
    opened = Card(tmp_path)
    yield opened
    opened.store.database.close()


def proven(store: Store) -> bool:
    """Whether every log proves itself from its base to its end, without a hole."""
    for log in store.outbox.logs():
        entries = store.outbox.entries(log.log_id, 0, 99999)
        start = store.outbox.hash_at(log.log_id, log.base)
        if start is None or first_break(entries, start) or len(entries) != log.seq - log.base:
            return False
    return True


def test_one_broken_page_costs_few_rows_and_nothing_unsent(tmp_path: Path) -> None:
    """Wherever a bit flips, what is unsent is all kept and every log proves itself; of the rest 98 in 100 are salvaged.

    That is the mean: a broken leaf costs some seven rows, a page above leaves as many as hang on it.
    """
    wanted = {f"v{number}" for number in range(2901, 3001)} | {"after"}
    rows = []
    for seed in range(12):
        card = Card(tmp_path / str(seed))
        card.visits(1, 3000)
        card.acked(2900)
        card.shadow.copy(card.store.outbox)
        card.store.database.close()
        card.break_page(Random(seed).randrange(card.path.stat().st_size // PAGE))
        card.open()
        card.inspected()
        card.store.visits.record(fact("after"))
        assert card.unsent() >= wanted
        assert proven(card.store)
        assert missing(card.store.notebook) == []
        rows.append(len(card.held()))
        card.store.database.close()
    assert sum(rows) / len(rows) >= 0.98 * 3001


def test_a_deleted_database_comes_back_from_the_second_copy(card: Card) -> None:
    """Whoever removed the file: a new log begins, and what was unsent is there again, at its old places."""
    card.visits(1, 300)
    card.acked(250)
    card.shadow.copy(card.store.outbox)
    card.store.database.close()
    for path in card.folder.glob("kiosk.*"):
        path.unlink()
    card.open()
    assert card.unsent() == {f"v{number}" for number in range(251, 301)}
    assert proven(card.store)
    assert len(card.store.outbox.logs()) == 2


def test_without_a_second_copy_what_is_lost_is_named(card: Card) -> None:
    """Unsent entries on the broken page are gone; the log and the numbers are known, and what is left is sent."""
    card.visits(1, 400)
    card.store.database.close()
    data = card.path.read_bytes()
    for number in range(3, len(data) // PAGE):
        card.path.write_bytes(data)
        card.break_page(number)
        card.open()
        card.inspected()
        if missing(card.store.notebook):
            break
        card.store.database.close()
    lost = missing(card.store.notebook)
    assert sum(last - first + 1 for _, first, last in lost) == 400 - len(card.held()) > 0
    assert card.unsent() == card.held()
    assert proven(card.store)


def test_a_zeroed_database_does_not_stop_the_kiosk(card: Card) -> None:
    """The first page is gone: nothing can be read, the second copy is all there is, and taps are recorded."""
    card.visits(1, 100)
    card.shadow.copy(card.store.outbox)
    card.store.database.close()
    card.path.write_bytes(bytes(card.path.stat().st_size))
    card.open().visits.record(fact("after"))
    assert card.unsent() == {f"v{number}" for number in range(1, 101)} | {"after"}
    assert (card.folder / "kiosk.db.damaged").exists()


def test_a_write_ahead_log_of_another_database_is_not_mixed_in(card: Card, tmp_path: Path) -> None:
    """A `-wal` left beside a file that it does not belong to is put aside; the file's own content stays."""
    stranger = Card(tmp_path / "other", b"s" * 32)
    stranger.visits(1, 50)
    shutil.copy(stranger.folder / "kiosk.db-wal", tmp_path / "stray")
    stranger.store.database.close()
    card.visits(101, 200)
    card.store.database.close()
    shutil.copy(tmp_path / "stray", tmp_path / "kiosk.db-wal")
    card.open()
    assert card.held() == {f"v{number}" for number in range(101, 201)}
    assert proven(card.store)


def test_an_old_copy_under_a_newer_write_ahead_log_is_noticed(card: Card, tmp_path: Path) -> None:
    """A backup put back without removing the `-wal`: old and new never pass for one whole, every log proves itself."""
    card.visits(1, 50)
    card.store.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(card.path, tmp_path / "backup")
    card.visits(51, 900)
    card.store.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    card.visits(901, 903)
    shutil.copy(tmp_path / "kiosk.db-wal", tmp_path / "newer")
    card.store.database.close()
    shutil.copy(tmp_path / "backup", card.path)
    shutil.copy(tmp_path / "newer", tmp_path / "kiosk.db-wal")
    card.open().visits.record(fact("after"))
    assert proven(card.store)
    assert first_flaw(card.store.database) is None
    assert {"v1", "v50", "after"} <= card.held()


def test_torn_frames_of_the_second_copy_are_stepped_over(card: Card) -> None:
    """A cut in the middle of a frame costs that frame; those before and behind it are read."""
    card.visits(1, 10)
    card.shadow.copy(card.store.outbox)
    (path,) = card.shadow.folder.glob("*.log")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] + b"garbage" + data[len(data) // 2 + 300 :])
    read = [frame.entry.seq for frame in card.second_copy().frames()]
    assert 7 <= len(read) < 10
    assert read == sorted(read)


def test_the_second_copy_can_be_read_with_its_key_only(card: Card) -> None:
    """Neither names of services nor of cards are readable, and another key opens nothing."""
    card.visits(1, 3)
    card.shadow.copy(card.store.outbox)
    (path,) = card.shadow.folder.glob("*.log")
    assert b"lunch" not in path.read_bytes()
    assert list(Shadow(card.shadow.folder, Seal(b"x" * 32, "second copy"), SteppedClock(MORNING).now).frames()) == []


def test_the_second_copy_holds_what_is_unsent_once(card: Card) -> None:
    """Copying again adds nothing, also after a restart; a server that was set back makes it be copied again."""
    card.visits(1, 20)
    log = card.store.outbox.logs()[0].log_id
    assert [card.shadow.copy(card.store.outbox) for _ in range(2)] == [20, 0]
    assert card.second_copy().copy(card.store.outbox) == 0
    card.acked(20)
    assert card.shadow.copy(card.store.outbox) == 0
    card.store.outbox.rewind(log, 5)
    assert card.shadow.copy(card.store.outbox) == 15
    assert card.shadow.reconciled(card.store.outbox)


def test_old_files_of_the_second_copy_go_when_the_server_has_everything(card: Card) -> None:
    """Yesterday's file is deleted once its last entry is acknowledged, not before."""
    card.visits(1, 5)
    card.shadow.copy(card.store.outbox)
    tomorrow = Shadow(card.shadow.folder, Seal(KEY, "second copy"), SteppedClock(MORNING + timedelta(days=1)).now)
    tomorrow.copy(card.store.outbox)
    assert len(list(card.shadow.folder.glob("*.log"))) == 1
    card.acked(5)
    tomorrow.copy(card.store.outbox)
    assert list(card.shadow.folder.glob("*.log")) == []


def test_no_later_boot_is_taken_for_that_of_rescued_facts(card: Card) -> None:
    """The boots went with the card, the facts came back from the second copy: they still name a boot of their own."""
    card.visits(1, 3)
    card.shadow.copy(card.store.outbox)
    before = card.store.boot
    card.store.database.close()
    card.path.unlink()
    again = card.open()
    assert card.held() == {"v1", "v2", "v3"}
    assert again.boot > before


def test_two_branches_of_one_log_are_both_copied_and_both_come_back(card: Card, tmp_path: Path) -> None:
    """An older card was put back and went on: its entries are others than those copied at their places."""
    card.visits(1, 5)
    card.store.database.close()
    shutil.copy(card.path, tmp_path / "image")
    card.open()
    card.visits(6, 10)
    card.shadow.copy(card.store.outbox)
    card.store.database.close()
    shutil.copy(tmp_path / "image", card.path)
    card.open()
    card.visits(11, 13)
    assert not card.shadow.reconciled(card.store.outbox)
    card.shadow.copy(card.store.outbox)
    assert card.shadow.reconciled(card.store.outbox)
    card.store.database.close()
    card.path.unlink()
    card.open()
    assert card.held() == {f"v{number}" for number in range(1, 14)}
    assert proven(card.store)
