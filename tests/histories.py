"""Seeded histories of machines without a clock, whose truth is known: what is estimated, and what it was."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from kiosk.core.anchors import STAFF_ERROR, Anchor, Boot
from kiosk.core.model import WallState
from kiosk.core.timeline import Estimate, Timeline, in_a_row

BEGIN = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
DALI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Told:
    """One fact: where it was stored, when it really was, what is estimated, and whether its boot heard the time."""

    truth: datetime
    estimate: Estimate
    heard: bool

    @property
    def error(self) -> float:
        """How far off the estimate is, in seconds."""
        return abs((self.truth - self.estimate.utc).total_seconds())

    @property
    def inside(self) -> bool:
        """Whether the truth is within what is stated."""
        return self.error <= self.estimate.within + 1e-3

    @property
    def right_day(self) -> bool:
        """Whether the estimate is of the true service day."""
        return self.truth.astimezone(DALI).date() == self.estimate.utc.astimezone(DALI).date()


def history(seed: int, source: WallState = WallState.SERVER) -> Iterator[Told]:
    """Up to nine boots with crystals off by up to 60 ppm; three of five boots hear the time, some more than once."""
    random, now = Random(seed), BEGIN
    boots, anchors, facts = list[Boot](), list[Anchor](), list[tuple[int, int, datetime]]()
    for number in range(1, random.randrange(2, 10)):
        rate, length = 1 + random.uniform(-60e-6, 60e-6), random.uniform(60, 86400)
        for moment in (random.uniform(0, length) for _ in range(random.choice([0, 0, 1, 1, 3]))):
            error, stated = _errors(random, source)
            heard = now + timedelta(seconds=moment + error)
            anchors.append(Anchor(number, int(moment * rate * 1e9), heard, stated, source))
        taps = [random.uniform(0, length) for _ in range(random.randrange(40))]
        facts += [(number, int(moment * rate * 1e9), now + timedelta(seconds=moment)) for moment in taps]
        boots.append(Boot(number, 0, int(length * rate * 1e9)))
        gap = random.choice([random.uniform(5, 120), random.uniform(60, 6 * 3600), random.uniform(0, 5 * 86400)])
        now += timedelta(seconds=length + gap)
    timeline = Timeline(in_a_row(boots), anchors, earliest=BEGIN - timedelta(hours=1), latest=now)
    heard_in = {anchor.boot for anchor in anchors}
    for number, boot_ns, truth in facts:
        yield Told(truth, timeline.at(number, boot_ns, DALI), number in heard_in)


def _errors(random: Random, source: WallState) -> tuple[float, float]:
    """How wrong an anchor is, and how wrong it may be by its own word."""
    if source is WallState.STAFF:
        return random.uniform(-STAFF_ERROR, STAFF_ERROR), STAFF_ERROR
    error = random.uniform(-0.5, 0.5)
    return error, abs(error) + 0.5
