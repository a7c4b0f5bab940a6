"""Boots of this machine. Boot number and nanoseconds since boot order every fact, whatever the wall clock says.

Anchors say what time it really was at some moments; `core/timeline.py` makes times of both.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from hashlib import sha256
from typing import Any

from kiosk.clock import ToldClock
from kiosk.core.anchors import NTP_ERROR, SECOND, Anchor, Boot, believed
from kiosk.core.exchange import Moment, Run
from kiosk.core.model import Stamp, WallState
from kiosk.core.timeline import Quality, Timeline, in_a_row
from kiosk.store.database import Database

EVERY = timedelta(hours=1)
"""Between two anchors of one boot: a crystal drifts 0.3 s in that time, and each costs a write to the memory card."""
BOOTS = """SELECT boot.number, min(boot.boot_ns), max(boot.boot_ns, coalesce(max(anchor.boot_ns), boot.boot_ns))
FROM boot LEFT JOIN anchor ON anchor.boot = boot.number GROUP BY boot.number"""
STAMPS = """SELECT seq, json_extract(body, '$.boot'), json_extract(body, '$.boot_ns'),
json_extract(body, '$.wall'), json_extract(body, '$.wall_state') IN ('ntp', 'server') FROM event
WHERE log = (SELECT log FROM log WHERE current) AND (json_extract(body, '$.wall_state') NOT IN ('ntp', 'server')
OR json_extract(body, '$.boot') IN (SELECT value FROM json_each(?))) ORDER BY seq DESC LIMIT ?"""
NEWEST = 1000
EARLIEST = datetime.fromtimestamp(0, UTC) + timedelta(days=2)
LATEST = datetime.max.replace(tzinfo=UTC) - timedelta(days=2)
"""What every moment lies between, a day's width away from where dates end."""
LAST = """SELECT max(boot.boot_ns, coalesce((SELECT max(boot_ns) FROM anchor WHERE boot = boot.number), boot.boot_ns),
    coalesce((SELECT json_extract(body, '$.boot_ns') FROM
        (SELECT body FROM event WHERE log = (SELECT log FROM log WHERE current) ORDER BY seq DESC LIMIT 1)
        WHERE json_extract(body, '$.boot') = boot.number), boot.boot_ns))
FROM boot ORDER BY number DESC LIMIT 1"""
"""The last moment known of the newest boot, before another one begins."""
RESCUED = "SELECT max(json_extract(body, '$.boot')) FROM event"
"""The last boot of facts that were rescued without their boots: no later one may be taken for it."""
UNTOLD = """SELECT one.number, one.boot_id, one.boot_ns, before.boot_id,
    coalesce(one.after_ns, before.boot_ns, one.boot_ns)
FROM boot AS one LEFT JOIN boot AS before ON before.number = one.number - 1
WHERE NOT one.told ORDER BY one.number DESC LIMIT ?"""
UNTOLD_ANCHORS = """SELECT boot.boot_id, anchor.boot_ns, utc, error, source
FROM anchor JOIN boot ON boot.number = anchor.boot
WHERE NOT anchor.told ORDER BY boot DESC, anchor.boot_ns DESC LIMIT ?"""


def boot_number(database: Database, boot_id: str, at: Stamp) -> int:
    """The number of the boot with the kernel's `boot_id`; a boot that is new is written down with its first moment."""
    with database.writing():
        known = database.scalar("SELECT number FROM boot WHERE boot_id = ?", boot_id)
        if known:
            return int(known)
        after_ns = database.scalar(LAST)
        sql = f"""INSERT INTO boot (number, boot_id, boot_ns, wall, after_ns)
            SELECT coalesce(max(number), ({RESCUED}), 0) + 1, ?, ?, ?, ? FROM boot"""  # noqa: S608  (our own text)
        database.rows(sql, boot_id, at.boot_ns, at.wall.isoformat(), after_ns)
        return int(database.scalar("SELECT max(number) FROM boot"))


def run_name(database: Database, boot: int) -> str | None:
    """A boot's name for ever and everywhere. Short, because every fact carries it; the kernel's id stays at home."""
    known = database.scalar("SELECT boot_id FROM boot WHERE number = ?", boot)
    return _name(known) if known else None


