"""What the database says about its own health: for the start after a power cut, and for the doctor."""

from collections.abc import Iterator
from datetime import tzinfo

from kiosk.core.engine import sound
from kiosk.core.finding import Finding
from kiosk.core.log import first_break
from kiosk.core.model import Stamp
from kiosk.errors import StoreError
from kiosk.store.boots import Times
from kiosk.store.database import SYNCHRONOUS_FULL, Database
from kiosk.store.mirror import unlike
from kiosk.store.notebook import Notebook
from kiosk.store.outbox import Outbox
from kiosk.store.rescue import missing
from kiosk.store.shadow import Shadow

MOST_PROVEN = 500
"""How many of the newest acknowledged entries are proven at a start; the auditor's `kiosk verify` proves all."""


def first_flaw(database: Database) -> str | None:
    """What is wrong with the newest part of the logs, from the last acknowledged entry on; None when it proves itself.

    Raises StoreDamaged where it cannot even be read.
    """
    outbox = Outbox(database)
    for head in outbox.logs():
        start = max(head.base, head.acked - MOST_PROVEN)
        previous = outbox.hash_at(head.log_id, start)
        entries = outbox.entries(head.log_id, start, head.seq - start + 1)
        if previous is None or len(entries) != head.seq - start:
            return f"log {head.log_id} has holes between {start} and {head.seq}"
        if broken := first_break(entries, previous):
            return f"log {head.log_id} does not prove itself at {broken}"
    return None


def examine_store(database: Database, shadow: Shadow | None, now: Stamp, zone: tzinfo) -> Iterator[Finding]:
    """Everything that must hold for a visit to be safe here, each with its cause and the line that mends it."""
    yield _engine(database)
    yield _durable(database)
    yield _one_writer(database)
    yield _chain(database)
    yield _missing(database)
    yield _ballast(database)
    yield _shadow(database, shadow)
    yield _dates(database, now, zone)
    yield _copy(database)


def _engine(database: Database) -> Finding:
    """An SQLite without the bug that corrupts a database when two connections checkpoint at once."""
    text = str(database.scalar("SELECT sqlite_version()"))
    good = sound(text)
    return Finding("engine", good, f"SQLite {text}", "" if good else "pip install --upgrade apsw-sqlite3mc")


def _durable(database: Database) -> Finding:
    """Encrypted and in WAL mode it is, or it would not have opened; synchronous can be lowered on a connection."""
    found = database.scalar("PRAGMA synchronous")
    good = found == SYNCHRONOUS_FULL
    cause = "encrypted, every commit synced" if good else f"synchronous is {found}: a power cut may lose visits"
    return Finding("durability", good, cause, "" if good else "report this bug")


def _one_writer(database: Database) -> Finding:
    """Onlookers see whether the one who may write is there; a writer sees whether it is that one."""
    if database.readonly:
        return Finding("one writer", True, "a kiosk is running" if database.claimed() else "no kiosk is running")
    cause = "this one" if database.sole else "another program has opened the database for writing as well"
    return Finding("one writer", database.sole, cause, "" if database.sole else "end the other kiosk process")


def _chain(database: Database) -> Finding:
    """From the last acknowledged entry on, every entry proves the one before it."""
    try:
        flaw = first_flaw(database)
    except StoreError as error:
        flaw = str(error)
    return Finding("log", flaw is None, flaw or "proves itself", "systemctl restart kiosk" if flaw else "")


def _missing(database: Database) -> Finding:
    """Damage that nothing could make good; the numbers say how much."""
    lost = missing(Notebook(database))
    seen = ", ".join(f"{log[:8]} {first}-{last}" for log, first, last in lost)
    cause = f"entries lost for good: {seen}" if lost else "no entry was ever lost"
    return Finding("losses", not lost, cause, "tell the centre which visits to ask for" if lost else "")


def _ballast(database: Database) -> Finding:
    """Without it, a full disk stops the kiosk at once."""
    good = database.ballast.there
    cause = f"{database.ballast.size // 1_000_000} MB put by" if good else "nothing is put by for a full disk"
    return Finding("ballast", good, cause, "" if good else "sudo apt-get clean, then start the kiosk")


def _shadow(database: Database, shadow: Shadow | None) -> Finding:
    """Every unsent entry is in the second copy as well, or will be within seconds while the kiosk runs."""
    if shadow is None:
        return Finding("second copy", False, "there is none", "report this bug")
    good = shadow.reconciled(Outbox(database))
    cause = f"complete in {shadow.folder}" if good else f"{shadow.folder} lacks unsent entries"
    return Finding("second copy", good, cause, "" if good else "systemctl restart kiosk; is that disk there?")


def _dates(database: Database, now: Stamp, zone: tzinfo) -> Finding:
    """Facts of a boot that never heard the time, whose day only a person can tell."""
    number = Times(database, 0).undated(now, zone)
    cause = f"{number} visits may be of one day or another" if number else "every visit has its day"
    return Finding("dates", not number, cause, "connect the kiosk to the network once" if number else "")


def _copy(database: Database) -> Finding:
    """People, cards, prices and all else that the server told are what it says they are."""
    differ = ", ".join(sorted(unlike(Notebook(database))))
    cause = f"{differ} differ from the server's, also when fetched again" if differ else "as the server told it"
    fix = "install the same version here and on the server, then systemctl restart kiosk"
    return Finding("copy", not differ, cause, fix if differ else "")
