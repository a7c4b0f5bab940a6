"""What is strange about an entry's content. Strange ones are kept, never refused: one must not block those behind it.

A reason that is `HELD` keeps the fact out of all counts until a person says otherwise; any other only asks for a look.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from kiosk.core import log
from kiosk.core.bundle import MOST_FEN
from kiosk.core.model import Fact, Kind

LONGEST_ID = 64
MOST_GUESTS = 99
OLDEST_DAYS = 400
NEWEST_DAYS = 1


class Strange(StrEnum):
    """Why an entry waits for a person."""

    UNREADABLE = "unreadable"
    MISPLACED = "misplaced"
    OTHER_CENTRE = "other_centre"
    ODD_COUNT = "odd_count"
    CHANGED = "changed"
    ODD_PRICE = "odd_price"
    ODD_TIME = "odd_time"
    UNKNOWN_RESIDENT = "unknown_resident"


HELD = frozenset({Strange.UNREADABLE, Strange.MISPLACED, Strange.OTHER_CENTRE, Strange.ODD_COUNT, Strange.CHANGED})


@dataclass(frozen=True, slots=True)
class Inspected:
    """An entry's fact, if it is one, and the first thing that is strange about it."""

    fact: Fact | None
    strange: Strange | None

    @property
    def counts(self) -> bool:
        """Whether the fact may count without a person's word."""
        return self.fact is not None and self.strange not in HELD


def inspect(body: str, log_id: str, seq: int, centre: str, now: datetime) -> Inspected:
    """Look at one body as it came in."""
    try:
        fact = log.read(body)
        place = msgspec.json.decode(body, type=Place)
    except (ValueError, OverflowError, RecursionError, msgspec.MsgspecError):
        return Inspected(None, Strange.UNREADABLE)
    if len(fact.id) > LONGEST_ID or "\\u0000" in body:
        return Inspected(None, Strange.UNREADABLE)
    if place.log != log_id or place.seq != seq:
        return Inspected(fact, Strange.MISPLACED)
    return Inspected(fact, _strange(fact, centre, now))


class Place(msgspec.Struct):
    """Where a body says that it stands: its place in its log, and the boot that it was written in."""

    log: str
    seq: int
    boot: int = 0
    run: str = ""


def _strange(fact: Fact, centre: str, now: datetime) -> Strange | None:
    if fact.centre != centre:
        return Strange.OTHER_CENTRE
    if not 1 <= fact.count <= MOST_GUESTS or (fact.count > 1 and fact.kind is not Kind.GUEST):
        return Strange.ODD_COUNT
    if fact.price is not None and not 0 <= fact.price <= MOST_FEN:
        return Strange.ODD_PRICE
    age = now.date() - fact.day
    if fact.at.state.sure and not timedelta(days=-NEWEST_DAYS) <= age <= timedelta(days=OLDEST_DAYS):
        return Strange.ODD_TIME
    return None
