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
from typing import Any, TypeVar

from kiosk.core.model import Fact, Kind, Stamp, WallState

YEARS = range(1900, 9999)
INTEGERS = range(-(2**63), 2**63)
Value = TypeVar("Value", int, str)
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
    for name in ("price", *_TEXTS):
        fields[name] = getattr(fact, name)
    present = {key: value for key, value in (fields | place).items() if value is not None}
    return CANONICAL.encode(present)


def read(body: str) -> Fact:
    """The fact in a body. Unknown keys are passed over; raises ValueError when it is not a fact at all.

    A value that no database could hold makes it none: a fact that was let in is read by every kiosk of its centre.
    """
    try:
        raw = json.loads(body)
        wall = datetime.fromisoformat(_needed(raw, "wall", str))
        if wall.tzinfo is None or wall.year not in YEARS:
            raise ValueError("wall without an offset, or of no clock's year")
        count = _value(raw, "count", int)
        return Fact(
            id=_needed(raw, "id", str),
            kind=Kind(raw["kind"]),
            at=Stamp(_needed(raw, "boot_ns", int), wall, WallState(raw["wall_state"])),
            centre=_needed(raw, "centre", str),
            day=date.fromisoformat(raw["day"]),
            count=1 if count is None else count,
            price=_value(raw, "price", int),
            **{name: _value(raw, name, str) for name in _TEXTS},
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a fact: {error!r}") from error


def _needed(raw: dict[str, Any], name: str, kind: type[Value]) -> Value:
    value = _value(raw, name, kind)
    if value is None:
        raise ValueError(f"no {name}")
    return value


def _value(raw: dict[str, Any], name: str, kind: type[Value]) -> Value | None:
    value = raw.get(name)
    if value is None:
        return None
    if type(value) is not kind:
        raise ValueError(f"{name} is no {kind.__name__}")
    if isinstance(value, int) and value not in INTEGERS:
        raise ValueError(f"{name} is beyond what is stored")
    if isinstance(value, str):
        value.encode()
    return value


_TEXTS = ("card", "resident", "service", "band", "tariff", "refers", "reason", "actor")
