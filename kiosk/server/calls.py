"""Residents who ask for a person: pressed at a kiosk, shown to the staff until somebody has been there.

A call ends when staff say so here or at the kiosk, when the resident wants nobody any more, or after an hour: whoever
waited has found somebody or gone by then. Each is kept as an alarm of its own kind, so that one heard twice, or heard
again after it was answered, rings once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from kiosk.server import alarms
from kiosk.server.database import Database
from kiosk.server.tables import Alarm, Kiosk, Place
from kiosk.wire import HelpCall

STANDS = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody waits at a kiosk of a centre, both by their names, since their first call that nobody answered."""

    kiosk: str
    name: str
    centre: str
    since: datetime


def hear(database: Database, kiosk: Kiosk, call: HelpCall | None, now: datetime) -> None:
    """Take what a heartbeat says of a call, inside the caller's unit of work; none ends those that were open."""
    if call is None:
        _close(database, Alarm.kiosk == kiosk.id, None, now)
    elif 0 <= call.seconds <= STANDS.total_seconds():
        number = sha256(f"{kiosk.id} {call.boot_ns}".encode()).hexdigest()[:16]
        at = (now - timedelta(seconds=call.seconds)).isoformat()
        new = Alarm.insert(id=number, centre=kiosk.centre, kiosk=kiosk.id, kind=alarms.Kind.HELP.value, at=at)
        database.run(new.on_conflict(conflict_target=[Alarm.id], action="ignore"))


def waiting(database: Database, centres: Sequence[str], now: datetime) -> list[Waiting]:
    """Everybody who waits at these centres, the longest first."""
    with database.reading():
        query = Alarm.select(Alarm.kiosk, Alarm.at, Kiosk.name, Place.name)
        query = query.join(Kiosk, on=Alarm.kiosk == Kiosk.id).join(Place, on=Alarm.centre == Place.id)
        mine = Alarm.centre.in_(list(centres)), _open(), Alarm.at >= (now - STANDS).isoformat()
        rows = database.rows(query.where(*mine).order_by(Alarm.at.desc()).tuples())
    first = {kiosk: Waiting(kiosk, name, centre, datetime.fromisoformat(at)) for kiosk, at, name, centre in rows}
    return sorted(first.values(), key=lambda one: one.since)


def answer(database: Database, centres: Sequence[str], kiosk: str, *, by: str, now: datetime) -> None:
    """Somebody went there; nothing happens when nobody waits (any more)."""
    with database.writing():
        _close(database, Alarm.centre.in_(list(centres)) & (Alarm.kiosk == kiosk), by, now)


def _open() -> object:
    return (Alarm.kind == alarms.Kind.HELP.value) & Alarm.closed_at.is_null()


def _close(database: Database, which: object, by: str | None, now: datetime) -> None:
    database.run(Alarm.update(closed_at=now.isoformat(), closed_by=by).where(which, _open()))
