"""The one file that reads a clock or sleeps. Everything else is handed one of these (`style.md` rule 4)."""

import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from uuid import UUID

from kiosk.core.model import Stamp, WallState
from kiosk.core.timeline import DRIFT, RELEASED, Anchor

SYNCHRONIZED = Path("/run/systemd/timesync/synchronized")
BATTERY_BACKED = Path("/sys/class/rtc/rtc0/since_epoch")
AGREE_SECONDS = 5


class ToldClock(ABC):
    """A clock that can be told the time.

    While timesyncd has not said since boot that the wall is right, what somebody trustworthy told in this boot counts
    instead, carried on by CLOCK_BOOTTIME: certificates, days and opening hours need no right system clock.
    """

    told: Anchor | None = None

    @abstractmethod
    def machine(self) -> Stamp:
        """This moment by the machine's own clocks, whatever anybody told."""

    def now(self) -> Stamp:
        """This moment: by NTP, else by what was told in this boot, else what the machine has."""
        machine, told = self.machine(), self.told
        if told is None or machine.state is WallState.NTP:
            return machine
        passed = timedelta(microseconds=(machine.boot_ns - told.boot_ns) // 1000)
        return Stamp(machine.boot_ns, told.utc + passed, told.source)

    def hear(self, anchor: Anchor) -> None:
        """Somebody told the time of a moment of this boot; kept while nothing surer is known."""
        known = self.told
        if known is None or anchor.error <= known.error + abs(anchor.boot_ns - known.boot_ns) / 1e9 * DRIFT:
            self.told = anchor

    @abstractmethod
    def look_again(self) -> None:
        """The wall clock was set: see anew what it is worth."""


class SystemClock(ToldClock):
    """This machine's clocks: CLOCK_BOOTTIME counts through suspend and never jumps; the wall clock may be wrong."""

    def __init__(self) -> None:
        """Nobody has told the time yet."""
        self._unset = _unset()

    def machine(self) -> Stamp:
        """By NTP, else by the battery-backed clock, else what was saved, unless that cannot be."""
        boot_ns, wall = time.clock_gettime_ns(time.CLOCK_BOOTTIME), datetime.now(UTC)
        if SYNCHRONIZED.exists():
            return Stamp(boot_ns, wall, WallState.NTP)
        return Stamp(boot_ns, wall, WallState.EPOCH if wall.year < RELEASED else self._unset)

    def look_again(self) -> None:
        """See whether the wall is still the battery-backed clock's."""
        self._unset = _unset()

    def monotonic(self) -> float:
        """Seconds for timers and back-off."""
        return time.monotonic()

    def wait(self, stop: Event, seconds: float) -> bool:
        """Sleep, or wake at once when `stop` is set; True when it was."""
        return stop.wait(seconds)


class ShiftedClock(SystemClock):
    """This machine's clocks, turned forward by hand: the demo plays a morning at any hour."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        """Begin with the wall clock so far ahead of the machine's; the time since boot is the machine's."""
        super().__init__()
        self.ahead, self.shift = ahead, timedelta()

    def machine(self) -> Stamp:
        """The machine's own clocks, as if its wall clock had been set that far ahead."""
        real = super().machine()
        return replace(real, wall=real.wall + self.ahead)

    def now(self) -> Stamp:
        """The real moment, shifted. Time since boot is shifted too: a person turned both."""
        real = super().now()
        return Stamp(real.boot_ns + self.shift // timedelta(microseconds=1) * 1000, real.wall + self.shift, real.state)

    def skip(self, seconds: float) -> None:
        """Turn both clocks forward. Raises ValueError for less than nothing: a running machine never goes back."""
        if seconds < 0:
            raise ValueError(f"the clock cannot go back by {-seconds:g} s")
        self.shift += timedelta(seconds=seconds)


@dataclass
class SteppedClock(ToldClock):
    """A clock that moves only when told to, for tests, the demo and simulations. Starts at `start`, 5 s after boot."""

    start: datetime
    state: WallState = WallState.NTP
    passed: timedelta = field(default_factory=timedelta)

    def machine(self) -> Stamp:
        """The moment to which `advance` has brought this clock."""
        return Stamp(int((5 + self.passed.total_seconds()) * 1e9), self.start + self.passed, self.state)

    def monotonic(self) -> float:
        """Seconds since the start."""
        return 5 + self.passed.total_seconds()

    def wait(self, stop: Event, seconds: float) -> bool:
        """Pass the time at once."""
        self.advance(seconds)
        return stop.is_set()

    def look_again(self) -> None:
        """Nothing to see: `state` is what whoever holds this clock says."""

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.passed += timedelta(seconds=seconds)


def _unset() -> WallState:
    """What the wall clock is while nobody has told the time: the battery-backed clock's, or only saved at some time.

    A chip without a battery is no such clock: it forgets the time with the power, and the saved one is set instead.
    """
    try:
        kept = int(BATTERY_BACKED.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return WallState.SAVED
    return WallState.RTC if abs(kept - time.time()) <= AGREE_SECONDS else WallState.SAVED


def new_id(at: Stamp, random: bytes) -> str:
    """A UUIDv7 (RFC 9562) as text: 48 bits of wall-clock milliseconds, which nothing sorts by, and 74 random bits."""
    milliseconds = max(0, int(at.wall.timestamp() * 1000)) & (2**48 - 1)
    value = int.from_bytes(milliseconds.to_bytes(6) + random[:10])
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))
