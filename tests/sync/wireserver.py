"""A small server that speaks the wire with real signatures and keeps everything in memory, and bad weather before it.

It stands where the real server cannot be made to misbehave on purpose; the real one is met in `test_real_server.py`.
"""

import copy
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import httpx
import msgspec

from kiosk.clock import SteppedClock
from kiosk.core.exchange import digest
from kiosk.core.log import Entry, first_break, read, root
from kiosk.core.model import Fact
from kiosk.credentials import SigningKey, verified
from kiosk.wire import (
    GZIP,
    MAX_BYTES,
    Ack,
    Digests,
    EnrolReply,
    EnrolRequest,
    Event,
    FeedPage,
    FeedRow,
    Fork,
    Gap,
    Heartbeat,
    HeartbeatReply,
    Problem,
    Push,
    reply_to_sign,
    request_to_sign,
    row_hash,
    unpacked,
)

KIOSK_KEY, SERVER_KEY = SigningKey(bytes(range(32))), SigningKey(bytes(range(1, 33)))


@dataclass
class Memory:
    """What a backup of the server would hold."""

    epoch: str = "first life"
    logs: dict[str, list[Event]] = field(default_factory=dict)
    facts: dict[str, set[Fact]] = field(default_factory=dict)
    rows: list[FeedRow] = field(default_factory=list)


class WireServer(httpx.BaseTransport):
    """Answers what `kiosk/wire.py` declares, one request at a time."""

    def __init__(self, clock: SteppedClock) -> None:
        """Begin empty; the server's clock is right."""
        self.clock = clock
        self.memory = Memory()
        self.requests: list[str] = []
        self.pushes: list[Push] = []
        self.beats: list[Heartbeat] = []
        self.digests = True

    def backup(self) -> Memory:
        """A copy to `restore`."""
        return copy.deepcopy(self.memory)

    def restore(self, backup: Memory, epoch: str = "second life") -> None:
        """Forget everything since, as after a disaster."""
        self.memory = copy.deepcopy(backup)
        self.memory.epoch = epoch

    def put(self, kind: str, name: str, thing: object, *, deleted: bool = False) -> None:
        """Change something that kiosks have to know."""
        payload = msgspec.Raw(msgspec.json.encode(thing))
        self.memory.rows.append(FeedRow(len(self.memory.rows) + 1, kind, name, 1, deleted, payload))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One signed request, one signed answer."""
        body, path = request.read(), request.url.raw_path.decode()
        self.requests.append(f"{request.method} {request.url.path}")
        if path == "/api/v1/enrol":
            return self._enrol(msgspec.json.decode(body, type=EnrolRequest))
        nonce = request.headers["Kiosk-Nonce"]
        signature = b64decode(request.headers["Kiosk-Signature"])
        if verified(KIOSK_KEY.public, signature, request_to_sign(request.method, path, body, nonce)):
            small = request.headers.get("Content-Encoding") == GZIP
            status, answer = self._answer(request, (unpacked(body, 2 * MAX_BYTES) or b"") if small else body)
        else:
            status, answer = 401, Problem("your signature is not the one on record")
        return signed(nonce, status, answer)

    def _enrol(self, request: EnrolRequest) -> httpx.Response:
        if request.token != "K7P3-QX":
            return httpx.Response(403, content=msgspec.json.encode(Problem("this token was used already")))
        reply = EnrolReply("kiosk-1", "Entrance", "xingsheng", SERVER_KEY.public, {"1": bytes(32)})
        return httpx.Response(200, content=msgspec.json.encode(reply))

    def _answer(self, request: httpx.Request, body: bytes) -> tuple[int, msgspec.Struct]:
        match request.url.path.split("/")[3:]:
            case ["logs", log_id, "events"]:
                push = msgspec.json.decode(body, type=Push)
                self.pushes.append(push)
                answer = self._push(log_id, push)
                return (200 if isinstance(answer, Ack) else 409), answer
            case ["feed"]:
                return self._feed(request.url.params)
            case ["digests"] if self.digests:
                return self._digests(request.url.params)
            case ["heartbeat"]:
                self.beats.append(msgspec.json.decode(body, type=Heartbeat))
                heads = {name: (log[-1].seq, log[-1].hash) for name, log in self.memory.logs.items() if log}
                return 200, HeartbeatReply(heads, self.memory.epoch, self._time())
        return 404, Problem("no such place")

    def _push(self, log_id: str, push: Push) -> Ack | Gap | Fork:
        log = self.memory.logs.setdefault(log_id, [])
        if push.first_seq > len(log) + 1:
            return Gap(len(log) + 1)
        before = log[push.first_seq - 2].hash if push.first_seq > 1 else root(log_id)
        pairs = zip(log[push.first_seq - 1 :], push.events, strict=False)
        if before != push.prev_hash or any(held.hash != sent.hash for held, sent in pairs):
            return Fork([(entry.seq, entry.hash) for entry in reversed(log) if entry.seq % 3 == 0 or entry.seq < 3])
        assert first_break([Entry(e.seq, e.hash, e.body) for e in push.events], push.prev_hash) is None
        for event in push.events[max(0, len(log) - push.first_seq + 1) :]:
            log.append(event)
            self.memory.facts.setdefault(read(event.body).id, set()).add(read(event.body))
        last = push.events[-1]
        return Ack(last.seq, last.hash, self.memory.epoch, len(log), self._time())

    def _feed(self, query: httpx.QueryParams) -> tuple[int, msgspec.Struct]:
        after, limit = int(query["after"]), int(query["limit"])
        if after and query["epoch"] != self.memory.epoch:
            return 410, Problem("that was another life")
        rows = [row for row in self.memory.rows if row.seq > after and query.get("only") in {None, row.kind}]
        head = rows[:limit][-1].seq if rows else after
        return 200, FeedPage(self.memory.epoch, head, len(rows) > limit, rows[:limit], self._time())

    def _digests(self, query: httpx.QueryParams) -> tuple[int, msgspec.Struct]:
        if query["epoch"] != self.memory.epoch:
            return 410, Problem("that was another life")
        found = {}
        for kind in query["kinds"].split(","):
            rows = {row.id: row for row in self.memory.rows if row.kind == kind}
            if all(row.seq <= int(query["after"]) for row in rows.values()):
                there = [row for row in rows.values() if not row.deleted]
                found[kind] = digest(row_hash(kind, row.id, bytes(row.payload)) for row in there)
        return 200, Digests("", found, self._time())

    def _time(self) -> str:
        return self.clock.now().wall.isoformat()


def signed(nonce: str, status: int, answer: object) -> httpx.Response:
    """An answer with our server's signature."""
    content = msgspec.json.encode(answer)
    proof = b64encode(SERVER_KEY.sign(reply_to_sign(nonce, status, content))).decode()
    return httpx.Response(status, content=content, headers={"Server-Signature": proof})


