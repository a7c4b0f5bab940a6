"""What a technician has to know of a kiosk at once: an old or copied card, a moved one, lost entries, a wrong clock.

Nothing stops for an alarm: whoever is copied or put back keeps working in a log of its own, and loses nothing. One
alarm of a kind is open for a kiosk at a time; whoever has seen to it closes it.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from kiosk.errors import Refused
from kiosk.server.database import Database
from kiosk.server.said import Said
from kiosk.server.tables import Alarm, Kiosk, Log, Machine

ALIVE = timedelta(days=1)
"""A machine heard within this time still runs."""


class Kind(StrEnum):
    """What was noticed."""

    SPLIT = "split"
    MOVED = "moved"
    CLONED = "cloned"
    LOST = "lost"
    CLOCK = "clock"
    """NTP at the kiosk and this server say different times: one of both is wrong."""
    HELP = "help"
    """A resident waits for a person; that is for whoever is near (`calls`), not for a technician."""


def watch_machine(database: Database, kiosk: Kiosk, hardware: str, now: datetime) -> None:
    """Compare a heartbeat's hardware print with those heard before, inside the caller's unit of work.

    A new print beside a known one is a card in another machine; an old one that comes again after a newer is a copy
    that runs beside it.
    """
    known = database.rows(Machine.select().where(Machine.kiosk == kiosk.id))
    mine = next((one.seen_at for one in known if one.hardware == hardware), None)
    others = [one.seen_at for one in known if one.hardware != hardware]
    seen = Machine.insert(kiosk=kiosk.id, hardware=hardware, seen_at=now.isoformat())
    target = [Machine.kiosk, Machine.hardware]
    database.run(seen.on_conflict(conflict_target=target, update={"seen_at": now.isoformat()}))
    if mine is None and others:
        sound(database, kiosk, Kind.MOVED, now)
    elif mine is not None and any(mine < other and now - datetime.fromisoformat(other) < ALIVE for other in others):
        sound(database, kiosk, Kind.CLONED, now)


def watch_log(database: Database, kiosk: Kiosk, parent: str | None, parent_seq: int, now: datetime) -> None:
    """A log that leaves its parent before the end that we hold comes from a copy or an older state of the card."""
    if parent is None:
        return
    left = database.first(Log.select().where(Log.id == parent, Log.kiosk == kiosk.id))
    if left is not None and left.head_seq > parent_seq:
        sound(database, kiosk, Kind.SPLIT, now)


def watch_branch(database: Database, kiosk: Kiosk, grown: Log, last: int, now: datetime) -> None:
    """A log that grows to `last`, past the place where another one had left it, is a copy that went on."""
    left = (Log.parent == grown.id) & (Log.parent_seq >= grown.head_seq) & (Log.parent_seq < last)
    if database.first(Log.select().where(left, Log.head_seq > 0)) is not None:
        sound(database, kiosk, Kind.SPLIT, now)


def sound(database: Database, kiosk: Kiosk, kind: Kind, now: datetime) -> None:
    """Open an alarm, unless the same one is open; inside the caller's unit of work."""
    same = Alarm.select().where(Alarm.kiosk == kiosk.id, Alarm.kind == kind.value, Alarm.closed_at.is_null())
    if database.first(same) is None:
        new = {"id": secrets.token_hex(8), "kiosk": kiosk.id, "kind": kind.value, "at": now.isoformat()}
        database.run(Alarm.insert(centre=kiosk.centre, **new))


def ringing(database: Database, centres: Sequence[str]) -> Sequence[Alarm]:
    """The open alarms of these centres that a technician has to see to, the newest first."""
    with database.reading():
        mine = Alarm.centre.in_(list(centres)), Alarm.closed_at.is_null(), Alarm.kind != Kind.HELP.value
        return database.rows(Alarm.select().where(*mine).order_by(Alarm.at.desc()))


def close(database: Database, centres: Sequence[str], alarm: str, *, by: str, now: datetime) -> None:
    """Somebody has seen to it; raises Refused when it is not open here."""
    with database.writing():
        mine = Alarm.id == alarm, Alarm.centre.in_(list(centres)), Alarm.closed_at.is_null()
        closed = Alarm.update(closed_at=now.isoformat(), closed_by=by).where(*mine)
        if not list(database.run(closed.returning(Alarm.id))):
            raise Refused(Said("this entry is settled already"))
