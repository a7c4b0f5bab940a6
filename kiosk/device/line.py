"""The way to the server, step by step, to show whom to call: name, connection, certificate, answer."""

import socket
import ssl
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from kiosk.core.finding import Finding
from kiosk.errors import KioskError

DEFAULT_PORTS = {"http": 80, "https": 443}


def examine_line(
    url: str, tls: ssl.SSLContext, ask: Callable[[], object], *, timeout: float = 10.0
) -> Iterator[Finding]:
    """Stop at the first step that fails. `ask` sends a signed request that changes nothing and raises KioskError."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]
    certificate = (
        "server certificate",
        lambda: _greet(host, port, tls, timeout),
        "check the clock, and `ca` in kiosk.toml",
    )
    steps: list[tuple[str, Callable[[], str], str]] = [
        ("server name", lambda: _resolve(host, port), "check the network cable or Wi-Fi, and `url` in kiosk.toml"),
        ("server connection", lambda: _connect(host, port, timeout), "check that the server runs, and the firewall"),
        *([certificate] if parts.scheme == "https" else []),
        ("server answer", lambda: _ask(ask), "on the server: is this kiosk listed, and not revoked?"),
    ]
    for name, step, fix in steps:
        try:
            yield Finding(name, True, step())
        except (OSError, KioskError) as error:
            yield Finding(name, False, f"{host}:{port}: {error}", fix)
            return


def _resolve(host: str, port: int) -> str:
    addresses = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    return f"{host} is {', '.join(sorted(addresses))}"


def _connect(host: str, port: int, timeout: float) -> str:
    with socket.create_connection((host, port), timeout):
        return f"port {port} answers"


def _greet(host: str, port: int, tls: ssl.SSLContext, timeout: float) -> str:
    with socket.create_connection((host, port), timeout) as plain, tls.wrap_socket(plain, server_hostname=host) as line:
        return f"{line.version()}, certificate accepted"


def _ask(ask: Callable[[], object]) -> str:
    ask()
    return "it knows this kiosk, and its signature is right"
