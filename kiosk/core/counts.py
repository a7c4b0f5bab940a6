"""Today's numbers, computed once for the kiosk, the server and the command line.

Headcount is distinct people: residents, unknown cards and guests; a person whose every fact was voided does not count.
Visits are one person using one service once, voids removed. Inside now is an estimate: the last visit's expected stay
has not passed and nobody checked out. A card linked to a resident counts as that resident, before and after.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from kiosk.core.model import Fact, Kind, Service

PLAIN_STAY = 60
"""Minutes that somebody who only came in is taken to stay."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One recent visit for the list of latest arrivals; `service` is None for somebody who only came in."""

    person: str | None
    service: str | None
    at: datetime
    kiosk: str | None = None


@dataclass(frozen=True, slots=True)
class Headcount:
    """The numbers of one day. `by_service` maps a service id, `by_hour` a local hour, `by_band` a band's name."""

    people: int = 0
    visits: int = 0
    inside: int = 0
    guests: int = 0
    unknown_cards: int = 0
    voided: int = 0
    fen: int = 0
    by_service: dict[str, int] = field(default_factory=dict)
    by_hour: dict[int, int] = field(default_factory=dict)
    by_band: dict[str, int] = field(default_factory=dict)
    latest: tuple[Arrived, ...] = ()


def valid(facts: Iterable[Fact]) -> list[Fact]:
    """Arrivals, visits and guests that no void in `facts` annuls, each id once, in order of their moments."""
    unique = {fact.id: fact for fact in facts}
    voided = {fact.refers for fact in unique.values() if fact.kind is Kind.VOID}
    counted = {Kind.ARRIVAL, Kind.VISIT, Kind.GUEST}
    kept = [fact for fact in unique.values() if fact.kind in counted and fact.id not in voided]
    return sorted(kept, key=lambda fact: fact.at.wall)


def tally(
    facts: Iterable[Fact], links: Mapping[str, str], services: Mapping[str, Service], now: datetime, zone: tzinfo | None
) -> Headcount:
    """Count the facts of one day. `links` maps a card key to the resident it belongs to now; `now` is UTC."""
    everything = list(facts)
    kept = valid(everything)
    guests = sum(fact.count for fact in kept if fact.kind is Kind.GUEST)
    persons = {who(fact, links) for fact in kept if fact.kind is not Kind.GUEST} - {None}
    visits = [fact for fact in kept if fact.kind is Kind.VISIT]
    return Headcount(
        people=len(persons) + guests,
        visits=len(visits),
        inside=_inside(everything, kept, links, services, now),
        guests=guests,
        unknown_cards=sum(1 for person in persons if person and ":" in person),
        voided=len({fact.refers for fact in everything if fact.kind is Kind.VOID}),
        fen=sum(fact.price or 0 for fact in visits),
        by_service=dict(Counter(fact.service for fact in visits if fact.service)),
        by_hour=dict(Counter(fact.at.wall.astimezone(zone).hour for fact in visits)),
        by_band=dict(Counter(fact.band for fact in visits if fact.band)),
        latest=tuple(Arrived(who(fact, links), fact.service, fact.at.wall) for fact in reversed(kept[-12:])),
    )


def who(fact: Fact, links: Mapping[str, str]) -> str | None:
    """The person a fact counts for: a resident's pseudonym (which has no colon) or an unknown card's key."""
    return fact.resident or (links.get(fact.card, fact.card) if fact.card else None)


def _inside(
    everything: Iterable[Fact],
    kept: Iterable[Fact],
    links: Mapping[str, str],
    services: Mapping[str, Service],
    now: datetime,
) -> int:
    until: dict[str, datetime] = {}
    heads: dict[str, int] = {}
    left = {who(fact, links): fact.at.wall for fact in everything if fact.kind is Kind.DEPARTURE}
    for fact in kept:
        person = fact.id if fact.kind is Kind.GUEST else who(fact, links)
        service = services.get(fact.service or "")
        stay = service.stay if service else PLAIN_STAY
        if person is not None:
            heads[person] = fact.count
            until[person] = max(until.get(person, fact.at.wall), fact.at.wall + timedelta(minutes=stay))
            if (gone := left.get(person)) and gone >= fact.at.wall:
                until[person] = gone
    return sum(heads[person] for person, end in until.items() if end > now)
