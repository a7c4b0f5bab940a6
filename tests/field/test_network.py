"""Networks of the field: a proxy as the only way out, a portal before everything, and what they write into answers."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from kiosk.clock import SteppedClock, SystemClock
from kiosk.config import Config, Server
from kiosk.core.exchange import Cursor
from kiosk.core.finding import Finding
from kiosk.core.model import WallState
from kiosk.credentials import SigningKey
from kiosk.device.line import examine_line
from kiosk.errors import LONGEST_QUOTE, Refused, Unreachable, quoted
from kiosk.online import enrol_kiosk
from kiosk.server.kiosks import new_token
from kiosk.sync.client import ServerClient, TooLarge
from kiosk.sync.enrolment import enrol
from kiosk.sync.tls import connect, tls_context
from kiosk.wire import EnrolRequest, Push
from tests.field.proxying import proxying
from tests.sync.parts import Kiosk
from tests.sync.realserver import CENTRE, RealTown, on_a_socket

NOW = datetime.now(UTC)
"""By this machine's own clock, which OpenSSL looks at."""


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
def away(folder: Path, certificate: trustme.LeafCert, now: datetime = NOW) -> Iterator[tuple[RealTown, str]]:
    """The product's own server behind TLS, by a name that only the proxy can find."""
    town = RealTown(folder)
    town.clock.start = now
    both = folder / "server.pem"
    certificate.private_key_and_cert_chain_pem.write_to_path(both)
    with on_a_socket(town, ssl_certfile=str(both)) as url:
        yield town, url.replace("http://127.0.0.1", "https://kiosk.far.test")
    town.close()


def asking(town: RealTown, http: httpx.Client, clock: SteppedClock) -> object:
    """Enrol, and ask one signed question."""
    key = SigningKey.generate()
    token = new_token(town.server.site.database, CENTRE, "Entrance", town.server.site.now())
    reply = enrol(http, EnrolRequest(token, key.public, "pi-1", "1.0"), clock)
    return ServerClient(http, key, reply.kiosk_id, reply.server_key, clock, heard=lambda _: None).feed(Cursor(), 1)


def test_a_kiosk_behind_a_proxy_reaches_its_server_over_tls(
    authority: trustme.CA, pinned: Path, tmp_path: Path
) -> None:
    """Through CONNECT, with the server's own certificate checked at this end."""
    clock = SteppedClock(NOW)
    with away(tmp_path, authority.issue_cert("kiosk.far.test")) as (town, url), proxying() as proxy:
        with connect(url, tls_context(pinned, clock), 5, proxy.url) as http:
            assert asking(town, http, clock) is not None
        assert set(proxy.asked) == {url.removeprefix("https://")}


@pytest.mark.parametrize("name", ["elsewhere.test", "kiosk.far.test"])
def test_a_proxy_cannot_stand_in_for_the_server(pinned: Path, tmp_path: Path, name: str) -> None:
    """A certificate of another authority is refused inside the tunnel."""
    with away(tmp_path, trustme.CA().issue_cert(name)) as (town, url), proxying() as proxy:
        clock = SteppedClock(NOW)
        with connect(url, tls_context(pinned, clock), 5, proxy.url) as http, pytest.raises(Unreachable, match="CERTIF"):
            asking(town, http, clock)


@pytest.mark.parametrize(("days", "good"), [(0, True), (400, False)])
def test_dates_are_judged_by_the_kiosks_own_clock_through_a_proxy_too(
    authority: trustme.CA, pinned: Path, tmp_path: Path, days: int, *, good: bool
) -> None:
    """The server told the time: a certificate of a year ago is too old, and today's is not."""
    issued = NOW - timedelta(days=days, hours=1)
    until = issued + timedelta(days=365)
    certificate = authority.issue_cert("kiosk.far.test", not_before=issued, not_after=until)
    clock = SteppedClock(NOW, WallState.SERVER)
    refused = nullcontext() if good else pytest.raises(Unreachable, match="not valid at")
    with (
        away(tmp_path, certificate) as (town, url),
        proxying() as proxy,
        connect(url, tls_context(pinned, clock), 5, proxy.url) as http,
        refused,
    ):
        assert asking(town, http, clock) is not None


def test_enrolment_takes_the_proxy_of_the_settings(authority: trustme.CA, pinned: Path, tmp_path: Path) -> None:
    """`kiosk enrol` goes the way that kiosk.toml names, with the name and password that the proxy asks for."""
    pair = b64encode("anna:käse".encode()).decode()
    with away(tmp_path, authority.issue_cert("kiosk.far.test")) as (town, url), proxying(f"Basic {pair}") as proxy:
        through = proxy.url.replace("http://", "http://anna:k%C3%A4se@")
        server = Server(url=url, ca=pinned, proxy=through)
        token = new_token(town.server.site.database, CENTRE, "Entrance", town.server.site.now())
        reply = enrol_kiosk(Config(state=tmp_path / "kiosk", server=server), token, SystemClock())
        assert reply.centre == CENTRE


