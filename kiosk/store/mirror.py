"""Takes the server's changes into the kiosk's copy, a page and its cursor in one transaction.

Rows carry the generation in which they were last told. To read everything anew, or one collection, begins another
generation; the last page drops what is still of an older one. A cut in between leaves what was there.
"""

import json
from collections.abc import Callable, Sequence

import msgspec

from kiosk.core.exchange import Change, Cursor, Digest, Neighbour, Unread
from kiosk.core.log import write
from kiosk.core.model import Card, Resident, Stamp
from kiosk.core.partial import endings
from kiosk.store import told
from kiosk.store.boots import stamped
from kiosk.store.database import Database
from kiosk.store.notebook import Notebook
from kiosk.store.told import ITEM, TABLES

UNLIKE = "unlike"


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
        if not changes and cursor == self.cursor() and not self.rereading():
            return
        with self.database.writing():
            self._take_all(changes)
            if last and self.rereading():
                for table in (*TABLES.values(), ITEM, "told"):
                    self.database.rows(f"DELETE FROM {table} WHERE seen < ?", self._generation())  # noqa: S608
                self.notebook.put("restarted", "")
            self.notebook.put("cursor", msgspec.json.encode(cursor).decode())
            self.notebook.put("heard", json.dumps(stamped(self.now())))

    def restart(self) -> None:
        """Read everything from the beginning, and keep what is here until that is done."""
        with self.database.writing():
            self._next_generation()
            self.notebook.put("restarted", "yes")
            self.notebook.put("cursor", "{}")

    def rereading(self) -> bool:
        """Whether a `restart` has not come to its end."""
        return bool(self.notebook.get("restarted"))

    def renew(self, kind: str, changes: Sequence[Change], *, first: bool, last: bool) -> None:
        """Take one page of a collection that is read anew from its `first` page to its `last`; the cursor stays."""
        with self.database.writing():
            if first:
                self._next_generation()
            self._take_all(changes)
            if last:
                table = TABLES.get(kind, ITEM)
                for where in {table, "told"}:
                    of_kind = " AND kind = ?2" if where in {ITEM, "told"} else ""
                    sql = f"DELETE FROM {where} WHERE seen < ?1{of_kind}"  # noqa: S608  (our own names)
                    self.database.rows(sql, self._generation(), *([kind] if of_kind else []))

    def kinds(self) -> frozenset[str]:
        """Every collection there is."""
        return frozenset(told.kinds(self.database))

    def digest(self, kind: str, since: str) -> Digest:
        """What one collection adds up to here; of visits those that count for `since` or later."""
        return told.digest_of(self.database, kind, since)

    def unlike(self) -> frozenset[str]:
        """Collections that differed from the server's although they were fetched again."""
        return unlike(self.notebook)

    def note_unlike(self, kinds: frozenset[str]) -> None:
        """Keep this for the doctor; nothing is written when it was known."""
        if kinds != self.unlike():
            self.notebook.put(UNLIKE, json.dumps(sorted(kinds)))

    def _take_all(self, changes: Sequence[Change]) -> None:
        seen = self._generation()
        for change in changes:
            _take(self.database, change, seen)

    def _generation(self) -> int:
        return int(self.notebook.get("generation") or 0)

    def _next_generation(self) -> None:
        self.notebook.put("generation", str(self._generation() + 1))


def unlike(notebook: Notebook) -> frozenset[str]:
    """Collections that differ from the server's and cannot be mended here."""
    return frozenset(json.loads(notebook.get(UNLIKE) or "[]"))


def _take(database: Database, change: Change, seen: int) -> None:
    """Insert, replace or delete one thing; what the server says last is what holds."""
    table = TABLES.get(change.kind, ITEM)
    keys = {"id": change.id} | ({"kind": change.kind} if table == ITEM else {})
    where = " AND ".join(f"{key} = ?" for key in keys)
    if change.value is None:
        database.rows(f"DELETE FROM {table} WHERE {where}", *keys.values())  # noqa: S608  (our own names)
        database.rows("DELETE FROM told WHERE kind = ? AND id = ?", change.kind, change.id)
        return
    if isinstance(change.value, Unread):
        database.rows(f"UPDATE {table} SET seen = ? WHERE {where}", seen, *keys.values())  # noqa: S608  (our own names)
    else:
        _keep(database, table, change, keys | {"version": change.version, "seen": seen})
    told.note(database, change.kind, change.id, sent=change.sent, day=change.day, seen=seen)


def _keep(database: Database, table: str, change: Change, columns: dict[str, object]) -> None:
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
