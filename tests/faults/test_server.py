"""Faults at the server's end and on the way to it, with the real server."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
import uvicorn

from kiosk.server.tables import Event, Log
from kiosk.sim.history import History
from kiosk.sim.laws import breaches
from kiosk.sim.people import come
from kiosk.sim.town import City, card
from tests.faults.pusher import BATCH, opened

DAYS_ALONE, VISITS_A_DAY = 90, 25
KILLS = 3


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city, founded once."""
    with City(tmp_path_factory.mktemp("city") / "city") as city:
        yield city


def test_ninety_days_alone_arrive_in_one_go(city: City, tmp_path: Path) -> None:
    """A kiosk that heard nothing for three months loses nothing, and is empty after one turn in fair weather."""
    history = History(city, tmp_path / "history", 90)
    history.weather.fair = True
    kiosk = history.kiosks[2]
    for _ in range(DAYS_ALONE):
        city.clock.advance(86_400)
        for number in range(VISITS_A_DAY):
            come(kiosk, card("erhai", number), history.random)
    assert kiosk.store.visits.unsent() >= DAYS_ALONE * VISITS_A_DAY
    kiosk.sync()
    assert kiosk.store.visits.unsent() == 0
    history.heal()
    assert breaches(history.evidence()) == []


def test_half_a_request_leaves_nothing(city: City) -> None:
    """A connection that breaks in the middle of a body changes nothing, and the next request is answered."""
    city.begin()
    with listening(city) as address, socket.create_connection(address) as half:
        half.sendall(b"POST /api/v1/logs/a/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n{" + b" " * 500)
        half.shutdown(socket.SHUT_WR)
        with socket.create_connection(address, timeout=10) as whole:
            whole.sendall(b"GET /api/v1/feed HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert whole.recv(64).startswith(b"HTTP/1.1 401")
    database = city.server.site.database
    with database.reading():
        assert not database.rows(Event.select(Event.seq))


@contextmanager
def listening(city: City) -> Iterator[tuple[str, int]]:
    """The city's server behind uvicorn on loopback."""
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(city.server.wire.app, log_level="error", lifespan="off"))
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield listener.getsockname()
        server.should_exit = True
        thread.join()


def test_a_killed_server_holds_whole_batches_only(tmp_path: Path) -> None:
    """Killed at any moment, the server's database holds each batch whole or not at all, and all it acknowledged."""
    for number in range(KILLS):
        command = [sys.executable, "-m", "tests.faults.pusher", str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            acked = int(process.stdout.readline())
            time.sleep(0.05 + 0.07 * number)
            process.send_signal(signal.SIGKILL)
            acked = max([acked, *(int(line) for line in process.stdout.read().split("\n")[:-1])])
        site, kiosk = opened(tmp_path)
        with site.database.reading():
            head = site.database.first(Log.select().where(Log.kiosk == kiosk.id))
            stored = site.database.rows(Event.select(Event.seq, Event.hash).order_by(Event.seq))
        site.close()
        assert head.head_seq >= acked
        assert head.head_seq % BATCH == 0
        assert [row.seq for row in stored] == list(range(1, head.head_seq + 1))
        assert bytes(stored[-1].hash) == bytes(head.head_hash)
