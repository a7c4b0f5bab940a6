"""What the database needs while nobody waits for it: the second copy, the ballast, an end to what is too old."""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from threading import Event

from kiosk.core.model import Stamp, WallState
from kiosk.errors import StoreError
from kiosk.store.outbox import Outbox, prune
from kiosk.store.store import Store

KEPT = timedelta(days=400)
"""So long an acknowledged fact is kept, for a server that was restored from an old backup."""
SURE = frozenset({WallState.NTP, WallState.SERVER})
"""Only a clock that somebody vouches for may say what is old: one that is wrong by years would delete it all."""
ROUND, REST, DAY = 1.0, 3600.0, 86400.0
logger = logging.getLogger(__name__)


class Upkeep:
    """One worker of the kiosk; it may fail and be tried again, a tap never waits for it longer than for one commit."""

    def __init__(self, store: Store, now: Callable[[], Stamp]) -> None:
        """Look after this store; `now` says how sure it is."""
        self.store, self.now = store, now
        self.outbox = Outbox(store.database)
        self._seen = -1
        self._rested: int | None = None
        self._inspected = 0
        self._complaint = ""

    def run(self, stop: Event, wait: Callable[[Event, float], bool]) -> None:
        """Once a second until `stop` is set; `wait` sleeps and says whether it was."""
        while not wait(stop, ROUND):
            self.step()
        self.step()

    def step(self) -> None:
        """Copy what is new; once an hour see to ballast and old age, once a day to all pages. Failures are logged."""
        try:
            self._copy()
            self._rest(self.now())
        except StoreError as error:
            if str(error) != self._complaint:
                logger.warning("%s", error)
            self._complaint = str(error)
        else:
            self._complaint = ""

    def _copy(self) -> None:
        """Nothing is read when nothing was written: a kiosk at rest does not touch its card."""
        changes = self.store.database.connection.total_changes()
        if self.store.shadow and changes != self._seen:
            self.store.shadow.copy(self.outbox)
            self._seen = changes

    def _rest(self, now: Stamp) -> None:
        if self._rested is not None and now.boot_ns - self._rested < REST * 1e9:
            return
        self.store.database.ballast.fill()
        if now.state in SURE:
            while prune(self.store.database, oldest(now)):
                pass
        if self._rested is None or now.boot_ns - self._inspected >= DAY * 1e9:
            self._inspected = now.boot_ns
            self.store.database.inspect()
        self._rested = now.boot_ns


def oldest(now: Stamp) -> date:
    """The first day that is kept."""
    return now.wall.date() - KEPT
