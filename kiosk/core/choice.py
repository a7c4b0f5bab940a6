"""The choice of services that a person is making: what is open, what is picked, what that costs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from kiosk.core.model import Fact, Kind, Service, Stamp
from kiosk.core.opening import closes, open_now, shown
from kiosk.core.pages import ChooseService, Note, Tile
from kiosk.core.reception import Reception, Visitor
from kiosk.core.results import word


@dataclass(frozen=True, slots=True)
class Choice:
    """`visits` are today's standing visits by service, `picked` the services that are to stand when this is done.

    `may_leave` says that this person was here before and can say goodbye instead.
    """

    visitor: Visitor
    visits: Mapping[str, Fact]
    picked: frozenset[str]
    still_there: bool = False
    may_leave: bool = False

    @property
    def made(self) -> bool:
        """Whether anything was picked or dropped that is not recorded yet."""
        return self.picked != set(self.visits)


def begin(visitor: Visitor, today: Sequence[Fact], *, here: bool = True) -> Choice:
    """Start from what was chosen before; `here` is False for whoever comes in just now."""
    visits = {fact.service: fact for fact in today if fact.kind is Kind.VISIT and fact.service}
    return Choice(visitor, visits, frozenset(visits), may_leave=here and visitor.settings.departures)


def toggled(choice: Choice, service: str, tiles: Iterable[Tile]) -> Choice:
    """Pick a service, or put it back. A tile that is done or sold out stays as it is."""
    if service not in {tile.service for tile in tiles if not tile.done and tile.note is not Note.SOLD_OUT}:
        return replace(choice, still_there=False)
    return replace(choice, picked=choice.picked ^ {service}, still_there=False)


def page(choice: Choice, reception: Reception, at: Stamp) -> ChooseService:
    """What to show: every service that is open now, or that was visited today."""
    settings = choice.visitor.settings
    services = reception.roster.services()
    offered = {service.id for service in open_now(services, shown(at, settings))} | set(choice.visits)
    tiles = tuple(_tile(choice, service, reception, at) for service in services if service.id in offered)
    prices = [tile.price for tile in tiles if tile.chosen]
    return ChooseService(
        lang=choice.visitor.lang,
        name=choice.visitor.name or "",
        tiles=tiles,
        total=None if None in prices else sum(price or 0 for price in prices),
        single=settings.single_choice,
        still_there=choice.still_there,
        may_leave=choice.may_leave,
        stays=_stays(choice) * (3 if choice.visitor.manner.slower else 2) // 2,
        manner=choice.visitor.manner,
    )


def facts(choice: Choice, reception: Reception, at: Stamp) -> list[Fact]:
    """What has to be recorded so that exactly the picked services stand: visits for new, voids for dropped ones."""
    dropped = [fact for service, fact in choice.visits.items() if service not in choice.picked]
    added = [
        service
        for service in reception.roster.services()
        if service.id in choice.picked and service.id not in choice.visits
    ]
    return [reception.void(choice.visitor, fact, at) for fact in reception.with_guests(dropped, at)] + [
        reception.visit(choice.visitor, service, at) for service in added
    ]


def wondering(choice: Choice) -> Choice:
    """Nobody has touched anything for a while: ask whether more time is needed."""
    return replace(choice, still_there=True)


def _stays(choice: Choice) -> int:
    """How long to wait for the next touch. One is enough: soon after it, what was picked is recorded by itself."""
    settings = choice.visitor.settings
    if choice.made:
        return settings.settle_seconds
    return settings.grace_seconds if choice.still_there else settings.choose_seconds


def _tile(choice: Choice, service: Service, reception: Reception, at: Stamp) -> Tile:
    visited = choice.visits.get(service.id)
    settings = choice.visitor.settings
    left = reception.left(service, at)
    price = visited.price if visited else reception.price(choice.visitor, service, at).fen
    note = Note.ASK_STAFF if price is None else None
    return Tile(
        service=service.id,
        word=word(service, choice.visitor.lang),
        icon=service.icon,
        price=price,
        chosen=service.id in choice.picked,
        done=visited is not None and reception.visits.since(visited, at) > timedelta(minutes=settings.undo_minutes),
        left=left,
        until=closes(service, shown(at, settings)),
        note=Note.SOLD_OUT if left == 0 and not visited else note,
        private=service.private and visited is not None,
    )
