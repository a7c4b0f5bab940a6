"""Guests: who comes along with a resident, or comes to eat, without being registered. Counted and priced, no more.

    带客人 -> 大人 + -> 孩子 + -> 好了        two facts: so many adults, so many children, each at a price a head

A guest's fact names no card and no resident, and none is ever made of it; `refers` is what its host did here today.
What stands already is counted again, so that whoever asks twice neither brings nor pays for anybody twice.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.model import Fact, Guest, Kind, Service, Stamp
from kiosk.core.patience import waiting
from kiosk.core.reception import Reception, Visitor
from kiosk.core.results import retractable, taken_back, unhurried, word
from kiosk.core.tariff import Charge

MOST = 9
"""Guests of one kind that one host can count here; staff see to a larger party."""

Numbers = Mapping[Guest, int]


@dataclass(frozen=True, slots=True)
class Brought:
    """What has to be recorded so that exactly the counted guests stand, and the page that says so afterwards."""

    facts: tuple[Fact, ...]
    page: p.GuestsIn | p.TakenBack

    @property
    def new(self) -> tuple[Fact, ...]:
        """The guests of it, to be taken back when that was a mistake."""
        return tuple(fact for fact in self.facts if fact.kind is Kind.GUEST)


@dataclass(frozen=True, slots=True)
class Party:
    """A host, or nobody, and their guests for one service: those that `stand`, and of them the `fresh` ones.

    What is not fresh was brought too long ago to be taken back here.
    """

    host: Visitor
    did: Sequence[Fact]
    service: Service
    charges: Mapping[Guest, Charge]
    left: int | None
    stand: Sequence[Fact]
    fresh: Sequence[Fact]

    @property
    def done(self) -> Numbers:
        """How many can no longer be taken back."""
        return heads(fact for fact in self.stand if fact not in self.fresh)

    @property
    def refers(self) -> str | None:
        """The fact that the guests came with: the host's own use of the service, else the first of the day."""
        own = [fact.id for fact in self.did if fact.service == self.service.id]
        return next(iter([*own, *(fact.id for fact in self.did)]), None)


class Guests:
    """Counts guests. What it needs to remember is on the page itself."""

    def __init__(self, reception: Reception) -> None:
        """Share the desk's reception."""
        self.reception = reception

    def answer(self, event: e.GuestEvent, page: p.Page, host: Visitor) -> p.Page | Brought:
        """What comes of an event on this page; the page itself when it makes no sense there."""
        match event, page:
            case e.GuestsAsked(at), p.Welcome() | p.AlreadyHere() | p.PickGroup() if page.may_bring:
                return self._begun(host, at)
            case e.GuestsCounted(at, guest, by), p.CountGuests():
                wanted = counted(page)
                return self._asked(page, host, wanted | {guest: wanted[guest] + by}, at)
            case e.Finished(at), p.CountGuests(made=True):
                return self._finished(page, host, at)
        return page

    def _begun(self, host: Visitor, at: Stamp) -> p.Page:
        did = self.reception.today(host, at)
        service = self.reception.for_guests(did, at)
        party = self._party(host, did, service, at) if service else None
        return self._page(party, heads(party.stand)) if party else p.HelpCalled(host.lang)

    def _asked(self, page: p.CountGuests, host: Visitor, wanted: Numbers, at: Stamp) -> p.Page:
        party = self._of(page, host, at)
        return self._page(party, wanted) if party else p.HelpCalled(host.lang)

    def _finished(self, page: p.CountGuests, host: Visitor, at: Stamp) -> p.Page | Brought:
        """Record what was shown; when prices or places have changed meanwhile, show that first."""
        party = self._of(page, host, at)
        if party is None:
            return p.HelpCalled(host.lang)
        now = self._page(party, counted(page))
        if (counted(now), now.total) != (counted(page), page.total):
            return now
        facts = tuple(self._facts(party, counted(page), at))
        if sum(counted(page).values()):
            return Brought(facts, self._told(page, party, facts))
        return Brought(facts, taken_back(self.reception, host, party.fresh))

    def _told(self, page: p.CountGuests, party: Party, facts: Collection[Fact]) -> p.GuestsIn:
        return p.GuestsIn(
            page.lang,
            page.service,
            page.word,
            page.adults.number,
            page.children.number,
            page.total,
            may_undo=retractable(facts),
            stays=unhurried(party.host, party.host.settings.result_seconds),
            manner=page.manner,
        )

    def _of(self, page: p.CountGuests, host: Visitor, at: Stamp) -> Party | None:
        """The party of a page; None when its service is gone, or no longer for guests."""
        service = next((one for one in self.reception.roster.services() if one.id == page.service), None)
        return self._party(host, self.reception.today(host, at), service, at) if service else None

    def _party(self, host: Visitor, did: Sequence[Fact], service: Service, at: Stamp) -> Party | None:
        reception = self.reception
        charges = reception.guest_charges(service, at)
        if charges is None:
            return None
        stand = reception.guests_of(did, service, at)
        while_fresh = timedelta(minutes=host.settings.undo_minutes)
        fresh = [fact for fact in stand if reception.visits.since(fact, at) <= while_fresh]
        return Party(host, did, service, charges, reception.left(service, at), stand, fresh)

    def _page(self, party: Party, wanted: Numbers) -> p.CountGuests:
        stand, numbers = heads(party.stand), fitting(party, wanted)
        free = None if party.left is None else party.left + sum(stand.values()) - sum(numbers.values())
        adults, children = (
            p.Heads(
                price=party.charges[guest].fen or 0,
                number=numbers[guest],
                least=party.done[guest],
                most=max(numbers[guest], MOST if free is None else min(MOST, numbers[guest] + free)),
            )
            for guest in Guest
        )
        page = p.CountGuests(
            party.host.lang,
            party.service.id,
            word(party.service, party.host.lang),
            adults,
            children,
            hosted=bool(party.did),
            made=numbers != stand,
            left=free,
            manner=party.host.manner,
        )
        return waiting(page, party.host.settings)

    def _facts(self, party: Party, wanted: Numbers, at: Stamp) -> Iterable[Fact]:
        """Guests more are a new fact. For guests fewer the fresh ones are annulled and what is left of them is new."""
        stand, reception = heads(party.stand), self.reception
        for guest in Guest:
            more = wanted[guest] - stand[guest]
            if more < 0:
                yield from (reception.void(party.host, fact, at) for fact in party.fresh if fact.band == guest)
                more = wanted[guest] - party.done[guest]
            if more > 0:
                yield reception.guests(party.service, party.charges[guest], more, party.refers, at)


def heads(facts: Iterable[Fact]) -> Numbers:
    """How many guests of each kind these facts are."""
    numbers = Counter[str]()
    for fact in facts:
        numbers[fact.band or ""] += fact.count
    return {guest: numbers[guest] for guest in Guest}


def counted(page: p.CountGuests) -> dict[Guest, int]:
    """How many guests of each kind the page shows."""
    return {Guest.ADULT: page.adults.number, Guest.CHILD: page.children.number}


def fitting(party: Party, wanted: Numbers) -> dict[Guest, int]:
    """What is wanted as far as it may be: none that cannot be taken back is lost, and nobody has no place."""
    done = party.done
    room = 2 * MOST if party.left is None else party.left + sum(heads(party.stand).values())
    numbers = dict(done)
    for guest in Guest:
        free = max(0, room - sum(numbers.values()))
        numbers[guest] += min(free, max(0, min(wanted[guest], MOST) - done[guest]))
    return numbers
