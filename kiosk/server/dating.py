"""When something happened at a kiosk whose clock cannot be believed: derived from its boots and anchors, and anew.

A fact's own stamps are never rewritten, they are part of the log. Beside each one that no sure clock stamped stands
what is known of its time (`core/timeline.py`): an interval that holds the truth, and its service day if that leaves no
doubt. It is derived when the fact comes in and again when the kiosk tells more. A fact whose interval holds a midnight
belongs to no day until a person says which; `day_answer` keeps who said so, and when.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from kiosk.core import log
from kiosk.core.anchors import Anchor, Boot
from kiosk.core.exchange import Moment as MomentTold
from kiosk.core.exchange import Run as RunTold
from kiosk.core.model import Fact, WallState
from kiosk.core.timeline import Quality, Timeline
from kiosk.errors import Refused
from kiosk.server.database import Database
from kiosk.server.feed import take
from kiosk.server.inspection import Place
from kiosk.server.moments import Dating, DayAnswer, Moment, Run
from kiosk.server.offers import settings_of
from kiosk.server.said import Said
from kiosk.server.tables import Event, Kiosk
from kiosk.wire import Heartbeat

SLACK = timedelta(minutes=10)
LOOK_BACK = timedelta(days=120)
"""So old a fact may be and still be dated anew."""
SITTING_NS = 6 * 3600 * 10**9
MOST_DAYS = 7
LONGEST, MOST_NS, MOST_BOOTS, MOST_ERROR = 64, 2**62, 2**30 - 1, 1e9
A_PART = 100
Columns = dict[str, str | int | float | None]


@dataclass(frozen=True, slots=True)
class Sitting:
    """Facts of one kiosk made within hours of each other: one answer dates them all.

    `days` are those they may be of, empty when there are too many to list. `first` and `last` are the bounds.
    """

    log: str
    seq: int
    kiosk: str
    facts: int
    first: date
    last: date
    days: Sequence[date]


def learn(database: Database, kiosk: Kiosk, heartbeat: Heartbeat) -> bool:
    """Keep the boots and anchors that a kiosk tells of, inside a unit of work; whether any was new."""
    known = len(database.rows(Run.select(Run.name).where(Run.kiosk == kiosk.id)))
    for run in filter(_sane, heartbeat.runs):
        row = {"number": run.number, "first_ns": run.first_ns, "after": run.after, "after_ns": run.after_ns}
        insert = Run.insert(kiosk=kiosk.id, name=run.name, **row)
        database.run(insert.on_conflict(conflict_target=[Run.kiosk, Run.name], action="ignore"))
    for one in filter(_sane, heartbeat.moments):
        told = {"utc": one.utc.isoformat(), "error": one.error, "source": one.source}
        insert = Moment.insert(kiosk=kiosk.id, run=one.run, boot_ns=one.boot_ns, **told)
        keys = [Moment.kiosk, Moment.run, Moment.boot_ns]
        database.run(insert.on_conflict(conflict_target=keys, action="ignore"))
    now = len(database.rows(Run.select(Run.name).where(Run.kiosk == kiosk.id))) if heartbeat.runs else known
    return now > known or bool(heartbeat.moments)


def _sane(one: RunTold | MomentTold) -> bool:
    """Whether it can be kept at all; a kiosk that tells nonsense is no reason to refuse its heartbeat."""
    match one:
        case RunTold(name, number, first_ns, after, after_ns):
            names, moments = [name, after or ""], [first_ns, after_ns]
            if not 0 <= number <= MOST_BOOTS:
                return False
        case MomentTold(run, boot_ns, utc, error, _):
            names, moments = [run, one.source], [boot_ns]
            if utc.tzinfo is None or not 0 <= error <= MOST_ERROR:
                return False
    return all(len(one) <= LONGEST and "\0" not in one for one in names) and all(abs(ns) < MOST_NS for ns in moments)


def sure(kiosk: Kiosk, fact: Fact, now: datetime) -> bool:
    """Whether the fact's own stamp is the best there is: a sure clock's, and not one that cannot be.

    Whoever sets a clock by hand may do so behind NTP's back; no fact is older than its kiosk, or came before it was.
    """
    low, high = datetime.fromisoformat(kiosk.enrolled_at) - SLACK, now + SLACK
    return fact.at.state.sure and low <= fact.at.wall <= high


def begin(database: Database, kiosk: Kiosk, entries: Iterable[tuple[str, int, str, Fact]], now: datetime) -> None:
    """Note those of these new entries (log, seq, body, fact) that need a date, then date them; inside a unit."""
    rows = [
        undated(kiosk, (log_id, seq), body, fact, now.isoformat())
        for log_id, seq, body, fact in entries
        if not sure(kiosk, fact, now)
    ]
    note(database, rows)
    if rows:
        date_anew(database, kiosk, now)


def undated(kiosk: Kiosk, entry: tuple[str, int], body: str, fact: Fact, received_at: str) -> Columns:
    """The row of an entry of which only its place in its boot is known."""
    place = msgspec.json.decode(body, type=Place)
    return {
        "log": entry[0],
        "seq": entry[1],
        "kiosk": kiosk.id,
        "centre": kiosk.centre,
        "run": place.run[:LONGEST] or f"boot {place.boot}",
        "boot_ns": max(-MOST_NS, min(fact.at.boot_ns, MOST_NS)),
        "received_at": received_at,
        "utc": received_at,
        "within": 0.0,
        "quality": Quality.AMBIGUOUS.value,
        "first_day": "",
        "last_day": "",
        "day": None,
        "version": 0,
    }


def note(database: Database, rows: Sequence[Columns]) -> None:
    """Keep these rows, inside a unit of work; `date_anew` derives what they lack."""
    for start in range(0, len(rows), A_PART):
        database.run(Dating.insert_many(rows[start : start + A_PART]))


def date_anew(database: Database, kiosk: Kiosk, now: datetime) -> None:
    """Derive the times of this kiosk's facts from all that is known now; inside a unit of work.

    A fact that a person has dated keeps that day. One whose day is another than before is told of like a new one, so
    that whoever shows a day counts it anew.
    """
    since = (now - LOOK_BACK).isoformat()
    rows = database.rows(Dating.select().where(Dating.kiosk == kiosk.id, Dating.received_at >= since))
    if not rows:
        return
    zone = ZoneInfo(settings_of(database, kiosk.centre).zone)
    numbers, timeline = timeline_of(database, kiosk, rows, now)
    said = _answers(database, rows)
    for row in rows:
        found = timeline.at(numbers[row.run], row.boot_ns, zone, before=datetime.fromisoformat(row.received_at))
        reach = timedelta(seconds=found.within)
        first, last = ((found.utc + way).astimezone(zone).date().isoformat() for way in (-reach, reach))
        day = said.get((row.log, row.seq)) or (first if first == last else None)
        fresh = {"utc": found.utc.isoformat(), "within": found.within, "quality": found.quality.value}
        fresh |= {"first_day": first, "last_day": last, "day": day}
        if any(getattr(row, name) != value for name, value in fresh.items()):
            here = (Dating.log == row.log) & (Dating.seq == row.seq)
            database.run(Dating.update(**fresh, version=row.version + 1).where(here))
        if day != row.day:
            _move(database, row.log, row.seq, day, again=row.version > 0)


def timeline_of(
    database: Database, kiosk: Kiosk, rows: Sequence[Dating], now: datetime
) -> tuple[Mapping[str, int], Timeline]:
    """All that is known of the kiosk's time, and the numbers that its runs have there.

    Their own numbers order only the runs of one card: copies of it count their boots alike.
    """
    runs = {run.name: run for run in database.rows(Run.select().where(Run.kiosk == kiosk.id).order_by(Run.number))}
    reach: dict[str, tuple[int, int]] = {name: (run.first_ns, run.first_ns) for name, run in runs.items()}
    for row in rows:
        low, high = reach.get(row.run, (row.boot_ns, row.boot_ns))
        reach[row.run] = (min(low, row.boot_ns), max(high, row.boot_ns))
    numbers = {name: number for number, name in enumerate(_in_order(reach, runs), start=1)}
    boots = []
    for name, (first_ns, last_ns) in reach.items():
        run = runs.get(name)
        before = numbers.get(run.after or "") if run else None
        after = before if before and before < numbers[name] else None
        boots.append(Boot(numbers[name], first_ns, last_ns, after, run.after_ns if run and after else None))
    anchors = [
        Anchor(numbers[row.run], row.boot_ns, datetime.fromisoformat(row.utc), row.error, _source(row.source))
        for row in database.rows(Moment.select().where(Moment.kiosk == kiosk.id))
        if row.run in numbers
    ]
    return numbers, Timeline(boots, anchors, earliest=datetime.fromisoformat(kiosk.enrolled_at), latest=now)


def _source(told: str) -> WallState:
    """Who told an anchor; a newer kiosk may know sources that this server does not."""
    return WallState(told) if told in set(WallState) else WallState.SERVER


def _in_order(names: Iterable[str], runs: Mapping[str, Run]) -> list[str]:
    """Each run behind the one it came after. What contradicts itself comes last: it is not believed anyway."""
    ordered, left = list[str](), list(names)
    while left:
        ready = [name for name in left if name not in runs or runs[name].after not in left]
        ordered += ready or left
        left = [name for name in left if name not in ordered]
    return ordered


def _answers(database: Database, rows: Sequence[Dating]) -> dict[tuple[str, int], str]:
    """The last answer for each entry that somebody answered for."""
    query = DayAnswer.select().where(DayAnswer.log.in_(sorted({row.log for row in rows})))
    return {(row.log, row.seq): row.day for row in database.rows(query.order_by(DayAnswer.number))}


def _move(database: Database, log_id: str, seq: int, day: str | None, *, again: bool = True) -> None:
    """Let an entry count for this day, or for none yet; whoever has counted it before counts `again`."""
    here = (Event.log == log_id) & (Event.seq == seq)
    database.run(Event.update(day=day).where(here))
    counts = here & Event.change_seq.is_null(False)
    if again and database.first(Event.select(Event.seq).where(counts)):
        database.run(Event.update(change_seq=take(database, 1)).where(counts))


def asked(database: Database, centres: Sequence[str]) -> int:
    """How many facts of these centres wait for their day."""
    with database.reading():
        return len(_waiting(database, centres))


def sittings(database: Database, centres: Sequence[str]) -> list[Sitting]:
    """What has to be asked, one question for facts of one boot with less than six hours between them."""
    with database.reading():
        found: list[list[Dating]] = []
        for row in _waiting(database, centres):
            last = found[-1][-1] if found else None
            if last and last.run == row.run and row.kiosk == last.kiosk and row.boot_ns - last.boot_ns < SITTING_NS:
                found[-1].append(row)
            else:
                found.append([row])
    return [_sitting(rows) for rows in found]


def _waiting(database: Database, centres: Sequence[str]) -> Sequence[Dating]:
    counts = (Event.log == Dating.log) & (Event.seq == Dating.seq) & Event.change_seq.is_null(False)
    query = Dating.select().join(Event, on=counts).where(Dating.centre.in_(list(centres)), Dating.day.is_null())
    return database.rows(query.order_by(Dating.kiosk, Dating.run, Dating.boot_ns))


def _sitting(rows: Sequence[Dating]) -> Sitting:
    first = date.fromisoformat(max(row.first_day for row in rows))
    last = max(first, date.fromisoformat(min(row.last_day for row in rows)))
    count = (last - first).days + 1
    days = [first + timedelta(days=number) for number in range(count)] if count <= MOST_DAYS else []
    return Sitting(rows[0].log, rows[0].seq, rows[0].kiosk, len(rows), first, last, days)


def answer(
    database: Database, centres: Sequence[str], entry: tuple[str, int], day: date, *, by: str, now: datetime
) -> None:
    """Somebody says which day the sitting with this entry was. Raises Refused when that is not asked."""
    with database.writing():
        rows = _sitting_of(database, centres, entry)
        if not rows or not _sitting(rows).first <= day <= _sitting(rows).last:
            raise Refused(Said("this day is not asked for, or cannot be; look at the page again"))
        for row in rows:
            here = (DayAnswer.log == row.log) & (DayAnswer.seq == row.seq)
            number = len(database.rows(DayAnswer.select(DayAnswer.seq).where(here))) + 1
            told = {"day": day.isoformat(), "actor": by, "answered_at": now.isoformat()}
            database.run(DayAnswer.insert(log=row.log, seq=row.seq, number=number, **told))
            mine = (Dating.log == row.log) & (Dating.seq == row.seq)
            database.run(Dating.update(day=day.isoformat(), version=row.version + 1).where(mine))
            _move(database, row.log, row.seq, day.isoformat())


def _sitting_of(database: Database, centres: Sequence[str], entry: tuple[str, int]) -> list[Dating]:
    waiting = _waiting(database, centres)
    found = next((row for row in waiting if (row.log, row.seq) == entry), None)
    if found is None:
        return []
    rows, last = list[Dating](), found.boot_ns
    for row in waiting:
        near = row.kiosk == found.kiosk and row.run == found.run and 0 <= row.boot_ns - last < SITTING_NS
        if near:
            rows.append(row)
            last = row.boot_ns
    return rows


def told(database: Database, entries: Sequence[tuple[str, int]]) -> dict[tuple[str, int], list[str]]:
    """For each of these entries that somebody dated: every answer as one line of day, actor and moment."""
    query = DayAnswer.select().where(DayAnswer.log.in_(sorted({log_id for log_id, _ in entries})))
    lines: dict[tuple[str, int], list[str]] = {}
    for row in database.rows(query.order_by(DayAnswer.number)):
        lines.setdefault((row.log, row.seq), []).append(f"{row.day} {row.actor} {row.answered_at}")
    return lines


def read(body: str, day: str | None, utc: str | None) -> Fact:
    """The fact in a body, on the day that it counts for and at the best time that is known."""
    fact = log.read(body)
    if utc is None:
        return fact
    at = replace(fact.at, wall=datetime.fromisoformat(utc))
    return replace(fact, at=at, day=date.fromisoformat(day) if day else fact.day)
