"""Who stands at the desk, and the facts that are written about them. Looks up and decides; shows nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.core.calendar import Leaf, celebrates
from kiosk.core.counts import valid
from kiosk.core.model import (
    PREFERENCES,
    Card,
    CardState,
    Fact,
    Guest,
    Kind,
    Resident,
    ResidentState,
    Service,
    Settings,
    Stamp,
    Tariff,
)
from kiosk.core.names import masked
from kiosk.core.opening import local, open_now, shown
from kiosk.core.pages import Manner
from kiosk.core.partial import TAIL, the_one
from kiosk.core.ports import Roster, Visits
from kiosk.core.tariff import Charge, charge, guest_charges

SOLD_OUT, ASK_STAFF = "sold_out", "ask_staff"


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person who stands here. `resident` is missing for an unknown card, or one whose row has not arrived yet.

    `key` and `card` are empty for somebody who was found without a card; for guests by themselves nothing is known.
    """

    key: str
    card: Card | None
    resident: Resident | None
    settings: Settings

    @property
    def pseudonym(self) -> str | None:
        """The resident who stands here, even when nothing is known but that the card is theirs."""
        return self.resident.id if self.resident else self.card.resident if self.card else None

    @property
    def known(self) -> bool:
        """Registered, or holder of a card that our own signature vouches for."""
        return self.pseudonym is not None or self.key.startswith("qr:")

    def comes_again(self, before: "Visitor") -> bool:
        """Whether this is the person who stood here before, and still welcome."""
        return not self.refusal and (self.pseudonym or self.key) == (before.pseudonym or before.key)

    @property
    def refusal(self) -> str | None:
        """Why only "please see the staff" may be shown; None for everybody who is welcome."""
        if self.card and self.card.state is not CardState.ACTIVE:
            return f"card {self.card.state}"
        if self.resident and self.resident.state is not ResidentState.ACTIVE:
            return f"resident {self.resident.state}"
        return None

    @property
    def name(self) -> str | None:
        """The masked name."""
        return masked(self.resident.name) if self.resident else None

    @property
    def lang(self) -> str:
        """The person's own language, else the centre's."""
        return (self.resident.language if self.resident else None) or self.settings.language

    @property
    def manner(self) -> Manner:
        """How this person wants to be served."""
        wanted = self.resident.preferences if self.resident else {}
        return Manner(*(wanted.get(name) == value for name, value in PREFERENCES.items()))

    @property
    def birth(self) -> date | None:
        """For the price band."""
        return self.resident.birth if self.resident else None


