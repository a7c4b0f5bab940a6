"""How fast the server takes in what many kiosks kept for a month, on PostgreSQL, against the same rows by bare psycopg.

The bar of `sync.md` 6 is 1,000 kiosks with 30 days of 300 visits within an hour; the rate measured on a part of them
says how long all would take. Every batch goes through the ledger as the API hands it over, chain and all.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg

from kiosk.clock import SteppedClock, new_id
from kiosk.server.site import Site
from kiosk.wire import MAX_EVENTS, Ack
from tests.bench.row import Row, quantile
from tests.server.cluster import fresh_database, running_cluster
from tests.server.conftest import MORNING, opened
from tests.server.parts import Log, new_kiosk

KIOSKS, BATCHES, WRITERS = 8, 6, 2
ALL_EVENTS, AN_HOUR, MOST_SECONDS = 1000 * 30 * 300, 3600.0, 2.0
TABLE = "CREATE TABLE bare (log text, seq int, hash bytea, body bytea, id text UNIQUE, PRIMARY KEY (log, seq))"
BARE = """INSERT INTO bare SELECT * FROM unnest(%s::text[], %s::int[], %s::bytea[], %s::bytea[], %s::text[])
ON CONFLICT DO NOTHING"""


def rows() -> Iterator[Row]:
    """Visits a second, the time for all, and how long a kiosk waits for its answer."""
    with running_cluster() as cluster, tempfile.TemporaryDirectory() as folder:
        address = fresh_database(cluster, "crowd")
        site = opened(Path(folder), SteppedClock(MORNING), address)
        logs = [written(site, f"kiosk {number}") for number in range(KIOSKS)]
        begun = time.perf_counter()
        with ThreadPoolExecutor(WRITERS) as writers:
            waits = [wait for log in writers.map(handed_in, logs) for wait in log]
        rate = KIOSKS * BATCHES * MAX_EVENTS / (time.perf_counter() - begun)
        yield Row(
            "visits a second into the server, PostgreSQL", rate, bare_rate(address, logs[0]), "/s", 0.5, at_least=True
        )
        yield Row("1,000 kiosks hand in 30 days each", ALL_EVENTS / rate, AN_HOUR, "s", 1)
        yield Row("answer to a batch of 500, p99", quantile(waits, 0.99), MOST_SECONDS, "s", 1)
        site.close()


def written(site: Site, name: str) -> Log:
    """A kiosk with its month, not handed in yet."""
    kiosk, _ = new_kiosk(site, name=name)
    log = Log(site, kiosk)
    for number in range(BATCHES * MAX_EVENTS):
        card = f"em4100:{0x6700000000 + number % 300:010X}"
        log.add(id=new_id(SteppedClock(MORNING).now(), os.urandom(10)), card=card, band="60-79", price=1200)
    return log


def handed_in(log: Log) -> list[float]:
    """Seconds until each batch was acknowledged."""
    waits = []
    for batch in range(BATCHES):
        begun = time.perf_counter()
        answer = log.hand_in(1 + batch * MAX_EVENTS, MAX_EVENTS)
        waits.append(time.perf_counter() - begun)
        assert isinstance(answer, Ack)
    return waits


def bare_rate(address: str, log: Log) -> float:
    """The same rows in the same batches by the cheapest statement there is."""
    with psycopg.connect(address) as connection:
        connection.execute(TABLE)
        connection.commit()
        begun = time.perf_counter()
        for batch in range(BATCHES):
            entries = log.entries[batch * MAX_EVENTS : (batch + 1) * MAX_EVENTS]
            columns = zip(*((log.id, e.seq, e.hash, e.body.encode(), f"{e.seq}") for e in entries), strict=True)
            connection.execute(BARE, [list(column) for column in columns])
            connection.commit()
        return BATCHES * MAX_EVENTS / (time.perf_counter() - begun)
