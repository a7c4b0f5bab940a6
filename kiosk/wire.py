"""Everything that crosses the network between a kiosk and the server, declared once. JSON over HTTP, by msgspec.

    POST /api/v1/enrol                     EnrolRequest  -> EnrolReply        the one request without a signature
    POST /api/v1/logs/{log_id}/events      Push          -> Ack | 409 Gap | 409 Fork
    GET  /api/v1/feed?epoch=&after=&limit= (no body)     -> FeedPage          410 when the cursor is too old
                      &whole=&only=                                           all, or of one kind, from the beginning
    GET  /api/v1/digests?epoch=&after=     (no body)     -> Digests           410 likewise
                         &kinds=&days=
    POST /api/v1/heartbeat                 Heartbeat     -> HeartbeatReply

Laws:
1. Every request but enrolment carries `Kiosk-Id`, `Kiosk-Nonce` and `Kiosk-Signature` over method, path with query,
   body hash and nonce. No timestamp: a machine without a clock must get in, and a replay changes nothing.
2. Every reply to a signed request carries `Server-Signature` over that nonce, the status and the body hash.
   A 200 without it (a captive portal, say) is no answer at all.
3. What is longer than a packet travels as gzip, either way. A request's signature is over the bytes that travel, so
   that nothing unsigned is unpacked; a reply's over the JSON, which whoever asked for gzip unpacks anyway.
4. An event's body is the text that was hashed (`core/log.py`). Strange content is kept aside, never refused.
5. A row's hash is over its payload's very bytes, so that a kiosk can tell whether it has all rows as they were sent
   without understanding any of them.
"""

import gzip
import zlib
from hashlib import sha256

import msgspec

from kiosk.core.exchange import SPAN, Digest, Moment, Run

MAX_EVENTS = 500
MAX_BYTES = 256 * 1024
A_PACKET = 1400
GZIP = "gzip"
KIOSK_ID, NONCE, SIGNATURE, SERVER_SIGNATURE = "Kiosk-Id", "Kiosk-Nonce", "Kiosk-Signature", "Server-Signature"


class EnrolRequest(msgspec.Struct, frozen=True):
    """A new kiosk introduces itself. `public_key` is raw Ed25519 (32 bytes, base64 on the wire)."""

    token: str
    public_key: bytes
    hardware: str
    version: str


class EnrolReply(msgspec.Struct, frozen=True):
    """What the kiosk is from now on, and the two public keys it has to trust: the server's and the card issuer's."""

    kiosk_id: str
    name: str
    centre: str
    server_key: bytes
    card_keys: dict[str, bytes] = {}


class Event(msgspec.Struct, frozen=True):
    """One entry of a log; `hash` is 32 bytes."""

    seq: int
    hash: bytes
    body: str


class Push(msgspec.Struct, frozen=True):
    """Up to `MAX_EVENTS` entries in a row. `prev_hash` is the hash before the first of them.

    `parent` and `parent_seq` say which log this one continues after a fork or a change of hardware.
    """

    first_seq: int
    prev_hash: bytes
    events: list[Event]
    boot: int
    boot_ns: int
    parent: str | None = None
    parent_seq: int = 0


class Ack(msgspec.Struct, frozen=True):
    """The batch is durable on the server. Names the batch's last event, not the server's head (`sync.md` 1.4)."""

    ack_seq: int
    ack_hash: bytes
    server_epoch: str
    server_head: int
    server_time: str


class Gap(msgspec.Struct, frozen=True, tag="gap"):
    """The server holds less than the kiosk thought: start again at `expected`."""

    expected: int


class Fork(msgspec.Struct, frozen=True, tag="fork"):
    """The server holds another history of this log: some of its (seq, hash) points, newest first."""

    points: list[tuple[int, bytes]]


class FeedRow(msgspec.Struct, frozen=True):
    """One changed thing. `kind`: settings, staff, card, service, tariff, resident, visit, card_key, kiosk."""

    seq: int
    kind: str
    id: str
    version: int
    deleted: bool
    payload: msgspec.Raw = msgspec.field(default_factory=lambda: msgspec.Raw(b"null"))


