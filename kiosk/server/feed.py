"""What kiosks have to know, in the order in which it changed.

Every change takes the next `change_seq` from one counter row, whose lock is held to the commit: numbers become visible
in order, so a cursor never skips a row. (PostgreSQL's own sequences commit out of order.) A page ends at the counter's
value read before it, because its two queries do not see the same moment. Each thing has one row, its newest state; what
is gone leaves a small tombstone for half a year (`forgetting`). A kiosk that has not read one of those that were
dropped reads everything again; one that is just doing so says `whole`, and needs none.

A payload is the JSON of the core's class: `settings` Settings, `staff` Staff, `card` Card, `service` Service,
`resident` Resident, `tariff` Tariff (row id `id@version`), `visit` NeighbourVisit; `card_key` the public key in base64,
`kiosk` {"id", "name"}.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec
from peewee import Expression

from kiosk.core.model import Kind
from kiosk.server.database import Database
from kiosk.server.tables import Event, Feed, FeedCounter, Kiosk, Meta
from kiosk.wire import FeedPage, FeedRow, NeighbourVisit

EVERYWHERE = ""
MAX_ROWS = 1000
VISIT_DAYS = 35
FORGOTTEN = "forgotten"
"""The single value that keeps the number of the newest tombstone ever dropped."""
SHARED = (Kind.ARRIVAL, Kind.VISIT, Kind.GUEST, Kind.DEPARTURE, Kind.VOID)


class CursorTooOld(Exception):
    """The cursor is of another epoch of this database, or older than what it forgot."""


@dataclass(slots=True)
class Changes:
    """What one unit of work changed; written out when the unit ends."""

    rows: list[tuple[str, str, str, bytes | None]] = field(default_factory=list)

    def put(self, centre: str, kind: str, name: str, thing: object) -> None:
        """The thing is new or different now."""
        self.rows.append((centre, kind, name, msgspec.json.encode(thing)))

    def drop(self, centre: str, kind: str, name: str) -> None:
        """The thing is gone."""
        self.rows.append((centre, kind, name, None))


@contextmanager
def changing(database: Database, now: datetime) -> Iterator[Changes]:
    """A transaction whose changes reach the kiosks together, or not at all."""
    with database.writing():
        changes = Changes()
        yield changes
        publish(database, changes, take(database, len(changes.rows)), now)


def take(database: Database, count: int) -> int:
    """Take `count` numbers and give the first. Locks all others out until the commit, so it comes late in a unit."""
    if not count:
        return 0
    update = FeedCounter.update(value=FeedCounter.value + count).where(FeedCounter.id == 1)
    last: int = next(iter(database.run(update.returning(FeedCounter.value)))).value
    return last - count + 1


def publish(database: Database, changes: Changes, first: int, now: datetime) -> None:
    """Write changes down under the numbers from `first` on."""
    for number, (centre, kind, name, payload) in enumerate(changes.rows, start=first):
        state = {
            "change_seq": number,
            "deleted": int(payload is None),
            "payload": (payload or b"null").decode(),
            "changed_at": now.isoformat(),
        }
        insert = Feed.insert(centre=centre, kind=kind, id=name, version=1, **state)
        database.run(
            insert.on_conflict(
                conflict_target=[Feed.centre, Feed.kind, Feed.id],
                update={**state, "version": Feed.version + 1},
            )
        )


def page(
    database: Database,
    kiosk: Kiosk,
    epoch: str,
    after: int,
    *,
    limit: int,
    now: datetime,
    only: str = "",
    whole: bool = True,
) -> FeedPage:
    """What this kiosk does not know yet, all or of one kind; raises CursorTooOld when it has to start again."""
    limit = max(1, min(limit, MAX_ROWS))
    with database.reading():
        ours, head = place(database, epoch, after)
        if after and not whole and after < int(meta(database, FORGOTTEN) or 0):
            raise CursorTooOld
        found = [] if only == "visit" else _things(database, kiosk, after, head, limit=limit, only=only)
        if only in {"", "visit"}:
            found += _visits(database, kiosk, after, head, limit=limit, since=first_day(now))
    found.sort(key=lambda row: row.seq)
    more = len(found) > limit
    rows = found[:limit]
    return FeedPage(ours, rows[-1].seq if more else head, more, rows, now.isoformat())


def place(database: Database, epoch: str, after: int) -> tuple[str, int]:
    """Our epoch and the newest change; raises CursorTooOld for a place that this database does not know."""
    ours, head = meta(database, "epoch"), counter(database)
    if after and (epoch != ours or after > head):
        raise CursorTooOld
    return ours, head


def _things(database: Database, kiosk: Kiosk, after: int, head: int, *, limit: int, only: str) -> list[FeedRow]:
    query = Feed.select().where(told_to(kiosk), Feed.change_seq > after, Feed.change_seq <= head)
    if only:
        query = query.where(Feed.kind == only)
    if not after:
        query = query.where(Feed.deleted == 0)
    return [
        FeedRow(row.change_seq, row.kind, row.id, row.version, bool(row.deleted), msgspec.Raw(row.payload.encode()))
        for row in database.rows(query.order_by(Feed.change_seq).limit(limit + 1))
    ]


def _visits(database: Database, kiosk: Kiosk, after: int, head: int, *, limit: int, since: str) -> list[FeedRow]:
    """One that belongs to no day any more is gone for its neighbours, until a person says which day it was."""
    lately = (Event.day >= since) | Event.day.is_null() if after else Event.day >= since
    query = Event.select().where(seen_by(kiosk), Event.change_seq > after, Event.change_seq <= head, lately)
    return [
        FeedRow(row.change_seq, "visit", row.id, 1, row.day is None, msgspec.Raw(visit(row.kiosk, row.body, row.day)))
        for row in database.rows(query.order_by(Event.change_seq).limit(limit + 1))
    ]


def told_to(kiosk: Kiosk) -> Expression:
    """Which things a kiosk has to know."""
    return Feed.centre.in_([kiosk.centre, EVERYWHERE])


def seen_by(kiosk: Kiosk) -> Expression:
    """Which facts a kiosk sees of others: those of its centre that it did not record itself."""
    shared = Event.kind.in_([kind.value for kind in SHARED])
    return (Event.centre == kiosk.centre) & (Event.kiosk != kiosk.id) & shared


def first_day(now: datetime, days: int = VISIT_DAYS) -> str:
    """The first day whose visits are told."""
    return (now - timedelta(days=days)).date().isoformat()


def visit(kiosk: str, body: str, day: str | None) -> bytes:
    """The payload of a `visit` row."""
    return msgspec.json.encode(NeighbourVisit(kiosk, body, day or ""))


def counter(database: Database) -> int:
    """The newest number whose change is visible."""
    return int(database.value(FeedCounter.select(FeedCounter.value).where(FeedCounter.id == 1)))


def meta(database: Database, key: str) -> str:
    """One of the database's single values; empty when it was never set."""
    return str(database.value(Meta.select(Meta.value).where(Meta.key == key)) or "")


def set_meta(database: Database, key: str, value: str) -> None:
    """Set one of the database's single values."""
    insert = Meta.insert(key=key, value=value)
    database.run(insert.on_conflict(conflict_target=[Meta.key], update={"value": value}))
