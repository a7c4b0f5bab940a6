"""Opens the kiosk's SQLite file so that "recorded" means on the disk, and turns its errors into ours.

- apsw-sqlite3mc carries an SQLite without the WAL-reset bug (3.7.0 to 3.51.2) and encrypts every page with an HMAC.
- One connection for the whole process, behind one lock: it alone writes and checkpoints.
- synchronous is a property of a connection and journal_mode can be refused, so both are read back.
- With a custom VFS a key can be passed over in silence, so the file's first bytes are looked at.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

import apsw
from peewee import PeeweeException
from playhouse.apsw_ext import APSWDatabase

from kiosk.errors import StoreDamaged, StoreError, StoreFull
from kiosk.store.migrations import migrate

PLAIN_HEADER = b"SQLite format 3\x00"
SYNCHRONOUS_FULL = 2


class Database:
    """The one connection. Several statements that belong together run inside `writing()`."""

    def __init__(self, path: Path, key: bytes, vfs: str | None = None) -> None:
        """Open or create `path` with a raw 32-byte key; `vfs` is for tests of power cuts.

        Raises StoreDamaged when the file is not ours, StoreFull or StoreError when it cannot be opened.
        """
        self.path = path
        self.lock = RLock()
        pragmas = [
            ("key", f"\"x'{key.hex()}'\""),
            ("journal_mode", "wal"),
            ("synchronous", "full"),
            ("foreign_keys", 1),
            ("cache_size", -8192),
        ]
        more = {"vfs": vfs} if vfs else {}
        self.peewee: Any = APSWDatabase(str(path), pragmas=pragmas, thread_safe=False, timeout=10, **more)
        with self.errors():
            self.peewee.connect()
            self.connection: apsw.Connection = self.peewee.connection()
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
            if not self.connection.getautocommit():
                yield
                return
            self.rows("BEGIN IMMEDIATE")
            try:
                yield
                self.rows("COMMIT")
            except BaseException:
                if not self.connection.getautocommit():
                    self.rows("ROLLBACK")
                raise

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

    def close(self) -> None:
        """Checkpoint and close; the write-ahead log is gone afterwards."""
        with self.lock, self.errors():
            self.peewee.close()

    def _named(self, error: BaseException) -> StoreError:
        """The error of ours that says what this one means."""
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, apsw.FullError):
                return StoreFull(f"{self.path}: the disk is full ({error}); free some space")
            if isinstance(cause, apsw.NotADBError | apsw.CorruptError):
                return StoreDamaged(f"{self.path}: is damaged, or is not ours ({error})")
            cause = cause.__cause__ or cause.__context__
        return StoreError(f"{self.path}: {error}")
