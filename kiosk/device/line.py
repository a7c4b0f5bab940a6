"""The way to the server, step by step, to show whom to call: name, connection, certificate, answer.

Where a proxy is set, it is the proxy's name and connection, and then the tunnel through it.
"""

import socket
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import SplitResult, unquote, urlsplit

from kiosk.core.finding import Finding
from kiosk.errors import KioskError, quoted

DEFAULT_PORTS = {"http": 80, "https": 443}
ASKS_FOR_A_NAME = "407"
LISTED = "on the server: is this kiosk listed, and not revoked?"


def examine_line(
    url: str, tls: ssl.SSLContext, ask: Callable[[], object], *, timeout: float = 10.0, proxy: str = ""
) -> Iterator[Finding]:
    """Stop at the first step that fails. `ask` sends a signed request that changes nothing and raises KioskError."""
    way = Way(urlsplit(url), urlsplit(proxy) if proxy else None, timeout)
    for name, step, fix in (*way.steps(tls), ("server answer", lambda: _ask(ask), LISTED)):
        try:
            yield Finding(name, True, step())
        except (OSError, HTTPException, KioskError) as error:
            yield Finding(name, False, f"{way.place(name)}: {quoted(error, 300)}", way.mend(error) or fix)
            return


@dataclass(frozen=True, slots=True)
class Way:
    """How the server is reached; `timeout` is in seconds for each step."""

    server: SplitResult
    proxy: SplitResult | None
    timeout: float

    def steps(self, tls: ssl.SSLContext) -> Iterator[tuple[str, Callable[[], str], str]]:
        """What has to work before a request can be sent: its name, what does it, and what to look at if it fails."""
        one, wire = ("proxy", "`proxy`") if self.proxy else ("server", "`url`")
        yield f"{one} name", self._resolve, f"check the network cable or Wi-Fi, and {wire} in kiosk.toml"
        yield f"{one} connection", self._connect, f"check that the {one} runs, and the firewall"
        if self.proxy and self.server.scheme == "https":
            yield "server connection", self._tunnelled, "ask who runs the proxy to let this server and port through"
        if self.server.scheme == "https":
            yield "server certificate", lambda: self._greet(tls), "check the clock, and `ca` in kiosk.toml"

    def place(self, step: str) -> str:
        """Which machine a step is about."""
        part = self.proxy if self.proxy and step.startswith("proxy") else self.server
        through = f" through proxy {_place(self.proxy)}" if self.proxy and part is self.server else ""
        return _place(part) + through

    def mend(self, error: Exception) -> str:
        """What helps against what the proxy itself said; empty for all else."""
        if self.proxy and ASKS_FOR_A_NAME in str(error):
            return 'the proxy asks for a name and password: proxy = "http://name:password@host:port" in kiosk.toml'
        return ""

    def _resolve(self) -> str:
        host, port = _where(self.proxy or self.server)
        addresses = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
        return f"{host} is {', '.join(sorted(addresses))}"

    def _connect(self) -> str:
        place = _where(self.proxy or self.server)
        with socket.create_connection(place, self.timeout):
            return f"port {place[1]} answers"

    def _tunnelled(self) -> str:
        with closing(self._open()):
            return f"reaches {_place(self.server)} through proxy {_place(self.proxy or self.server)}"

    def _greet(self, tls: ssl.SSLContext) -> str:
        with self._open() as plain, tls.wrap_socket(plain, server_hostname=self.server.hostname) as line:
            return f"{line.version()}, certificate accepted"

    def _open(self) -> socket.socket:
        """A connection to the server. Raises OSError or HTTPException with what a proxy answered."""
        if self.proxy is None:
            return socket.create_connection(_where(self.server), self.timeout)
        tunnel = HTTPConnection(*_where(self.proxy), timeout=self.timeout)
        tunnel.set_tunnel(*_where(self.server), headers=_credentials(self.proxy))
        tunnel.connect()
        return tunnel.sock


def _where(part: SplitResult) -> tuple[str, int]:
    return part.hostname or "", part.port or DEFAULT_PORTS[part.scheme]


def _place(part: SplitResult) -> str:
    """Host and port, without a password."""
    host, port = _where(part)
    return f"{host}:{port}"


def _credentials(proxy: SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def _ask(ask: Callable[[], object]) -> str:
    ask()
    return "it knows this kiosk, and its signature is right"
