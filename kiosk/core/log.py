"""The event log: every fact gets a place in its kiosk's log and is chained to the one before it.

    body = canonical JSON of the fact and its place        hash = SHA-256(previous hash || body in UTF-8)

The body travels as the text that was hashed, so a reader that is older or newer than the writer verifies the same
bytes, and an auditor needs nothing but SHA-256. The first entry of a log chains to `root(log_id)`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from kiosk.core.model import Fact, Kind, Stamp, WallState

CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact with its place in a log: `hash` proves `body` and everything before it."""

    seq: int
    hash: bytes
    body: str


def root(log_id: str) -> bytes:
    """What the first entry of a log chains to."""
    return sha256(f"kiosk log {log_id}".encode()).digest()


def link(previous: bytes, body: str) -> bytes:
    """The hash of an entry with this body after `previous`."""
    return sha256(previous + body.encode()).digest()


def seal(fact: Fact, log_id: str, seq: int, previous: bytes, *, boot: int, app: str, run: str | None = None) -> Entry:
    """Place a fact: `seq` counts from 1 without gaps, `boot` is the machine's boot number, `app` the version.

    `run` names the boot for ever and everywhere: copies of a card count their boots alike.
    """
    body = write(fact, {"log": log_id, "seq": seq, "boot": boot, "app": app, "run": run})
    return Entry(seq, link(previous, body), body)


def moved(body: str, log_id: str, seq: int, previous: bytes) -> Entry:
    """The same fact at a place in another log: only `log` and `seq` change, so keys unknown to this version survive."""
    raw = json.loads(body) | {"log": log_id, "seq": seq}
    placed = CANONICAL.encode(raw)
    return Entry(seq, link(previous, placed), placed)


def first_break(entries: Iterable[Entry], previous: bytes) -> int | None:
    """The seq of the first entry that does not chain to the one before it, None when all do."""
    for entry in entries:
        if link(previous, entry.body) != entry.hash:
            return entry.seq
        previous = entry.hash
    return None


def write(fact: Fact, place: dict[str, Any]) -> str:
    """Canonical JSON: sorted keys, no spaces, absent values left out, instants in UTC with microseconds."""
    fields: dict[str, Any] = {
        "id": fact.id,
        "kind": fact.kind.value,
        "boot_ns": fact.at.boot_ns,
        "wall": fact.at.wall.astimezone(UTC).isoformat(timespec="microseconds"),
        "wall_state": fact.at.state.value,
        "centre": fact.centre,
        "day": fact.day.isoformat(),
        "count": None if fact.count == 1 else fact.count,
    }
    for name in _OPTIONAL:
        fields[name] = getattr(fact, name)
    present = {key: value for key, value in (fields | place).items() if value is not None}
    return CANONICAL.encode(present)


def read(body: str) -> Fact:
    """The fact in a body. Unknown keys are passed over; raises ValueError when it is not a fact at all."""
    try:
        raw = json.loads(body)
        at = Stamp(int(raw["boot_ns"]), datetime.fromisoformat(raw["wall"]), WallState(raw["wall_state"]))
        if at.wall.tzinfo is None or not isinstance(raw.get("price"), int | None):
            raise ValueError("wall without an offset, or a price that is not fen")
        return Fact(
            id=str(raw["id"]),
            kind=Kind(raw["kind"]),
            at=at,
            centre=str(raw["centre"]),
            day=date.fromisoformat(raw["day"]),
            count=int(raw.get("count", 1)),
            **{name: raw.get(name) for name in _OPTIONAL},
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a fact: {error!r}") from error


_OPTIONAL = ("card", "resident", "service", "band", "price", "tariff", "refers", "reason", "actor")
