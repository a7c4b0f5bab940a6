"""The staff side of the kiosk: a PIN, today's numbers from the local database first, and whose an unknown card is."""

from dataclasses import replace

from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.counts import Headcount, tally
from kiosk.core.linking import Linking
from kiosk.core.lockout import Lockout
from kiosk.core.model import Staff, Stamp
from kiosk.core.opening import local
from kiosk.core.orientation import Orientation
from kiosk.core.ports import Notebook, PinCheck, Roster, Visits
from kiosk.core.recording import Recording
from kiosk.core.results import word
from kiosk.core.timekeeping import Timekeeping


class StaffDesk:
    """What staff see and do. Nothing here happens without a right PIN before it."""

    def __init__(
        self,
        roster: Roster,
        visits: Visits,
        pins: PinCheck,
        notebook: Notebook,
        linking: Linking,
        *,
        recording: Recording | None = None,
        timekeeping: Timekeeping | None = None,
    ) -> None:
        """Wrong PINs are counted in `notebook`."""
        self.roster, self.visits, self.pins, self.linking = roster, visits, pins, linking
        self.recording, self.timekeeping = recording, timekeeping
        self.lockout = Lockout(notebook)
        self.orientation = Orientation(roster, notebook)
        self.member: Staff | None = None
        self.garbled: tuple[str, ...] = ()

    def answer(self, event: e.StaffEvent, page: p.Page) -> p.Page:
        """What comes of an event of the staff side on this page; the page itself when it makes no sense there."""
        match event, page:
            case e.StaffAsked(at), _:
                return self.ask(at)
            case e.PinEntered(at, pin), p.StaffPin():
                return self.enter(pin, at)
            case e.LinkAsked(), p.StaffToday() if self.member:
                return self.linking.begin(self.member)
            case e.Typed(_, letter), p.FindResident():
                return self.linking.type(letter)
            case e.Erased(), p.FindResident():
                return self.linking.erase()
            case e.KeysTurned(), p.FindResident():
                return self.linking.turn()
            case e.PersonPicked(at, person), p.FindResident():
                return self.linking.pick(person, at)
            case e.VoiceAsked() | e.VoiceChosen() | e.SentenceTurned() | e.TakeAsked() | e.TakeEnded(), _ if (
                self.member and self.recording
            ):
                return self.recording.answer(event, page)
            case e.TimeAnswered() | e.TimeTyped(), _ if self.member and self.timekeeping:
                answer = self.timekeeping.answer(event, page)
                return self.today(answer) if isinstance(answer, Stamp) else answer
        return page

    def hear_of(self, reader: str, *, garbled: bool) -> None:
        """A reader told nothing but what it could not make out, or at last a card."""
        others = tuple(name for name in self.garbled if name != reader)
        self.garbled = (*others, reader) if garbled else others

    def stop_recording(self) -> None:
        """Somebody else is at the kiosk."""
        if self.recording:
            self.recording.leave()

    def ask(self, at: Stamp) -> p.StaffPin:
        """Ask for the PIN."""
        self.member = None
        return p.StaffPin(self.roster.settings().language, wait=self.lockout.wait(at))

    def enter(self, pin: str, at: Stamp) -> p.Page:
        """Check a PIN, counting it as wrong first."""
        if self.lockout.wait(at):
            return self.ask(at)
        self.lockout.attempt(at)
        self.member = self.pins.owner(pin, self.roster.staff())
        if self.member is None:
            return p.StaffPin(self.roster.settings().language, wrong=True, wait=self.lockout.wait(at))
        self.lockout.succeeded()
        question = self.timekeeping.ask(at) if self.timekeeping else None
        return question or self.today(at)

    def today(self, at: Stamp) -> p.StaffToday:
        """Today's numbers."""
        page = today_page(self.roster, self.visits, at, self.orientation.turned, self.garbled)
        return replace(page, ahead=self.timekeeping.ahead) if self.timekeeping else page


def today_page(
    roster: Roster, visits: Visits, at: Stamp, turned: tuple[str, ...] = (), garbled: tuple[str, ...] = ()
) -> p.StaffToday:
    """Today's numbers with everything needed to show them."""
    settings = roster.settings()
    count = headcount(roster, visits, at)
    heard = visits.heard_at()
    now = local(at, settings)
    return p.StaffToday(
        lang=settings.language,
        centre=settings.centre_name,
        day=now.date(),
        now=now,
        timed=at.state.vouched,
        count=count,
        unsent=visits.unsent(),
        others=visits.others(now.date()),
        others_at=local(heard, settings) if heard else None,
        words={service.id: word(service, settings.language) for service in roster.services()},
        names=dict(roster.names([one.person for one in count.latest if one.person])),
        turned=turned,
        garbled=garbled,
    )


def headcount(roster: Roster, visits: Visits, at: Stamp) -> Headcount:
    """Today's numbers at this centre, as far as this kiosk knows."""
    now = local(at, roster.settings())
    facts = visits.of_day(now.date())
    links = roster.links(sorted({fact.card for fact in facts if fact.card and not fact.resident}))
    services = {service.id: service for service in roster.services()}
    zone = now.tzinfo
    return tally(facts, links, services, at.wall, zone)
