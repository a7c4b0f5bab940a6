"""Puts a card back to the schema of an older version, so that the next start has to bring it up to date.

A table that the old schema lacked goes, and so does a column; all else is copied row by row. That is what the old
version would have left behind, for the schema has only ever grown.
"""

from pathlib import Path

import apsw

from kiosk.store.migrations import STEPS


def age(path: Path, key: bytes, steps: int) -> None:
    """Rewrite the closed database at `path` with the first `steps` of the schema's steps."""
    old = path.with_suffix(".old")
    source, target = _opened(path, key), _opened(old, key)
    target.execute("CREATE TABLE migration (number INTEGER PRIMARY KEY)")
    for number, step in enumerate(STEPS[:steps], 1):
        target.execute(step)
        target.execute("INSERT INTO migration VALUES (?)", (number,))
    for (table,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if table != "migration":
            _copy(source, target, str(table))
    source.close()
    target.close()
    old.replace(path)


def _opened(path: Path, key: bytes) -> apsw.Connection:
    connection = apsw.Connection(str(path))
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection


def _copy(source: apsw.Connection, target: apsw.Connection, table: str) -> None:
    target.execute(f"DELETE FROM {table}")  # noqa: S608 - the names come from the schema
    columns = ", ".join(str(row[1]) for row in target.execute(f"PRAGMA table_info({table})"))
    rows = source.execute(f"SELECT {columns} FROM {table}").fetchall()  # noqa: S608
    marks = ", ".join("?" * (columns.count(",") + 1))
    target.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608
