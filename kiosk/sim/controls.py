"""Designs that the same histories must prove wrong. A simulation that cannot fail shows nothing.

delete-on-ack      the kiosk forgets what the server has acknowledged: a restored server never gets it again
normal             the database syncs at checkpoints only, as most do: a power cut takes ticks back
naive-timestamps   a fact is known by its kiosk's wall clock: two of one second are one, after a jump or a boot
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from kiosk.core.model import Stamp
from kiosk.sim.people import identity
from kiosk.store.store import Store

FORGET = """UPDATE log SET base_hash = (SELECT hash FROM event WHERE event.log = log.log AND seq = acked), base = acked
WHERE acked > base"""


@dataclass(frozen=True)
class Design:
    """How facts get their identity, and what a kiosk does with its log after each turn of the courier."""

    name: str
    new_id: Callable[[Stamp, Random], str]
    tidy: Callable[[Store], None]
    setup: Callable[[Store], None]


def keep(_store: Store) -> None:
    """The product: nothing goes."""


def forget(store: Store) -> None:
    """Delete what was acknowledged, as most queues do."""
    with store.database.writing():
        store.database.rows(FORGET)
        store.database.rows("DELETE FROM event WHERE seq <= (SELECT base FROM log WHERE log.log = event.log)")


def relax(store: Store) -> None:
    """Believe that write-ahead logging alone is durable."""
    store.database.rows("PRAGMA synchronous = normal")


def by_the_clock(at: Stamp, _random: Random) -> str:
    """An identity as attendance programs make it: the second on the wall."""
    return f"{at.wall:%Y%m%d%H%M%S}"


PRODUCT = Design("product", identity, keep, keep)
DELETE_ON_ACK = Design("delete-on-ack", identity, forget, keep)
NORMAL = Design("normal", identity, keep, relax)
NAIVE_TIMESTAMPS = Design("naive-timestamps", by_the_clock, keep, keep)
DESIGNS = {design.name: design for design in (PRODUCT, DELETE_ON_ACK, NORMAL, NAIVE_TIMESTAMPS)}
