"""What syncing costs on the line and in processor time: the real courier, the real server, every byte counted.

The bars are those of `sync.md` 6: 90 days alone with 500 visits a day arrive within ten minutes over 256 kbit/s. A line
is not waited for; its seconds are its bytes over its speed, each way for itself, and come on top of what was computed.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from kiosk.clock import SteppedClock, new_id
from kiosk.server import residents
from kiosk.server.feed import changing
from tests.bench.row import Row
from tests.sync.parts import Kiosk, lunch
from tests.sync.realserver import CENTRE, RealTown, on_a_socket
from tests.sync.test_real_server import Rerouted

DAYS, VISITS_A_DAY = 90, 500
LINE = 256_000 / 8
TEN_MINUTES = 600.0
RESIDENTS = 15_000
POLLS = 50
A_TURN_BYTES, A_TURN_MS = 4096, 25
"""Three requests with a signature each way, and a processor that is a few times faster than a Pi's."""


class Counted(httpx.BaseTransport):
    """Adds up what goes over the wire, as HTTP/1.1 writes it."""

    def __init__(self, wire: httpx.BaseTransport) -> None:
        """Count before `wire`."""
        self.wire, self.up, self.down = wire, 0, 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass on and count."""
        body = request.read()
        self.up += len(f"{request.method} {request.url.raw_path.decode()} HTTP/1.1\r\n\r\n") + len(body)
        self.up += _size(request.headers)
        answer = self.wire.handle_request(request)
        raw = b"".join(answer.iter_raw())
        self.down += len("HTTP/1.1 200 OK\r\n\r\n") + len(raw) + _size(answer.headers)
        return httpx.Response(answer.status_code, headers=answer.headers, content=raw)

    def taken(self) -> tuple[int, int]:
        """Bytes up and down since the last time."""
        counted = self.up, self.down
        self.up = self.down = 0
        return counted


def rows() -> Iterator[Row]:
    """A silent poll, one visit, the whole roster, ninety days."""
    with tempfile.TemporaryDirectory() as folder:
        town = RealTown(Path(folder))
        with on_a_socket(town) as url, httpx.HTTPTransport() as wire:
            town.weather.server = counted = Counted(Rerouted(wire, url))
            yield from measured(town, counted)
        town.close()


def measured(town: RealTown, counted: Counted) -> Iterator[Row]:
    """In the order in which a kiosk meets them."""
    site = town.server.site
    with changing(site.database, site.now()) as changes:
        for number in range(RESIDENTS):
            residents.register(site.database, changes, CENTRE, residents.Draft(name=f"李{number:05}"))
    kiosk = town.kiosk()
    seconds = timed(kiosk)
    line = over_line(*counted.taken())
    yield Row(f"{RESIDENTS:,} residents to a new kiosk over 256 kbit/s", line + seconds, TEN_MINUTES, "s", 1)
    seconds = sum(timed(kiosk) for _ in range(POLLS)) / POLLS
    yield Row("a turn without news, bytes", sum(counted.taken()) / POLLS, A_TURN_BYTES, "B", 1)
    yield Row("a turn without news, processor time of both ends", seconds * 1e3, A_TURN_MS, "ms", 1)
    kiosk.visit()
    seconds = timed(kiosk)
    yield Row("a turn with one visit, bytes", sum(counted.taken()), 2 * A_TURN_BYTES, "B", 1)
    yield Row("a turn with one visit, processor time of both ends", seconds * 1e3, A_TURN_MS, "ms", 1)
    keep(kiosk, town.clock)
    seconds = timed(kiosk)
    up, down = counted.taken()
    assert not kiosk.unsent()
    what = f"{DAYS * VISITS_A_DAY:,} visits of {DAYS} days"
    yield Row(f"{what} over 256 kbit/s", over_line(up, down) + seconds, TEN_MINUTES, "s", 1)
    yield Row(f"{what}, bytes up for each", up / DAYS / VISITS_A_DAY, LINE * TEN_MINUTES / DAYS / VISITS_A_DAY, "B", 1)
    yield Row("9,000 of them, processor time of both ends", seconds * 9000 / DAYS / VISITS_A_DAY, 2, "s", 1)


def keep(kiosk: Kiosk, clock: SteppedClock) -> None:
    """Three months of visits, by as many people as come in a day."""
    for _ in range(DAYS):
        at = clock.now()
        visits = [replace(lunch(new_id(at, os.urandom(10)), at), **someone(n)) for n in range(VISITS_A_DAY)]
        kiosk.store.visits.record(*visits)
        clock.advance(86_400)


def someone(number: int) -> dict[str, Any]:
    """Who came, and what was due."""
    card = f"em4100:{0x6700000000 + number * 7_919_977:010X}"
    return {"card": card, "resident": f"{number * 7_919_977:016x}", "band": "60-79", "price": 1200, "tariff": "meal@1"}


def over_line(up: int, down: int) -> float:
    """Seconds on the line."""
    return max(up, down) / LINE


def timed(kiosk: Kiosk) -> float:
    """Processor seconds of one turn of the courier, the server's included: both are in this process."""
    begun = time.process_time()
    kiosk.courier.run_once()
    return time.process_time() - begun


def _size(headers: httpx.Headers) -> int:
    return sum(len(name) + len(value) + 4 for name, value in headers.raw)
