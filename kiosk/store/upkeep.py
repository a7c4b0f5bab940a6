"""What the database needs while nobody waits for it: the second copy, the ballast, an end to what is too old."""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from threading import Event
from zoneinfo import ZoneInfo

from kiosk.core.anchors import NTP_ERROR, RTC_ERROR, SECOND
from kiosk.core.model import Stamp, WallState
from kiosk.errors import StoreError
from kiosk.store.checks import examine_store
from kiosk.store.outbox import Outbox, prune
from kiosk.store.store import Store
from kiosk.store.told import forget_visits

KEPT = timedelta(days=400)
"""So long an acknowledged fact is kept, for a server that was restored from an old backup."""
NEIGHBOURS = timedelta(days=36)
"""So long are visits of other kiosks: a day longer than the server tells of them, whose clock may be ahead."""
FIRST, ROUND, REST, DAY = 60.0, 1.0, 3600.0, 86400.0
ERRORS = {WallState.NTP: NTP_ERROR, WallState.RTC: RTC_ERROR}
"""How far off, in seconds, the clocks are that the machine itself knows to be right."""
logger = logging.getLogger(__name__)


class Upkeep:
    """One worker of the kiosk; it may fail and be tried again, a tap never waits for it longer than for one commit."""

    def __init__(self, store: Store, now: Callable[[], Stamp]) -> None:
        """Look after this store; `now` says how sure it is."""
        self.store, self.now = store, now
        self.outbox = Outbox(store.database)
        self._seen = -1
        self._due = self._inspection = self._anchor = now().boot_ns + int(FIRST * SECOND)
        self._complaint = ""

    def run(self, stop: Event, wait: Callable[[Event, float], bool]) -> None:
        """Once a second until `stop` is set; `wait` sleeps and says whether it was."""
        while not wait(stop, ROUND):
            self.step()
        self.step()

    def step(self) -> None:
        """Copy what is new; once an hour see to ballast and old age, once a day to all pages. Failures are logged.

        The first hour's and day's work waits a minute: the start belongs to those who tap.
        """
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
        with self.store.database.lock:  # apsw refuses a connection that another thread is using
            changes = self.store.database.connection.total_changes()
        if self.store.shadow and changes != self._seen:
            self.store.shadow.copy(self.outbox)
            self._seen = changes

    def _rest(self, now: Stamp) -> None:
        if (error := ERRORS.get(now.state)) and now.boot_ns >= self._anchor:
            self.store.times.anchor(now.boot_ns, now.wall, error, now.state)
            self._anchor = now.boot_ns + int(REST * SECOND)
        if now.boot_ns >= self._due:
            self._due = now.boot_ns + int(REST * SECOND)
            self.store.database.ballast.fill()
            if now.state.sure:
                self._forget(now.wall.date())
        if now.boot_ns >= self._inspection:
            self._inspection = now.boot_ns + int(DAY * SECOND)
            self.store.database.inspect()
            self._examine(now)

    def _forget(self, today: date) -> None:
        """Drop what is too old. Only a sure clock may say what is: one that is wrong by years would delete it all."""
        while prune(self.store.database, today - KEPT):
            pass
        while forget_visits(self.store.database, today - NEIGHBOURS):
            pass

    def _examine(self, now: Stamp) -> None:
        """What the doctor would find of the database, each flaw as one line with its fix, a minute after the start."""
        zone = ZoneInfo(self.store.roster.settings().zone)
        for finding in examine_store(self.store.database, self.store.shadow, now, zone):
            if not finding.ok:
                logger.warning("%s: %s; %s", finding.name, finding.cause, finding.fix)
