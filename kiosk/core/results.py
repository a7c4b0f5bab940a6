"""The pages that say how a tap or a choice came out: what stands, what it costs, since when."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from kiosk.core.model import Fact, Kind, Service, Stamp
from kiosk.core.opening import open_now, shown
from kiosk.core.pages import AlreadyHere, Goodbye, Line, Note, TakenBack, Welcome
from kiosk.core.reception import ASK_STAFF, SOLD_OUT, Reception, Visitor

TAKEN_BACK_SECONDS, LONGEST_RESULT = 6, 15
NOTES = {SOLD_OUT: Note.SOLD_OUT, ASK_STAFF: Note.ASK_STAFF}


def welcome(
    reception: Reception, visitor: Visitor, new: Sequence[Fact], standing: Sequence[Fact], at: Stamp
) -> Welcome:
    """It is recorded: `new` is what this action recorded and may be undone, `standing` what the person is told."""
    shown_lines = lines(standing, reception.roster.services(), visitor.lang)
    return Welcome(
        lang=visitor.lang,
        name=visitor.name,
        lines=shown_lines,
        total=total(shown_lines),
        at=shown(at, visitor.settings),
        nth=reception.nth(visitor, at),
        may_undo=retractable(new),
        stays=unhurried(visitor, visitor.settings.result_seconds),
        birthday=reception.celebrates(visitor, at),
        may_bring=reception.for_guests(standing, at) is not None,
        manner=visitor.manner,
    )


def already(
    reception: Reception, visitor: Visitor, today: Sequence[Fact], at: Stamp, *, fresh: bool, may_undo: bool
) -> AlreadyHere:
    """The same as before, with the time of the first tap; `fresh` says that some of it is only minutes old.

    There is something to change while anything is open that was not used, or that can still be dropped.
    """
    services = reception.roster.services()
    shown_lines = lines(today, services, visitor.lang)
    offered = {one.id for one in open_now(services, shown(at, visitor.settings))}
    return AlreadyHere(
        lang=visitor.lang,
        name=visitor.name,
        lines=shown_lines,
        total=total(shown_lines),
        at=shown(today[0].at, visitor.settings),
        may_change=bool(offered if fresh else offered - {fact.service for fact in today}),
        may_undo=may_undo,
        may_leave=visitor.settings.departures and not fresh,
        may_bring=reception.for_guests(today, at) is not None,
        stays=unhurried(visitor, visitor.settings.result_seconds),
        manner=visitor.manner,
    )


def goodbye(reception: Reception, visitor: Visitor, departure: Fact, at: Stamp) -> Goodbye:
    """The departure stands; for some minutes it can be taken back."""
    since = reception.visits.since(departure, at)
    return Goodbye(
        lang=visitor.lang,
        name=visitor.name,
        at=shown(departure.at, visitor.settings),
        may_undo=since <= timedelta(minutes=visitor.settings.undo_minutes),
        stays=unhurried(visitor, visitor.settings.result_seconds),
        manner=visitor.manner,
    )


def taken_back(reception: Reception, visitor: Visitor, annulled: Sequence[Fact]) -> TakenBack:
    """What was pressed by mistake no longer stands; guests alone are told without their host's name."""
    return TakenBack(
        visitor.lang,
        visitor.name if any(fact.kind is not Kind.GUEST for fact in annulled) else None,
        lines(annulled, reception.roster.services(), visitor.lang),
        guests=sum(fact.count for fact in annulled if fact.kind is Kind.GUEST),
        stays=unhurried(visitor, TAKEN_BACK_SECONDS),
        manner=visitor.manner,
    )


def unhurried(visitor: Visitor, seconds: int) -> int:
    """How long a result stays: longer for who asked for it, yet gone before the next person reads it (ux-rules R40)."""
    return max(seconds, min(LONGEST_RESULT, seconds * 7 // 4)) if visitor.manner.slower else seconds


def undoable(fact: Fact) -> bool:
    """Whether "that was a mistake" can annul this fact; a void is not voided again."""
    return fact.kind in {Kind.VISIT, Kind.ARRIVAL, Kind.GUEST, Kind.DEPARTURE}


def retractable(new: Collection[Fact]) -> bool:
    """Whether "that was a mistake" is offered for an action. What it took away would stay away, so then it is not."""
    return any(map(undoable, new)) and all(fact.kind is not Kind.VOID for fact in new)


def lines(facts: Iterable[Fact], services: Iterable[Service], lang: str) -> tuple[Line, ...]:
    """One line a service, in the order of the services."""
    by_service = {fact.service: fact for fact in facts if fact.service and fact.kind is not Kind.GUEST}
    return tuple(
        Line(service.id, word(service, lang), service.icon, fact.price, NOTES.get(fact.reason or ""), service.private)
        for service in services
        if (fact := by_service.get(service.id))
    )


def total(shown_lines: Iterable[Line]) -> int | None:
    """The sum in fen; None when a person has to say one of the prices."""
    prices = [line.price for line in shown_lines if line.note is not Note.SOLD_OUT]
    return None if None in prices else sum(price or 0 for price in prices)


def word(service: Service, lang: str) -> str:
    """The service's name in a language, else in the first one it has."""
    return service.names.get(lang) or next(iter(service.names.values()), service.id)
