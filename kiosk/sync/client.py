"""One kiosk's side of the wire: signs what it asks, believes only what our server signed. The laws are in `wire.py`.

Every method may be repeated. What went wrong is one of three:

    Unreachable   no answer, a redirect, a captive portal's page, a signature that is not our server's
    Busy          429 or 503, signed or not: a gateway cannot sign
    Refused       a refusal that our server signed, with its reason
"""

import secrets
from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlencode

import httpx
import msgspec

from kiosk.core.exchange import Cursor, ServerTime
from kiosk.core.ports import Clock
from kiosk.credentials import SigningKey, verified
from kiosk.errors import Refused, Unreachable
from kiosk.sync.transport import OK, Reply, decoded, reason, send
from kiosk.wire import (
    GZIP,
    KIOSK_ID,
    NONCE,
    SERVER_SIGNATURE,
    SIGNATURE,
    Ack,
    Digests,
    FeedPage,
    Fork,
    Gap,
    Heartbeat,
    HeartbeatReply,
    Push,
    packed,
    reply_to_sign,
    request_to_sign,
)

NOT_FOUND, CONFLICT, GONE, TOO_LARGE = 404, 409, 410, 413
UNSIGNED = frozenset({NOT_FOUND, TOO_LARGE})
"""Said without a signature by a server that is older than the question, or by a gateway before it."""
A = TypeVar("A", Ack, FeedPage, Digests, HeartbeatReply)


@dataclass(frozen=True, slots=True)
class TooLarge:
    """The request was refused as too large: by our server, where the answer was signed, or something before it."""

    signed: bool = False


class ServerClient:
    """Asks the server in the name of one kiosk."""

    def __init__(
        self,
        http: httpx.Client,
        key: SigningKey,
        kiosk_id: str,
        server_key: bytes,
        clock: Clock,
        *,
        heard: Callable[[ServerTime], None],
    ) -> None:
        """Use `http`, which knows the address; enrolment gave `server_key`; `heard` is told the server's time."""
        self._http = http
        self._key = key
        self._kiosk_id = kiosk_id
        self._server_key = server_key
        self._clock = clock
        self._heard = heard

    def push(self, log_id: str, push: Push) -> Ack | Gap | Fork | TooLarge:
        """Offer entries of one log. Raises SyncError; the server then may or may not have taken them."""
        reply = self._ask("POST", f"/api/v1/logs/{log_id}/events", msgspec.json.encode(push), {CONFLICT, TOO_LARGE})
        if reply.status == TOO_LARGE:
            return TooLarge(reply.signed)
        if reply.status == CONFLICT:
            return decoded(reply.body, Gap | Fork)  # type: ignore[arg-type]
        return self._timed(reply, decoded(reply.body, Ack))

    def feed(self, cursor: Cursor, limit: int, *, whole: bool = True, only: str = "") -> FeedPage | None:
        """Changes after `cursor`, all or of one kind; None when the server no longer knows what went since.

        `whole` when everything is being read from the beginning, so that it does not matter. Raises SyncError.
        """
        asked = {"epoch": cursor.epoch, "after": cursor.after, "limit": limit, "whole": int(whole)}
        query = urlencode(asked | ({"only": only} if only else {}))
        reply = self._ask("GET", f"/api/v1/feed?{query}", b"", {GONE})
        return None if reply.status == GONE else self._timed(reply, decoded(reply.body, FeedPage))

    def digests(self, cursor: Cursor, kinds: Collection[str], days: int) -> Digests | None:
        """What these collections add up to at `cursor`, the visits of so many days; None from a server without digests.

        Empty when the server no longer knows that place. Raises SyncError.
        """
        query = urlencode(
            {"epoch": cursor.epoch, "after": cursor.after, "kinds": ",".join(sorted(kinds)), "days": days}
        )
        reply = self._ask("GET", f"/api/v1/digests?{query}", b"", {GONE, NOT_FOUND})
        if reply.status == NOT_FOUND:
            return None
        return Digests("", {}, "") if reply.status == GONE else self._timed(reply, decoded(reply.body, Digests))

    def heartbeat(self, heartbeat: Heartbeat) -> HeartbeatReply:
        """Say how the kiosk is and hear what the server holds. Raises SyncError."""
        reply = self._ask("POST", "/api/v1/heartbeat", msgspec.json.encode(heartbeat), set())
        return self._timed(reply, decoded(reply.body, HeartbeatReply))

    def _ask(self, method: str, path: str, body: bytes, expected: set[int]) -> Reply:
        """The signed reply when its status is 200 or `expected`; two of those need no signature (`UNSIGNED`)."""
        nonce = secrets.token_urlsafe(16)
        small = packed(body)
        request = self._http.build_request(method, path, content=small or body)
        signature = self._key.sign(request_to_sign(method, request.url.raw_path.decode(), small or body, nonce))
        request.headers.update({KIOSK_ID: self._kiosk_id, NONCE: nonce, SIGNATURE: b64encode(signature).decode()})
        if small:
            request.headers["Content-Encoding"] = GZIP
        reply = send(self._http, request, self._clock)
        reply = replace(reply, signed=self._signed(reply, nonce))
        if reply.status in UNSIGNED & expected:
            return reply
        if not reply.signed:
            raise Unreachable(f"{path}: answer {reply.status} is not our server's; look for a captive portal")
        if reply.status != OK and reply.status not in expected:
            raise Refused(f"{path}: {reply.status}, {reason(reply.body) or 'no reason given'}")
        return reply

    def _timed(self, reply: Reply, answer: A) -> A:
        """Pass on the server's time, taken to be that of the middle between question and answer."""
        half = (reply.received_ns - reply.sent_ns) // 2
        try:
            told = datetime.fromisoformat(answer.server_time)
        except ValueError:
            return answer
        if told.tzinfo is not None:
            self._heard(ServerTime(reply.sent_ns + half, told.astimezone(UTC), half / 1e9 + 0.5))
        return answer

    def _signed(self, reply: Reply, nonce: str) -> bool:
        try:
            signature = b64decode(reply.headers.get(SERVER_SIGNATURE, ""), validate=True)
        except (BadBase64, ValueError):
            return False
        return verified(self._server_key, signature, reply_to_sign(nonce, reply.status, reply.body))
