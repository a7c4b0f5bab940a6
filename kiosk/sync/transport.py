"""One HTTP request and its answer, with everything that can go wrong on the way named.

No redirect is ever followed: it would carry a request to somebody else. An answer has an end in bytes and in time,
because the HTTP library's own timeout starts again with every byte that trickles in.
"""

from dataclasses import dataclass
from typing import TypeVar

import httpx
import msgspec

from kiosk.core.ports import Clock
from kiosk.errors import Busy, Unreachable, quoted
from kiosk.wire import Problem

LONGEST_REPLY = 16 * 1024 * 1024
LONGEST_WAIT = 120.0
PROXY = "check `proxy` in kiosk.toml, with a name and password where it asks for them (407)"
OK, TOO_MANY, UNAVAILABLE = 200, 429, 503
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, `signed` by our server or not, and when it was asked for and complete, in nanoseconds since boot."""

    status: int
    headers: httpx.Headers
    body: bytes
    sent_ns: int
    received_ns: int
    signed: bool = False


def send(http: httpx.Client, request: httpx.Request, clock: Clock) -> Reply:
    """Whatever answers, whoever it is. Raises Unreachable, or Busy for a 429 or 503."""
    request.headers["Content-Type"] = "application/json"
    begun, sent = clock.monotonic(), clock.now()
    try:
        response = _asked(http, request)
        try:
            body = _read(response, clock, begun + LONGEST_WAIT)
        finally:
            response.close()
    except httpx.ProxyError as error:
        raise Unreachable(f"the proxy refuses the way to {request.url.host}: {quoted(error)}; {PROXY}") from error
    except httpx.HTTPError as error:
        why = f"{request.url.host}: {type(error).__name__}: {quoted(error)}"
        raise Unreachable(f"{why}; check cable, address and name, and `proxy`") from error
    if response.status_code in {TOO_MANY, UNAVAILABLE}:
        raise Busy(f"{request.url.path}: {response.status_code}, come back later", _seconds(response.headers))
    return Reply(response.status_code, response.headers, body, sent.boot_ns, clock.now().boot_ns)


def _asked(http: httpx.Client, request: httpx.Request) -> httpx.Response:
    """Ask, and once more when the connection broke: a server closes an idle one just when we use it again."""
    try:
        return http.send(request, stream=True, follow_redirects=False)
    except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
        return http.send(request, stream=True, follow_redirects=False)


def _read(response: httpx.Response, clock: Clock, until: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > LONGEST_REPLY or clock.monotonic() > until:
            raise Unreachable(f"{response.url.path}: the answer is too long or too slow to be our server's")
    return bytes(body)


def decoded(body: bytes, kind: type[T]) -> T:
    """The body as `kind`; raises Unreachable when it is something else."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        why = f"the answer is not what this version understands ({quoted(error)})"
        raise Unreachable(f"{why}; update the kiosk") from error


def reason(body: bytes) -> str:
    """Why a request was refused, in the server's words, shortened; empty when these are not a server's words."""
    try:
        return quoted(msgspec.json.decode(body, type=Problem).detail)
    except msgspec.MsgspecError:
        return ""


def _seconds(headers: httpx.Headers) -> float:
    """Retry-After in seconds. Its other form, a date, is passed over: this machine's clock may be wrong."""
    value = headers.get("Retry-After", "")
    return float(value) if value.isdecimal() else 0.0
