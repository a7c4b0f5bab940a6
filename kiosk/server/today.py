"""One day of a place in numbers, as the dashboard shows them: computed from the facts, kept until a new fact comes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.core.counts import Headcount, tally, used_by, valid
from kiosk.core.model import Fact, Service
from kiosk.core.repeats import Repeat, repeats
from kiosk.server import cards, ledger, offers, places
from kiosk.server.database import Database
from kiosk.server.tables import Place

WEEKS_BACK = 4


@dataclass(frozen=True, slots=True)
class Part:
    """The head of one place beneath the one shown."""

    place: str
    name: str
    people: int
    visits: int


@dataclass(frozen=True, slots=True)
class Day:
    """The numbers of one place and day. `usual` is the mean of the same weekday's last four weeks, by local hour."""

    place: Place
    centres: Sequence[str]
    day: date
    now: datetime
    zone: ZoneInfo
    count: Headcount
    services: Sequence[Service]
    usual: dict[int, float]
    parts: Sequence[Part]
    repeats: Sequence[Repeat]
    newest: int


class Days:
    """Computes days and keeps the last of each place, so that ten people looking cost as much as one."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database
        self._kept: dict[str, Day] = {}
        self._usual: dict[tuple[str, date], dict[int, float]] = {}

    def today(self, place: Place, now: datetime) -> Day:
        """The day as it stands: computed anew when a fact came or the minute changed."""
        centres = places.centres(self._database, place.id)
        newest = ledger.newest_fact(self._database, centres)
        kept = self._kept.get(place.id)
        if kept is None or kept.newest != newest or now - kept.now >= timedelta(minutes=1):
            self._kept[place.id] = self._compute(place, centres, newest, now)
        return self._kept[place.id]

    def _compute(self, place: Place, centres: Sequence[str], newest: int, now: datetime) -> Day:
        first = centres[0] if centres else place.id
        zone = ZoneInfo(offers.settings_of(self._database, first).zone)
        day = now.astimezone(zone).date()
        services = offers.services(self._database, centres)
        facts = ledger.facts_of_day(self._database, centres, day.isoformat())
        links = cards.links(self._database, sorted({fact.card for fact in facts if fact.card}))
        known = {service.id: service for service in services}
        return Day(
            place=place,
            centres=centres,
            day=day,
            now=now,
            zone=zone,
            count=tally(facts, links, known, now, zone),
            services=services,
            usual=self._usual_of(place.id, centres, day, zone),
            parts=self._parts(place, facts, links, known, now),
            repeats=repeats(facts, links),
            newest=newest,
        )

    def _parts(
        self, place: Place, facts: Sequence[Fact], links: Mapping[str, str], known: Mapping[str, Service], now: datetime
    ) -> list[Part]:
        parts = []
        for child in places.beneath(self._database, place.id):
            if child.parent == place.id:
                inside = set(places.centres(self._database, child.id))
                count = tally([fact for fact in facts if fact.centre in inside], links, known, now, None)
                parts.append(Part(child.id, child.name, count.people, count.visits))
        return parts

    def _usual_of(self, place: str, centres: Sequence[str], day: date, zone: ZoneInfo) -> dict[int, float]:
        if (place, day) not in self._usual:
            self._usual = {key: value for key, value in self._usual.items() if key[1] == day}
            self._usual[place, day] = self._mean(centres, day, zone)
        return self._usual[place, day]

    def _mean(self, centres: Sequence[str], day: date, zone: ZoneInfo) -> dict[int, float]:
        hours: Counter[int] = Counter()
        weeks = 0
        for back in range(1, WEEKS_BACK + 1):
            then = (day - timedelta(weeks=back)).isoformat()
            facts = ledger.facts_of_day(self._database, centres, then)
            used = used_by(valid(facts), lambda fact: fact.at.wall.astimezone(zone).hour)
            hours.update(used)
            weeks += bool(used)
        return {hour: count / weeks for hour, count in hours.items()}
