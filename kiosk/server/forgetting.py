"""Forgets what the law says must not be kept: a person who asks for it, visits that are too old; and old tombstones.

Visits name a pseudonym, so a person is forgotten by dropping the rows that say who it was: the log stays whole and can
still be verified. Of old visits only sums and hashes stay, so that logs go on from where they are.
"""

from datetime import date, datetime, timedelta

from peewee import fn

from kiosk.core import log
from kiosk.core.counts import valid
from kiosk.errors import Refused
from kiosk.server.database import Database
from kiosk.server.feed import FORGOTTEN, changing, meta, set_meta
from kiosk.server.tables import Card, Event, Feed, HeldList, PastDay, Quarantine, Resident

MONTHS = 36
TOMBSTONES = timedelta(days=180)
TABLES = ("resident", "card", "feed", "event", "quarantine", "held_list")
NOTHING = {"body": "", "id": None, "day": None, "kind": None, "change_seq": None}


def erase(database: Database, person: str, now: datetime) -> int:
    """Drop who a pseudonym is, here and on the kiosks; gives the number of cards that went too. Raises Refused."""
    with changing(database, now) as changes:
        row = next(iter(database.run(Resident.delete().where(Resident.id == person).returning(Resident))), None)
        if row is None:
            raise Refused(f"there is no person {person!r}; the page of a person ends with the id")
        changes.drop(row.centre, "resident", person)
        database.run(HeldList.delete().where(HeldList.centre == row.centre))
        cards = list(database.run(Card.delete().where(Card.resident == person).returning(Card.key, Card.centre)))
        for card in cards:
            changes.drop(card.centre, "card", card.key)
    scrub(database)
    return len(cards)


def forget_visits(database: Database, before: date) -> int:
    """Keep only sums of the days before `before`, and hashes of their entries; gives the number of entries emptied."""
    over = (Event.day < before.isoformat()) | (Event.day.is_null() & Event.id.is_null(False))
    old = (Event.received_at < before.isoformat()) & over
    with database.writing():
        found = database.rows(Event.select(Event.centre, Event.day).where(old).distinct())
        for centre, day in {(row.centre, row.day) for row in found}:
            _sum_up(database, centre, day)
        entry = Event.select(fn.COUNT(1)).where(Event.log == Quarantine.log, Event.seq == Quarantine.seq, old)
        database.run(Quarantine.delete().where(entry > 0))
        emptied: int = database.run(Event.update(**NOTHING).where(old))
    scrub(database)
    return emptied


def forget_tombstones(database: Database, before: datetime) -> int:
    """Drop what the feed says of things that went before this moment; gives their number.

    A kiosk that has not read so far reads everything again.
    """
    old = (Feed.deleted == 1) & (Feed.changed_at < before.isoformat())
    with database.writing():
        newest = int(database.value(Feed.select(fn.MAX(Feed.change_seq)).where(old)) or 0)
        set_meta(database, FORGOTTEN, str(max(newest, int(meta(database, FORGOTTEN) or 0))))
        dropped: int = database.run(Feed.delete().where(old))
    return dropped


def forget_lists(database: Database, now: datetime) -> int:
    """Drop the lists of people that were looked at and whose time is over, as each new one does; gives their number."""
    with database.writing():
        dropped: int = database.run(HeldList.delete().where(HeldList.expires_at < now.isoformat()))
    return dropped


def scrub(database: Database) -> None:
    """Write the files anew, so that what was deleted is not left in free pages or in the write-ahead log."""
    with database.reading():
        if database.is_sqlite:
            database.script(["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"])
        else:
            database.script([f'VACUUM FULL "{table}"' for table in TABLES])


def _sum_up(database: Database, centre: str, day: str | None) -> None:
    """Visits and fen of each service that day (none: nobody ever said which); what came later is added to it."""
    that = Event.day.is_null() & Event.id.is_null(False) if day is None else Event.day == day
    query = Event.select(Event.body).where(Event.centre == centre, that, Event.change_seq.is_null(False))
    sums: dict[str, tuple[int, int]] = {}
    for fact in valid(log.read(row.body) for row in database.rows(query)):
        if fact.uses:
            visits, fen = sums.get(fact.service or "", (0, 0))
            sums[fact.service or ""] = (visits + fact.uses, fen + fact.due)
    for service, (visits, fen) in sums.items():
        insert = PastDay.insert(centre=centre, day=day or "", service=service, visits=visits, fen=fen)
        more = {"visits": PastDay.visits + visits, "fen": PastDay.fen + fen}
        keys = [PastDay.centre, PastDay.day, PastDay.service]
        database.run(insert.on_conflict(conflict_target=keys, update=more))
