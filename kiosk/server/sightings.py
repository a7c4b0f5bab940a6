"""Cards that were tapped and belong to nobody yet: what staff link, and what a printed number is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.core import log
from kiosk.core.cardkey import unfit
from kiosk.core.model import Kind
from kiosk.server.database import Database
from kiosk.server.tables import Card, Event

DAYS = 35
TAPPED = (Kind.ARRIVAL, Kind.VISIT, Kind.REFUSED)


@dataclass(frozen=True, slots=True)
class Sighting:
    """One unknown card: how often and when it was tapped last, and at which kiosk."""

    key: str
    taps: int
    last: datetime
    kiosk: str


def unknown(database: Database, centres: Sequence[str], now: datetime, days: int = DAYS) -> list[Sighting]:
    """Unknown cards of the last days, the latest first."""
    since = (now - timedelta(days=days)).date().isoformat()
    query = Event.select(Event.kiosk, Event.body).where(
        Event.centre.in_(list(centres)), Event.day >= since, Event.kind.in_([kind.value for kind in TAPPED])
    )
    found: dict[str, Sighting] = {}
    with database.reading():
        for row in database.rows(query.where(Event.change_seq.is_null(False)).order_by(Event.change_seq)):
            fact = log.read(row.body)
            if fact.card and not fact.resident:
                taps = found[fact.card].taps if fact.card in found else 0
                found[fact.card] = Sighting(fact.card, taps + 1, fact.at.wall, row.kiosk)
        owned = Card.select(Card.key).where(Card.key.in_(list(found)), Card.resident.is_null(False))
        for row in database.rows(owned) if found else []:
            del found[row.key]
    return sorted(found.values(), key=lambda sighting: sighting.last, reverse=True)


def linkable(database: Database, centres: Sequence[str], now: datetime) -> list[Sighting]:
    """Those of them that can be given to a person. A kiosk of an older version also tells of phones (`unfit`)."""
    return [one for one in unknown(database, centres, now) if unfit(one.key) is None]


def near(database: Database, centre: str, now: datetime) -> list[str]:
    """Every card key that a printed number at this centre may mean: its own cards and those seen lately."""
    with database.reading():
        own = [row.key for row in database.rows(Card.select(Card.key).where(Card.centre == centre))]
    return [key for key in own if not key.startswith("tail:")] + [one.key for one in unknown(database, [centre], now)]