Mishap = Callable[[httpx.Request, httpx.BaseTransport], httpx.Response]


class Weather(httpx.BaseTransport):
    """What happens to the next requests on their way, in this order; then the sun shines."""

    def __init__(self, server: httpx.BaseTransport) -> None:
        """Begin with fair weather."""
        self.server = server
        self.mishaps: deque[Mishap] = deque()
        self.always: Mishap | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Let the next mishap have the request, or let it through."""
        mishap = self.mishaps.popleft() if self.mishaps else self.always
        return mishap(request, self.server) if mishap else self.server.handle_request(request)


def request_lost(request: httpx.Request, _server: httpx.BaseTransport) -> httpx.Response:
    """The server never hears of it."""
    raise httpx.ConnectTimeout("lost", request=request)


def reply_lost(request: httpx.Request, server: httpx.BaseTransport) -> httpx.Response:
    """The server does it, but nobody learns."""
    server.handle_request(request)
    raise httpx.ReadTimeout("lost", request=request)


def doubled(request: httpx.Request, server: httpx.BaseTransport) -> httpx.Response:
    """The server gets it twice."""
    server.handle_request(request)
    return server.handle_request(request)


def says(status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Mishap:
    """Somebody else answers."""
    return lambda _request, _server: httpx.Response(status, content=body, headers=headers)


def insists(status: int, answer: object) -> Mishap:
    """Our server, signature and all, answers this whatever it was asked."""
    return lambda request, _server: signed(request.headers["Kiosk-Nonce"], status, answer)


PORTAL = says(200, b"<html>Welcome to the hotel. Please log in.</html>")


class Late(httpx.BaseTransport):
    """Keeps requests back and delivers them when told, in any order, after the sender has given up."""

    def __init__(self) -> None:
        """Hold nothing."""
        self.held: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Hold it; the sender hears nothing."""
        request.read()
        self.held.append(request)
        raise httpx.ReadTimeout("late", request=request)

    def __call__(self, request: httpx.Request, _server: httpx.BaseTransport) -> httpx.Response:
        """Be a mishap."""
        return self.handle_request(request)


class Dripping(httpx.SyncByteStream):
    """A body that never ends, one byte at a time."""

    def __init__(self, clock: SteppedClock) -> None:
        """Each byte takes a second of this clock."""
        self.clock = clock

    def __iter__(self) -> Iterator[bytes]:
        """Drip."""
        while True:
            self.clock.advance(1)
            yield b" "
