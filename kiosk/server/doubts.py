"""A sure clock may turn out to be wrong: NTP that lies, or this server's own clock before it was mended.

What it had stamped was counted for the day that it said. As soon as a kiosk tells of anchors that contradict such a
stamp, the fact is dated like one without a sure clock (`dating`): anew, or by a person who is asked.
"""

from datetime import datetime

import msgspec
from peewee import JOIN

from kiosk.core import log
from kiosk.server.database import Database
from kiosk.server.dating import LOOK_BACK, date_anew, note, timeline_of, undated
from kiosk.server.inspection import Place
from kiosk.server.moments import Dating
from kiosk.server.tables import Event, Kiosk


class Clock(msgspec.Struct):
    """What of a kiosk's last heartbeat is about its clock."""

    ahead: float | None = None


def doubt_new(database: Database, kiosk: Kiosk, now: datetime) -> None:
    """Look at what came in just now from a kiosk that said last that NTP contradicts us; inside a unit of work."""
    said = msgspec.json.decode(kiosk.status, type=Clock) if kiosk.status else Clock()
    if said.ahead is not None:
        doubt(database, kiosk, now)
        date_anew(database, kiosk, now)


def doubt(database: Database, kiosk: Kiosk, now: datetime) -> None:
    """Note those of the kiosk's facts that have sure stamps which cannot be believed; inside a unit of work.

    Each counts for the day that it counted for until the next `date_anew`.
    """
    numbers, timeline = timeline_of(database, kiosk, (), now)
    if not timeline.doubtful:
        return
    since = (now - LOOK_BACK).isoformat()
    dated = (Dating.log == Event.log) & (Dating.seq == Event.seq)
    query = Event.select().join(Dating, JOIN.LEFT_OUTER, on=dated)
    mine = (Event.kiosk == kiosk.id) & (Event.received_at >= since)
    rows = []
    for row in database.rows(query.where(mine, Dating.log.is_null(), Event.day.is_null(False))):
        fact, boot = log.read(row.body), numbers.get(msgspec.json.decode(row.body, type=Place).run, 0)
        if fact.at.state.sure and not timeline.bears_out(boot, fact.at.boot_ns, fact.at.wall):
            found = undated(kiosk, (row.log, row.seq), row.body, fact, row.received_at)
            rows.append(found | {"day": row.day, "version": 1})
    note(database, rows)
