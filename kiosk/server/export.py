"""One centre's month for an auditor: every entry as it came in, with the heads of the logs signed (`core/audit.py`)."""

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence

from kiosk.core.counts import valid
from kiosk.core.log import CANONICAL, root
from kiosk.errors import ConfigError
from kiosk.server import dating, ledger, places
from kiosk.server.database import Database
from kiosk.server.moments import Dating
from kiosk.server.places import Level
from kiosk.server.site import Site
from kiosk.server.tables import Event, Log, Quarantine

A_PIECE = 500


def export(site: Site, centre: str, month: str) -> Iterator[str]:
    """The lines of the export of `month` (YYYY-MM); raises ConfigError when there is no such centre."""
    place = places.find(site.database, centre)
    if place is None or place.level != Level.CENTRE:
        raise ConfigError(f"there is no centre {centre!r}; `kiosk server centre list` shows those there are")
    with site.database.reading():
        logs = _logs(site.database, centre, month)
        head = CANONICAL.encode(
            {
                "export": 1,
                "centre": centre,
                "month": month,
                "made": site.now().isoformat(timespec="seconds"),
                "key": site.keys.server.public.hex(),
                "logs": logs,
                "held": _held(site.database, centre),
                "days": _days(site.database, centre, month),
                "dated": _dated(site.database, centre, logs),
            }
        )
        yield head
        yield json.dumps({"signature": b64encode(site.keys.server.sign(head.encode())).decode()})
        for log in logs:
            yield from _entries(site.database, str(log["log"]), int(str(log["first"])), int(str(log["last"])))


def _logs(database: Database, centre: str, month: str) -> list[dict[str, object]]:
    """Each log with a fact of that month: from its first such entry to its last, whatever lies between."""
    rows = database.rows(
        Event.select(Event.log, Event.seq)
        .where(Event.centre == centre, Event.day >= f"{month}-01", Event.day <= f"{month}-31")
        .order_by(Event.log, Event.seq)
    )
    reach: dict[str, tuple[int, int]] = {}
    for row in rows:
        reach[row.log] = (reach.get(row.log, (row.seq, 0))[0], row.seq)
    return [_reach(database, log, first, last) for log, (first, last) in reach.items()]


def _reach(database: Database, log: str, first: int, last: int) -> dict[str, object]:
    hashes = Event.select(Event.seq, Event.hash).where(Event.log == log, Event.seq.in_([first - 1, last]))
    known = {row.seq: bytes(row.hash).hex() for row in database.rows(hashes)}
    kiosk = database.value(Log.select(Log.kiosk).where(Log.id == log))
    previous = root(log).hex() if first == 1 else known[first - 1]
    return {"log": log, "kiosk": kiosk, "first": first, "previous": previous, "last": last, "head": known[last]}


def _held(database: Database, centre: str) -> list[Sequence[object]]:
    """Entries that do not count until a person says so."""
    query = (
        Quarantine.select(Quarantine.log, Quarantine.seq, Quarantine.reason)
        .join(Event, on=((Event.log == Quarantine.log) & (Event.seq == Quarantine.seq)))
        .where(Quarantine.centre == centre, Quarantine.held == 1, Event.change_seq.is_null())
    )
    return [[row.log, row.seq, row.reason] for row in database.rows(query.order_by(Quarantine.log, Quarantine.seq))]


def _days(database: Database, centre: str, month: str) -> dict[str, tuple[int, int]]:
    """Visits, and what was due for them in fen, as the dashboard counts them."""
    query = Event.select(Event.day).where(Event.centre == centre, Event.day.startswith(month)).distinct()
    shown = {}
    for row in database.rows(query.order_by(Event.day)):
        used = [fact for fact in valid(ledger.facts_of_day(database, [centre], row.day)) if fact.uses]
        if used:
            shown[row.day] = (sum(fact.uses for fact in used), sum(fact.due for fact in used))
    return shown


def _dated(database: Database, centre: str, logs: Sequence[dict[str, object]]) -> list[Sequence[object]]:
    """Entries whose own clock could not be believed: the day they count for, and every answer of a person."""
    spans = {str(log["log"]): (int(str(log["first"])), int(str(log["last"]))) for log in logs}
    query = Dating.select().where(Dating.centre == centre, Dating.log.in_(list(spans)))
    rows = [row for row in database.rows(query) if spans[row.log][0] <= row.seq <= spans[row.log][1]]
    said = dating.told(database, [(row.log, row.seq) for row in rows])
    found = [(row.log, row.seq, row.day, said.get((row.log, row.seq), [])) for row in rows]
    return [list(one) for one in sorted(found, key=lambda one: one[:2])]


def _entries(database: Database, log: str, first: int, last: int) -> Iterator[str]:
    for start in range(first, last + 1, A_PIECE):
        query = Event.select(Event.seq, Event.hash, Event.body).where(
            Event.log == log, Event.seq >= start, Event.seq <= min(last, start + A_PIECE - 1)
        )
        for row in database.rows(query.order_by(Event.seq)):
            yield CANONICAL.encode({"log": log, "seq": row.seq, "hash": bytes(row.hash).hex(), "body": row.body})
