"""Faults at the server's end and on the way to it, with the real server."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import httpx
import uvicorn

from kiosk.errors import Unreachable
from kiosk.server import kiosks, tables
from kiosk.server.tables import Event
from kiosk.sim.history import History
from kiosk.sim.laws import breaches
from kiosk.sim.people import come
from kiosk.sim.town import City, card
from kiosk.sync.client import ServerClient
from tests.faults.pusher import BATCH, opened
from tests.patience import program
from tests.server.cluster import cluster, fresh_database
from tests.server.parts import Log

DAYS_ALONE, VISITS_A_DAY = 90, 25
KILLS, SOON = 3, 120


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


class Caught(httpx.BaseTransport):
    """Keeps what a kiosk wanted to send."""

    sent: httpx.Request

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The line is down."""
        request.read()
        self.sent = request
        raise httpx.ConnectError("caught", request=request)


def signed_push(city: City) -> httpx.Request:
    """A batch of visits as the kiosk's own client signs and packs it."""
    who, database = city.identities[0], city.server.site.database
    kiosk = kiosks.find(database, who.kiosk)
    assert kiosk
    log = Log(city.server.site, kiosk)
    for _ in range(BATCH):
        log.add()
    caught = Caught()
    http = httpx.Client(transport=caught, base_url="http://server.test")
    client = ServerClient(http, who.key, who.kiosk, who.server_key, city.clock, heard=lambda _time: None)
    with suppress(Unreachable):
        client.push(log.id, log.push())
    return caught.sent


def send(address: tuple[str, int], request: httpx.Request, body: bytes, length: int) -> bytes:
    """Send this much of the body under the signed headers, hang up if that is short, give the answer's first line."""
    headers = {**request.headers, "content-length": str(length), "connection": "close"}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection(address, timeout=SOON) as line:
        line.sendall(f"{request.method} {request.url.raw_path.decode()} HTTP/1.1\r\n{head}\r\n".encode() + body)
        if len(body) < length:
            line.shutdown(socket.SHUT_WR)
        answer = b""
        while part := line.recv(4096):
            answer += part
    return answer.partition(b"\r\n")[0]


def stored(city: City) -> int:
    """How many facts the server holds."""
    database = city.server.site.database
    with database.reading():
        return len(database.rows(Event.select(Event.seq)))


def test_half_a_request_leaves_nothing(city: City) -> None:
    """Half of a signed batch changes nothing, whether its length says so or not; the whole one is taken."""
    city.begin()
    request = signed_push(city)
    whole = request.content
    half = whole[: len(whole) // 2]
    with listening(city) as address:
        assert not send(address, request, half, len(whole)).startswith(b"HTTP/1.1 2")
        assert stored(city) == 0
        assert send(address, request, half, len(half)).startswith(b"HTTP/1.1 401")
        assert stored(city) == 0
        assert send(address, request, whole, len(whole)).startswith(b"HTTP/1.1 200")
    assert stored(city) == BATCH


@contextmanager
def listening(city: City) -> Iterator[tuple[str, int]]:
    """The city's server behind uvicorn on loopback."""
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(city.server.wire.app, log_level="error", lifespan="off"))
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()
        finally:
            server.should_exit = True
            thread.join()


def test_a_killed_server_holds_whole_batches_only(tmp_path: Path) -> None:
    """Killed at any moment, the server's database holds each batch whole or not at all, and all it acknowledged."""
    for number in range(KILLS):
        command = [sys.executable, "-m", "tests.faults.pusher", str(tmp_path)]
        with program(command, stdout=subprocess.PIPE) as process:
            assert process.stdout
            acked = int(process.stdout.readline())
            time.sleep(0.05 + 0.07 * number)
            process.send_signal(signal.SIGKILL)
            acked = max([acked, *(int(line) for line in process.stdout.read().split("\n")[:-1])])
        whole_batches(tmp_path, "", acked)


def test_a_database_stopped_at_once_holds_whole_batches_only(tmp_path: Path) -> None:
    """The same when PostgreSQL is torn out from under a server at work, and started again."""
    with cluster() as (folder, control):
        url = fresh_database(folder, "torn")
        for number in range(KILLS):
            command = [sys.executable, "-m", "tests.faults.pusher", str(tmp_path), url]
            with program(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
                assert process.stdout
                acked = int(process.stdout.readline())
                time.sleep(0.05 + 0.07 * number)
                control("-m", "immediate", "stop")
                acked = max([acked, *(int(line) for line in process.stdout.read().split("\n")[:-1])])
                assert process.wait(SOON)
            control("start")
            whole_batches(tmp_path, url, acked)


def whole_batches(folder: Path, url: str, acked: int) -> None:
    """The database holds batches whole, all up to what was acknowledged, and proves itself."""
    site, kiosk = opened(folder, url)
    with site.database.reading():
        head = site.database.first(tables.Log.select().where(tables.Log.kiosk == kiosk.id))
        found = site.database.rows(Event.select(Event.seq, Event.hash).order_by(Event.seq))
    site.close()
    assert head.head_seq >= acked
    assert head.head_seq % BATCH == 0
    assert [row.seq for row in found] == list(range(1, head.head_seq + 1))
    assert bytes(found[-1].hash) == bytes(head.head_hash)
