"""Today's numbers, computed once for the kiosk, the server and the command line.

Headcount is distinct people: residents, unknown cards and guests; a person whose every fact was voided does not count.
Visits are one person using one service once, guests each, voids removed. Inside now is an estimate: the last visit's
expected stay has not passed and nobody checked out. Whoever did not say so is taken to have left when that stay passed;
such a departure is only guessed. A card linked to a resident counts as that resident, before and after.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import TypeVar

from kiosk.core.model import Fact, Kind, Service

Key = TypeVar("Key")
PLAIN_STAY = 60
"""Minutes that somebody who only came in is taken to stay."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One recent visit for the list of latest arrivals; `service` is None for somebody who only came in.

    Guests are nobody's `person`: so many `heads` of one `band`.
    """

    person: str | None
    service: str | None
    at: datetime
    kiosk: str | None = None
    band: str | None = None
    heads: int = 1


@dataclass(frozen=True, slots=True)
class Headcount:
    """The numbers of one day. `by_service` maps a service id, `by_hour` a local hour, `by_band` a band's name.

    Guests are of the bands `guest.adult` and `guest.child`. `left_guessed` of the `left` people did not say that they
    were leaving.
    """

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
    left: int = 0
    left_guessed: int = 0


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
    stays = departures(everything, links, services)
    gone = [stay for stay in stays if stay.at <= now]
    return Headcount(
        people=len(persons) + guests,
        visits=sum(fact.uses for fact in kept),
        inside=sum(stay.heads for stay in stays if stay.at > now),
        guests=guests,
        unknown_cards=sum(1 for person in persons if person and ":" in person),
        voided=len({fact.refers for fact in everything if fact.kind is Kind.VOID}),
        fen=sum(fact.due for fact in kept),
        left=sum(stay.heads for stay in gone),
        left_guessed=sum(stay.heads for stay in gone if stay.guessed),
        by_service=used_by(kept, lambda fact: fact.service),
        by_hour=used_by(kept, lambda fact: fact.at.wall.astimezone(zone).hour),
        by_band=used_by(kept, _band),
        latest=tuple(_arrived(fact, links) for fact in reversed(kept[-12:])),
    )


def who(fact: Fact, links: Mapping[str, str]) -> str | None:
    """The person a fact counts for: a resident's pseudonym (which has no colon) or an unknown card's key."""
    return fact.resident or (links.get(fact.card, fact.card) if fact.card else None)


def _arrived(fact: Fact, links: Mapping[str, str]) -> Arrived:
    return Arrived(who(fact, links), fact.service, fact.at.wall, band=_band(fact), heads=fact.count)


def _band(fact: Fact) -> str | None:
    return f"{Kind.GUEST}.{fact.band}" if fact.kind is Kind.GUEST and fact.band else fact.band


def used_by(facts: Iterable[Fact], key: Callable[[Fact], Key | None]) -> dict[Key, int]:
    """How often services were used, by what `key` tells of a fact; None is left out."""
    used: Counter[Key] = Counter()
    for fact in facts:
        if fact.uses and (found := key(fact)) is not None:
            used[found] += fact.uses
    return dict(used)


@dataclass(frozen=True, slots=True)
class Departed:
    """When somebody leaves, or guests together; `guessed` says that nobody said so and the system closed the stay."""

    person: str
    at: datetime
    heads: int
    guessed: bool


def departures(
    facts: Iterable[Fact], links: Mapping[str, str], services: Mapping[str, Service]
) -> tuple[Departed, ...]:
    """The end of everybody's stay on one day: as said, else when the expected stay of the last service passes.

    It is worked out rather than recorded, so that two kiosks never close one stay twice, and a kiosk that was off at
    midnight leaves none open.
    """
    everything = list(facts)
    annulled = {fact.refers for fact in everything if fact.kind is Kind.VOID}
    said: dict[str | None, datetime] = {}
    for fact in everything:
        if fact.kind is Kind.DEPARTURE and fact.id not in annulled:
            person = who(fact, links)
            said[person] = max(said.get(person, fact.at.wall), fact.at.wall)
    found: dict[str, Departed] = {}
    for fact in valid(everything):
        person = fact.id if fact.kind is Kind.GUEST else who(fact, links)
        if person is None:
            continue
        service = services.get(fact.service or "")
        until = fact.at.wall + timedelta(minutes=service.stay if service else PLAIN_STAY)
        before = found.get(person)
        if before and not before.guessed and before.at >= fact.at.wall:
            continue
        gone = said.get(person)
        if gone and gone >= fact.at.wall:
            found[person] = Departed(person, gone, fact.count, guessed=False)
        else:
            found[person] = Departed(person, max(until, before.at) if before else until, fact.count, guessed=True)
    return tuple(found.values())
