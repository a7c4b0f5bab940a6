r"""A second copy of what the server does not have yet, one append-only file a day, for the day the database dies.

It is written behind the tick, by `Upkeep`, from rows that are committed already. In front of the tick its fdatasync
would cost what the commit costs, two bare commits where a tap may take one and a half; all that it would gain is a
second of visits in the one case that the power is cut and the database destroyed in the same second.

    frame = b"\xf5KS1" | length u32 | crc32 u32 of all that follows | log 16 bytes | seq u64 | sealed (hash, body)

The frame is sealed with a key of its own (whoever takes the card reads nothing); the crc finds the next whole frame
after a torn one without that key. Repeating a frame is harmless: a fact is known by its id.
"""

import os
import struct
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol
from zlib import crc32

from kiosk.core.exchange import LogHead
from kiosk.core.log import Entry
from kiosk.core.model import Stamp
from kiosk.errors import StoreError
from kiosk.store.outbox import Outbox

MAGIC = b"\xf5KS1"
START = struct.Struct("<4sII")
PLACE = struct.Struct("<16sQ")
BATCH = 500
HASH = 32


class Sealer(Protocol):
    """Encrypts and authenticates. app.py hands it in, since cryptography takes long to import."""

    def seal(self, data: bytes, about: bytes) -> bytes:
        """Only the key's owner can read `data`, or make others believe that it is about this."""
        ...

    def unseal(self, sealed: bytes, about: bytes) -> bytes | None:
        """What was sealed; None when it is not genuine."""
        ...


class Frame(NamedTuple):
    """An entry with the log it belongs to."""

    log_id: str
    entry: Entry


class Place(NamedTuple):
    """Where an entry stands in its log, and which one it is."""

    seq: int
    hash: bytes


class Shadow:
    """The copies in one folder, best on another disk. Raises StoreError when that cannot be written."""

    def __init__(self, folder: Path, sealer: Sealer, now: Callable[[], Stamp]) -> None:
        """Nothing is read or made yet; `now` only names files, a wrong clock does no harm."""
        self.folder, self.sealer, self.now = folder, sealer, now
        self._files: dict[Path, dict[str, Place]] | None = None
        self._acked: dict[str, int] = {}

    def frames(self) -> Iterator[Frame]:
        """Everything that is still readable, oldest file first."""
        for path in self._paths():
            for log_id, seq, sealed in _whole(path.read_bytes()):
                opened = self.sealer.unseal(sealed, _place(log_id, seq))
                if opened is not None:
                    yield Frame(log_id, Entry(seq, opened[:HASH], opened[HASH:].decode()))

    def any(self) -> bool:
        """Whether there is anything to take from here."""
        return bool(self._paths())

    def copy(self, outbox: Outbox) -> int:
        """Copy what is unsent and not copied yet, drop files that are no longer needed; how many were copied."""
        try:
            copied = sum(self._copy(head, outbox) for head in outbox.logs())
            self._drop({head.log_id: head.acked for head in outbox.logs()})
        except OSError as error:
            raise StoreError(f"{self.folder}: the second copy cannot be written ({error.strerror})") from error
        return copied

    def reconciled(self, outbox: Outbox) -> bool:
        """Whether every unsent entry is copied."""
        return all(self._after(head, outbox) >= head.seq for head in outbox.logs())

    def _copy(self, head: LogHead, outbox: Outbox) -> int:
        copied, after = 0, self._after(head, outbox)
        while entries := outbox.entries(head.log_id, after, BATCH):
            self._append(head.log_id, entries)
            copied, after = copied + len(entries), entries[-1].seq
        return copied

    def _after(self, head: LogHead, outbox: Outbox) -> int:
        """The last entry that needs no copy. A server that was set back needs again what it had acknowledged.

        A copy of another entry at the same place is none of this one: an older card was put back.
        """
        set_back = head.acked < self._acked.get(head.log_id, 0)
        self._acked[head.log_id] = head.acked
        if set_back:
            for last in self._index().values():
                last.pop(head.log_id, None)
        copied = [last[head.log_id] for last in self._index().values() if head.log_id in last]
        return max([head.acked, *(seq for seq, mark in copied if outbox.hash_at(head.log_id, seq) == mark)])

    def _append(self, log_id: str, entries: Sequence[Entry]) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._today()
        new = not path.exists()
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "wb") as file:
            file.writelines(self._frame(log_id, entry) for entry in entries)
            file.flush()
            os.fdatasync(file.fileno())
        if new:
            sync_folder(self.folder)
        self._index().setdefault(path, {})[log_id] = Place(entries[-1].seq, entries[-1].hash)

    def _frame(self, log_id: str, entry: Entry) -> bytes:
        place = _place(log_id, entry.seq)
        rest = place + self.sealer.seal(entry.hash + entry.body.encode(), place)
        return START.pack(MAGIC, len(rest), crc32(rest)) + rest

    def _drop(self, acked: dict[str, int]) -> None:
        """Remove old files of which the server has everything."""
        for path, last in list(self._index().items()):
            done = all(place.seq <= acked.get(log_id, 0) for log_id, place in last.items())
            if done and path != self._today():
                path.unlink(missing_ok=True)
                del self._index()[path]

    def _index(self) -> dict[Path, dict[str, "Place"]]:
        """The last entry of each log in each file."""
        if self._files is None:
            self._files = {path: self._last(path.read_bytes()) for path in self._paths()}
        return self._files

    def _last(self, data: bytes) -> dict[str, "Place"]:
        """The newest entry of each log up to which the file has no hole."""
        newest: dict[str, tuple[int, bytes]] = {}
        for log_id, seq, sealed in _whole(data):
            if log_id not in newest or seq == newest[log_id][0] + 1:
                newest[log_id] = seq, sealed
        opened = {log: (seq, self.sealer.unseal(sealed, _place(log, seq))) for log, (seq, sealed) in newest.items()}
        return {log: Place(seq, text[:HASH]) for log, (seq, text) in opened.items() if text}

    def _today(self) -> Path:
        return self.folder / f"{self.now().wall:%Y-%m-%d}.log"

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob("*.log")) if self.folder.exists() else []


def sync_folder(folder: Path) -> None:
    """Make new and renamed files in it durable."""
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _whole(data: bytes) -> Iterator[tuple[str, int, bytes]]:
    """Every undamaged frame: what is torn is stepped over to the next one."""
    at = data.find(MAGIC)
    while at >= 0:
        if at + START.size > len(data):
            return
        _, length, crc = START.unpack_from(data, at)
        rest = data[at + START.size : at + START.size + length]
        if len(rest) == length >= PLACE.size and crc32(rest) == crc:
            log, seq = PLACE.unpack_from(rest)
            yield log.hex(), seq, rest[PLACE.size :]
            at += START.size + length - 1
        at = data.find(MAGIC, at + 1)


def _place(log_id: str, seq: int) -> bytes:
    return PLACE.pack(bytes.fromhex(log_id), seq)
