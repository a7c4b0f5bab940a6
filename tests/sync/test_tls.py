"""Real handshakes on loopback with certificates of a private authority, dated as if this machine's clock were wrong."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
import trustme

from kiosk.clock import SteppedClock
from kiosk.core.anchors import Anchor
from kiosk.core.exchange import Cursor, ServerTime
from kiosk.core.model import WallState
from kiosk.credentials import SigningKey
from kiosk.errors import ConfigError, Unreachable
from kiosk.server.kiosks import new_token
from kiosk.sync.client import ServerClient
from kiosk.sync.enrolment import enrol
from kiosk.sync.tls import connect, tls_context
from kiosk.wire import EnrolRequest
from tests.sync.realserver import CENTRE, RealTown, on_a_socket

NOW = datetime.now(UTC)
"""By this machine's own clock, which OpenSSL looks at: the one test that cannot do without."""
STORY = datetime(2026, 11, 24, 1, tzinfo=UTC)


class Hello(BaseHTTPRequestHandler):
    """A server that says hello to whoever trusts it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer, and close, so that every request makes a handshake."""
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - likewise
        """Be quiet."""


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """The authority that kiosks pin."""
    return trustme.CA()


@pytest.fixture
def pinned(authority: trustme.CA, tmp_path: Path) -> Path:
    """Its certificate in a file."""
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path


