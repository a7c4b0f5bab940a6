"""The logs as the courier sees them: what is not yet on the server, and how to start again where it knows less."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from kiosk.core.exchange import LogHead
from kiosk.core.log import Entry, moved, root
from kiosk.store.database import Database
from kiosk.store.visits import INSERT

HEADS = """SELECT log.id, log.base, coalesce(event.seq, log.base), coalesce(event.hash, log.base_hash), log.acked,
    log.current, log.parent, log.parent_seq
FROM log LEFT JOIN event ON event.log = log.log AND event.seq = (SELECT max(seq) FROM event WHERE log = log.log)
ORDER BY log.log"""
END = """SELECT log.log, coalesce(event.seq, log.base), coalesce(event.hash, log.base_hash) FROM log
LEFT JOIN event ON event.log = log.log AND event.seq = (SELECT max(seq) FROM event WHERE log = log.log)
WHERE log.id = ?"""
TAIL = """SELECT id, kind, day, card, resident, service, refers, body
FROM event WHERE log = ? AND seq > ? ORDER BY seq"""


class Outbox:
    """Every log ever begun on this kiosk."""

    def __init__(self, database: Database) -> None:
        """Share the kiosk's database."""
        self.database = database

    def logs(self) -> Sequence[LogHead]:
        """Every log, oldest first."""
        rows = self.database.rows(HEADS)
        return [
            LogHead(i, base, seq, hash_, acked, bool(now), *parent) for i, base, seq, hash_, acked, now, *parent in rows
        ]

    def entries(self, log_id: str, after: int, limit: int) -> Sequence[Entry]:
        """Up to `limit` entries in a row, from `after` + 1 on."""
        sql = """SELECT event.seq, event.hash, event.body FROM event JOIN log ON event.log = log.log
            WHERE log.id = ? AND event.seq > ? ORDER BY event.seq LIMIT ?"""
        return [Entry(*found) for found in self.database.rows(sql, log_id, after, limit)]

    def hash_at(self, log_id: str, seq: int) -> bytes | None:
        """The hash of one entry, or of the log's beginning."""
        found = self.database.rows("SELECT log, base, base_hash FROM log WHERE id = ?", log_id)
        if not found:
            return None
        log, base, base_hash = found[0]
        if seq == base:
            return bytes(base_hash)
        stored = self.database.scalar("SELECT hash FROM event WHERE log = ? AND seq = ?", log, seq)
        return bytes(stored) if stored else None

    def mark_acked(self, log_id: str, seq: int) -> None:
        """The server holds everything up to `seq`."""
        with self.database.writing():
            self.database.rows("UPDATE log SET acked = max(acked, ?) WHERE id = ?", seq, log_id)

    def rewind(self, log_id: str, seq: int) -> None:
        """The server holds only what is up to `seq`: later entries are unsent again."""
        with self.database.writing():
            self.database.rows("UPDATE log SET acked = max(base, min(acked, ?)) WHERE id = ?", seq, log_id)

    def split(self, log_id: str, common: int) -> str:
        """Move what follows `common` into a new log that continues this one there; event ids stay."""
        with self.database.writing():
            old, current = self.database.rows("SELECT log, current FROM log WHERE id = ?", log_id)[0]
            tail = self.database.rows(TAIL, old, common)
            self.database.rows("DELETE FROM event WHERE log = ? AND seq > ?", old, common)
            self.database.rows("UPDATE log SET acked = ?, current = 0 WHERE log = ?", common, old)
            new_id = begin_log(self.database, parent=log_id, parent_seq=common, current=bool(current))
            move(self.database, new_id, tail)
        return new_id


def move(database: Database, log_id: str, tail: Iterable[Sequence[Any]]) -> None:
    """Put rows of other logs (`TAIL`'s columns) at the end of this one, chained anew; known ids are passed over."""
    log, seq, previous = database.rows(END, log_id)[0]
    for identity, *columns, body in tail:
        entry = moved(body, log_id, seq + 1, previous)
        database.rows(INSERT, log, entry.seq, identity, entry.hash, *columns, entry.body)
        if database.connection.changes():
            seq, previous = entry.seq, entry.hash


def prune(database: Database, before: date, limit: int = 2000) -> int:
    """Delete up to `limit` acknowledged entries of each log from days before `before`; how many that were.

    The rest of the log proves itself from its new base on.
    """
    pruned = 0
    with database.writing():
        for log, base, acked in database.rows("SELECT log, base, acked FROM log WHERE acked > base"):
            young = database.scalar("SELECT min(seq) FROM event WHERE log = ? AND day >= ?", log, str(before))
            last = min(acked, base + limit, acked if young is None else young - 1)
            found = database.scalar("SELECT hash FROM event WHERE log = ? AND seq = ?", log, last)
            if last > base and found:
                database.rows("UPDATE log SET base = ?, base_hash = ? WHERE log = ?", last, found, log)
                database.rows("DELETE FROM event WHERE log = ? AND seq <= ?", log, last)
                pruned += last - base
    return pruned


def begin_log(database: Database, parent: str | None = None, parent_seq: int = 0, *, current: bool = True) -> str:
    """Start a log with 128 random bits for a name. Call inside `writing()`; a current log takes over from the last."""
    log_id = str(database.scalar("SELECT lower(hex(randomblob(16)))"))
    if current:
        database.rows("UPDATE log SET current = 0 WHERE current")
    sql = "INSERT INTO log (id, parent, parent_seq, base_hash, current) VALUES (?, ?, ?, ?, ?)"
    database.rows(sql, log_id, parent, parent_seq, root(log_id), int(current))
    return log_id
