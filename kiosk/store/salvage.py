"""Reads what is left of a damaged database: everything but the rows on pages that are broken.

A broken leaf of a table hides a run of neighbouring keys. The event log is read upwards; where a page fails, keys are
tried ahead in growing steps until one is found on a sound page, then the run's end is found by bisection. Every other
table is read from both ends towards the damage, since the server sends the roster again anyway.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import apsw

from kiosk.store.database import Database

TABLES = ("log", "boot", "anchor", "note", "resident", "card", "item", "neighbour")
DAMAGE = (apsw.CorruptError, apsw.NotADBError, apsw.IOError)
CAREFUL, FAR = 64, 2**40
"""Steps ahead stay within what one page holds for the first thousand keys, then double up to the end of all keys."""
AHEAD = "SELECT * FROM event WHERE log = ? AND seq >= ? ORDER BY seq LIMIT 1"
UPWARDS = "SELECT * FROM event WHERE log = ? AND seq >= ? ORDER BY seq"


def salvage(path: Path, key: bytes, fresh: Database, vfs: str | None = None) -> int:
    """Copy all that can be read into `fresh` (call inside `writing()`); how many events that were.

    Damage raises nothing. A write-ahead log may belong to another database, so the file is read with it and without;
    what was read first stays, and every event proves itself by its hash anyway.
    """
    alone = path.with_suffix(".alone")
    count = _salvage(path, key, fresh, vfs)
    if path.with_name(path.name + "-wal").exists() and path.exists():
        try:
            shutil.copyfile(path, alone)
            count += _salvage(alone, key, fresh, vfs)
        finally:
            alone.unlink(missing_ok=True)
    return count


def _salvage(path: Path, key: bytes, fresh: Database, vfs: str | None) -> int:
    with suppress(*DAMAGE):
        damaged = _opened(path, key, vfs)
        try:
            for table in TABLES:
                _copy(table, _from_both_ends(damaged, table), fresh)
            logs = {log for (log,) in fresh.rows("SELECT log FROM log")} or set(range(1, 100))
            return sum(_copy("event", _in_log(fresh, _events(damaged, log)), fresh) for log in sorted(logs))
        finally:
            damaged.close(True)
    return 0


def set_aside(path: Path) -> None:
    """Keep a file that cannot be used beside those that can, for whoever wants to look into it; the last one only."""
    if path.exists():
        path.replace(path.with_name(path.name + ".damaged"))


def _opened(path: Path, key: bytes, vfs: str | None) -> apsw.Connection:
    """Read, never written: not even the write-ahead log is carried over on closing."""
    if not path.exists():
        raise apsw.NotADBError(f"{path} is gone")
    damaged = apsw.Connection(str(path), vfs=vfs) if vfs else apsw.Connection(str(path))
    damaged.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    damaged.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    damaged.execute("SELECT count(*) FROM sqlite_master").fetchall()
    return damaged


def _copy(table: str, rows: Iterator[dict[str, Any]], fresh: Database) -> int:
    """Insert what the present schema has a column for; what is there already stays."""
    known = {row[1] for row in fresh.rows(f"PRAGMA table_info({table})")}
    count = 0
    for row in rows:
        names = [name for name in row if name in known]
        marks = ", ".join("?" * len(names))
        sql = f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608  (our own names)
        fresh.rows(sql, *(row[name] for name in names))
        count += fresh.connection.changes()
    return count


def _from_both_ends(damaged: apsw.Connection, table: str) -> Iterator[dict[str, Any]]:
    columns: list[Any] = damaged.execute(f"PRAGMA table_info({table})").fetchall()
    if not columns:
        return
    keys = [row[1] for row in sorted(columns, key=lambda row: row[5]) if row[5]]
    for way in ("ASC", "DESC"):
        order = ", ".join(f"{key} {way}" for key in keys)
        whole = False
        with suppress(*DAMAGE):
            yield from _named(damaged.execute(f"SELECT * FROM {table} ORDER BY {order}"))  # noqa: S608  (our own names)
            whole = True
        if whole:
            return


def _events(damaged: apsw.Connection, log: int) -> Iterator[dict[str, Any]]:
    """Every readable entry of one log, in order."""
    start: int | None = 0
    while start is not None:
        last = start - 1
        try:
            for row in _named(damaged.execute(UPWARDS, (log, start))):
                last = row["seq"]
                yield row
        except DAMAGE:
            start = _beyond(damaged, log, last + 1)
        else:
            return


def _in_log(fresh: Database, events: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The same rows; the log whose own row is lost is known from what its entries say."""
    for row in events:
        if not fresh.scalar("SELECT 1 FROM log WHERE log = ?", row["log"]):
            sql = "INSERT INTO log (log, id, base_hash, current) VALUES (?, ?, x'', 0)"
            fresh.rows(sql, row["log"], json.loads(row["body"])["log"])
        yield row


def _beyond(damaged: apsw.Connection, log: int, bad: int) -> int | None:
    """The first key after `bad` that is on a sound page again, None when there is none."""
    step, good = 1, bad
    while not _sound(damaged, log, good):
        good += step
        step = min(step * 2, CAREFUL) if good - bad < CAREFUL**2 else step * 2
        if good > FAR:
            return None
    while good - bad > 1:
        middle = (bad + good) // 2
        bad, good = (bad, middle) if _sound(damaged, log, middle) else (middle, good)
    return good


def _sound(damaged: apsw.Connection, log: int, seq: int) -> bool:
    try:
        damaged.execute(AHEAD, (log, seq)).fetchall()
    except DAMAGE:
        return False
    return True


def _named(cursor: apsw.Cursor) -> Iterator[dict[str, Any]]:
    for row in cursor:
        yield {column[0]: value for column, value in zip(cursor.getdescription(), row, strict=True)}
