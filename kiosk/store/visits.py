"""The log of facts. A row *is* its outbox entry: what is not acknowledged is what has to be sent, nothing is copied.

Rows are only ever inserted (and, acknowledged and long past, pruned). The place in the log is taken inside the fact's
own transaction, so there are no gaps, and the hash chain proves afterwards that nothing was changed.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from kiosk.core.log import Entry, read, seal
from kiosk.core.model import Fact, Kind, Stamp
from kiosk.errors import StoreFull
from kiosk.store.boots import run_name, unstamped
from kiosk.store.database import Database

INSERT = """INSERT INTO event (log, seq, id, hash, kind, day, card, resident, service, refers, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"""
HEAD = """SELECT log.log, log.id, coalesce(event.seq, log.base), coalesce(event.hash, log.base_hash)
FROM log LEFT JOIN event ON event.log = log.log AND event.seq = (SELECT max(seq) FROM event WHERE log = log.log)
WHERE log.current"""
OF_RESIDENT = "SELECT body FROM fact WHERE resident = ? AND day = ?"
OF_CARD = "SELECT body FROM fact WHERE resident IS NULL AND card = ? AND day = ?"
# No DISTINCT and no UNION: the temporary table of either costs as much as all other look-ups of a tap together.
DAYS = "SELECT day FROM {table} WHERE {who} = ? AND day BETWEEN ? AND ? AND kind <> 'void'"
RESIDENTS_DAYS, CARDS_DAYS = (
    tuple(DAYS.format(table=table, who=who) for table in ("event", "neighbour"))
    for who in ("resident", "resident IS NULL AND card")
)
TAKEN = """SELECT coalesce(sum(CASE kind WHEN 'guest' THEN coalesce(json_extract(body, '$.count'), 1) ELSE 1 END), 0)
FROM fact WHERE day = ?1 AND service = ?2 AND kind IN ('visit', 'guest')
AND id NOT IN (SELECT refers FROM fact WHERE day = ?1 AND kind = 'void' AND refers IS NOT NULL)"""
GUESTS = """SELECT body FROM fact WHERE day = ?1 AND kind = 'guest' AND refers IS NOT NULL
AND id NOT IN (SELECT refers FROM fact WHERE day = ?1 AND kind = 'void' AND refers IS NOT NULL)"""
OFTEN = """SELECT resident, count(*) FROM fact WHERE day BETWEEN ? AND ? AND resident IS NOT NULL
GROUP BY resident"""

TRIAL = "INSERT OR REPLACE INTO note VALUES ('trial', hex(zeroblob(8192)))"
"""Takes about as many pages as a visit."""


class Visits:
    """What happened here, and at the centre's other kiosks as far as the server has told."""

    def __init__(self, database: Database, boot: int, app: str) -> None:
        """`boot` is this machine's boot number, `app` the version; both go into every entry, and the boot's name."""
        self.database, self.boot, self.app = database, boot, app
        self.run = run_name(database, boot)
        self._taken: dict[tuple[str, date], int] = {}
        heard = database.scalar("SELECT value FROM note WHERE name = 'heard'")
        self._heard = unstamped(json.loads(heard)) if heard else None

    def record(self, *facts: Fact) -> None:
        """Append all or none; on the disk when this returns. A fact whose id is known already is passed over.

        On a full disk the ballast is given up first; StoreFull only when that is gone as well.
        """
        if not facts:
            return
        try:
            new = self._append(facts)
        except StoreFull:
            if not self.database.ballast.drop():
                raise
            new = self._append(facts)
        self._count(new)

    def _append(self, facts: Sequence[Fact]) -> list[Fact]:
        """Those that were new."""
        new = []
        with self.database.writing():
            log, log_id, seq, head = self.database.rows(HEAD)[0]
            for fact in facts:
                entry = seal(fact, log_id, seq + 1, head, boot=self.boot, app=self.app, run=self.run)
                self.database.rows(INSERT, *columns(log, entry, fact))
                if self.database.connection.changes():
                    seq, head = entry.seq, entry.hash
                    new.append(fact)
        return new

    def of_person(self, resident: str | None, card: str | None, day: date) -> Sequence[Fact]:
        """What a resident, or this card before it was linked, did that day, voids included."""
        bodies = self.database.rows(OF_CARD, card, str(day))
        if resident:
            bodies += self.database.rows(OF_RESIDENT, resident, str(day))
        return [read(body) for (body,) in bodies]

    def of_day(self, day: date) -> Sequence[Fact]:
        """Everything of that day, voids included."""
        return [read(body) for (body,) in self.database.rows("SELECT body FROM fact WHERE day = ?", str(day))]

    def guests(self, hosts: Collection[str], day: date) -> Sequence[Fact]:
        """The guests of that day who came with one of these facts and still stand."""
        found = [read(body) for (body,) in self.database.rows(GUESTS, str(day))]
        return [fact for fact in found if fact.refers in hosts]

    def since(self, fact: Fact, at: Stamp) -> timedelta:
        """How long ago a fact was made: by the clock that never jumps where this machine made it since it was started.

        Of another kiosk's fact, or one from before a restart, only the wall clocks know.
        """
        body = self.database.scalar("SELECT body FROM event WHERE id = ?", fact.id)
        if body and json.loads(body).get("boot") == self.boot:
            return timedelta(microseconds=(at.boot_ns - fact.at.boot_ns) // 1000)
        return at.wall - fact.at.wall

    def taken(self, service: str, day: date) -> int:
        """How many people use a service that day, guests too. Counted once, then kept up with what is recorded."""
        if (service, day) not in self._taken:
            self._taken = {key: count for key, count in self._taken.items() if key[1] == day}
            self._taken[service, day] = int(self.database.scalar(TAKEN, str(day), service))
        return self._taken[service, day]

    def recount(self) -> None:
        """Other kiosks' visits changed: count what is taken anew."""
        self._taken = {}

    def days_in_month(self, resident: str | None, card: str | None, day: date) -> int:
        """On how many days of the month up to `day` this person was here, that day included."""
        queries, who = (RESIDENTS_DAYS, resident) if resident else (CARDS_DAYS, card)
        month = str(day.replace(day=1)), str(day)
        return len({found for sql in queries for (found,) in self.database.rows(sql, who, *month)})

    def often(self, since: date, until: date) -> Mapping[str, int]:
        """How much each resident did in these days, to show who comes often first."""
        return dict(self.database.rows(OFTEN, str(since), str(until)))

    def unsent(self) -> int:
        """How many facts the server has not acknowledged."""
        sql = "SELECT count(*) FROM log JOIN event ON event.log = log.log AND event.seq > log.acked"
        return int(self.database.scalar(sql))

    def others(self, day: date) -> int:
        """How many facts of that day came from other kiosks."""
        return int(self.database.scalar("SELECT count(*) FROM neighbour WHERE day = ?", str(day)))

    def heard_at(self) -> Stamp | None:
        """When the server last told about other kiosks."""
        return self._heard

    def hear(self, at: Stamp) -> None:
        """The server told everything it knew at this moment."""
        self._heard = at

    def check(self, *, writing: bool = False) -> None:
        """Raise StoreError when nothing could be recorded now; whether the disk has room only `writing` finds out."""
        with self.database.writing():
            self.database.rows(TRIAL if writing else "UPDATE note SET value = value WHERE name = 'never'")

    def _count(self, new: Sequence[Fact]) -> None:
        """Keep the numbers of places taken in step with what was recorded."""
        for fact in new:
            key = (fact.service or "", fact.day)
            if fact.kind is Kind.VOID:
                self._taken.pop(key, None)  # how many it annuls is told by another fact
            elif key in self._taken:
                self._taken[key] += fact.uses


def columns(log: int, entry: Entry, fact: Fact) -> tuple[object, ...]:
    """The columns of an entry, in the order of `INSERT`."""
    return (
        log,
        entry.seq,
        fact.id,
        entry.hash,
        fact.kind.value,
        str(fact.day),
        fact.card,
        fact.resident,
        fact.service,
        fact.refers,
        entry.body,
    )
