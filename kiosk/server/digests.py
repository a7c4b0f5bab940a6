"""What a kiosk's copy has to add up to, collection by collection, counted anew from the rows themselves.

It is counted as of the place in the feed that the kiosk has read up to. Of a thing that changed since, the older state
is gone, so its whole collection is left out: the kiosk asks again when it has read on.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from kiosk.core.exchange import Digest, digest
from kiosk.server.database import Database
from kiosk.server.feed import first_day, place, seen_by, told_to, visit
from kiosk.server.tables import Event, Feed, Kiosk
from kiosk.wire import Digests, row_hash

VISIT = "visit"


def at(
    database: Database, kiosk: Kiosk, epoch: str, after: int, *, kinds: Collection[str], days: int, now: datetime
) -> Digests:
    """The digests of these collections, the visits of the last `days`; raises CursorTooOld as the feed does."""
    since = first_day(now, days)
    with database.reading():
        place(database, epoch, after)
        found = {kind: digest(hashes) for kind, hashes in _things(database, kiosk, after, kinds).items()}
        if VISIT in kinds and not _news(database, kiosk, after):
            found[VISIT] = _visits(database, kiosk, since)
    return Digests(since, found, now.isoformat())


def _things(database: Database, kiosk: Kiosk, after: int, kinds: Iterable[str]) -> dict[str, list[int]]:
    """The hashes of each collection that did not change after this place."""
    hashes: dict[str, list[int]] = {kind: [] for kind in kinds if kind != VISIT}
    there = (Feed.deleted == 0) | (Feed.change_seq > after)
    query = Feed.select(Feed.kind, Feed.id, Feed.payload, Feed.change_seq)
    query = query.where(told_to(kiosk), Feed.kind.in_(list(hashes)), there)
    for kind, name, payload, changed in database.rows(query.tuples()):
        if changed > after:
            hashes.pop(kind, None)
        elif kind in hashes:
            hashes[kind].append(row_hash(kind, name, payload.encode()))
    return hashes


def _news(database: Database, kiosk: Kiosk, after: int) -> bool:
    query = Event.select(Event.seq).where(seen_by(kiosk), Event.change_seq > after)
    return database.first(query.limit(1)) is not None


def _visits(database: Database, kiosk: Kiosk, since: str) -> Digest:
    query = Event.select(Event.id, Event.kiosk, Event.body, Event.day)
    query = query.where(seen_by(kiosk), Event.day >= since, Event.change_seq.is_null(False))
    return digest(row_hash(VISIT, name, visit(*rest)) for name, *rest in database.rows(query.tuples()))
