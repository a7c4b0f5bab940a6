"""The composition root's time: what staff or the server tell is believed and kept, and a clock that jumps is noticed.

Nothing of the kiosk times itself by the wall clock: pages, debounce, lockouts and back-off count from the start of the
machine. A jump only means that what is shown as the time, and what that is worth, has to be looked at anew. When NTP
contradicts the server, or itself, both words are kept: by them everybody who dates visits knows which stamps to doubt.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event

from kiosk.clock import ToldClock
from kiosk.core.anchors import CONTRADICTION, NTP_ERROR, STAFF_ERROR, Anchor
from kiosk.core.exchange import ServerTime
from kiosk.core.model import Stamp, WallState
from kiosk.core.timekeeping import Conflict
from kiosk.errors import StoreError
from kiosk.store.store import Store

LOOK_SECONDS = 3.0
JUMP = timedelta(seconds=2)
"""NTP turns a clock by a thousandth of a second between two looks; only somebody who sets it moves it so far."""
logger = logging.getLogger(__name__)


@dataclass
class WallClock:
    """One kiosk's clock, and its store's anchors."""

    clock: ToldClock
    store: Store
    _begun: timedelta = field(init=False)
    _state: WallState = field(init=False)
    _kept: bool = field(init=False)
    _differs: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        """What the clock says now is no jump."""
        machine = self.clock.machine()
        self._begun, self._state = _beginning(machine), self.clock.now().state
        self._kept = machine.state is WallState.NTP

    def conflict(self) -> Conflict | None:
        """What staff have to know of the clock, and perhaps to answer."""
        ahead, asked = self.clock.ahead, self.clock.in_question
        return Conflict(ahead, unanswered=asked) if asked or ahead is not None else None

    def believe(self, at: Stamp, utc: datetime) -> None:
        """Staff say that it was `utc` at this moment. Raises StoreError, and believes nothing that was not kept."""
        anchor = Anchor(self.store.boot, at.boot_ns, utc, STAFF_ERROR, WallState.STAFF)
        self.store.times.anchor(anchor.boot_ns, anchor.utc, anchor.error, anchor.source)
        self.clock.hear(anchor)

    def heard(self, time: ServerTime) -> None:
        """The server told the time; what the database cannot keep of it now, the next reply brings again."""
        before = self.clock.server
        told = Anchor(self.store.boot, time.boot_ns, time.utc, time.error)
        self.clock.hear(told)
        news = self._compare() or (before is not None and not told.agrees(before))
        with suppress(StoreError):
            self.store.times.anchor(time.boot_ns, time.utc, time.error, WallState.SERVER, news=news)

    def watch(self, stop: Event, wait: Callable[[Event, float], bool], changed: Callable[[], object]) -> None:
        """Look every few seconds until `stop` is set; `changed` hears when the time is another than before."""
        while not wait(stop, LOOK_SECONDS):
            if self.look():
                changed()

    def look(self) -> bool:
        """Whether the wall clock was set since the last look, or somebody vouches for it now who did not then."""
        machine, before, differed, begun = self.clock.machine(), self._state, self._differs, self._begun
        self._begun = _beginning(machine)
        if jumped := abs(self._begun - begun) > JUMP:
            logger.warning("the wall clock was set: it jumped by %+.0f s", (self._begun - begun).total_seconds())
            self.clock.look_again()
            self._turned(machine, begun)
        if machine.state is WallState.NTP and not self._kept:
            with suppress(StoreError):
                self.clock.doubted = self.store.times.doubted(machine)
        self._kept = machine.state is WallState.NTP
        self._compare()
        self._state = self.clock.now().state
        return jumped or self._state is not before or self._differs is not differed

    def _turned(self, now: Stamp, begun: timedelta) -> None:
        """NTP says another time than it did: keep both, and doubt it unless the server bears it out."""
        jump = (self._begun - begun).total_seconds()
        if now.state is WallState.NTP and self._kept and abs(jump) > CONTRADICTION:
            self._keep(Stamp(now.boot_ns - 1, now.wall - timedelta(seconds=jump), now.state))
            self._keep(now)
            self.clock.doubted = True

    def _compare(self) -> bool:
        """Whether NTP contradicts the server now and did not before, or the other way round: both are kept then."""
        ahead = self.clock.ahead
        if (ahead is not None) is self._differs:
            return False
        self._differs = ahead is not None
        if ahead is not None:
            logger.warning("NTP and the server contradict each other: NTP is ahead by %+.0f s; ask who is right", ahead)
        else:
            logger.info("NTP says what the server says")
        self._keep(self.clock.machine())
        return True

    def _keep(self, machine: Stamp) -> None:
        """Note the machine's own word, where it is NTP's; what the database cannot keep is not known later."""
        if machine.state is WallState.NTP:
            with suppress(StoreError):
                self.store.times.anchor(machine.boot_ns, machine.wall, NTP_ERROR, machine.state, news=True)


def _beginning(at: Stamp) -> timedelta:
    """When the machine began by its wall clock, since 1970: it stays the same while nobody sets that clock."""
    return timedelta(seconds=at.wall.timestamp()) - timedelta(microseconds=at.boot_ns // 1000)
