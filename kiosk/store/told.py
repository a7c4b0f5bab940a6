"""What the server told of each thing, beside what is kept of it: so the copy can prove that it is whole.

`sent` is the hash of the row as it travelled, `kept` a print of the columns that the desk reads. A thing counts as the
server sent it only while its columns still have that print, so a row that went missing or was changed behind our back
is found, and one that this version cannot read still counts. What was made here and not told has no `sent`.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

import msgspec

from kiosk.core.exchange import Digest, digest
from kiosk.store.database import Database

TABLES = {"resident": "resident", "card": "card", "visit": "neighbour"}
ITEM = "item"
COLUMNS = {
    "resident": ("name", "payload"),
    "card": ("resident", "payload"),
    "neighbour": ("kiosk", "kind", "day", "card", "resident", "service", "refers", "body"),
    ITEM: ("payload",),
}
NOTE = """INSERT INTO told (kind, id, day, sent, kept, seen) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (kind, id) DO UPDATE SET day = excluded.day, sent = excluded.sent, kept = excluded.kept,
seen = excluded.seen"""
OURS = """INSERT INTO told (kind, id, day, kept, seen)
VALUES (?1, ?2, '', ?3, (SELECT coalesce(max(seen), 0) FROM told WHERE kind = ?1))
ON CONFLICT (kind, id) DO UPDATE SET kept = excluded.kept"""
OLD = """SELECT id FROM told WHERE kind = 'visit' AND day < ?1 UNION ALL SELECT id FROM neighbour WHERE day < ?1
AND NOT EXISTS (SELECT 1 FROM told WHERE kind = 'visit' AND told.id = neighbour.id) LIMIT ?2"""
CHANGING = "SELECT count(*), sum(sent & 0xFFFFFFFF), (SELECT count(*) FROM {}) FROM told WHERE kind = ?"
A_PART = 500
"""So many rows are read at once: a tap waits no longer."""


def note(database: Database, kind: str, name: str, *, sent: int, day: str, seen: int) -> None:
    """The server sent this, and what is kept of it was just written; call inside `writing()`."""
    database.rows(NOTE, kind, name, day, sent, _kept(database, kind, name), seen)


def note_ours(database: Database, kind: str, name: str) -> None:
    """What is kept was changed here, on purpose; the server has not told it so."""
    database.rows(OURS, kind, name, _kept(database, kind, name))


def kinds(database: Database) -> set[str]:
    """Every collection that there is anything of."""
    found = database.rows("SELECT DISTINCT kind FROM told UNION SELECT DISTINCT kind FROM item")
    return {kind for (kind,) in found} | TABLES.keys()


def sum_of(database: Database, kind: str) -> tuple[int | None, ...]:
    """Another one as soon as the server has told anything else of this kind, or a row was lost or came back.

    That takes a millisecond for fifteen thousand; `digest_of` also sees a row that was changed behind our back.
    """
    (found,) = database.rows(CHANGING.format(TABLES[kind]), kind)
    return tuple(found)


def digest_of(database: Database, kind: str, since: str) -> Digest:
    """What one collection adds up to; only visits that count for `since` or later, all of any other kind.

    A row that the server never told counts for one more, so that it does not go unnoticed.
    """
    table, same = _table(kind)
    columns = ", ".join(f"row.{name}" for name in COLUMNS[table])
    sent = f"""SELECT told.id, told.sent, told.kept, row.id, {columns} FROM told LEFT JOIN {table} AS row ON {same}
        WHERE told.kind = ?2 AND told.id > ?1 AND told.day >= ?3 ORDER BY told.id LIMIT {A_PART}"""  # noqa: S608
    found = f"""SELECT row.id, told.id FROM {table} AS row LEFT JOIN told ON {same} AND told.kind = ?2
        WHERE row.id > ?1 {"AND row.kind = ?2" if table == ITEM else ""}
        ORDER BY row.id LIMIT {A_PART}"""  # noqa: S608  (our own names)
    untold = [0 for _, name in _each(database, found, kind) if name is None]
    return digest([*_sound(_each(database, sent, kind, since if kind == "visit" else "")), *untold])


def _each(database: Database, part: str, *parameters: str) -> Iterator[Sequence[Any]]:
    """The rows of a query that gives those after `?1`, a part at a time."""
    last = ""
    while rows := database.rows(part, last, *parameters):
        yield from rows
        last = rows[-1][0]


def _sound(rows: Iterable[Sequence[Any]]) -> Iterator[int]:
    """The hashes of what was told and is still kept as it was."""
    for _, sent, kept, there, *columns in rows:
        if sent is not None and kept == (_print(columns) if there is not None else None):
            yield sent


def _kept(database: Database, kind: str, name: str) -> bytes | None:
    table, _ = _table(kind)
    where, of_kind = ("id = ?1 AND kind = ?2", (kind,)) if table == ITEM else ("id = ?1", ())
    sql = f"SELECT {', '.join(COLUMNS[table])} FROM {table} WHERE {where}"  # noqa: S608  (our own names)
    rows = database.rows(sql, name, *of_kind)
    return _print(rows[0]) if rows else None


def _table(kind: str) -> tuple[str, str]:
    """Where things of this kind are kept, and how their rows are found."""
    table = TABLES.get(kind, ITEM)
    return table, "row.id = told.id AND row.kind = told.kind" if table == ITEM else "row.id = told.id"


def _print(columns: Sequence[Any]) -> bytes:
    return sha256(msgspec.json.encode(columns)).digest()[:8]


def forget_visits(database: Database, before: date, limit: int = 2000) -> int:
    """Drop up to `limit` visits of other kiosks that count for days before `before`; gives how many that were."""
    with database.writing():
        old = database.rows(OLD, str(before), limit)
        for (name,) in old:
            database.rows("DELETE FROM neighbour WHERE id = ?", name)
            database.rows("DELETE FROM told WHERE kind = 'visit' AND id = ?", name)
    return len(old)
