"""The one file that reads a clock or sleeps. Everything else is handed one of these (`style.md` rule 4)."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from uuid import UUID

from kiosk.core.model import Stamp, WallState
from kiosk.core.timeline import DRIFT, Anchor

SYNCHRONIZED = Path("/run/systemd/timesync/synchronized")
RELEASED = 2026
"""The year of this release: a wall clock that shows an earlier one was never set."""


class SystemClock:
    """This machine's clocks: CLOCK_BOOTTIME counts through suspend and never jumps; the wall clock may be wrong.

    While timesyncd has not said since boot that the wall is right, what somebody trustworthy told in this boot counts
    instead, carried on by CLOCK_BOOTTIME: certificates, days and opening hours need no right system clock.
    """

    def __init__(self) -> None:
        """Nobody has told the time yet."""
        self._anchor: Anchor | None = None

    def now(self) -> Stamp:
        """This moment: by NTP, else by what was told in this boot, else what was saved, unless that cannot be."""
        boot_ns = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
        wall = datetime.now(UTC)
        if SYNCHRONIZED.exists():
            return Stamp(boot_ns, wall, WallState.NTP)
        if told := self._anchor:
            return Stamp(boot_ns, told.utc + timedelta(microseconds=(boot_ns - told.boot_ns) // 1000), told.source)
        return Stamp(boot_ns, wall, WallState.EPOCH if wall.year < RELEASED else WallState.SAVED)

    def hear(self, anchor: Anchor) -> None:
        """Somebody told the time of a moment of this boot; kept while nothing surer is known."""
        known = self._anchor
        if known is None or anchor.error <= known.error + abs(anchor.boot_ns - known.boot_ns) / 1e9 * DRIFT:
            self._anchor = anchor

    def monotonic(self) -> float:
        """Seconds for timers and back-off."""
        return time.monotonic()

    def wait(self, stop: Event, seconds: float) -> bool:
        """Sleep, or wake at once when `stop` is set; True when it was."""
        return stop.wait(seconds)


class ShiftedClock(SystemClock):
    """This machine's clocks, turned forward or back by hand: the demo plays a morning at any hour."""

    def __init__(self) -> None:
        """Begin at the real time."""
        super().__init__()
        self.shift = timedelta()

    def now(self) -> Stamp:
        """The real moment, shifted. Time since boot is shifted too: a person turned both."""
        real = super().now()
        return Stamp(real.boot_ns + self.shift // timedelta(microseconds=1) * 1000, real.wall + self.shift, real.state)

    def skip(self, seconds: float) -> None:
        """Turn the clock."""
        self.shift += timedelta(seconds=seconds)


@dataclass
class SteppedClock:
    """A clock that moves only when told to, for tests, the demo and simulations. Starts at `start`, 5 s after boot."""

    start: datetime
    state: WallState = WallState.NTP
    passed: timedelta = field(default_factory=timedelta)

    def now(self) -> Stamp:
        """The moment to which `advance` has brought this clock."""
        return Stamp(int((5 + self.passed.total_seconds()) * 1e9), self.start + self.passed, self.state)

    def monotonic(self) -> float:
        """Seconds since the start."""
        return 5 + self.passed.total_seconds()

    def wait(self, stop: Event, seconds: float) -> bool:
        """Pass the time at once."""
        self.advance(seconds)
        return stop.is_set()

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.passed += timedelta(seconds=seconds)


def new_id(at: Stamp, random: bytes) -> str:
    """A UUIDv7 (RFC 9562) as text: 48 bits of wall-clock milliseconds, which nothing sorts by, and 74 random bits."""
    milliseconds = max(0, int(at.wall.timestamp() * 1000)) & (2**48 - 1)
    value = int.from_bytes(milliseconds.to_bytes(6) + random[:10])
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))
