"""Opens everything that the kiosk keeps, and begins a new log when the machine is not the one it was."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kiosk.core.exchange import Cursor
from kiosk.core.model import Settings, Stamp
from kiosk.errors import StoreDamaged
from kiosk.store.boots import Times, boot_number
from kiosk.store.checks import first_flaw
from kiosk.store.database import Database
from kiosk.store.mirror import Mirror
from kiosk.store.notebook import Notebook
from kiosk.store.outbox import Outbox, begin_log
from kiosk.store.rescue import finish, rescue
from kiosk.store.roster import Roster
from kiosk.store.shadow import Shadow
from kiosk.store.visits import Visits

CURRENT = """SELECT id, max(base, (SELECT coalesce(max(seq), 0) FROM event WHERE event.log = log.log))
FROM log WHERE current"""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Store:
    """The parts that the desk and the courier work with; they share one connection."""

    database: Database
    boot: int
    roster: Roster
    visits: Visits
    outbox: Outbox
    mirror: Mirror
    notebook: Notebook
    times: Times
    shadow: Shadow | None = None


@dataclass(frozen=True, slots=True)
class Machine:
    """What the store must know of the machine: the kernel's boot id, a print of the hardware, the app's version."""

    boot_id: str
    hardware: str
    app: str


def open_store(
    path: Path,
    key: bytes,
    machine: Machine,
    now: Callable[[], Stamp],
    *,
    fallback: Settings | None = None,
    vfs: str | None = None,
    shadow: Shadow | None = None,
) -> Store:
    """Open or create the database. Raises StoreError; an older schema is brought up to date first.

    A damaged one is rebuilt from what can be read of it and from `shadow`, which also serves when it is gone.
    """
    finish(path)
    mend = partial(rescue, path, key, shadow, now, vfs=vfs)
    database = _opened(path, key, vfs, mend, gone=not path.exists() and shadow is not None and shadow.any())
    database.rescue = mend
    assembled = partial(_assembled, database, machine, now, fallback or Settings(), shadow)
    try:
        return assembled()
    except StoreDamaged as error:
        logger.error("rebuilding what can be read: %s", error)  # noqa: TRY400  (our own sentence)
        return assembled()


def _assembled(
    database: Database, machine: Machine, now: Callable[[], Stamp], fallback: Settings, shadow: Shadow | None
) -> Store:
    """All parts. The first write of a second attempt rebuilds a database that the first one found damaged."""
    boot = boot_number(database, machine.boot_id, now())
    notebook = Notebook(database)
    _own_log(database, notebook, machine.hardware)
    mirror = Mirror(database, notebook, now)
    _read_anew(mirror, machine.app)
    return Store(
        database,
        boot,
        Roster(database, fallback),
        Visits(database, boot, machine.app),
        Outbox(database),
        mirror,
        notebook,
        Times(database, boot),
        shadow,
    )


def look_into(
    path: Path,
    key: bytes,
    machine: Machine,
    now: Callable[[], Stamp],
    *,
    fallback: Settings,
) -> Store:
    """The same database beside a kiosk that runs, or without it: read, never written. Raises StoreError."""
    database = Database(path, key, readonly=True)
    boot = int(database.scalar("SELECT number FROM boot WHERE boot_id = ?", machine.boot_id) or 0)
    notebook = Notebook(database)
    return Store(
        database,
        boot,
        Roster(database, fallback),
        Visits(database, boot, machine.app),
        Outbox(database),
        Mirror(database, notebook, now),
        notebook,
        Times(database, boot),
    )


def _opened(path: Path, key: bytes, vfs: str | None, mend: Callable[[], object], *, gone: bool) -> Database:
    """Open; rebuild when that cannot be done, or when a write-ahead log was left behind that does not fit."""
    left_behind = path.with_name(path.name + "-wal")
    dirty = left_behind.exists() and left_behind.stat().st_size > 0
    if gone:
        mend()
    try:
        database = Database(path, key, vfs)
    except StoreDamaged as error:
        logger.error("rebuilding what can be read: %s", error)  # noqa: TRY400  (our own sentence)
        mend()
        return Database(path, key, vfs)
    if dirty and (flaw := _left_behind(database)):
        logger.error("%s: rebuilding what can be read: %s", path, flaw)
        database.abandon()
        mend()
        return Database(path, key, vfs)
    return database


def _left_behind(database: Database) -> str | None:
    """After an end without goodbye: write the log left behind through, if the newest entries prove themselves.

    That log may be another database's, put back from a backup; SQLite itself cannot tell. And some of it may never have
    reached the disk although it reads well (`database.py`), so nothing is to be appended to it.
    """
    try:
        flaw = first_flaw(database)
        if flaw is None:
            database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    except StoreDamaged as error:
        return str(error)
    return flaw


def _read_anew(mirror: Mirror, app: str) -> None:
    """Another version may understand what the one before passed over, so it asks the server for everything again."""
    with mirror.database.writing():
        if mirror.notebook.get("app") == app:
            return
        if mirror.cursor() != Cursor():
            mirror.restart()
        mirror.notebook.put("app", app)


def _own_log(database: Database, notebook: Notebook, hardware: str) -> None:
    """A new database begins a log, and so does a card that woke up in another machine: two may be writing now."""
    with database.writing():
        last = database.rows(CURRENT)
        if not last:
            begin_log(database)
        elif notebook.get("hardware") != hardware:
            begin_log(database, *last[0])
        if notebook.get("hardware") != hardware:
            notebook.put("hardware", hardware)
