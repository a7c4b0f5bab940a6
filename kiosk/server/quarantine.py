"""Entries with strange content, waiting for a person: to count them after all, or to leave it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.core import log
from kiosk.core.model import Fact
from kiosk.errors import Refused
from kiosk.server.database import Database
from kiosk.server.feed import take
from kiosk.server.said import Said
from kiosk.server.tables import Event, Quarantine


@dataclass(frozen=True, slots=True)
class Waiting:
    """One strange entry, with its fact where it is one."""

    log: str
    seq: int
    kiosk: str
    reason: str
    held: bool
    received_at: str
    fact: Fact | None


def count(database: Database, centres: Sequence[str]) -> int:
    """How many wait at these centres."""
    with database.reading():
        return len(database.rows(_open(centres)))


def waiting(database: Database, centres: Sequence[str], limit: int = 100) -> list[Waiting]:
    """Those that wait at these centres, the newest first."""
    with database.reading():
        rows = database.rows(_open(centres).order_by(Quarantine.received_at.desc()).limit(limit))
        return [_waiting(row, _entry(database, row.log, row.seq)) for row in rows]


def settle(database: Database, log_id: str, seq: int, *, counts: bool, by: str, now: datetime) -> str:
    """Close one: let its fact count from now on, or leave everything as it is. Gives its centre.

    Raises Refused when it is not open, is no fact, or its id counts already with other content.
    """
    with database.writing():
        close = Quarantine.update(settled_at=now.isoformat(), settled_by=by).where(
            Quarantine.log == log_id, Quarantine.seq == seq, Quarantine.settled_at.is_null()
        )
        row = next(iter(database.run(close.returning(Quarantine))), None)
        if row is None:
            raise Refused(Said("this entry is settled already"))
        if counts and row.held:
            _count(database, _entry(database, log_id, seq))
        centre: str = row.centre
        return centre


def _count(database: Database, entry: Event) -> None:
    number = take(database, 1)
    twin = Event.select(Event.seq).where(Event.id == entry.id, Event.change_seq.is_null(False))
    if entry.id is None or database.first(twin):
        raise Refused(Said("this entry cannot count: it is no fact, or its twin counts already"))
    database.run(Event.update(change_seq=number).where(Event.log == entry.log, Event.seq == entry.seq))


def _open(centres: Sequence[str]):  # type: ignore[no-untyped-def]  # noqa: ANN202 - peewee's query types have no name
    return Quarantine.select().where(Quarantine.centre.in_(list(centres)), Quarantine.settled_at.is_null())


def _entry(database: Database, log_id: str, seq: int) -> Event:
    entry: Event = database.first(Event.select().where(Event.log == log_id, Event.seq == seq))
    return entry


def _waiting(row: Quarantine, entry: Event) -> Waiting:
    fact = log.read(entry.body) if entry.id else None
    return Waiting(row.log, row.seq, entry.kiosk, row.reason, bool(row.held), row.received_at, fact)
