"""Takes the kiosks' logs in, each push in one transaction (`sync.md` 1.2).

1. the push begins after our head         -> Gap: start again where we are
2. it overlaps with another history, or its own chain is broken
                                          -> Fork: points of our history, so that the kiosk finds a common one
3. new entries are kept verbatim; the facts in them count once, by event id, whatever log they come in
4. strange content is kept and shown to staff, never refused
5. Ack names the push's own last entry, not our head, so that a copied card can never acknowledge another's entries
"""

from collections.abc import Sequence
from datetime import datetime

from peewee import JOIN

from kiosk.core import log
from kiosk.core.model import Fact, Kind
from kiosk.errors import Refused
from kiosk.server import alarms, dating, doubts
from kiosk.server.cards import complete_tails, link_seen
from kiosk.server.database import Database
from kiosk.server.feed import Changes, meta, publish, take
from kiosk.server.inspection import HELD, Inspected, Strange, inspect
from kiosk.server.moments import Dating
from kiosk.server.tables import Event, Kiosk, Log, Quarantine, Resident
from kiosk.wire import Ack, Fork, Gap, Push
from kiosk.wire import Event as Sent

CHUNK = 100


def accept(database: Database, kiosk: Kiosk, log_id: str, push: Push, now: datetime) -> Ack | Gap | Fork:
    """Take a push in. When this returns Ack, its entries are durable. Raises Refused for another kiosk's log."""
    with database.writing():
        head = _locked(database, kiosk, log_id, push)
        if head.head_seq == 0:
            alarms.watch_log(database, kiosk, push.parent, push.parent_seq, now)
        if push.first_seq > head.head_seq + 1:
            return Gap(head.head_seq + 1)
        if not _chains(push) or not _agrees(database, head, push):
            alarms.sound(database, kiosk, alarms.Kind.SPLIT, now)
            return Fork(_points(database, head))
        fresh = [sent for sent in push.events if sent.seq > head.head_seq]
        if fresh:
            alarms.watch_branch(database, kiosk, head, fresh[-1].seq, now)
            _keep(database, kiosk, log_id, fresh, now)
            newest = {"head_seq": fresh[-1].seq, "head_hash": fresh[-1].hash}
            database.run(Log.update(**newest).where(Log.id == log_id))
            database.run(Kiosk.update(seen_at=now.isoformat()).where(Kiosk.id == kiosk.id))
        last, proof = (
            (push.events[-1].seq, push.events[-1].hash) if push.events else (push.first_seq - 1, push.prev_hash)
        )
        return Ack(last, proof, meta(database, "epoch"), max(head.head_seq, last), now.isoformat())


def _locked(database: Database, kiosk: Kiosk, log_id: str, push: Push) -> Log:
    """The log's row, locked to the commit; a log that we see for the first time begins empty."""
    new = Log.insert(
        id=log_id,
        kiosk=kiosk.id,
        head_seq=0,
        head_hash=log.root(log_id),
        parent=push.parent,
        parent_seq=push.parent_seq,
    )
    database.run(new.on_conflict(conflict_target=[Log.id], action="ignore"))
    lock = Log.update(head_seq=Log.head_seq).where(Log.id == log_id)
    head: Log = next(iter(database.run(lock.returning(Log))))
    if head.kiosk != kiosk.id:
        raise Refused(f"log {log_id} belongs to kiosk {head.kiosk}; enrol this machine for its centre again")
    return head


def _chains(push: Push) -> bool:
    entries = [log.Entry(sent.seq, sent.hash, sent.body) for sent in push.events]
    numbers = [entry.seq for entry in entries] == list(range(push.first_seq, push.first_seq + len(entries)))
    return push.first_seq >= 1 and numbers and log.first_break(entries, push.prev_hash) is None


def _agrees(database: Database, head: Log, push: Push) -> bool:
    """Whether what the push repeats of our history, at least the hash before its first entry, is what we hold."""
    theirs = {push.first_seq - 1: push.prev_hash} | {sent.seq: sent.hash for sent in push.events}
    overlap = Event.select(Event.seq, Event.hash).where(
        Event.log == head.id, Event.seq >= push.first_seq - 1, Event.seq <= push.first_seq + len(push.events)
    )
    ours = {0: log.root(head.id)} | {row.seq: bytes(row.hash) for row in database.rows(overlap)}
    return all(ours[seq] == theirs[seq] for seq in theirs.keys() & ours.keys())


def _points(database: Database, head: Log) -> list[tuple[int, bytes]]:
    """Some of our history, newest first and sparser the older, always down to the root."""
    steps = [head.head_seq - 2**power for power in range(head.head_seq.bit_length())]
    wanted = {head.head_seq, *(seq for seq in steps if seq > 0)}
    query = Event.select(Event.seq, Event.hash).where(Event.log == head.id, Event.seq.in_(list(wanted)))
    points = [(row.seq, bytes(row.hash)) for row in database.rows(query.order_by(Event.seq.desc()))]
    return [*points, (0, log.root(head.id))]


