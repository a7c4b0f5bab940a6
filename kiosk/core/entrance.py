"""What a tap means (`domain.md`): the rules between a card on the reader and the first page."""

from dataclasses import dataclass, replace
from datetime import date

from kiosk.core import choice as choosing
from kiosk.core import pages as p
from kiosk.core.calendar import Leaf
from kiosk.core.choice import Choice
from kiosk.core.model import Fact, Kind, Service, Settings, Stamp
from kiosk.core.opening import local, next_meal, open_now, opening, shown
from kiosk.core.reception import Reception, Visitor
from kiosk.core.results import already, goodbye, retractable, welcome, word

DOUBT_NS = 60 * 10**9


@dataclass(frozen=True, slots=True)
class Outcome:
    """The page after a tap, and what the desk must remember: a choice in progress, a result to undo, a doubt."""

    page: p.Page
    choice: Choice | None = None
    result: tuple[Visitor, tuple[Fact, ...]] | None = None
    in_doubt: bool = False


class Entrance:
    """Answers taps. Remembers only the last doubtful card, until it is read again."""

    def __init__(self, reception: Reception) -> None:
        """Share the desk's reception."""
        self.reception = reception
        self.doubtful: tuple[str, Stamp] | None = None

    def idle(self, at: Stamp) -> p.Idle:
        """The page when nobody is here; it wants to be refreshed at the next full minute."""
        settings = self.reception.roster.settings()
        now, right = local(at, settings), shown(at, settings)
        meal = next_meal(self.reception.roster.services(), settings.menu, right) if right else None
        return p.Idle(
            lang=settings.language,
            centre=settings.centre_name,
            now=right,
            menu=meal[1] if meal else (),
            meal=word(meal[0], settings.language) if meal else None,
            notices=settings.notices,
            stays=60 - now.second,
            leaf=self._leaf(right.date(), settings) if right else None,
            minute=now.hour * 60 + now.minute,
        )

    def _leaf(self, day: date, settings: Settings) -> Leaf:
        """Today's calendar, with what the centre itself calls the day."""
        return replace(self.reception.leaf(day), named=settings.holidays.get(day.isoformat()))

    def tap(self, key: str, at: Stamp, fact: str, *, sure: bool = True) -> Outcome:
        """Record what this card means now and say what to show. `fact` is the identity of the tap.

        A card that its reader may have invented (`sure` is False) is taken at its word only when somebody holds it.
        """
        visitor = self.reception.visitor(key)
        if not visitor.refusal and not visitor.known and not sure and not self._seen_twice(key, at):
            return Outcome(p.UnknownCard(visitor.lang, again=True), in_doubt=True)
        return self.receive(visitor, at, fact)

    def receive(self, visitor: Visitor, at: Stamp, fact: str) -> Outcome:
        """Record what it means that this person stands here now, with a card or found without one."""
        if visitor.refusal:
            self.reception.visits.record(self.reception.refused(visitor, at, fact))
            return Outcome(p.SeeStaff(visitor.lang))
        return self._admit(visitor, at, fact)

    def _seen_twice(self, key: str, at: Stamp) -> bool:
        """Whether a card that may be an invention of its reader was read a moment ago as well."""
        before, self.doubtful = self.doubtful, (key, at)
        return before is not None and before[0] == key and at.boot_ns - before[1].boot_ns <= DOUBT_NS

    def _admit(self, visitor: Visitor, at: Stamp, fact: str) -> Outcome:
        today = self.reception.today(visitor, at)
        rush = self._rush(visitor, at)
        if not visitor.known:
            return self._unknown(visitor, rush, today, at, fact)
        if rush and not any(one.service == rush.id for one in today):
            return self._rushed(visitor, rush, at, fact)
        gone = self.reception.gone(visitor, at)
        if gone and self._since(gone, at) <= visitor.settings.repeat_minutes:
            return Outcome(goodbye(self.reception, visitor, gone, at), result=(visitor, (gone,)))
        settled = rush is not None or self._nothing_new(visitor, today, at)
        if settled and not gone:
            return self._already(visitor, today, at)
        comes = gone is not None or not today
        new = (self.reception.arrival(visitor, at, fact),) if comes else ()
        self.reception.visits.record(*new)
        begun = choosing.begin(visitor, today, here=not comes)
        offer = choosing.page(begun, self.reception, at)
        return Outcome(offer, choice=begun) if offer.tiles and not settled else self._came_in(visitor, new, at)

    def _rush(self, visitor: Visitor, at: Stamp) -> Service | None:
        """The service that a tap alone means now; none while nobody knows what time it is, then everybody is asked."""
        now = shown(at, visitor.settings)
        services = self.reception.roster.services() if now else ()
        return next((one for one in services if one.id == visitor.settings.rush and opening(one, now)), None)

    def _nothing_new(self, visitor: Visitor, today: list[Fact], at: Stamp) -> bool:
        """Whether this tap repeats an earlier one: moments ago, or with every open service visited."""
        visits = [one for one in today if one.kind is Kind.VISIT]
        offered = {one.id for one in open_now(self.reception.roster.services(), shown(at, visitor.settings))}
        if not visits:
            return bool(today) and not offered
        recent = self._since(visits[-1], at) <= visitor.settings.repeat_minutes
        return recent or offered <= {one.service for one in visits}

    def _unknown(self, visitor: Visitor, rush: Service | None, today: list[Fact], at: Stamp, fact: str) -> Outcome:
        """An unknown card counts like any other; once a day, and once for the service of the rush."""
        if not any(one.service == (rush.id if rush else one.service) for one in today):
            reception = self.reception
            reception.visits.record(
                reception.visit(visitor, rush, at, fact) if rush else reception.arrival(visitor, at, fact)
            )
        return Outcome(p.UnknownCard(visitor.lang))

    def _rushed(self, visitor: Visitor, service: Service, at: Stamp, fact: str) -> Outcome:
        new = self.reception.visit(visitor, service, at, fact)
        self.reception.visits.record(new)
        return Outcome(welcome(self.reception, visitor, (new,), (new,), at), result=(visitor, (new,)))

    def _came_in(self, visitor: Visitor, new: tuple[Fact, ...], at: Stamp) -> Outcome:
        """Nothing is open: the arrival stands, and that is all there is to say."""
        return Outcome(welcome(self.reception, visitor, new, new, at), result=(visitor, new))

    def _already(self, visitor: Visitor, today: list[Fact], at: Stamp) -> Outcome:
        """Whoever pressed the wrong thing some minutes ago may still take it back (ux-rules R25)."""
        fresh = [one for one in today if self._since(one, at) <= visitor.settings.undo_minutes]
        last = self._last(visitor, at)
        undo = tuple(one for one in fresh if one in last) if retractable(last) else ()
        page = already(self.reception, visitor, today, at, fresh=bool(fresh), may_undo=bool(undo))
        return Outcome(page, result=(visitor, undo))

    def _last(self, visitor: Visitor, at: Stamp) -> list[Fact]:
        """What this person's last action today recorded: the facts of one action are of one moment."""
        facts = self.reception.visits.of_person(visitor.pseudonym, visitor.key, self.reception.day(at))
        youngest = min((self._since(fact, at) for fact in facts), default=0)
        return [fact for fact in facts if self._since(fact, at) == youngest]

    def _since(self, fact: Fact, at: Stamp) -> float:
        """Minutes since a fact, whatever the wall clock did meanwhile."""
        return self.reception.visits.since(fact, at).total_seconds() / 60
