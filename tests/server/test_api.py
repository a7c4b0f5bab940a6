"""The calls of kiosks over HTTP: who may come in, what is signed, what is refused."""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from litestar import Litestar
from litestar.testing import TestClient
from schemathesis.core.result import Ok

from kiosk.clock import SteppedClock
from kiosk.credentials import SigningKey, verified
from kiosk.errors import Refused
from kiosk.server import kiosks
from kiosk.server.app import app_of
from kiosk.server.site import Site
from kiosk.wire import (
    GZIP,
    KIOSK_ID,
    MAX_EVENTS,
    NONCE,
    SERVER_SIGNATURE,
    SIGNATURE,
    Ack,
    EnrolReply,
    EnrolRequest,
    Fork,
    Gap,
    Heartbeat,
    HeartbeatReply,
    packed,
    reply_to_sign,
    request_to_sign,
)  # fmt: skip
from tests.server.parts import CENTRE, Log, new_kiosk


@pytest.fixture
def http(site: Site) -> Iterator[TestClient[Litestar]]:
    """The application over each database."""
    with TestClient(app_of(site)) as http:
        yield http


class Caller:
    """A kiosk that asks over HTTP and insists on signatures."""

    def __init__(self, http: TestClient[Litestar], site: Site) -> None:
        """Enrol."""
        self.http, self.site = http, site
        self.kiosk, self.key = new_kiosk(site)

    def ask(self, method: str, path: str, body: bytes = b"", **changed: str) -> tuple[int, bytes]:
        """Status and body of a signed reply; `changed` spoils a header."""
        nonce = secrets.token_urlsafe(16)
        signature = b64encode(self.key.sign(request_to_sign(method, path, body, nonce))).decode()
        headers = {KIOSK_ID: self.kiosk.id, NONCE: nonce, SIGNATURE: signature, "Content-Type": "application/json"}
        answer = self.http.request(method, path, content=body, headers=headers | changed)
        proof = b64decode(answer.headers[SERVER_SIGNATURE])
        nonce = changed.get(NONCE, nonce)
        assert verified(self.site.keys.server.public, proof, reply_to_sign(nonce, answer.status_code, answer.content))
        return answer.status_code, answer.content


@pytest.fixture
def caller(http: TestClient[Litestar], site: Site) -> Caller:
    """An enrolled kiosk."""
    return Caller(http, site)


def test_a_long_request_travels_small_and_a_bomb_is_not_unpacked(caller: Caller) -> None:
    """A month of visits is packed by the kiosk; a small packet that holds gigabytes, or nothing, is refused by size."""
    beat = msgspec.json.encode(Heartbeat({}, 0, 0, 0, "ntp", "hw", "1", {f"reader {n}": "working" for n in range(99)}))
    small = packed(beat)
    assert small
    assert len(small) < len(beat) / 4
    assert caller.ask("POST", "/api/v1/heartbeat", small, **{"Content-Encoding": GZIP})[0] == 200
    for bad in (packed(b" " * 10_000_000) or b"", small[:-9], b"not packed at all"):
        status, answer = caller.ask("POST", "/api/v1/heartbeat", bad, **{"Content-Encoding": GZIP})
        assert (status, b"send less" in answer) == (413, True)


def test_a_kiosk_enrols_and_a_lost_reply_costs_nothing(http: TestClient[Litestar], site: Site) -> None:
    """The same token and key give the same identity again, however the token is typed."""
    token = kiosks.new_token(site.database, CENTRE, "大门", site.now())
    key = SigningKey.generate()
    replies = [
        http.post("/api/v1/enrol", content=msgspec.json.encode(EnrolRequest(typed, key.public, "hw", "1")))
        for typed in (token, token.lower().replace("-", " "))
    ]
    first, again = (msgspec.json.decode(reply.content, type=EnrolReply) for reply in replies)
    assert first == again
    assert (first.centre, first.name, first.server_key) == (CENTRE, "大门", site.keys.server.public)
    assert first.card_keys == site.keys.card_keys()


def test_a_token_is_for_one_kiosk_and_one_day(site: Site, clock: SteppedClock) -> None:
    """Another key, a made-up token and an expired one are refused; nothing of the token itself is stored."""
    token = kiosks.new_token(site.database, CENTRE, "大门", site.now())
    late = kiosks.new_token(site.database, CENTRE, "后门", site.now())
    kiosks.enrol(site.database, site.keys, asking(token), site.now())
    clock.advance(timedelta(hours=25).total_seconds())
    for word in (token, "AAAAA-BBBBB", late):
        with pytest.raises(Refused, match="token"):
            kiosks.enrol(site.database, site.keys, asking(word), site.now())


def asking(token: str) -> EnrolRequest:
    """Somebody with a key of their own and this token."""
    return EnrolRequest(token, SigningKey.generate().public, "hw", "1")


def test_events_gap_and_fork_come_signed(caller: Caller) -> None:
    """Every kind of answer carries the server's signature over status and body."""
    book = Log(caller.site, caller.kiosk)
    for _ in range(4):
        book.add()
    path = f"/api/v1/logs/{book.id}/events"
    encoded = {first: msgspec.json.encode(book.push(first, 2)) for first in (1, 3)}
    status, body = caller.ask("POST", path, encoded[3])
    assert (status, msgspec.json.decode(body, type=Gap)) == (409, Gap(1))
    status, body = caller.ask("POST", path, encoded[1])
    assert (status, msgspec.json.decode(body, type=Ack).ack_seq) == (200, 2)
    twin = Log(caller.site, caller.kiosk, book.id)
    twin.add()
    status, body = caller.ask("POST", path, msgspec.json.encode(twin.push()))
    assert (status, msgspec.json.decode(body, type=Fork).points[0][0]) == (409, 2)


