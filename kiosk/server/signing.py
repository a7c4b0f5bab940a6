"""Lets only enrolled kiosks in and signs every answer to them, by the laws of `wire.py`. Wraps the API, knows no call.

The reply is held back until it is whole, because its hash is signed; then it is packed for whoever unpacks. The kiosk
that asks is `scope["state"]["kiosk"]`.
"""

from base64 import b64decode, b64encode
from binascii import Error as BadBase64

import msgspec
from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.types import ASGIApp, HTTPRequestEvent, Message, Receive, Scope, Send

from kiosk.credentials import verified
from kiosk.server.kiosks import find
from kiosk.server.site import Site
from kiosk.server.tables import Kiosk
from kiosk.wire import (
    GZIP,
    KIOSK_ID,
    NONCE,
    SERVER_SIGNATURE,
    SIGNATURE,
    Problem,
    packed,
    reply_to_sign,
    request_to_sign,
    unpacked,
)

LONGEST_BODY = 1024 * 1024
LONGEST_NONCE = 64
UNAUTHORIZED, FORBIDDEN, TOO_LARGE = 401, 403, 413


class SignedExchange:
    """ASGI middleware around the calls that only kiosks may make."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        """Guard `app` with the keys that `site` knows."""
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, ask the app, sign."""
        request: Request[None, None, State] = Request(scope, receive)
        nonce = request.headers.get(NONCE, "")[:LONGEST_NONCE]
        body = await _whole(receive)
        reply = _Reply()
        if body is None:
            await reply.problem(TOO_LARGE, f"a request has at most {LONGEST_BODY} bytes; send less at once")
        else:
            await self._answer(request, nonce, body, reply)
        signature = self._site.keys.server.sign(reply_to_sign(nonce, reply.status, bytes(reply.body)))
        reply.headers.append((SERVER_SIGNATURE.lower().encode(), b64encode(signature)))
        await reply.pass_on(send, small=GZIP in request.headers.get("Accept-Encoding", ""))

    async def _answer(self, request: Request[None, None, State], nonce: str, body: bytes, reply: "_Reply") -> None:
        kiosk = await sync_to_thread(find, self._site.database, request.headers.get(KIOSK_ID, ""))
        if kiosk is None or not nonce or not _genuine(request, kiosk, nonce, body):
            await reply.problem(UNAUTHORIZED, "the request is not signed by a kiosk we know; enrol it again")
        elif kiosk.revoked_at:
            await reply.problem(FORBIDDEN, "this kiosk was revoked; enrol it again with a new token")
        elif (whole := _opened(request, body)) is None:
            await reply.problem(TOO_LARGE, f"unpacked, a request has at most {LONGEST_BODY} bytes; send less at once")
        else:
            request.scope["state"]["kiosk"] = kiosk
            await self._app(request.scope, _replay(whole), reply.take)


def _genuine(request: Request[None, None, State], kiosk: Kiosk, nonce: str, body: bytes) -> bool:
    try:
        signature = b64decode(request.headers.get(SIGNATURE, ""), validate=True)
    except (BadBase64, ValueError):
        return False
    path = (request.scope.get("raw_path") or request.scope["path"].encode()).decode("latin-1").partition("?")[0]
    query = request.scope["query_string"].decode("latin-1")
    signed = request_to_sign(request.method, f"{path}?{query}" if query else path, body, nonce)
    return verified(bytes(kiosk.public_key), signature, signed)


def _opened(request: Request[None, None, State], body: bytes) -> bytes | None:
    """The body as the kiosk meant it; None when it cannot be unpacked within `LONGEST_BODY`."""
    return unpacked(body, LONGEST_BODY) if request.headers.get("Content-Encoding") == GZIP else body


class _Reply:
    """An answer, taken in whole before it is passed on."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = bytearray()

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message["headers"])
        elif message["type"] == "http.response.body":
            self.body += message["body"]

    async def problem(self, status: int, detail: str) -> None:
        self.status = status
        self.body += msgspec.json.encode(Problem(detail))
        self.headers = [(b"content-type", b"application/json"), (b"content-length", str(len(self.body)).encode())]

    async def pass_on(self, send: Send, *, small: bool) -> None:
        body = bytes(self.body)
        if small and (less := packed(body)):
            body = less
            self.headers = [header for header in self.headers if header[0].lower() != b"content-length"]
            self.headers += [(b"content-encoding", GZIP.encode()), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})


async def _whole(receive: Receive) -> bytes | None:
    """The request's body; None when it is longer than `LONGEST_BODY`."""
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message["body"]
        more = message["more_body"]
        if len(body) > LONGEST_BODY:
            return None
    return bytes(body)


def _replay(body: bytes) -> Receive:
    async def receive() -> HTTPRequestEvent:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
