"""What the kiosk's database and the courier hand each other: where each log stands, and what the server changed.

They live here because the store and the courier may not know each other; neither knows the other's formats.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kiosk.core.model import Card, Fact, Resident, Service, Settings, Staff, Tariff


@dataclass(frozen=True, slots=True)
class LogHead:
    """Where one log stands: entries `base` + 1 to `seq` are held here, those up to `acked` are on the server.

    `hash` is that of entry `seq` (the log's root when it is empty). Exactly one log is `current`: new facts go there.
    `parent` and `parent_seq` say which log this one continues, and from where.
    """

    log_id: str
    base: int
    seq: int
    hash: bytes
    acked: int
    current: bool
    parent: str | None = None
    parent_seq: int = 0


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A fact from another kiosk of the same centre."""

    kiosk: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class CardKey:
    """A card issuer's public key (32 bytes, Ed25519) by its key id."""

    id: str
    public: bytes


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that this version does not understand: only that it was told is kept."""


Thing = Settings | Staff | Card | Service | Tariff | Resident | Neighbour | CardKey


@dataclass(frozen=True, slots=True)
class Change:
    """One thing as it is now on the server; None when it is gone. `kind` and `id` together name it for ever.

    Kinds: settings, staff, card, service, tariff, resident, visit (a `Neighbour`), card_key; a newer server has more.
    `sent` is the hash of what travelled, for the collection's digest; `day` the day that a visit counts for.
    """

    kind: str
    id: str
    version: int
    value: Thing | Unread | None
    sent: int = 0
    day: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """What a collection (all things of one kind) adds up to: how many there are, and their hashes in any order."""

    count: int
    total: int


SPAN = 2**48
"""A thing's hash is smaller than this, and a digest's total is taken modulo it."""


def digest(hashes: Iterable[int]) -> Digest:
    """Add the hashes of a collection's things up."""
    found = list(hashes)
    return Digest(len(found), sum(found) % SPAN)


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the server's changes were read. An epoch is one life of the server's database; empty: never read."""

    epoch: str = ""
    after: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """One boot under its name for ever: it came after the moment `after_ns` of the run `after`, if of any."""

    name: str
    number: int
    first_ns: int
    after: str | None
    after_ns: int


@dataclass(frozen=True, slots=True)
class Moment:
    """An anchor (`core/timeline.py`) of a run: at `boot_ns` it was `utc`, give or take `error` seconds."""

    run: str
    boot_ns: int
    utc: datetime
    error: float
    source: str


@dataclass(frozen=True, slots=True)
class ServerTime:
    """The server's own time in a signed reply: at `boot_ns` of this boot it was `utc`, give or take `error` seconds."""

    boot_ns: int
    utc: datetime
    error: float
