"""The staff side of the kiosk: a PIN, then today's numbers from the local database first."""

from kiosk.core import pages as p
from kiosk.core.counts import Headcount, tally
from kiosk.core.lockout import Lockout
from kiosk.core.model import Stamp
from kiosk.core.opening import local
from kiosk.core.ports import Notebook, PinCheck, Roster, Visits
from kiosk.core.results import word


class StaffDesk:
    """What staff see. Nothing here is shown without a right PIN."""

    def __init__(self, roster: Roster, visits: Visits, pins: PinCheck, notebook: Notebook) -> None:
        """Wrong PINs are counted in `notebook`."""
        self.roster, self.visits, self.pins = roster, visits, pins
        self.lockout = Lockout(notebook)

    def ask(self, at: Stamp) -> p.StaffPin:
        """Ask for the PIN."""
        return p.StaffPin(self.roster.settings().language, wait=self.lockout.wait(at))

    def enter(self, pin: str, at: Stamp) -> p.Page:
        """Check a PIN, counting it as wrong first."""
        if self.lockout.wait(at):
            return self.ask(at)
        self.lockout.attempt(at)
        if self.pins.owner(pin, self.roster.staff()) is None:
            return p.StaffPin(self.roster.settings().language, wrong=True, wait=self.lockout.wait(at))
        self.lockout.succeeded()
        return self.today(at)

    def today(self, at: Stamp) -> p.StaffToday:
        """Today's numbers with everything needed to show them."""
        settings = self.roster.settings()
        count = headcount(self.roster, self.visits, at)
        heard = self.visits.heard_at()
        now = local(at, settings)
        return p.StaffToday(
            lang=settings.language,
            centre=settings.centre_name,
            day=now.date(),
            now=now,
            count=count,
            unsent=self.visits.unsent(),
            others=self.visits.others(now.date()),
            others_at=local(heard, settings) if heard else None,
            words={service.id: word(service, settings.language) for service in self.roster.services()},
            names=dict(self.roster.names([one.person for one in count.latest if one.person])),
        )


def headcount(roster: Roster, visits: Visits, at: Stamp) -> Headcount:
    """Today's numbers at this centre, as far as this kiosk knows."""
    now = local(at, roster.settings())
    facts = visits.of_day(now.date())
    links = roster.links(sorted({fact.card for fact in facts if fact.card and not fact.resident}))
    services = {service.id: service for service in roster.services()}
    zone = now.tzinfo
    return tally(facts, links, services, at.wall, zone)