def _keep(database: Database, kiosk: Kiosk, log_id: str, fresh: Sequence[Sent], now: datetime) -> None:
    """Store entries verbatim, count their facts once, put strange ones before a person, follow links of cards."""
    seen = [inspect(sent.body, log_id, sent.seq, kiosk.centre, now) for sent in fresh]
    seen = _with_known_residents(database, seen)
    changes = Changes()
    facts = [each.fact for each in seen if each.counts and each.fact]
    for fact in facts:
        if fact.kind is Kind.LINK:
            link_seen(database, changes, kiosk.centre, fact)
    complete_tails(database, changes, kiosk.centre, {fact.card for fact in facts if fact.card and not fact.resident})
    number = take(database, len(changes.rows) + len(fresh))
    publish(database, changes, number, now)
    number += len(changes.rows)
    seen = _with_twins(database, seen)
    rows = []
    for sent, inspected in zip(fresh, seen, strict=True):
        rows.append(_row(kiosk, log_id, sent, inspected, now) | {"change_seq": number if inspected.counts else None})
        number += 1
    for start in range(0, len(rows), CHUNK):
        database.run(Event.insert_many(rows[start : start + CHUNK]))
    placed = zip(fresh, seen, strict=True)
    dating.begin(database, kiosk, [(log_id, one.seq, one.body, each.fact) for one, each in placed if each.fact], now)
    doubts.doubt_new(database, kiosk, now)
    _set_aside(database, kiosk, log_id, [(sent.seq, each.strange) for sent, each in zip(fresh, seen, strict=True)], now)


def _row(kiosk: Kiosk, log_id: str, sent: Sent, inspected: Inspected, now: datetime) -> dict[str, object]:
    fact = inspected.fact
    return {
        "log": log_id,
        "seq": sent.seq,
        "hash": sent.hash,
        "body": sent.body,
        "id": fact.id if fact else None,
        "kiosk": kiosk.id,
        "centre": kiosk.centre,
        "day": fact.day.isoformat() if fact and dating.sure(kiosk, fact, now) else None,
        "kind": fact.kind.value if fact else None,
        "received_at": now.isoformat(),
    }


def _with_known_residents(database: Database, seen: list[Inspected]) -> list[Inspected]:
    """Mark facts about somebody we never heard of."""
    named = {each.fact.resident for each in seen if each.fact and each.fact.resident}
    query = Resident.select(Resident.id).where(Resident.id.in_(list(named)))
    unknown = named - {row.id for row in database.rows(query)} if named else set()
    return [
        Inspected(each.fact, Strange.UNKNOWN_RESIDENT)
        if each.fact and each.strange is None and each.fact.resident in unknown
        else each
        for each in seen
    ]


def _with_twins(database: Database, seen: list[Inspected]) -> list[Inspected]:
    """A fact that counts already does not count again; one with the same id and other content waits for a person.

    Comes after `take`, which keeps every other writer out, so that no twin can appear in between.
    """
    ids = [each.fact.id for each in seen if each.fact]
    query = Event.select(Event.id, Event.body).where(Event.id.in_(ids), Event.change_seq.is_null(False))
    known = {row.id: log.read(row.body) for row in database.rows(query)}
    result = []
    for each in seen:
        result.append(_twin(each, known))
        if result[-1].counts and each.fact:
            known[each.fact.id] = each.fact
    return result


def _twin(each: Inspected, known: dict[str, Fact]) -> Inspected:
    if each.fact is None or not each.counts or each.fact.id not in known:
        return each
    return Inspected(None, None) if known[each.fact.id] == each.fact else Inspected(each.fact, Strange.CHANGED)


def _set_aside(
    database: Database, kiosk: Kiosk, log_id: str, found: Sequence[tuple[int, Strange | None]], now: datetime
) -> None:
    rows = [
        {
            "log": log_id,
            "seq": seq,
            "centre": kiosk.centre,
            "reason": strange.value,
            "held": int(strange in HELD),
            "received_at": now.isoformat(),
        }
        for seq, strange in found
        if strange
    ]
    if rows:
        database.run(Quarantine.insert_many(rows))


def newest_fact(database: Database, centres: Sequence[str]) -> int:
    """The `change_seq` of the last fact that counts at these centres; a page that showed it is up to date."""
    with database.reading():
        query = Event.select(Event.change_seq).where(Event.centre.in_(list(centres)), Event.change_seq.is_null(False))
        return int(database.value(query.order_by(Event.change_seq.desc()).limit(1)) or 0)


def facts_of_day(database: Database, centres: Sequence[str], day: str) -> list[Fact]:
    """Every fact of these centres' day that counts, at the best time that is known of it."""
    with database.reading():
        dated = (Dating.log == Event.log) & (Dating.seq == Event.seq)
        query = Event.select(Event.body, Event.day, Dating.utc).join(Dating, JOIN.LEFT_OUTER, on=dated)
        mine = Event.centre.in_(list(centres)) & (Event.day == day) & Event.change_seq.is_null(False)
        return [dating.read(*row) for row in database.rows(query.where(mine).tuples())]
