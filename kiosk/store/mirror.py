"""Takes the server's changes into the kiosk's copy, a page and its cursor in one transaction."""

import json
from collections.abc import Callable, Sequence

import msgspec

from kiosk.core.exchange import Change, Cursor, Neighbour
from kiosk.core.log import write
from kiosk.core.model import Card, Resident, Stamp
from kiosk.core.partial import endings
from kiosk.store.boots import stamped
from kiosk.store.database import Database
from kiosk.store.notebook import Notebook

TABLES = {"resident": "resident", "card": "card", "visit": "neighbour"}


class Mirror:
    """Implements what the courier brings changes to. `now` stamps when the server was heard."""

    def __init__(self, database: Database, notebook: Notebook, now: Callable[[], Stamp]) -> None:
        """Share the kiosk's database."""
        self.database, self.notebook, self.now = database, notebook, now

    def cursor(self) -> Cursor:
        """How far the copy was brought."""
        return msgspec.json.decode(self.notebook.get("cursor") or "{}", type=Cursor)

    def apply(self, changes: Sequence[Change], cursor: Cursor, *, last: bool) -> None:
        """Take the changes and the cursor after them; after a restart the last page drops what was not seen again."""
        if not changes and cursor == self.cursor() and not self._pending():
            return
        with self.database.writing():
            seen = int(self.notebook.get("generation") or 0)
            for change in changes:
                _take(self.database, change, seen)
            if last and self._pending():
                for table in (*TABLES.values(), "item"):
                    self.database.rows(f"DELETE FROM {table} WHERE seen < ?", seen)  # noqa: S608  (our own table names)
                self.notebook.put("restarted", "")
            self.notebook.put("cursor", msgspec.json.encode(cursor).decode())
            self.notebook.put("heard", json.dumps(stamped(self.now())))

    def restart(self) -> None:
        """The server's history is another one: read all of it anew, and keep what is here until that is done."""
        with self.database.writing():
            self.notebook.put("generation", str(int(self.notebook.get("generation") or 0) + 1))
            self.notebook.put("restarted", "yes")
            self.notebook.put("cursor", "{}")

    def _pending(self) -> bool:
        return bool(self.notebook.get("restarted"))


def _take(database: Database, change: Change, seen: int) -> None:
    """Insert, replace or delete one thing; what the server says last is what holds."""
    table = TABLES.get(change.kind, "item")
    columns: dict[str, object] = {"id": change.id, "version": change.version, "seen": seen}
    if table == "item":
        columns["kind"] = change.kind
    if change.value is None:
        keys = ["id"] + (["kind"] if table == "item" else [])
        where = " AND ".join(f"{key} = ?" for key in keys)
        database.rows(f"DELETE FROM {table} WHERE {where}", *[columns[key] for key in keys])  # noqa: S608  (our own names)
        return
    columns |= _columns(change)
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    database.rows(f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})", *columns.values())  # noqa: S608
    if change.kind == "card":
        for ending in endings(change.id):
            database.rows("INSERT OR IGNORE INTO card_end VALUES (?, ?)", ending, change.id)


def _columns(change: Change) -> dict[str, object]:
    value = change.value
    if isinstance(value, Neighbour):
        fact = value.fact
        named = {name: getattr(fact, name) for name in ("card", "resident", "service", "refers")}
        return {"kiosk": value.kiosk, "kind": fact.kind.value, "day": str(fact.day), "body": write(fact, {})} | named
    columns: dict[str, object] = {"payload": msgspec.json.encode(value).decode()}
    if isinstance(value, Resident):
        columns["name"] = value.name
    elif isinstance(value, Card):
        columns["resident"] = value.resident
    return columns
