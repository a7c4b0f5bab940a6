"""Opens the kiosk's SQLite file so that "recorded" means on the disk, and turns its errors into ours.

- apsw-sqlite3mc carries an SQLite without the WAL-reset bug and encrypts every page with an HMAC; an engine
  that has the bug opens nothing.
- One connection for the whole process, behind one lock: it alone writes and checkpoints.
- synchronous is a property of a connection and journal_mode can be refused, so both are read back.
- With a custom VFS a key can be passed over in silence, so the file's first bytes are looked at.
- After an error of the disk nothing of this connection is believed. Linux marks pages clean whose fsync failed, so
  asking again would be told "done": a later power cut would then tear the write-ahead log in its middle and take
  acknowledged visits with it. Hence `ill`: before the next write the file is opened anew and the log is written
  through and truncated, every page of it once more. Until that succeeds, nothing is recorded.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any
from weakref import finalize

import apsw
from peewee import PeeweeException
from playhouse.apsw_ext import APSWDatabase

from kiosk.core.engine import flaw
from kiosk.errors import StoreDamaged, StoreError, StoreFull
from kiosk.store.ballast import Ballast
from kiosk.store.migrations import migrate

PLAIN_HEADER = b"SQLite format 3\x00"
PAGE_BYTES = 2048
SYNCHRONOUS_FULL = 2
FAILING = (apsw.IOError, apsw.ReadOnlyError, apsw.CantOpenError)


class Database:
    """The one connection. Several statements that belong together run inside `writing()`."""

    def __init__(self, path: Path, key: bytes, vfs: str | None = None, *, readonly: bool = False) -> None:
        """Open or create `path` with a raw 32-byte key; `vfs` is for tests of power cuts, `readonly` for onlookers.

        Raises StoreDamaged when the file is not ours, StoreFull or StoreError when it cannot be opened.
        """
        self.path, self.readonly = path, readonly
        self._another = partial(Database, path, key, vfs, readonly=True)
        self.lock = RLock()
        self.ill = self.damaged = False
        self.rescue: Callable[[], object] | None = None
        self._release: Callable[[], object] = lambda: None
        self.ballast = Ballast(path.with_suffix(".ballast"))
        pragmas = [
            ("key", f"\"x'{key.hex()}'\""),
            # Of a new file only. A visit touches four pages, so half the usual size halves the wear of the card.
            ("page_size", PAGE_BYTES),
            ("journal_mode", "wal"),
            ("synchronous", "full"),
            ("foreign_keys", 1),
            ("cache_size", -8192),
        ]
        more: dict[str, Any] = {"vfs": vfs} if vfs else {}
        if readonly:
            more["flags"] = apsw.SQLITE_OPEN_READONLY
        self.peewee: Any = APSWDatabase(str(path), pragmas=pragmas, thread_safe=False, timeout=10, **more)
        try:
            with self.errors():
                self.sole = not readonly and self._claim()
                self._connect()
        except StoreError:
            self.abandon()
            raise

    def claimed(self) -> bool:
        """Whether anybody has the database open for writing now."""
        try:
            with self.path.with_suffix(".lock").open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def _claim(self) -> bool:
        """Whether this is the one that may write; the claim ends with the process, however it ends."""
        file = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        self._release = finalize(self, os.close, file)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _connect(self) -> None:
        self.peewee.connect()
        self.connection: apsw.Connection = self.peewee.connection()
        if wrong := flaw(str(self.scalar("SELECT sqlite_version()"))):
            raise StoreError(f"{self.path}: {wrong}")
        if not self.readonly:
            migrate(self.peewee)
        self._assert_durable_and_encrypted()

    def _assert_durable_and_encrypted(self) -> None:
        mode = self.scalar("PRAGMA journal_mode"), self.scalar("PRAGMA synchronous")
        if mode != ("wal", SYNCHRONOUS_FULL):
            raise StoreError(
                f"{self.path}: SQLite refused WAL with synchronous=FULL and gave {mode}; move it to a local disk"
            )
        with self.path.open("rb") as file:
            if file.read(len(PLAIN_HEADER)) == PLAIN_HEADER:
                raise StoreDamaged(f"{self.path}: is not encrypted; delete it and enrol the kiosk again")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One IMMEDIATE transaction, on the disk when this returns, gone without a trace when it raises.

        Inside another one it is part of that. Not peewee's `atomic`, which costs a tap as much as all its look-ups.
        """
        with self.lock:
            if not self.peewee.is_closed() and not self.connection.getautocommit():
                yield
                return
            if self.ill:
                self._recover()
            self.rows("BEGIN IMMEDIATE")
            try:
                yield
                self.rows("COMMIT")
            finally:
                if not self.peewee.is_closed() and not self.connection.getautocommit():
                    self.rows("ROLLBACK")

    def rows(self, sql: str, *parameters: Any) -> list[Any]:
        """What a statement yields, past peewee's query builder: a tap has 0.1 ms for all its look-ups together."""
        try:
            with self.lock:
                return self.connection.execute(sql, parameters).fetchall()
        except apsw.Error as error:
            raise self._named(error) from error

    def scalar(self, sql: str, *parameters: Any) -> Any:
        """The first column of the first row, None without a row."""
        rows = self.rows(sql, *parameters)
        return rows[0][0] if rows else None

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Give what SQLite, peewee and the disk can raise one of our names."""
        try:
            yield
        except (PeeweeException, apsw.Error, OSError) as error:
            raise self._named(error) from error

    def inspect(self) -> bool:
        """Read every page, past the lock that taps wait for; whether all are sound. If not, the next write rebuilds.

        SQLite alone would call a flipped bit in a text sound; the HMAC of its page does not.
        """
        try:
            with closing(self._another()) as onlooker:
                sound = onlooker.rows("PRAGMA integrity_check(1)") == [("ok",)]
        except StoreDamaged:
            sound = False
        if not sound:
            self.ill = self.damaged = True
        return sound

    def close(self) -> None:
        """Checkpoint and close; the write-ahead log is gone afterwards."""
        with self.lock, self.errors():
            self._release()
            self.peewee.close()

    def abandon(self) -> None:
        """Close without writing the log through: one of the two files is not what it should be. Never raises."""
        with suppress(StoreError), self.lock, self.errors():
            if not self.peewee.is_closed():
                self.peewee.connection().config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
            self.close()

    def _recover(self) -> None:
        """Open anew after an error of the disk, from what is salvaged if the file is broken. Raises StoreError."""
        with self.errors():
            if self.damaged and not self.peewee.is_closed():
                self.connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
            self.peewee.close()
            if self.damaged and self.rescue:
                self.rescue()
            self._connect()
        if self.scalar("PRAGMA wal_checkpoint(TRUNCATE)"):
            raise StoreError(f"{self.path}: another program is reading it while it must be repaired; end that program")
        self.ill = self.damaged = False

    def _named(self, error: BaseException) -> StoreError:
        """The error of ours that says what this one means."""
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, apsw.FullError):
                return StoreFull(f"{self.path}: the disk is full ({error}); free some space")
            if isinstance(cause, apsw.NotADBError | apsw.CorruptError):
                self.ill = self.damaged = True
                return StoreDamaged(f"{self.path}: is damaged, or is not ours ({error})")
            if isinstance(cause, FAILING):
                self.ill = True
            cause = cause.__cause__ or cause.__context__
        return StoreError(f"{self.path}: {error}")
