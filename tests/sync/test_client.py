import httpx
import pytest

from kiosk.core.exchange import Cursor
from kiosk.credentials import SigningKey
from kiosk.errors import Busy, Refused, Unreachable
from kiosk.sync.enrolment import enrol
from kiosk.sync.transport import LONGEST_REPLY, LONGEST_WAIT
from kiosk.wire import Ack, EnrolRequest, FeedPage, Push
from tests.sync.parts import MORNING, Kiosk, Town
from tests.sync.wireserver import PORTAL, SERVER_KEY, Dripping, Mishap, insists, says

REQUEST = EnrolRequest("K7P3-QX", SigningKey(bytes(32)).public, "pi-1", "1.0")


def test_a_foreign_key_is_refused(kiosk: Kiosk) -> None:
    """Whoever does not hold the kiosk's private key cannot speak for it."""
    with pytest.raises(Refused, match="your signature"):
        kiosk.client(SigningKey(bytes(32))).feed(Cursor(), 10)


def test_the_query_is_part_of_what_is_signed(town: Town, kiosk: Kiosk) -> None:
    """A cursor with odd characters arrives as it was signed."""
    town.server.memory.epoch = "a b&c=ü/é"
    page = kiosk.client().feed(Cursor("a b&c=ü/é", 0), 10)
    assert page
    assert page.epoch == "a b&c=ü/é"


def test_an_answer_to_another_question_is_not_believed(town: Town, kiosk: Kiosk) -> None:
    """A recorded answer with a good signature does not fit the next request's nonce."""
    kept: list[httpx.Response] = []

    def record(request: httpx.Request, server: httpx.BaseTransport) -> httpx.Response:
        kept.append(server.handle_request(request))
        return kept[0]

    town.weather.always = record
    kiosk.client().feed(Cursor(), 10)
    with pytest.raises(Unreachable, match="not our server's"):
        kiosk.client().feed(Cursor(), 10)


@pytest.mark.parametrize("status", [429, 503])
def test_somebody_who_asks_to_wait_is_heard(town: Town, kiosk: Kiosk, status: int) -> None:
    """Retry-After in seconds is passed on; a date is not, since this clock may be wrong."""
    town.weather.mishaps.append(says(status, headers={"Retry-After": "77"}))
    with pytest.raises(Busy) as busy:
        kiosk.client().feed(Cursor(), 10)
    assert busy.value.seconds == 77
    town.weather.mishaps.append(says(status, headers={"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}))
    with pytest.raises(Busy) as busy:
        kiosk.client().feed(Cursor(), 10)
    assert busy.value.seconds == 0


def test_an_endless_answer_ends(town: Town, kiosk: Kiosk) -> None:
    """A body that trickles in byte by byte is given up after two minutes."""
    town.weather.mishaps.append(lambda _request, _server: httpx.Response(200, stream=Dripping(town.clock)))
    begun = town.clock.monotonic()
    with pytest.raises(Unreachable, match="too slow"):
        kiosk.client().feed(Cursor(), 10)
    assert town.clock.monotonic() - begun <= LONGEST_WAIT + 1


def test_a_huge_answer_ends(town: Town, kiosk: Kiosk) -> None:
    """More bytes than any page has are not kept in memory."""
    town.weather.mishaps.append(says(200, bytes(LONGEST_REPLY + 1)))
    with pytest.raises(Unreachable, match="too long"):
        kiosk.client().feed(Cursor(), 10)


def test_garbage_with_a_signature_is_named(town: Town, kiosk: Kiosk) -> None:
    """An answer of another shape, from a newer server perhaps, is an error that says so."""
    town.weather.mishaps.append(insists(200, {"epoch": 7}))
    with pytest.raises(Unreachable, match="update the kiosk"):
        kiosk.client().feed(Cursor(), 10)


def test_the_servers_time_is_that_of_the_middle(town: Town, kiosk: Kiosk) -> None:
    """A signed answer gives the time, with half the way there and back as its uncertainty."""

    def slow(request: httpx.Request, server: httpx.BaseTransport) -> httpx.Response:
        town.clock.advance(2)
        response = server.handle_request(request)
        town.clock.advance(2)
        return response

    before = town.clock.now()
    town.weather.mishaps.append(slow)
    kiosk.client().feed(Cursor(), 10)
    (told,) = kiosk.heard.times
    assert (told.boot_ns - before.boot_ns, (told.utc - MORNING).total_seconds(), told.error) == (2 * 10**9, 2, 2.5)


@pytest.mark.parametrize("time", ["", "yesterday", "2026-11-24T09:10:00"])
def test_a_time_that_is_none_is_passed_over(town: Town, kiosk: Kiosk, time: str) -> None:
    """A time without an offset, or none at all, moves no clock; the rest of the answer still counts."""
    town.weather.mishaps.append(insists(200, FeedPage("first life", 3, False, [], time)))
    page = kiosk.client().feed(Cursor(), 10)
    assert page
    assert page.next == 3
    assert not kiosk.heard.times


def broken(request: httpx.Request, _server: httpx.BaseTransport) -> httpx.Response:
    """The server had just closed this idle connection."""
    raise httpx.RemoteProtocolError("Server disconnected without sending a response.", request=request)


def test_a_kept_connection_that_was_closed_is_no_failure(town: Town, kiosk: Kiosk) -> None:
    """One broken connection is made anew in silence; a second one is a server that is away."""
    town.weather.mishaps.append(broken)
    assert kiosk.client().feed(Cursor(), 10)
    town.weather.mishaps.extend([broken, broken])
    with pytest.raises(Unreachable, match="disconnected"):
        kiosk.client().feed(Cursor(), 10)


def test_a_push_is_answered_by_what_it_was(town: Town, kiosk: Kiosk) -> None:
    """A signed acknowledgement comes back as it was sent."""
    ack = Ack(4, bytes(32), "first life", 9, "")
    town.weather.mishaps.append(insists(200, ack))
    assert kiosk.client().push("ab", Push(1, bytes(32), [], 1, 0)) == ack


def test_enrolment_gives_an_identity(kiosk: Kiosk) -> None:
    """A good token is answered with a name, a centre and the keys to trust."""
    reply = enrol(kiosk.http, REQUEST, kiosk.clock)
    assert (reply.kiosk_id, reply.centre, reply.server_key) == ("kiosk-1", "xingsheng", SERVER_KEY.public)


def test_a_spent_token_is_refused_with_the_reason(kiosk: Kiosk) -> None:
    """The technician reads why, and what to do."""
    spent = EnrolRequest("other", REQUEST.public_key, "pi-1", "1.0")
    with pytest.raises(Refused, match="used already; ask for a new token"):
        enrol(kiosk.http, spent, kiosk.clock)


@pytest.mark.parametrize(
    "portal", [PORTAL, says(302, headers={"Location": "https://hotel.test/"}), says(511, b"<html>log in</html>")]
)
def test_a_captive_portal_enrols_nobody(town: Town, kiosk: Kiosk, portal: Mishap) -> None:
    """A web page is not an identity, whatever its status."""
    town.weather.mishaps.append(portal)
    with pytest.raises(Unreachable):
        enrol(kiosk.http, REQUEST, kiosk.clock)