class Times:
    """What is known of this machine's time."""

    def __init__(self, database: Database, boot: int) -> None:
        """`boot` is the number of the present one."""
        self.database, self.boot = database, boot

    @property
    def run(self) -> str:
        """This boot's name."""
        return run_name(self.database, self.boot) or ""

    def anchors(self) -> Sequence[Anchor]:
        """Every anchor, in the order of time."""
        rows = self.database.rows("SELECT boot, boot_ns, utc, error, source FROM anchor ORDER BY boot, boot_ns")
        return [Anchor(b, ns, datetime.fromisoformat(utc), error, WallState(how)) for b, ns, utc, error, how in rows]

    def anchor(self, boot_ns: int, utc: datetime, error: float, source: WallState, *, news: bool = False) -> bool:
        """Write an anchor of this boot down unless a recent one does as well; whether it was written.

        One that is `news` contradicts what was known, or ends that, and is always written. Two of one moment stand a
        nanosecond apart.
        """
        after = boot_ns - int(EVERY.total_seconds()) * SECOND
        recent = "SELECT 1 FROM anchor WHERE boot = ? AND boot_ns > ? AND error <= ? + 1"
        again = news or source is WallState.STAFF  # a second answer corrects the first
        if not again and self.database.scalar(recent, self.boot, after, error):
            return False
        with self.database.writing():
            taken = "SELECT 1 FROM anchor WHERE boot = ? AND boot_ns = ? AND source <> ?"
            while self.database.scalar(taken, self.boot, boot_ns, source.value):
                boot_ns += 1
            sql = "INSERT OR REPLACE INTO anchor (boot, boot_ns, utc, error, source) VALUES (?, ?, ?, ?, ?)"
            self.database.rows(sql, self.boot, boot_ns, utc.astimezone(UTC).isoformat(), error, source.value)
        return True

    def remind(self, clock: ToldClock) -> None:
        """Let a clock know what this boot was told of the time, and whether NTP can be believed in it."""
        told = [anchor for anchor in self.anchors() if anchor.boot == self.boot]
        clock.remember(believed(told), doubted=self.doubted(clock.machine()))

    def doubted(self, machine: Stamp) -> bool:
        """Whether NTP's word cannot be believed, by all that is known of this boot and others.

        Always false while NTP does not keep that clock.
        """
        if machine.state is not WallState.NTP:
            return False
        word = Anchor(self.boot, machine.boot_ns, machine.wall, NTP_ERROR, machine.state)
        return self.boot in self._timeline(LATEST, {}, word).doubtful

    def untold(self, limit: int) -> tuple[Sequence[Run], Sequence[Moment]]:
        """Boots and anchors that the server has not heard of, at most `limit` of each, the newest first."""
        runs = [
            Run(_name(name), number, ns, _name(before) if before else None, after_ns)
            for number, name, ns, before, after_ns in self.database.rows(UNTOLD, limit)
        ]
        rows = self.database.rows(UNTOLD_ANCHORS, limit)
        return runs, [
            Moment(_name(name), ns, datetime.fromisoformat(utc), error, how) for name, ns, utc, error, how in rows
        ]

    def told(self, runs: Sequence[Run], moments: Sequence[Moment]) -> None:
        """The server has them. Nothing is written when there is nothing new, which is nearly always."""
        if not runs and not moments:
            return
        numbers = {_name(name): number for number, name in self.database.rows("SELECT number, boot_id FROM boot")}
        with self.database.writing():
            for run in runs:
                self.database.rows("UPDATE boot SET told = 1 WHERE number = ?", run.number)
            for one in moments:
                sql = "UPDATE anchor SET told = 1 WHERE boot = ? AND boot_ns = ?"
                self.database.rows(sql, numbers[one.run], one.boot_ns)

    def life(self, epoch: str) -> None:
        """The server is in this life: in another one than before, it has to be told everything again."""
        if self.database.scalar("SELECT value FROM note WHERE name = 'told life'") == epoch:
            return
        with self.database.writing():
            self.database.rows("UPDATE boot SET told = 0")
            self.database.rows("UPDATE anchor SET told = 0")
            self.database.rows("INSERT OR REPLACE INTO note VALUES ('told life', ?)", epoch)

    def undated(self, now: Stamp, zone: tzinfo) -> int:
        """How many of the newest facts without a sure stamp cannot be given a day without asking a person."""
        latest = now.wall if now.state.vouched else LATEST
        doubtful = sorted(self._timeline(latest, {}).doubtful)
        stamps = self.database.rows(STAMPS, json.dumps(doubtful), NEWEST)
        timeline = self._timeline(latest, {boot: boot_ns for _, boot, boot_ns, *_ in reversed(stamps)})
        return sum(
            timeline.at(boot, boot_ns, zone).quality is Quality.AMBIGUOUS
            for _, boot, boot_ns, wall, sure in stamps
            if boot in timeline.boots and not (sure and timeline.bears_out(boot, boot_ns, datetime.fromisoformat(wall)))
        )

    def _timeline(self, latest: datetime, ends: Mapping[int, int], *more: Anchor) -> Timeline:
        """All that is known, and `more`; `ends` are the last moments known of boots, beside their anchors."""
        boots = [Boot(n, first, max(last, ends.get(n, last))) for n, first, last in self.database.rows(BOOTS)]
        return Timeline(in_a_row(boots), [*self.anchors(), *more], earliest=EARLIEST, latest=latest)


def _name(boot_id: str) -> str:
    return sha256(boot_id.encode()).hexdigest()[:12]


def stamped(at: Stamp) -> list[Any]:
    """A stamp as JSON values."""
    return [at.boot_ns, at.wall.isoformat(), at.state.value]


def unstamped(values: list[Any]) -> Stamp:
    """A stamp from `stamped`."""
    boot_ns, wall, state = values
    return Stamp(boot_ns, datetime.fromisoformat(wall), WallState(state))
