"""What must be true after any history, once the weather was fair for a while. Each law names its breaches.

kept       whatever a kiosk promised and no card took with it is on the server, as it was promised
once       no fact counts twice, and none counts that nobody promised
chained    every log proves itself, on the kiosks and on the server, without a gap
counted    centre, city and each kiosk show what an independent recount finds
placed     every fact counts for its true day or waits for a person, within what is stated of its time
flowing    nothing waits, and every kiosk has read all changes
alike      every kiosk's copy of people, cards, prices and visits adds up to what the server holds
alarmed    whoever has two machines under one name, or a card that is older than what the server holds, is told so
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from kiosk.core.anchors import Boot
from kiosk.core.counts import tally
from kiosk.core.log import Entry, first_break, read, root
from kiosk.core.model import Fact
from kiosk.core.staffdesk import headcount
from kiosk.core.timeline import Timeline, in_a_row
from kiosk.server import alarms, cards, digests, places
from kiosk.server.feed import SHARED, VISIT_DAYS, counter
from kiosk.server.kiosks import find
from kiosk.server.ledger import facts_of_day
from kiosk.server.moments import Dating
from kiosk.server.site import Site
from kiosk.server.tables import Event, Log
from kiosk.server.today import Days
from kiosk.sim.machine import Kiosk
from kiosk.sim.recount import Numbers, recount
from kiosk.sim.town import CENTRES, CITY, START

ZONE = ZoneInfo("Asia/Shanghai")
EVERYTHING = 2**30
ROUNDING = 0.001


@dataclass(frozen=True)
class Evidence:
    """What is left of a history: all promises ever made, which of them no card took with it, when."""

    site: Site
    kiosks: Sequence[Kiosk]
    promised: Sequence[Fact]
    safe: frozenset[str]
    moments: Mapping[str, datetime]

    @cached_property
    def counting(self) -> list[tuple[Fact, str | None]]:
        """Every fact that counts on the server, as it came in, with the day it counts for."""
        with self.site.database.reading():
            rows = self.site.database.rows(Event.select(Event.body, Event.day).where(Event.change_seq.is_null(False)))
        return [(read(row.body), row.day) for row in rows]

    def of_day(self, day: str) -> list[Fact]:
        """Those that count for this day."""
        return [fact for fact, its in self.counting if its == day]


def breaches(evidence: Evidence) -> list[str]:
    """Everything that is wrong; nothing, if all is well."""
    return [f"{law.__name__}: {breach}" for law in LAWS for breach in law(evidence)]


def kept(evidence: Evidence) -> Iterator[str]:
    """Every promise is on the server."""
    counting = {fact.id: fact for fact, _ in evidence.counting}
    for fact in evidence.promised:
        if fact.id not in counting and fact.id in evidence.safe:
            yield f"{fact.id} is lost"
        elif fact.id in counting and counting[fact.id] != fact:
            yield f"{fact.id} is another fact than was promised"


def once(evidence: Evidence) -> Iterator[str]:
    """Nothing is there twice, and nothing was made up."""
    promised = {fact.id for fact in evidence.promised}
    for name, times in Counter(fact.id for fact, _ in evidence.counting).items():
        if times > 1:
            yield f"{name} counts {times} times"
        if name not in promised:
            yield f"{name} was never promised"


def chained(evidence: Evidence) -> Iterator[str]:
    """Every log is whole."""
    for kiosk in evidence.kiosks:
        for head in kiosk.store.outbox.logs():
            start = kiosk.store.outbox.hash_at(head.log_id, head.base) or b""
            broken = first_break(kiosk.store.outbox.entries(head.log_id, head.base, EVERYTHING), start)
            if broken is not None:
                yield f"{kiosk.folder.name}: log {head.log_id} breaks at {broken}"
    database = evidence.site.database
    with database.reading():
        for log in database.rows(Log.select()):
            query = Event.select(Event.seq, Event.hash, Event.body).where(Event.log == log.id).order_by(Event.seq)
            entries = [Entry(row.seq, bytes(row.hash), row.body) for row in database.rows(query)]
            if [entry.seq for entry in entries] != list(range(1, log.head_seq + 1)):
                yield f"the server's log {log.id} has gaps"
            if first_break(entries, root(log.id)) is not None:
                yield f"the server's log {log.id} breaks"


def counted(evidence: Evidence) -> Iterator[str]:
    """All numbers agree."""
    database = evidence.site.database
    owners = cards.links(database, sorted({fact.card for fact in evidence.promised if fact.card}))
    for place in (CITY, *CENTRES):
        inside = places.centres(database, place)
        for day in sorted({day for _, day in evidence.counting if day}):
            facts = facts_of_day(database, inside, day)
            shown = tally(facts, owners, {}, evidence.site.now(), ZONE)
            mine = recount([fact for fact in evidence.of_day(day) if fact.centre in inside], owners)
            yield from _differ(f"{place} on {day}", Numbers(shown.people, shown.visits, shown.fen), mine)
    city = next(place for place in places.everything(database) if place.id == CITY)
    today = Days(database).today(city, evidence.site.now())
    mine = recount(evidence.of_day(today.day.isoformat()), owners)
    yield from _differ("the dashboard", Numbers(today.count.people, today.count.visits, today.count.fen), mine)
    for kiosk in evidence.kiosks:
        yield from _seen_at(kiosk, evidence, owners)


def dated(evidence: Evidence) -> Iterator[str]:
    """No kiosk is surer of the time than it may be."""
    for kiosk in evidence.kiosks:
        outbox = kiosk.store.outbox
        bodies = [json.loads(one.body) for head in outbox.logs() for one in outbox.entries(head.log_id, 0, EVERYTHING)]
        seen = [(body["boot"], body["boot_ns"]) for body in bodies]
        seen += [(anchor.boot, anchor.boot_ns) for anchor in kiosk.store.times.anchors()]
        began = dict(kiosk.store.database.rows("SELECT number, boot_ns FROM boot"))
        boots = [Boot(n, first, max([first, *(ns for boot, ns in seen if boot == n)])) for n, first in began.items()]
        timeline = Timeline(in_a_row(boots), kiosk.store.times.anchors(), earliest=START, latest=evidence.site.now())
        for body in bodies:
            if body["boot"] not in began:
                continue
            told = timeline.at(body["boot"], body["boot_ns"], ZONE)
            if abs((told.utc - evidence.moments[body["id"]]).total_seconds()) > told.within + ROUNDING:
                yield f"{kiosk.folder.name}: {body['id']} was at {evidence.moments[body['id']]}, told is {told}"


def placed(evidence: Evidence) -> Iterator[str]:
    """A fact counts for the day it was made on, or waits for a person; and its stated interval holds the truth."""
    for fact, day in evidence.counting:
        true = evidence.moments[fact.id].astimezone(ZONE).date().isoformat()
        if day not in {None, true}:
            yield f"{fact.id} of {true} counts for {day}"
    database = evidence.site.database
    with database.reading():
        both = (Event.log == Dating.log) & (Event.seq == Dating.seq) & Event.id.is_null(False)
        rows = database.rows(Dating.select(Event.id, Dating.utc, Dating.within).join(Event, on=both).tuples())
    for name, utc, within in rows:
        off = abs((datetime.fromisoformat(utc) - evidence.moments[name]).total_seconds())
        if off > within + ROUNDING:
            yield f"{name} is {off:.1f} s off and stated to be within {within:.1f} s"


def alike(evidence: Evidence) -> Iterator[str]:
    """Every copy is whole."""
    yield from differing(evidence.site, evidence.kiosks)


def alarmed(evidence: Evidence) -> Iterator[str]:
    """A copied card in two machines rings, and so does a history that parts from one that the server has."""
    database = evidence.site.database
    rings = {alarm.kiosk for alarm in alarms.ringing(database, list(CENTRES))}
    machines = {(kiosk.identity.kiosk, kiosk.hardware) for kiosk in evidence.kiosks}
    for kiosk, many in Counter(kiosk for kiosk, _ in machines).items():
        if many > 1 and kiosk not in rings:
            yield f"{kiosk} is in {many} machines, and nobody was told"
    with database.reading():
        logs = {log.id: log for log in database.rows(Log.select())}
    for log in logs.values():
        parent = logs.get(log.parent or "")
        if parent and parent.head_seq > log.parent_seq and log.kiosk not in rings:
            yield f"log {log.id} of {log.kiosk} leaves {parent.id} before its end, and nobody was told"


def flowing(evidence: Evidence) -> Iterator[str]:
    """Nothing is stuck."""
    yield from stuck(evidence.site, evidence.kiosks)


def stuck(site: Site, kiosks: Sequence[Kiosk]) -> Iterator[str]:
    """What still waits, up or down."""
    with site.database.reading():
        newest = counter(site.database)
    for kiosk in kiosks:
        if waiting := kiosk.store.visits.unsent():
            yield f"{kiosk.folder.name}: {waiting} facts wait"
        cursor = kiosk.store.mirror.cursor()
        if (cursor.epoch, cursor.after) != (site.epoch, newest):
            yield f"{kiosk.folder.name}: has read up to {cursor}, the server is at {newest}"


def differing(site: Site, kiosks: Sequence[Kiosk]) -> Iterator[str]:
    """Collections that are not what the server holds."""
    for kiosk in kiosks:
        mirror, row = kiosk.store.mirror, find(site.database, kiosk.identity.kiosk)
        after, kinds = mirror.cursor().after, mirror.kinds()
        if row:
            told = digests.at(site.database, row, site.epoch, after, kinds=kinds, days=VISIT_DAYS, now=site.now())
            for kind, theirs in told.collections.items():
                if mirror.digest(kind, told.since) != theirs:
                    yield f"{kiosk.folder.name}: {kind} differs"


def _seen_at(kiosk: Kiosk, evidence: Evidence, owners: Mapping[str, str]) -> Iterator[str]:
    """A kiosk's own numbers are those of what its card holds and of what other kiosks of its centre told the server.

    The feed carries what is at most `VISIT_DAYS` old; a kiosk that believes in 1970 sees only its own visits of 1970.
    """
    at = kiosk.clock.now()
    day = at.wall.astimezone(ZONE).date()
    database = evidence.site.database
    with database.reading():
        others = Event.select(Event.id).where(
            Event.centre == kiosk.identity.centre,
            Event.kiosk != kiosk.identity.kiosk,
            Event.kind.in_([kind.value for kind in SHARED]),
            Event.day >= str((evidence.site.now() - timedelta(days=VISIT_DAYS)).date()),
        )
        known = {row.id for row in database.rows(others)} | kiosk.held()
    facts = [fact for fact in {one.id: one for one in evidence.promised}.values() if fact.id in known]
    mine = recount([fact for fact in facts if fact.day == day], owners)
    shown = headcount(kiosk.store.roster, kiosk.store.visits, at)
    yield from _differ(f"{kiosk.folder.name} on {day}", Numbers(shown.people, shown.visits, shown.fen), mine)


def _differ(where: str, shown: Numbers, mine: Numbers) -> Iterator[str]:
    if shown != mine:
        yield f"{where}: shown {shown}, recounted {mine}"


LAWS: tuple[Callable[[Evidence], Iterator[str]], ...] = (
    kept,
    once,
    chained,
    counted,
    dated,
    placed,
    flowing,
    alike,
    alarmed,
)