@contextmanager
def serving(certificate: trustme.LeafCert) -> Iterator[str]:
    """A TLS server with this certificate; gives its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    server = HTTPServer(("127.0.0.1", 0), Hello)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def greeting(url: str, context: ssl.SSLContext) -> str:
    """What the server says to a client with this context."""
    with connect(url, context, timeout=60) as http:
        return http.get("/").text


def test_the_pinned_authority_is_trusted(authority: trustme.CA, pinned: Path) -> None:
    """A certificate of our authority for this name is good."""
    with serving(authority.issue_cert("localhost")) as url:
        assert greeting(url, tls_context(pinned, SteppedClock(NOW))) == "hello"


@pytest.mark.parametrize("state", [WallState.NTP, WallState.SERVER, WallState.SAVED])
def test_another_authority_is_not(pinned: Path, state: WallState) -> None:
    """Somebody else's certificate is refused, whatever the clock is worth."""
    with (
        serving(trustme.CA().issue_cert("localhost")) as url,
        pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        greeting(url, tls_context(pinned, SteppedClock(NOW, state)))


@pytest.mark.parametrize("state", [WallState.NTP, WallState.SERVER, WallState.SAVED])
def test_another_name_is_not(authority: trustme.CA, pinned: Path, state: WallState) -> None:
    """Our authority's certificate for another host is refused, whatever the clock is worth."""
    with (
        serving(authority.issue_cert("elsewhere.test")) as url,
        pytest.raises(httpx.ConnectError, match="Hostname mismatch"),
    ):
        greeting(url, tls_context(pinned, SteppedClock(NOW, state)))


@pytest.mark.parametrize("state", [WallState.NTP, WallState.SERVER])
@pytest.mark.parametrize("days", [-400, 400], ids=["expired", "not yet valid"])
def test_a_certificate_of_another_time_is_refused_by_a_sure_clock(
    authority: trustme.CA, pinned: Path, state: WallState, days: int
) -> None:
    """Whether NTP set the clock or the server told the time: the dates count."""
    shift = timedelta(days=days)
    with serving(dated(authority, NOW + shift)) as url, pytest.raises(httpx.ConnectError, match="certificate"):
        greeting(url, tls_context(pinned, SteppedClock(NOW, state)))


@pytest.mark.parametrize("year", [1970, 2016, 2026, 2099])
def test_a_wrong_clock_gets_in_and_is_strict_afterwards(
    authority: trustme.CA, pinned: Path, tmp_path: Path, year: int
) -> None:
    """First contact with the real server at any clock: it enrols, hears the time signed, and judges dates by that.

    OpenSSL looks at this machine's own clock, so the story is moved: when the kiosk believes in `year`, it is now here.
    """
    kiosk = SteppedClock(NOW, WallState.SAVED)
    truth = NOW + (STORY - (STORY.replace(year=year) - timedelta(hours=9)))
    with over_tls(tmp_path, dated(authority, truth), truth) as (town, url):
        context = tls_context(pinned, kiosk)
        with connect(url, context, timeout=60) as http:
            asking = enrolled(town, kiosk, http)
            assert asking(http) is not None
        assert kiosk.now().state is WallState.SERVER
        assert abs(kiosk.now().wall - truth) < timedelta(minutes=1)
        with connect(url, context, timeout=60) as http:
            assert asking(http) is not None
    with serving(dated(authority, truth - timedelta(days=400))) as old:
        assert greeting(old, tls_context(pinned, SteppedClock(NOW, WallState.SAVED))) == "hello"
        with pytest.raises(httpx.ConnectError, match="not valid at"):
            greeting(old, context)


def dated(authority: trustme.CA, issued: datetime) -> trustme.LeafCert:
    """A certificate that was issued an hour before and is good for a year."""
    begins = issued - timedelta(hours=1)
    return authority.issue_cert("localhost", not_before=begins, not_after=begins + timedelta(days=365))


@contextmanager
def over_tls(folder: Path, certificate: trustme.LeafCert, now: datetime) -> Iterator[tuple[RealTown, str]]:
    """The product's own server behind TLS, at this time; gives its address."""
    town = RealTown(folder)
    town.clock.start = now
    both = folder / "server.pem"
    certificate.private_key_and_cert_chain_pem.write_to_path(both)
    with on_a_socket(town, ssl_certfile=str(both)) as url:
        yield town, url.replace("http://127.0.0.1", "https://localhost")
    town.close()


def enrolled(town: RealTown, clock: SteppedClock, http: httpx.Client) -> Callable[[httpx.Client], object]:
    """Enrol over the wire; gives what asks the server one signed question and lets the clock hear the answer's time."""
    key = SigningKey.generate()
    token = new_token(town.server.site.database, CENTRE, "Entrance", town.server.site.now())
    reply = enrol(http, EnrolRequest(token, key.public, "pi-1", "1.0"), clock)

    def heard(time: ServerTime) -> None:
        clock.hear(Anchor(1, time.boot_ns, time.utc, time.error))

    return lambda line: ServerClient(line, key, reply.kiosk_id, reply.server_key, clock, heard=heard).feed(Cursor(), 1)


@pytest.mark.parametrize("content", [None, "not a certificate"])
def test_an_unreadable_authority_is_named(tmp_path: Path, content: str | None) -> None:
    """A missing or empty PEM file stops the start with the setting's name and what to give."""
    path = tmp_path / "ca.pem"
    if content:
        path.write_text(content, encoding="ascii")
    with pytest.raises(ConfigError, match=r"server.ca = .*ca.pem.*give a PEM file"):
        tls_context(path, SteppedClock(NOW))


@pytest.mark.parametrize("lie", [-14, 400], ids=["a fortnight behind", "a year ahead"])
def test_ntp_that_lies_does_not_keep_the_kiosk_from_its_server(
    authority: trustme.CA, pinned: Path, tmp_path: Path, lie: int
) -> None:
    """The certificate is of another time than NTP's: refused once, then heard, and judged by what the server signs."""
    kiosk = SteppedClock(NOW, WallState.NTP)
    truth = NOW - timedelta(days=lie)
    with over_tls(tmp_path, dated(authority, truth), truth) as (town, url):
        context = tls_context(pinned, kiosk)
        asking = enrolled(town, kiosk, httpx.Client(transport=town.server, base_url="https://server.test"))
        with connect(url, context, timeout=5) as http, pytest.raises(Unreachable, match="certificate"):
            asking(http)
        with connect(url, context, timeout=5) as http:
            assert asking(http) is not None
        assert kiosk.now().state is WallState.SERVER
        assert abs(kiosk.now().wall - truth) < timedelta(minutes=1)
    old = dated(authority, truth - timedelta(days=400))
    with serving(old) as url, pytest.raises(httpx.ConnectError, match="not valid at"):
        greeting(url, context)


def test_a_certificate_that_is_really_too_old_is_refused_for_good(
    authority: trustme.CA, pinned: Path, tmp_path: Path
) -> None:
    """NTP is right, and the server's signed time says so: from there on the dates count again."""
    kiosk = SteppedClock(NOW, WallState.NTP)
    with over_tls(tmp_path, dated(authority, NOW - timedelta(days=400)), NOW) as (town, url):
        context = tls_context(pinned, kiosk)
        asking = enrolled(town, kiosk, httpx.Client(transport=town.server, base_url="https://server.test"))
        with connect(url, context, timeout=5) as http, pytest.raises(Unreachable, match="certificate"):
            asking(http)
        with connect(url, context, timeout=5) as http:
            assert asking(http) is not None
        for _ in range(2):
            with connect(url, context, timeout=5) as http, pytest.raises(Unreachable, match="certificate"):
                asking(http)