class Reception:
    """Knows the roster and today's log, and writes facts in the words of `core/model.py`."""

    def __init__(
        self,
        roster: Roster,
        visits: Visits,
        new_id: Callable[[Stamp], str],
        leaf: Callable[[date], Leaf] = Leaf,
    ) -> None:
        """`new_id` makes the identity of a fact that is not a tap's own; `leaf` gives a day's calendar at once."""
        self.roster, self.visits, self.new_id, self.leaf = roster, visits, new_id, leaf

    def visitor(self, key: str) -> Visitor:
        """Look a card up; where this very number is unknown, by its end."""
        card = self.roster.card(key) or the_one(key, self.roster.alike(key))
        if card and key.startswith(TAIL):
            key = card.key
        resident = self.roster.resident(card.resident) if card and card.resident else None
        return Visitor(key, card, resident, self.roster.settings())

    def without_card(self, person: str) -> Visitor | None:
        """A resident who was found otherwise; None when they are no longer in the roster."""
        resident = self.roster.resident(person)
        return Visitor("", None, resident, self.roster.settings()) if resident else None

    def nobody(self) -> Visitor:
        """Somebody of whom nothing is kept: guests by themselves."""
        return Visitor("", None, None, self.roster.settings())

    def today(self, visitor: Visitor, at: Stamp) -> list[Fact]:
        """What of today still stands for this person, at any kiosk of the centre."""
        return valid(self.visits.of_person(visitor.pseudonym, visitor.key, self.day(at)))

    def gone(self, visitor: Visitor, at: Stamp) -> Fact | None:
        """Today's departure, if it holds: not taken back, followed by no visit. A centre may have none at all."""
        if not visitor.settings.departures:
            return None
        facts = self.visits.of_person(visitor.pseudonym, visitor.key, self.day(at))
        annulled = {fact.refers for fact in facts if fact.kind is Kind.VOID}
        said = [fact for fact in facts if fact.kind is Kind.DEPARTURE and fact.id not in annulled]
        last = max(said, key=lambda fact: fact.at.wall, default=None)
        return last if last and all(fact.at.wall <= last.at.wall for fact in valid(facts)) else None

    def day(self, at: Stamp) -> date:
        """The service day."""
        return local(at, self.roster.settings()).date()

    def celebrates(self, visitor: Visitor, at: Stamp) -> bool:
        """Whether to wish a happy birthday; never while the day itself is in doubt."""
        now = shown(at, visitor.settings)
        wanted = visitor.resident.birthday if visitor.resident else None
        return bool(now and wanted and celebrates(wanted, self.leaf(now.date())))

    def price(self, visitor: Visitor, service: Service, at: Stamp) -> Charge:
        """What the service costs this person now."""
        return charge(service, self._tariffs(service), visitor.birth, self.day(at))

    def guest_charges(self, service: Service, at: Stamp) -> Mapping[Guest, Charge] | None:
        """What the service costs each kind of guest now; None where it is not for guests."""
        return guest_charges(self._tariffs(service), self.day(at))

    def for_guests(self, standing: Sequence[Fact], at: Stamp) -> Service | None:
        """The open service that guests of whoever did this can use: one that the host uses before others.

        It has a place left, or guests of this host that could be taken back. A private service is for nobody's guests.
        """
        used = {fact.service for fact in standing}
        offered = [
            service
            for service in open_now(self.roster.services(), shown(at, self.roster.settings()))
            if not service.private
            and self.guest_charges(service, at)
            and (self.left(service, at) != 0 or self.guests_of(standing, service, at))
        ]
        return min(offered, key=lambda service: service.id not in used, default=None)

    def guests_of(self, standing: Iterable[Fact], service: Service, at: Stamp) -> list[Fact]:
        """The guests for a service who came with one of these facts and still stand."""
        hosts = {fact.id for fact in standing}
        return [fact for fact in self.visits.guests(hosts, self.day(at)) if fact.service == service.id]

    def left(self, service: Service, at: Stamp) -> int | None:
        """Places left today; None where they are not counted."""
        return (
            None if service.capacity is None else max(0, service.capacity - self.visits.taken(service.id, self.day(at)))
        )

    def nth(self, visitor: Visitor, at: Stamp) -> int:
        """Which day of this month it is that the person is here."""
        return self.visits.days_in_month(visitor.pseudonym, visitor.key, self.day(at))

    def arrival(self, visitor: Visitor, at: Stamp, fact: str) -> Fact:
        """Came in; what for is not said (yet)."""
        return self._fact(visitor, at, fact, Kind.ARRIVAL)

    def refused(self, visitor: Visitor, at: Stamp, fact: str) -> Fact:
        """A tap that was turned away, with the reason for staff."""
        return self._fact(visitor, at, fact, Kind.REFUSED, reason=visitor.refusal)

    def visit(self, visitor: Visitor, service: Service, at: Stamp, fact: str | None = None) -> Fact:
        """Uses a service at today's price; only came in when every place is taken (attendance is recorded even so)."""
        fact = fact or self.new_id(at)
        if self.left(service, at) == 0:
            return self._fact(visitor, at, fact, Kind.ARRIVAL, service=service.id, reason=SOLD_OUT)
        due = self.price(visitor, service, at)
        return self._fact(
            visitor,
            at,
            fact,
            Kind.VISIT,
            service=service.id,
            band=due.band,
            price=due.fen,
            tariff=due.tariff,
            reason=ASK_STAFF if due.fen is None else None,
        )

    def departure(self, visitor: Visitor, today: Sequence[Fact], at: Stamp) -> Fact:
        """Leaves, after the last of what this person did today."""
        return self._fact(visitor, at, self.new_id(at), Kind.DEPARTURE, refers=today[-1].id if today else None)

    def guests(self, service: Service, due: Charge, heads: int, host: str | None, at: Stamp) -> Fact:
        """So many guests of one kind use a service; whose they are is known only by the host's fact."""
        return self._fact(
            self.nobody(),
            at,
            self.new_id(at),
            Kind.GUEST,
            service=service.id,
            band=due.band,
            price=due.fen,
            tariff=due.tariff,
            refers=host,
            count=heads,
        )

    def with_guests(self, facts: Iterable[Fact], at: Stamp) -> list[Fact]:
        """These facts and the guests who came with them: when the one goes, the other does."""
        facts = list(facts)
        return [*facts, *self.visits.guests({fact.id for fact in facts}, self.day(at))]

    def void(self, visitor: Visitor, annulled: Fact, at: Stamp) -> Fact:
        """The resident takes a fact back. That of guests is nobody's, and so is its annulment."""
        who = self.nobody() if annulled.kind is Kind.GUEST else visitor
        return self._fact(
            who, at, self.new_id(at), Kind.VOID, refers=annulled.id, service=annulled.service, reason="resident"
        )

    def _tariffs(self, service: Service) -> Sequence[Tariff]:
        return self.roster.tariffs(service.tariff) if service.tariff else ()

    def _fact(self, visitor: Visitor, at: Stamp, fact: str, kind: Kind, **more: str | int | None) -> Fact:
        return Fact(
            id=fact,
            kind=kind,
            at=at,
            centre=visitor.settings.centre,
            day=self.day(at),
            card=visitor.key or None,
            resident=visitor.pseudonym,
            **more,  # type: ignore[arg-type]  # the keywords are Fact's own, each with its own type
        )
