"""One database, SQLite or PostgreSQL, with a pool of connections that any thread may borrow.

    with database.writing():
        row = database.first(Kiosk.select().where(Kiosk.id == name))

Tables are not bound to a database: every query is run by the one it is given to, so a process can hold several.
SQLite runs on apsw's own engine, because Debian's has the WAL-reset bug, and every connection is synchronous=FULL; both
are asserted.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from peewee import BaseQuery, DatabaseError, InterfaceError, OperationalError
from peewee import Database as Peewee
from playhouse.apsw_ext import APSWDatabase
from playhouse.pool import PooledSqliteDatabase
from playhouse.postgres_ext import PooledPsycopg3Database

from kiosk.core.engine import flaw
from kiosk.errors import StoreError

CONNECTIONS = 40
PATIENCE = 30
PRAGMAS = {"journal_mode": "wal", "synchronous": "full", "foreign_keys": 1}


class PooledApswDatabase(PooledSqliteDatabase, APSWDatabase):  # type: ignore[misc]  # stubs know no such mix
    """SQLite through apsw, pooled. `PooledSqliteDatabase` comes first for its pool, apsw for its connections."""

    def _connect(self) -> Any:
        connection = super()._connect()
        full = 2
        if connection.pragma("synchronous") != full:
            raise StoreError(f"{self.database}: SQLite does not run with synchronous=FULL")
        if wrong := flaw(connection.execute("SELECT sqlite_version()").fetchone()[0]):
            raise StoreError(f"{self.database}: {wrong}")
        return connection


class Unit(Protocol):
    """A transaction under way."""

    def rollback(self) -> None:
        """Forget everything done so far."""


class Database:
    """Runs queries, inside units of work that are whole or absent."""

    def __init__(self, peewee: Peewee) -> None:
        """Wrap an opened pool; `open_database` makes one from an address."""
        self.peewee = peewee
        self.is_sqlite = isinstance(peewee, PooledApswDatabase)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Borrow a connection; joins the unit that is already under way in this thread."""
        if not self.peewee.is_closed():
            yield
            return
        try:
            self.peewee.connect()
            yield
        except (OperationalError, InterfaceError) as error:
            raise StoreError(f"the server's database could not be asked: {error}") from error
        finally:
            self.peewee.close()

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        """A transaction: all of it is durable when it ends, or nothing is. `rollback()` forgets what was done."""
        with self.reading(), self.peewee.atomic(*(["IMMEDIATE"] if self.is_sqlite else [])) as unit:
            yield unit

    def rows(self, query: BaseQuery) -> Sequence[Any]:
        """All rows of a query."""
        return list(query.execute(self.peewee))

    def first(self, query: BaseQuery) -> Any:
        """The first row of a query, or None."""
        return next(iter(query.execute(self.peewee)), None)

    def value(self, query: BaseQuery) -> Any:
        """The first column of a query's first row, or None."""
        row = next(iter(query.tuples().execute(self.peewee)), None)
        return row[0] if row else None

    def run(self, query: BaseQuery) -> Any:
        """Run a statement; gives the number of rows it changed, or its RETURNING rows."""
        return query.execute(self.peewee)

    def script(self, statements: Iterable[str]) -> None:
        """Run plain SQL, one statement at a time."""
        for statement in statements:
            self.peewee.execute_sql(statement)

    def close(self) -> None:
        """Close every pooled connection."""
        self.peewee.close_all()  # type: ignore[attr-defined]  # both databases are pooled


def open_database(url: str) -> Database:
    """Connect once to see that it answers; raises StoreError with the address's reason when it does not."""
    options = {"max_connections": CONNECTIONS, "timeout": PATIENCE}
    if url.startswith("sqlite://"):
        pragmas = PRAGMAS | {"busy_timeout": PATIENCE * 1000}
        path = url.removeprefix("sqlite://").removeprefix("/")
        peewee: Peewee = PooledApswDatabase(path, pragmas=pragmas, **options)
    else:
        # Prepared statements stay off, so that a transaction-pooling PgBouncer may stand in between.
        peewee = PooledPsycopg3Database(url, prepare_threshold=None, connect_timeout=10, **options)
    try:
        with peewee.connection_context():
            peewee.execute_sql("SELECT 1")
    except DatabaseError as error:
        raise StoreError(f"the server's database cannot be opened: {error}") from error
    return Database(peewee)