def test_a_proxy_that_asks_for_a_name_is_told_of(authority: trustme.CA, pinned: Path, tmp_path: Path) -> None:
    """Not as a broken cable: the sentence names the proxy, 407, and the setting."""
    clock = SteppedClock(NOW)
    certificate = authority.issue_cert("kiosk.far.test")
    with (
        away(tmp_path, certificate) as (town, url),
        proxying("Basic x") as proxy,
        connect(url, tls_context(pinned, clock), 5, proxy.url) as http,
        pytest.raises(Unreachable) as caught,
    ):
        asking(town, http, clock)
    assert "proxy" in str(caught.value)
    assert "407" in str(caught.value)
    assert "kiosk.toml" in str(caught.value)


def seen(url: str, pinned: Path, proxy: str) -> list[Finding]:
    """What the doctor finds on the way."""
    tls = tls_context(pinned, SteppedClock(NOW))
    return list(examine_line(url, tls, lambda: None, timeout=2, proxy=proxy))


def test_the_doctor_names_the_proxy_that_it_goes_through(authority: trustme.CA, pinned: Path, tmp_path: Path) -> None:
    """Each step of the way by its name, and the server's certificate behind the tunnel."""
    with away(tmp_path, authority.issue_cert("kiosk.far.test")) as (_, url), proxying() as proxy:
        found = seen(url, pinned, proxy.url)
    steps = ["proxy name", "proxy connection", "server connection", "server certificate", "server answer"]
    assert [(one.name, one.ok) for one in found] == [(step, True) for step in steps]
    assert f"reaches {url.removeprefix('https://')} through proxy 127.0.0.1:{proxy.port}" in found[2].cause


def test_the_doctor_says_what_the_proxy_answers(pinned: Path) -> None:
    """407 asks for a name and a password, which it never prints; a port where nobody listens is another thing."""
    with proxying("Basic x") as proxy:
        last = seen("https://kiosk.far.test", pinned, proxy.url.replace("//", "//anna:secret@"))[-1]
    assert "407" in last.cause
    assert "asks for a name and password" in last.fix
    gone = seen("https://kiosk.far.test", pinned, proxy.url.replace("//", "//anna:secret@"))[-1]
    assert (gone.name, gone.ok) == ("proxy connection", False)
    assert "check that the proxy runs" in gone.fix
    assert "secret" not in f"{last}{gone}"


class Portal(BaseHTTPRequestHandler):
    """Answers everything with 413 and a page."""

    def do_POST(self) -> None:
        """Refuse."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(413)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Be quiet."""


def test_a_portals_413_is_no_advice_to_raise_the_servers_limit(tmp_path: Path) -> None:
    """It is not signed, so it is not our server's: the sentence says where to look instead."""
    portal = HTTPServer(("127.0.0.1", 0), Portal)
    thread = Thread(target=portal.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    kiosk = Kiosk(tmp_path / "kiosk.db", httpx.HTTPTransport(), SystemClock())
    try:
        kiosk.http.base_url = httpx.URL(f"http://127.0.0.1:{portal.server_port}")
        assert kiosk.client().push("ab", Push(1, bytes(32), [], 1, 0)) == TooLarge(signed=False)
        kiosk.visit()
        with pytest.raises(Refused) as caught:
            kiosk.courier.run_once()
    finally:
        kiosk.close()
        portal.shutdown()
        thread.join()
        portal.server_close()
    assert "raise its limit" not in str(caught.value)
    assert "look for a captive portal" in str(caught.value)


@given(st.text(max_size=5000))
def test_whatever_somebody_else_wrote_fits_on_one_line_of_a_message(text: str) -> None:
    """Bounded, printable, and the same when it is quoted again."""
    line = quoted(text)
    assert len(line) <= LONGEST_QUOTE
    assert line.isprintable()
    assert quoted(line) == line


def test_a_refusal_that_quotes_a_whole_page_is_shortened() -> None:
    """A server that answers with a megabyte of reason leaves one line in the log."""

    def refuse(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(400, json={"detail": "no\n" * 400_000})

    with httpx.Client(transport=httpx.MockTransport(refuse), base_url="http://server.test") as http:
        request = EnrolRequest("T", bytes(32), "pi-1", "1.0")
        with pytest.raises(Refused) as caught:
            enrol(http, request, SteppedClock(NOW))
    assert len(str(caught.value)) < 300
    assert "\n" not in str(caught.value)
