"""From the last byte of a card's frame to a durable visit and a decided page, against one bare commit of such a row."""

import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import apsw

from kiosk.clock import SteppedClock, new_id
from kiosk.core.desk import Desk
from kiosk.core.events import Scanned
from kiosk.core.exchange import Change, Cursor
from kiosk.core.model import Card, Resident
from kiosk.core.pages import Welcome
from kiosk.readers import rdm6300
from kiosk.readers.decoder import CardId, Decoder
from kiosk.readers.protocols import dialect
from kiosk.store.migrations import STEPS
from kiosk.store.store import Store
from kiosk.store.visits import INSERT
from tests.bench.row import Row, quantile
from tests.centre import QUICK_PINS, SERVICES, SETTINGS, OurCodes, open_test_store, roster

NOON = datetime(2026, 11, 24, 3, 32, tzinfo=UTC)
TAPS, WARM_UP, PAGE = 2000, 200, 5000


def rows() -> Iterator[Row]:
    """p50 and p99 with 300 and with a million residents."""
    for people in (300, 1_000_000):
        with tempfile.TemporaryDirectory() as folder:
            ours, bare = measure(Path(folder), people)
        for q, name in ((0.5, "p50"), (0.99, "p99")):
            yield Row(
                f"last byte -> durable and page decided, {people:,} residents, {name}",
                quantile(ours, q) * 1e3,
                quantile(bare, q) * 1e3,
                "ms",
                1.5,
            )


def measure(folder: Path, people: int) -> tuple[list[float], list[float]]:
    """Seconds of each tap, and of a bare commit right after it on the same disk."""
    clock = SteppedClock(NOON)
    store = open_test_store(folder / "kiosk.db", clock)
    fill(store, people)
    desk, decoder, bare = desk_over(store, clock), dialect("rdm6300").decoder(), bare_database(folder / "bare.db")
    ours_taken, bare_taken = [], []
    for number in range(TAPS):
        if number % people == 0 and number:
            clock.advance(86400)
        clock.advance(0.1)
        frame = rdm6300.frame(card(number * max(1, people // TAPS) % people))
        ours_taken.append(tapped(desk, decoder, frame, clock))
        bare_taken.append(committed(bare, number, new_id(clock.now(), os.urandom(10))))
    store.database.close()
    bare.close()
    return ours_taken[WARM_UP:], bare_taken[WARM_UP:]


def desk_over(store: Store, clock: SteppedClock) -> Desk:
    """A desk as app.py makes it."""
    return Desk(
        store.roster,
        store.visits,
        codes=OurCodes(),
        pins=QUICK_PINS,
        notebook=store.notebook,
        new_id=lambda at: new_id(at, os.urandom(10)),
        now=clock.now(),
    )


def tapped(desk: Desk, decoder: Decoder, frame: bytes, clock: SteppedClock) -> float:
    """Seconds from the frame's last byte until the desk has answered with a Welcome."""
    begun = time.perf_counter()
    for read in decoder.feed(frame):
        assert isinstance(read, CardId)
        at = clock.now()
        page = desk.handle(Scanned(new_id(at, os.urandom(10)), at, "door", read.key))
    taken = time.perf_counter() - begun
    assert isinstance(page, Welcome), page
    return taken


def committed(bare: apsw.Connection, number: int, identity: str) -> float:
    """Seconds of one commit of such a row."""
    row = (1, number, identity, b"h" * 32, "visit", "2026-11-24", "card", f"r{number}", "lunch", None, BODY)
    begun = time.perf_counter()
    bare.execute(INSERT, row)
    return time.perf_counter() - begun


def fill(store: Store, people: int) -> None:
    """The centre's services, with lunch as the rush and without a limit, and so many people with a card each."""
    lunch = replace(SERVICES[0], capacity=None)
    store.mirror.apply(
        [
            *roster(),
            Change("settings", "centre", 2, replace(SETTINGS, rush="lunch")),
            Change("service", "lunch", 2, lunch),
        ],
        Cursor("e", 1),
        last=True,
    )
    store.roster.reload()
    for page in batches(range(people), PAGE):
        changes = [Change("resident", f"r{one}", 1, Resident(f"r{one}", "李建明", date(1953, 3, 1))) for one in page]
        changes += [Change("card", f"em4100:{card(one)}", 1, Card(f"em4100:{card(one)}", f"r{one}")) for one in page]
        store.mirror.apply(changes, Cursor("e", 2 + page[0]), last=True)


def card(number: int) -> str:
    """The wire bytes of the card of a person."""
    return f"{0x0100000000 + number:010X}"


def bare_database(path: Path) -> apsw.Connection:
    """The same table with the same indexes in the same kind of file, and nothing else."""
    bare = apsw.Connection(str(path))
    bare.pragma("key", f"\"x'{(b'k' * 32).hex()}'\"")
    bare.pragma("journal_mode", "wal")
    bare.pragma("synchronous", "full")
    bare.execute(STEPS[0])
    bare.execute("INSERT INTO log (log, id, base_hash, current) VALUES (1, 'a', x'00', 1)")
    return bare


def batches(numbers: range, size: int) -> Iterator[range]:
    """The numbers in pages."""
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]


BODY = "x" * 380
"""As long as the canonical text of a visit."""
