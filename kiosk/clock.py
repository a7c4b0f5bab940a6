"""The one file that reads a clock or sleeps. Everything else is handed one of these (`style.md` rule 4)."""

import ctypes
import struct
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Event
from uuid import UUID

from kiosk.core.anchors import DRIFT, NTP_ERROR, Anchor
from kiosk.core.model import Stamp, WallState
from kiosk.core.timeline import RELEASED

SYNCHRONIZED = Path("/run/systemd/timesync/synchronized")
BATTERY_BACKED = Path("/sys/class/rtc/rtc0/since_epoch")
AGREE_SECONDS = 5
TIMEX, TIMEX_BYTES = "@Illlli", 512
"""How struct timex of adjtimex(2) begins: modes, offset, freq, maxerror, esterror, status; it has at most 208 bytes."""
STA_UNSYNC, MOST_ERROR = 0x40, 16_000_000
"""The flag of a clock that no program keeps, and the error in microseconds at which the kernel sets it by itself."""


class ToldClock(ABC):
    """A clock that can be told the time.

    NTP is believed until it contradicts the server, whose word is signed (`core/anchors.py`). Then, and while NTP has
    not said since boot that the wall is right, what the server or staff told in this boot counts instead, carried on
    by CLOCK_BOOTTIME: certificates, days and opening hours need no right system clock. NTP counts again as soon as it
    says what the server says.
    """

    told: Anchor | None = None
    """The surest word of this boot."""
    server: Anchor | None = None
    """What the server said last in this boot."""
    staff: Anchor | None = None
    """What staff said who were asked because NTP could not be believed."""
    doubted: bool = False
    """Whether NTP was wrong when it was last tested, or contradicts what is known of the boots before."""

    @abstractmethod
    def machine(self) -> Stamp:
        """This moment by the machine's own clocks, whatever anybody told."""

    def now(self) -> Stamp:
        """This moment: by NTP, else by what was told in this boot, else what the machine has."""
        machine, told = self.machine(), self.told
        if machine.state is WallState.NTP:
            if self._believes(machine):
                return machine
            machine, told = replace(machine, state=WallState.SAVED), self.server or self.staff
        if told is None:
            return machine
        passed = timedelta(microseconds=(machine.boot_ns - told.boot_ns) // 1000)
        return Stamp(machine.boot_ns, told.utc + passed, told.source)

    @property
    def ahead(self) -> float | None:
        """By how many seconds NTP contradicts the server's word (negative: it is behind); None while it does not."""
        word = _word(self.machine())
        if word.source is not WallState.NTP or self.server is None or word.agrees(self.server):
            return None
        return word.ahead(self.server)

    @property
    def in_question(self) -> bool:
        """Whether staff have to say what time it is: NTP cannot be believed, and they have not settled that."""
        word = _word(self.machine())
        if word.source is not WallState.NTP or (self.server is None and not self.doubted):
            return False
        if self.server is None:
            return self.staff is None
        settled = self.staff and (self.staff.agrees(self.server) or self.staff.agrees(word))
        return not (settled or word.agrees(self.server))

    def hear(self, anchor: Anchor) -> None:
        """Somebody told the time of a moment of this boot; kept while nothing surer is known."""
        if anchor.source is WallState.STAFF and (self.server or self.doubted):
            self.staff = anchor
        if self.told is None or _surer(anchor, self.told):
            self.told = anchor
        if anchor.source is WallState.SERVER and (self.server is None or _surer(anchor, self.server)):
            self.server = anchor

    def remember(self, anchors: Iterable[Anchor], *, doubted: bool) -> None:
        """Know of this boot what these anchors say, and nothing else: the program starts."""
        self.told = self.server = self.staff = None
        self.doubted = doubted
        for anchor in anchors:
            self.hear(anchor)

    @abstractmethod
    def look_again(self) -> None:
        """The wall clock was set: see anew what it is worth."""

    def _believes(self, machine: Stamp) -> bool:
        """Whether NTP counts: the server or staff say the same, or nothing contradicts it."""
        word = _word(machine)
        if any(other and word.agrees(other) for other in (self.server, self.staff)):
            return True
        return self.server is None and not self.doubted


def _word(machine: Stamp) -> Anchor:
    """What the machine's own clock says, as an anchor."""
    return Anchor(0, machine.boot_ns, machine.wall, NTP_ERROR, machine.state)


def _surer(anchor: Anchor, known: Anchor) -> bool:
    """Whether an anchor counts more than one known before: what the server says or says anew, else the surer one."""
    if not anchor.agrees(known):
        if anchor.source is known.source:
            return True
        if WallState.SERVER in {anchor.source, known.source}:
            return anchor.source is WallState.SERVER
    return anchor.error <= known.error + abs(anchor.boot_ns - known.boot_ns) / 1e9 * DRIFT


class SystemClock(ToldClock):
    """This machine's clocks: CLOCK_BOOTTIME counts through suspend and never jumps; the wall clock may be wrong."""

    def __init__(self, kept: Callable[[], bool] | None = None) -> None:
        """Nothing is known of the time yet. `kept` says whether a program keeps the wall clock right at this moment."""
        self._kept = kept or _kept
        self._was_kept = False
        self._unset = _unset()

    def machine(self) -> Stamp:
        """By NTP, else by the battery-backed clock, else what was saved, unless that cannot be.

        A wall clock that was kept once stays good without it: the network may be away for weeks. Setting it ends that.
        """
        boot_ns, wall = time.clock_gettime_ns(time.CLOCK_BOOTTIME), datetime.now(UTC)
        self._was_kept = self._was_kept or self._kept()
        if self._was_kept:
            return Stamp(boot_ns, wall, WallState.NTP)
        return Stamp(boot_ns, wall, WallState.EPOCH if wall.year < RELEASED else self._unset)

    def look_again(self) -> None:
        """See whether something keeps the wall, or whether it is still the battery-backed clock's."""
        self._was_kept = False
        self._unset = _unset()

    def monotonic(self) -> float:
        """Seconds for timers and back-off."""
        return time.monotonic()

    def wait(self, stop: Event, seconds: float) -> bool:
        """Sleep, or wake at once when `stop` is set; True when it was."""
        return stop.wait(seconds)


class ShiftedClock(SystemClock):
    """This machine's clocks, turned forward by hand: the demo plays a morning at any hour."""

    def __init__(self, turned: timedelta = timedelta()) -> None:
        """Begin with the wall clock `turned` so far ahead of the machine's; the time since boot is the machine's."""
        super().__init__()
        self.turned, self.shift = turned, timedelta()

    def machine(self) -> Stamp:
        """The machine's clocks, as if its wall clock had been set that far ahead; what was skipped counts in both."""
        real = super().machine()
        skipped = self.shift // timedelta(microseconds=1) * 1000
        return replace(real, boot_ns=real.boot_ns + skipped, wall=real.wall + self.turned + self.shift)

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


def _kept() -> bool:
    """Whether NTP keeps the wall clock: timesyncd says so in a file, any other program through the kernel."""
    return SYNCHRONIZED.exists() or kernel_keeps_time()


def kernel_keeps_time(adjtimex: Callable[[ctypes.Array[ctypes.c_char]], int] | None = None) -> bool:
    """Whether chrony, ntpd, openntpd or a hypervisor keeps the kernel's clock right, by adjtimex(2), which only reads.

    Python has no call for it. False where it is not there, not allowed (a container, a service without the right) or
    fills nothing in: all that is given up then is one of two signs.
    """
    timex = ctypes.create_string_buffer(TIMEX_BYTES)
    struct.pack_into(TIMEX, timex, 0, 0, 0, 0, MOST_ERROR, 0, STA_UNSYNC)
    try:
        answer = (adjtimex or _libc().adjtimex)(timex)
    except (OSError, AttributeError):
        return False
    _modes, _offset, _freq, most, _likely, status = struct.unpack_from(TIMEX, timex)
    return answer >= 0 and not status & STA_UNSYNC and 0 <= most < MOST_ERROR


@cache
def _libc() -> ctypes.CDLL:
    """The C library that Python runs on."""
    return ctypes.CDLL(None)


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
