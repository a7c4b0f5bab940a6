"""Opens everything that the kiosk keeps, and begins a new log when the machine is not the one it was."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.core.model import Settings, Stamp
from kiosk.store.boots import boot_number
from kiosk.store.database import Database
from kiosk.store.mirror import Mirror
from kiosk.store.notebook import Notebook
from kiosk.store.outbox import Outbox, begin_log
from kiosk.store.roster import Roster
from kiosk.store.visits import Visits

CURRENT = """SELECT id, max(base, (SELECT coalesce(max(seq), 0) FROM event WHERE event.log = log.log))
FROM log WHERE current"""


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
) -> Store:
    """Open or create the database. Raises StoreError; an older schema is brought up to date first."""
    database = Database(path, key, vfs)
    notebook = Notebook(database)
    boot = boot_number(database, machine.boot_id, now())
    _own_log(database, notebook, machine.hardware)
    return Store(
        database,
        boot,
        Roster(database, fallback or Settings()),
        Visits(database, boot, machine.app),
        Outbox(database),
        Mirror(database, notebook, now),
        notebook,
    )


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
