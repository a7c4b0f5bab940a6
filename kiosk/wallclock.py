"""The composition root's time: what staff or the server tell is believed and kept, and a clock that jumps is noticed.

Nothing of the kiosk times itself by the wall clock: pages, debounce, lockouts and back-off count from the start of the
machine. A jump only means that what is shown as the time, and what that is worth, has to be looked at anew.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event

from kiosk.clock import ToldClock
from kiosk.core.exchange import ServerTime
from kiosk.core.model import Stamp, WallState
from kiosk.core.timeline import STAFF_ERROR, Anchor
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

    def __post_init__(self) -> None:
        """What the clock says now is no jump."""
        self._begun, self._state = _beginning(self.clock.machine()), self.clock.now().state

    def believe(self, at: Stamp, utc: datetime) -> None:
        """Staff say that it was `utc` at this moment. Raises StoreError, and believes nothing that was not kept."""
        anchor = Anchor(self.store.boot, at.boot_ns, utc, STAFF_ERROR, WallState.STAFF)
        self.store.times.anchor(anchor.boot_ns, anchor.utc, anchor.error, anchor.source)
        self.clock.hear(anchor)

    def heard(self, time: ServerTime) -> None:
        """The server told the time; what the database cannot keep of it now, the next reply brings again."""
        self.clock.hear(Anchor(self.store.boot, time.boot_ns, time.utc, time.error))
        with suppress(StoreError):
            self.store.times.anchor(time.boot_ns, time.utc, time.error, WallState.SERVER)

    def watch(self, stop: Event, wait: Callable[[Event, float], bool], changed: Callable[[], object]) -> None:
        """Look every few seconds until `stop` is set; `changed` hears when the time is another than before."""
        while not wait(stop, LOOK_SECONDS):
            if self.look():
                changed()

    def look(self) -> bool:
        """Whether the wall clock was set since the last look, or somebody vouches for it now who did not then."""
        begun, before = _beginning(self.clock.machine()), self._state
        jump, self._begun = begun - self._begun, begun
        if jumped := abs(jump) > JUMP:
            logger.warning("the wall clock was set: it jumped by %+.0f s", jump.total_seconds())
            self.clock.look_again()
        self._state = self.clock.now().state
        return jumped or self._state is not before


def _beginning(at: Stamp) -> timedelta:
    """When the machine began by its wall clock, since 1970: it stays the same while nobody sets that clock."""
    return timedelta(seconds=at.wall.timestamp()) - timedelta(microseconds=at.boot_ns // 1000)
