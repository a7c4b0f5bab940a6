"""A disk that can lose power, lie, fill up and fail, under the real store: an SQLite VFS with a seed.

What is written stays in a list until `xSync`; at the cut a random part of what was not synced reaches the real file, in
any order of pages and torn at 512 bytes. Deleting a file is at once on the disk: WAL mode deletes only empty ones.

    disk = Disk(seed); open_store(..., vfs=disk.vfs) ... disk.cut()

The store is opened through `multipleciphers-<name>`, or its pages would not be encrypted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any

import apsw

TORN = 512
NAMES = count()


@dataclass
class Faults:
    """What is wrong with the disk now. `writes_left` until the power goes, `room` for a file to grow by, in bytes."""

    writes_left: int = 10**9
    room: Callable[[], int] = lambda: 10**12
    lying: bool = False
    failing_syncs: int = 0


class File(apsw.VFSFile):
    """One open file; `pending` is what a power cut may lose."""

    def __init__(self, disk: "Disk", name: Any, flags: list[int]) -> None:
        """Open the real one."""
        super().__init__("", name, flags)
        self.disk, self.pending = disk, list[tuple[int, bytes | None]]()
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        self.cached = disk.cached.setdefault(path, {})
        disk.files.append(self)

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802  (SQLite's name)
        """Keep for later, while there is room. The data are any buffer; Python has had a name for that since 3.12."""
        self.disk.tick()
        kept = bytes(data)
        grown = max(0, offset + len(kept) - self.xFileSize())
        if grown > self.disk.faults.room():
            raise apsw.FullError("no space left")
        self.pending.append((offset, kept))

    def xTruncate(self, size: int) -> None:  # noqa: N802
        """Keep for later as well."""
        self.disk.tick()
        self.pending.append((size, None))

    def xSync(self, _flags: int) -> None:  # noqa: N802
        """Put everything on the disk, or say so. The real one is not made to hurry: this machine stays on."""
        self.disk.tick()
        if self.disk.faults.failing_syncs:
            self.disk.faults.failing_syncs -= 1
            self.forget()
            raise apsw.IOError("EIO")
        if not self.disk.faults.lying:
            self.flush()

    def xClose(self) -> None:  # noqa: N802
        """The system goes on writing what a closed file still has to write, unless the power is gone."""
        if self in self.disk.files:
            self.lose(self.disk.random) if self.disk.off else self.flush()
            self.disk.files.remove(self)
        super().xClose()

    def excepthook(self, *_: object) -> bool:
        """SQLite saw the result code; what Python adds to it where SQLite does not listen is no news."""
        return True

    def forget(self) -> None:
        """A failed sync: the pages never reach the disk, yet every later read finds them in memory, marked clean."""
        for offset, data in self.pending:
            if data is None:
                self.put(offset, None)
            else:
                self.cached[offset] = data
        self.pending.clear()

    def flush(self) -> None:
        """In order and whole."""
        for offset, data in self.pending:
            self.put(offset, data)
        self.pending.clear()

    def put(self, offset: int, data: bytes | None) -> None:
        """To the real file."""
        if data is None:
            for at in [at for at in self.cached if at >= offset]:
                del self.cached[at]
            super().xTruncate(offset)
        else:
            self.cached.pop(offset, None)
            super().xWrite(data, offset)

    def xFileSize(self) -> int:  # noqa: N802
        """As the program sees it."""
        size = super().xFileSize()
        for offset, data in (*self.cached.items(), *self.pending):
            size = offset if data is None else max(size, offset + len(data))
        return size

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        """As the program sees it: the file with what is pending over it."""
        base = super().xFileSize()
        seen = super().xRead(min(amount, max(0, base - offset)), offset) if offset < base else b""
        buffer, size = bytearray(seen.ljust(amount, b"\0")), base
        for at, data in (*self.cached.items(), *self.pending):
            if data is None:
                size = min(size, at)
                continue
            low, high = max(offset, at), min(offset + amount, at + len(data))
            if low < high:
                buffer[low - offset : high - offset] = data[low - at : high - at]
            size = max(size, at + len(data))
        return bytes(buffer[: max(0, min(amount, size - offset))])

    def lose(self, random: Random) -> None:
        """The power is gone: of what was not synced, some reached the disk."""
        random.shuffle(self.pending)
        for offset, data in self.pending:
            if random.random() < 0.5:
                continue
            torn = data and random.random() < 0.3
            self.put(offset, data[: random.randrange(0, len(data), TORN)] if data and torn else data)
        self.pending.clear()


class Disk(apsw.VFS):
    """All files of one machine; `vfs` is the name to open a store with."""

    def __init__(self, seed: int) -> None:
        """Healthy until `faults` says otherwise."""
        self.random, self.faults = Random(seed), Faults()  # noqa: S311 - a seed has to fail the same way every time
        self.files: list[File] = []
        self.cached: dict[str, dict[int, bytes]] = {}
        self.off = False
        name = f"crash{next(NAMES)}"
        self.vfs = f"multipleciphers-{name}"
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> File:  # noqa: N802
        """Every file of the database goes through here."""
        return File(self, name, flags)

    def excepthook(self, *_: object) -> bool:
        """As for files."""
        return True

    def tick(self) -> None:
        """One thing that reaches the disk, if there still is power."""
        self.faults.writes_left -= 1
        self.off = self.off or self.faults.writes_left <= 0
        if self.off:
            raise apsw.IOError("the power is gone")

    def cut(self) -> None:
        """Pull the plug."""
        self.off = True
        for file in self.files:
            file.lose(self.random)
        for cached in self.cached.values():
            cached.clear()

    def settle(self) -> None:
        """The system has written everything."""
        for file in self.files:
            file.flush()

    def power_on(self) -> None:
        """The machine starts again; whoever still holds a file of before holds nothing."""
        self.files.clear()
        self.faults, self.off = Faults(), False
