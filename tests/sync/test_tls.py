"""Real handshakes on loopback with certificates of a private authority, dated as if this machine's clock were wrong."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
import trustme

from kiosk.errors import ConfigError
from kiosk.sync.tls import check_dates, connect, tls_context


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
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def greeting(url: str, context: ssl.SSLContext) -> str:
    """What the server says to a client with this context."""
    with connect(url, context, timeout=5) as http:
        return http.get("/").text


def test_the_pinned_authority_is_trusted(authority: trustme.CA, pinned: Path) -> None:
    """A certificate of our authority for this name is good."""
    with serving(authority.issue_cert("localhost")) as url:
        assert greeting(url, tls_context(pinned, clock_trusted=True)) == "hello"


@pytest.mark.parametrize("trusted", [True, False])
def test_another_authority_is_not(pinned: Path, *, trusted: bool) -> None:
    """Somebody else's certificate is refused, also while the clock is not trusted."""
    with (
        serving(trustme.CA().issue_cert("localhost")) as url,
        pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        greeting(url, tls_context(pinned, clock_trusted=trusted))


@pytest.mark.parametrize("trusted", [True, False])
def test_another_name_is_not(authority: trustme.CA, pinned: Path, *, trusted: bool) -> None:
    """Our authority's certificate for another host is refused, also while the clock is not trusted."""
    with (
        serving(authority.issue_cert("elsewhere.test")) as url,
        pytest.raises(httpx.ConnectError, match="Hostname mismatch"),
    ):
        greeting(url, tls_context(pinned, clock_trusted=trusted))


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        pytest.param(datetime(2000, 1, 1, tzinfo=UTC), datetime(2001, 1, 1, tzinfo=UTC), id="clock far ahead"),
        pytest.param(datetime(2198, 1, 1, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC), id="clock far behind"),
    ],
)
def test_a_wrong_clock_gets_in_and_is_strict_afterwards(
    authority: trustme.CA, pinned: Path, begins: datetime, ends: datetime
) -> None:
    """Dates do not matter until the time is known; from then on the same context refuses the same certificate."""
    context = tls_context(pinned, clock_trusted=False)
    with serving(authority.issue_cert("localhost", not_before=begins, not_after=ends)) as url:
        assert greeting(url, context) == "hello"
        check_dates(context, on=True)
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            greeting(url, context)


@pytest.mark.parametrize("content", [None, "not a certificate"])
def test_an_unreadable_authority_is_named(tmp_path: Path, content: str | None) -> None:
    """A missing or empty PEM file stops the start with the setting's name and what to give."""
    path = tmp_path / "ca.pem"
    if content:
        path.write_text(content, encoding="ascii")
    with pytest.raises(ConfigError, match=r"server.ca = .*ca.pem.*give a PEM file"):
        tls_context(path, clock_trusted=True)