class FeedPage(msgspec.Struct, frozen=True):
    """Changes in the order of `change_seq`; the cursor of the next request is `next` in epoch `epoch`."""

    epoch: str
    next: int
    more: bool
    rows: list[FeedRow]
    server_time: str


class NeighbourVisit(msgspec.Struct, frozen=True):
    """Payload of a `visit` row: an entry of another kiosk of the same centre, and the day that it counts for."""

    kiosk: str
    body: str
    day: str = ""


class Digests(msgspec.Struct, frozen=True):
    """What each collection adds up to for a kiosk that has read up to its cursor.

    Left out is what changed after the cursor. Of visits, those that count for `since` and the days after it.
    """

    since: str
    collections: dict[str, Digest]
    server_time: str


class HelpCall(msgspec.Struct, frozen=True):
    """Somebody at the kiosk asked for a person, so many seconds ago.

    `boot_ns`, CLOCK_BOOTTIME at that moment, tells one call from the next; no clock needs to be right for either. After
    a boot nobody can know how long ago it was: the seconds are then no more than those since the boot.
    """

    boot_ns: int
    seconds: int


class Heartbeat(msgspec.Struct, frozen=True):
    """How the kiosk is. `heads` maps each log to its last (seq, hash); `readers` a reader's name to its state.

    `runs` and `moments` are boots and anchors that the server has not heard of; a reply with 200 means that it has now.
    `bundle` is the version of the settings, services and prices in force there; `refused` says why that is not the
    newest, and `flaws` the same as values (`core/bundle.Problem`), for people who read no English. `unlike` says which
    collections are not what the server holds although they were fetched again; `help` is the newest call for a person
    that nobody there has answered. `run` and `boot_ns` say when it was written, so that one that comes late is
    known; `lost` are entries that this kiosk cannot save any more, as (log, first, last). `ahead` is by how many
    seconds NTP's time there is ahead of ours (negative: behind) when that is more than working clocks can be.
    """

    heads: dict[str, tuple[int, bytes]]
    unsent: int
    oldest_unsent_seconds: int
    free_bytes: int
    wall_state: str
    hardware: str
    version: str
    readers: dict[str, str] = {}
    runs: list[Run] = []
    moments: list[Moment] = []
    refused: str = ""
    help: HelpCall | None = None
    unlike: list[str] = []
    flaws: list[tuple[str, str, str]] = []
    bundle: str = ""
    run: str = ""
    boot_ns: int = 0
    lost: list[tuple[str, int, int]] = []
    ahead: float | None = None


class HeartbeatReply(msgspec.Struct, frozen=True):
    """What the server holds of each log, its epoch and its time."""

    heads: dict[str, tuple[int, bytes]]
    server_epoch: str
    server_time: str


class Problem(msgspec.Struct, frozen=True):
    """Any other refusal: what is wrong and what to do."""

    detail: str


def row_hash(kind: str, name: str, payload: bytes) -> int:
    """What one row of the feed adds to the digest of its kind."""
    return int.from_bytes(sha256(b"\0".join([kind.encode(), name.encode(), payload])).digest()) % SPAN


def packed(body: bytes) -> bytes | None:
    """The body as gzip, always the same for the same body; None when it is not worth it."""
    return gzip.compress(body, mtime=0) if len(body) > A_PACKET else None


def unpacked(body: bytes, most: int) -> bytes | None:
    """What was packed; None when it is broken, or longer than `most` bytes: a small packet can hold gigabytes."""
    unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        whole = unpacker.decompress(body, most + 1)
    except zlib.error:
        return None
    return whole if unpacker.eof and len(whole) <= most else None


def request_to_sign(method: str, path: str, body: bytes, nonce: str) -> bytes:
    """The bytes that a kiosk signs. `path` includes the query."""
    return b"\n".join(
        [b"kiosk request 1", method.upper().encode(), path.encode(), sha256(body).digest(), nonce.encode()]
    )


def reply_to_sign(nonce: str, status: int, body: bytes) -> bytes:
    """The bytes that the server signs in answer to the request with this nonce."""
    return b"\n".join([b"kiosk reply 1", nonce.encode(), str(status).encode(), sha256(body).digest()])
