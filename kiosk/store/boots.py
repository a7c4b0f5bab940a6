"""Boots of this machine. Boot number and nanoseconds since boot order every fact, whatever the wall clock says.

Anchors say what time it really was at some moments; `core/timeline.py` makes times of both.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from kiosk.core.model import Stamp, WallState
from kiosk.core.timeline import SECOND, Anchor, Boot, Quality, Timeline
from kiosk.store.database import Database

EVERY = timedelta(hours=1)
"""Between two anchors of one boot: a crystal drifts 0.3 s in that time, and each costs a write to the memory card."""
BOOTS = """SELECT boot.number, min(boot.boot_ns), max(max(boot.boot_ns), coalesce(max(anchor.boot_ns), 0))
FROM boot LEFT JOIN anchor ON anchor.boot = boot.number GROUP BY boot.number"""
STAMPS = """SELECT seq, json_extract(body, '$.boot'), json_extract(body, '$.boot_ns') FROM event
WHERE log = (SELECT log FROM log WHERE current) AND json_extract(body, '$.wall_state') NOT IN ('ntp', 'server')
ORDER BY seq DESC LIMIT ?"""
NEWEST = 1000


def boot_number(database: Database, boot_id: str, at: Stamp) -> int:
    """The number of the boot with the kernel's `boot_id`; a boot that is new is written down with its first moment."""
    with database.writing():
        known = database.scalar("SELECT number FROM boot WHERE boot_id = ?", boot_id)
        if known:
            return int(known)
        sql = "INSERT INTO boot SELECT coalesce(max(number), 0) + 1, ?, ?, ? FROM boot"
        database.rows(sql, boot_id, at.boot_ns, at.wall.isoformat())
        return int(database.scalar("SELECT max(number) FROM boot"))


class Times:
    """What is known of this machine's time."""

    def __init__(self, database: Database, boot: int) -> None:
        """`boot` is the number of the present one."""
        self.database, self.boot = database, boot

    def anchors(self) -> Sequence[Anchor]:
        """Every anchor, in the order of time."""
        rows = self.database.rows("SELECT boot, boot_ns, utc, error, source FROM anchor ORDER BY boot, boot_ns")
        return [Anchor(b, ns, datetime.fromisoformat(utc), error, WallState(how)) for b, ns, utc, error, how in rows]

    def anchor(self, boot_ns: int, utc: datetime, error: float, source: WallState) -> bool:
        """Write an anchor of this boot down unless a recent one does as well; whether it was written."""
        after = boot_ns - int(EVERY.total_seconds()) * SECOND
        recent = "SELECT 1 FROM anchor WHERE boot = ? AND boot_ns > ? AND error <= ? + 1"
        if self.database.scalar(recent, self.boot, after, error):
            return False
        with self.database.writing():
            sql = "INSERT OR REPLACE INTO anchor VALUES (?, ?, ?, ?, ?)"
            self.database.rows(sql, self.boot, boot_ns, utc.astimezone(UTC).isoformat(), error, source.value)
        return True

    def undated(self, now: Stamp, zone: tzinfo) -> int:
        """How many of the newest facts that no sure clock stamped cannot be given a day without asking a person."""
        stamps = self.database.rows(STAMPS, NEWEST)
        ends = {boot: boot_ns for _, boot, boot_ns in reversed(stamps)}
        boots = [Boot(n, first, max(last, ends.get(n, 0))) for n, first, last in self.database.rows(BOOTS)]
        known = {boot.number for boot in boots}
        latest = now.wall if now.state in _TRUSTED else datetime.max.replace(tzinfo=UTC) - timedelta(days=2)
        timeline = Timeline(
            boots, self.anchors(), earliest=datetime.fromtimestamp(0, UTC) + timedelta(days=2), latest=latest
        )
        return sum(
            timeline.at(boot, boot_ns, zone).quality is Quality.AMBIGUOUS
            for _, boot, boot_ns in stamps
            if boot in known
        )


_TRUSTED = (WallState.NTP, WallState.SERVER, WallState.STAFF)


def stamped(at: Stamp) -> list[Any]:
    """A stamp as JSON values."""
    return [at.boot_ns, at.wall.isoformat(), at.state.value]


def unstamped(values: list[Any]) -> Stamp:
    """A stamp from `stamped`."""
    boot_ns, wall, state = values
    return Stamp(boot_ns, datetime.fromisoformat(wall), WallState(state))