def test_a_feed_cursor_of_another_epoch_gets_410(caller: Caller) -> None:
    """The query is part of what is signed."""
    assert caller.ask("GET", f"/api/v1/feed?epoch={caller.site.epoch}&after=1&limit=5")[0] == 200
    assert caller.ask("GET", "/api/v1/feed?epoch=x&after=1&limit=5")[0] == 410


def test_a_heartbeat_hears_what_the_server_holds(caller: Caller) -> None:
    """Heads go both ways, and staff see when it was."""
    book = Log(caller.site, caller.kiosk)
    book.add()
    book.hand_in()
    beat = Heartbeat({book.id: (1, book.head)}, 0, 0, 10**9, "ntp", "hw", "1.2", {"door": "working"})
    status, body = caller.ask("POST", "/api/v1/heartbeat", msgspec.json.encode(beat))
    assert (status, msgspec.json.decode(body, type=HeartbeatReply).heads) == (200, {book.id: (1, book.head)})
    (kiosk,) = kiosks.of_centres(caller.site.database, [CENTRE])
    assert (kiosk.version, kiosk.seen_at) == ("1.2", caller.site.now().isoformat())


@pytest.mark.parametrize(
    "spoiled",
    [{KIOSK_ID: "0" * 16}, {NONCE: "another"}, {SIGNATURE: "AAAA"}, {SIGNATURE: "not base64!"}, {SIGNATURE: ""}],
)
def test_a_request_that_is_not_the_kiosks_own_is_refused(caller: Caller, spoiled: dict[str, str]) -> None:
    """An unknown kiosk, a changed nonce, no signature: 401, and nothing happened."""
    assert caller.ask("GET", "/api/v1/feed", b"", **spoiled)[0] == 401


def test_tokens_cannot_be_guessed_by_the_thousand_nor_a_book_be_handed_in(http: TestClient[Litestar]) -> None:
    """An address that tries again and again is told to wait, and what a kiosk says of itself is short."""
    long = msgspec.json.encode(EnrolRequest("AAAAA-AAAAA-AAAAA-AAAAA", b"k" * 32, "h" * 20_000, "1"))
    assert http.post("/api/v1/enrol", content=long).status_code == 413
    guess = msgspec.json.encode(EnrolRequest("AAAAA-AAAAA-AAAAA-AAAAA", b"k" * 32, "hw", "1"))
    answers = [http.post("/api/v1/enrol", content=guess) for _ in range(60)]
    assert {answer.status_code for answer in answers} == {403, 429}
    assert answers[-1].status_code == 429
    assert "detail" in answers[-1].json()


def test_a_revoked_kiosk_is_shut_out(caller: Caller) -> None:
    """Its next request is answered 403."""
    kiosks.revoke(caller.site.database, caller.kiosk.id, caller.site.now())
    assert caller.ask("GET", "/api/v1/feed")[0] == 403


def test_too_much_at_once_is_413(caller: Caller) -> None:
    """By number of events and by bytes."""
    book = Log(caller.site, caller.kiosk)
    for _ in range(MAX_EVENTS + 1):
        book.add()
    assert caller.ask("POST", f"/api/v1/logs/{book.id}/events", msgspec.json.encode(book.push()))[0] == 413
    assert caller.ask("POST", "/api/v1/heartbeat", b" " * (1024 * 1024 + 1))[0] == 413


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"\xff", b'{"first_seq": 1e99}'])
def test_a_message_of_another_shape_is_400(caller: Caller, body: bytes) -> None:
    """A kiosk that speaks another protocol hears why, signed."""
    status, answer = caller.ask("POST", "/api/v1/logs/ab/events", body)
    assert status == 400
    assert msgspec.json.decode(answer)["detail"]


def test_the_schema_describes_every_call(plain_site: Site) -> None:
    """/schema is the API, without the pages."""
    with TestClient(app_of(plain_site)) as http:
        paths = http.get("/schema").json()["paths"]
    assert set(paths) == {
        "/api/v1/digests", "/api/v1/enrol", "/api/v1/feed", "/api/v1/heartbeat", "/api/v1/logs/{log_id}/events",
    }  # fmt: skip


def test_whatever_fits_the_schema_never_breaks_the_server(plain_site: Site) -> None:
    """Schemathesis makes requests up from the schema; signed by a kiosk, none of them is answered 500."""
    with TestClient(app_of(plain_site)) as http:
        caller = Caller(http, plain_site)
        schema = schemathesis.openapi.from_dict(http.get("/schema").json())
        for result in schema.get_all_operations():
            assert isinstance(result, Ok)
            operation = result.ok()

            @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
            @given(case=operation.as_strategy())
            def try_it(case: schemathesis.Case[Any]) -> None:
                made = case.as_transport_kwargs(base_url="http://testserver.local")
                request = http.build_request(
                    made["method"], made["url"], params=made.get("params"), json=made.get("json")
                )
                if "enrol" in made["url"]:
                    assert http.send(request).status_code < 500
                else:
                    status, _ = caller.ask(request.method, request.url.raw_path.decode(), request.read())
                    assert status < 500

            try_it()
