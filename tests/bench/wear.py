"""What a visit writes to the memory card, counted by the kernel on an ext4 file system of its own behind a loop device.

Whoever may not mount one gets no row: the pages that SQLite writes are then all that is known
(`tests/faults/test_disk.py::test_a_visit_writes_few_pages`).
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.clock import SteppedClock, new_id
from kiosk.core.exchange import Cursor
from kiosk.credentials import Seal
from kiosk.store.shadow import Shadow
from kiosk.store.store import Machine, Store, open_store
from kiosk.store.upkeep import Upkeep
from kiosk.sync.courier import HEARTBEAT
from tests.bench.row import Row
from tests.centre import MORNING, roster
from tests.sync.parts import lunch

VISITS, BETWEEN_SECONDS = 300, 90
SECTOR, KIB, MB, SIZE_MB = 512, 1024, 1_000_000, 300
MOST_KIB, MOST_MB_AT_REST = 25, 1
DAY, POLL = 86_400, 5


def rows() -> Iterator[Row]:
    """A visit with and without its second copy, and a day on which nobody comes."""
    for copied in (False, True):
        with memory_card() as card:
            if card is None:
                return
            kiosk = Worn(card, copied=copied)
            what = "with its second copy" if copied else "alone"
            yield Row(f"KiB on the card for a visit {what}", kiosk.visits() / VISITS / KIB, MOST_KIB, "KiB", 1)
            if copied:
                yield Row("MB on the card in a day at rest", kiosk.day_at_rest() / MB, MOST_MB_AT_REST, "MB", 1)
            kiosk.store.database.close()


class Worn:
    """A kiosk's store on a card whose writes are counted."""

    def __init__(self, card: "Card", *, copied: bool) -> None:
        """Open it, with the roster in it."""
        self.card, self.clock = card, SteppedClock(MORNING)
        shadow = Shadow(card.folder / "copy", Seal(bytes(32), "bench"), self.clock.now) if copied else None
        machine = Machine("boot-1", "pi-1", "1.0")
        self.store: Store = open_store(card.folder / "kiosk.db", bytes(32), machine, self.clock.now, shadow=shadow)
        self.store.mirror.apply(roster(), Cursor("epoch", 1), last=True)
        self.upkeep = Upkeep(self.store, self.clock.now)
        self.pass_time(2 * BETWEEN_SECONDS)

    def visits(self) -> int:
        """Bytes written while people come, one every minute and a half; each is durable before the next."""
        before = self.card.written()
        for _ in range(VISITS):
            self.store.visits.record(lunch(new_id(self.clock.now(), os.urandom(10)), self.clock.now()))
            self.pass_time(BETWEEN_SECONDS)
        return self.card.written() - before

    def day_at_rest(self) -> int:
        """Bytes written in a day whose only events are the upkeep's rounds and the server's silence."""
        before = self.card.written()
        for _ in range(DAY // int(HEARTBEAT)):
            for _ in range(int(HEARTBEAT) // POLL):
                self.store.mirror.apply([], Cursor("epoch", 1), last=True)
                self.pass_time(POLL)
        return self.card.written() - before

    def pass_time(self, seconds: int) -> None:
        """Let the upkeep do its rounds."""
        for _ in range(seconds):
            self.clock.advance(1)
            self.upkeep.step()


class Card:
    """A mounted file system and the kernel's count of what reached its device."""

    def __init__(self, folder: Path, device: str) -> None:
        """Count `device`, which `folder` is on."""
        self.folder, self.device = folder, device

    def written(self) -> int:
        """Bytes so far, after everything in memory has been written."""
        subprocess.run(["sync", "--file-system", str(self.folder)], check=True)
        counts = Path(f"/sys/block/{Path(self.device).name}/stat").read_text(encoding="utf-8").split()
        return int(counts[6]) * SECTOR


@contextmanager
def memory_card() -> Iterator[Card | None]:
    """An empty ext4 behind a loop device, None where that is not allowed."""
    with tempfile.TemporaryDirectory() as name:
        image, folder = Path(name) / "card.img", Path(name) / "card"
        folder.mkdir()
        with image.open("wb") as file:
            file.truncate(SIZE_MB * MB)
        subprocess.run(["/sbin/mkfs.ext4", "-q", str(image)], check=True)
        if subprocess.run(
            ["mount", "-o", "loop,noatime", str(image), str(folder)], capture_output=True, check=False
        ).returncode:
            yield None
            return
        try:
            found = subprocess.run(
                ["findmnt", "-no", "SOURCE", str(folder)], capture_output=True, text=True, check=True
            )
            yield Card(folder, found.stdout.strip())
        finally:
            subprocess.run(["umount", str(folder)], check=True)
