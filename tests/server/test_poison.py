"""Facts with one wrong value each, over both databases: they stop neither those behind them nor anybody who counts."""

import json
from pathlib import Path

import pytest

from kiosk.core.counts import tally
from kiosk.core.log import CANONICAL
from kiosk.core.model import Kind, WallState
from kiosk.server import export, places
from kiosk.server.feed import page
from kiosk.server.ledger import facts_of_day
from kiosk.server.site import Site
from kiosk.server.today import Days
from kiosk.sync.feed import read_row
from kiosk.wire import Ack
from tests.centre import open_stand
from tests.server.parts import CENTRE, Log, new_kiosk

TODAY = "2026-11-24"
KINDS = (Kind.VISIT, Kind.GUEST, Kind.VOID, Kind.LINK)
CLOCKS = (WallState.NTP, WallState.EPOCH)
VALUES = (
    None,
    True,
    -1,
    2**63,
    1.5,
    "",
    "x",
    "\ud800",
    "\0",
    ["x"],
    {"a": 1},
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
)
FIELDS = (
    *("id", "kind", "boot_ns", "wall", "wall_state", "centre", "day", "count", "card", "resident", "service", "band"),
    *("price", "tariff", "refers", "reason", "actor", "log", "seq", "boot", "app", "run"),
)


def poisoned(book: Log, field: str) -> None:
    """Every kind of fact, by a sure clock and by another, with each of the values in this field."""
    for kind in KINDS:
        for state in CLOCKS:
            for value in VALUES:
                book.add(kind=kind, count=1, resident="r1", band="60", price=5, refers="x", reason="y", actor="z")
                body = json.loads(book.entries.pop().body) | {"wall_state": state.value, field: value}
                book.raw(json.dumps(body) if value == "\ud800" else CANONICAL.encode(body))


@pytest.mark.parametrize("field", FIELDS)
def test_a_wrong_value_stops_nobody(site: Site, tmp_path: Path, field: str) -> None:
    """All is acknowledged, what follows counts, and the day, its export and the neighbours' copies are made of it."""
    kiosk, neighbour = new_kiosk(site)[0], new_kiosk(site, name="后门")[0]
    book = Log(site, kiosk)
    poisoned(book, field)
    good = book.add()
    assert isinstance(book.hand_in(), Ack)
    facts = facts_of_day(site.database, [CENTRE], TODAY)
    assert good.id in {fact.id for fact in facts}
    place = places.find(site.database, CENTRE)
    assert place
    Days(site.database).today(place, site.now())
    assert list(export.export(site, CENTRE, TODAY[:7]))
    stand = open_stand(tmp_path)
    rows = page(site.database, neighbour, "", 0, limit=500, now=site.now(), only="visit").rows
    stand.tell(*map(read_row, rows))
    assert good.id in {row.id for row in rows}
    tally(stand.store.visits.of_day(good.day), {}, {}, site.now(), None)
