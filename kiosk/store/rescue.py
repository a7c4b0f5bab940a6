"""Puts a whole database in the place of one that is damaged or gone, without anybody's help.

    1. a fresh database takes what can be read of the old one, then what the second copy has (`shadow.py`)
    2. each old log keeps the run of entries that proves itself and reaches furthest towards what is unsent; all other
       entries go on in a new log with their ids, so the server counts none of them twice
    3. the fresh file takes the old one's name; the old one is kept as `.damaged`
    4. places in a log that nobody has any more, and the server does not have either, are noted down as missing

A power cut at any point leaves the old file, or a finished new one that `finish` puts in place at the next start.
"""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from kiosk.core.log import Entry, link, read
from kiosk.core.model import Stamp
from kiosk.store.database import Database
from kiosk.store.mirror import Mirror
from kiosk.store.notebook import Notebook
from kiosk.store.outbox import TAIL, begin_log, move
from kiosk.store.salvage import salvage, set_aside
from kiosk.store.shadow import Shadow, sync_folder
from kiosk.store.visits import INSERT, columns

MISSING = "missing"


class Run(NamedTuple):
    """Entries of a log in a row, each proving the one before it."""

    first: int
    last: int


def rescue(path: Path, key: bytes, shadow: Shadow | None, now: Callable[[], Stamp], *, vfs: str | None = None) -> None:
    """Rebuild. Raises StoreError when not even a fresh database can be written; then the old one is as it was."""
    beginning, done = path.with_suffix(".fresh"), path.with_suffix(".rescued")
    _remove(beginning)
    with closing(Database(beginning, key, vfs)) as fresh, fresh.writing():
        salvage(path, key, fresh, vfs)
        others = _take_shadow(fresh, shadow)
        move(fresh, _settle(fresh), others)
        Mirror(fresh, Notebook(fresh), now).restart()
    beginning.rename(done)
    sync_folder(path.parent)
    finish(path)


def finish(path: Path) -> None:
    """Put a finished rescue in place, as the last step of it or at the start after a cut."""
    done = path.with_suffix(".rescued")
    if done.exists():
        set_aside(path)
        set_aside(path.with_name(path.name + "-wal"))
        _remove(path)
        done.rename(path)
        sync_folder(path.parent)


def missing(notebook: Notebook) -> list[tuple[str, int, int]]:
    """What was lost for good, as (log, first, last): it was here only, and here it cannot be read."""
    return [(log, first, last) for log, first, last in json.loads(notebook.get(MISSING) or "[]")]


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _take_shadow(fresh: Database, shadow: Shadow | None) -> list[list[object]]:
    """Fill holes with what the second copy has, at the very place where it was.

    Gives what has to go elsewhere, because another entry stands there: once an older card was put back.
    """
    others = []
    for log_id, entry in shadow.frames() if shadow else ():
        fresh.rows("INSERT OR IGNORE INTO log (id, base_hash, current) VALUES (?, x'', 0)", log_id)
        log = fresh.scalar("SELECT log FROM log WHERE id = ?", log_id)
        row = columns(log, entry, read(entry.body))
        there = fresh.scalar("SELECT hash FROM event WHERE log = ? AND seq = ?", log, entry.seq)
        if there is None:
            fresh.rows(INSERT, *row)
        elif there != entry.hash:
            _, _, identity, _, *rest = row
            others.append([identity, *rest])
    return others


def _settle(fresh: Database) -> str:
    """Give every entry a place in a log that proves itself, and begin a new log for the next facts; gives its id."""
    logs = fresh.rows("SELECT log, id, acked FROM log ORDER BY log")
    parent = fresh.rows(
        "SELECT id, (SELECT coalesce(max(seq), 0) FROM event WHERE event.log = log.log) FROM log"
        " ORDER BY current DESC, log DESC LIMIT 1"
    )
    fresh.rows("UPDATE log SET current = 0")
    new = begin_log(fresh, *(parent[0] if parent else (None, 0)))
    gone = []
    for log, log_id, acked in logs:
        runs = _runs(fresh, log)
        gone += [(log_id, *gap) for gap in _gaps(acked, runs)]
        _keep(fresh, log, acked, runs, new)
    notebook = Notebook(fresh)
    notebook.put(MISSING, json.dumps(missing(notebook) + gone))
    return new


def _gaps(acked: int, runs: list[Run]) -> list[Run]:
    """Places between what the server has and the last that is known of, which nobody has."""
    gaps, held = [], acked
    for run in runs:
        if run.first > held + 1:
            gaps.append(Run(held + 1, run.first - 1))
        held = max(held, run.last)
    return gaps


def _runs(fresh: Database, log: int) -> list[Run]:
    """The runs of a log, oldest first."""
    runs: list[Run] = []
    base, previous = fresh.rows("SELECT base, base_hash FROM log WHERE log = ?", log)[0]
    place = base
    for row in fresh.connection.execute("SELECT seq, hash, body FROM event WHERE log = ? ORDER BY seq", (log,)):
        entry = Entry(*row)
        joined = entry.seq == place + 1 and link(previous, entry.body) == entry.hash
        if joined and runs:
            runs[-1] = Run(runs[-1].first, entry.seq)
        else:
            runs.append(Run(entry.seq, entry.seq))
        place, previous = entry.seq, entry.hash
    return runs


def _keep(fresh: Database, log: int, acked: int, runs: list[Run], new: str) -> None:
    """Leave the best run where it is and move all other entries. A log of which nothing proves itself goes wholly."""
    best = next((run for run in reversed(runs) if run.first <= acked + 1), None)
    base, base_hash = fresh.rows("SELECT base, base_hash FROM log WHERE log = ?", log)[0]
    kept = best or Run(0, -1)
    if best and not _roots(fresh, log, best):
        base, kept = best.first, Run(best.first + 1, best.last)
        base_hash = fresh.scalar("SELECT hash FROM event WHERE log = ? AND seq = ?", log, best.first)
    tail = [
        row
        for row in fresh.rows(TAIL.replace("SELECT", "SELECT seq,", 1), log, 0)
        if not kept.first <= row[0] <= kept.last
    ]
    for seq, *_ in tail:
        fresh.rows("DELETE FROM event WHERE log = ? AND seq = ?", log, seq)
    move(fresh, new, (row for _, *row in tail))
    last = max(base, kept.last)
    sql = "UPDATE log SET base = ?, base_hash = ?, acked = max(?, min(acked, ?)) WHERE log = ?"
    fresh.rows(sql, base, base_hash, base, last, log)
    if best is None and tail:
        fresh.rows("DELETE FROM log WHERE log = ?", log)


def _roots(fresh: Database, log: int, run: Run) -> bool:
    """Whether a run begins right after the log's base."""
    base, base_hash = fresh.rows("SELECT base, base_hash FROM log WHERE log = ?", log)[0]
    stored, body = fresh.rows("SELECT hash, body FROM event WHERE log = ? AND seq = ?", log, run.first)[0]
    return bool(run.first == base + 1 and link(base_hash, body) == stored)
