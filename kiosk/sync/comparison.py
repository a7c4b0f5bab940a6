"""Whether the kiosk's copy is what the server holds, collection by collection; what is not is fetched again, alone.

    news       a minute at most after the feed ended, of the kinds that it brought; of visits, the last days
    a night    a day after the last time, and within the first hour after a start: everything

A collection that differs is read anew from its beginning while the desk goes on with what is there; what the server
did not tell again goes with the last page. One that differs even then is left alone until the next night: the
heartbeat and the doctor tell of it. A server without digests is asked once a day, and nothing is compared.
"""

import logging
from collections.abc import Callable

from kiosk.core.exchange import Cursor
from kiosk.core.ports import Clock
from kiosk.sync.client import ServerClient
from kiosk.sync.feed import PAGE, goes_on, read_row
from kiosk.sync.outbox import Listener, Mirror
from kiosk.wire import Digests

EVERY, FIRST, SPREAD, NIGHT = 60.0, 60.0, 3540.0, 86400.0
"""Seconds. The first comparison of all comes at any time within an hour, lest a whole city ask after a power cut."""
LAST_DAYS, ALL_DAYS = 1, 35
logger = logging.getLogger(__name__)


class Comparison:
    """Compares, and mends what differs, a page at a time."""

    def __init__(
        self, client: ServerClient, mirror: Mirror, clock: Clock, listener: Listener, random: Callable[[], float]
    ) -> None:
        """Compare `mirror` with what `client` says; `random` as in `Backoff`."""
        self._client = client
        self._mirror = mirror
        self._clock = clock
        self._listener = listener
        self._due = clock.monotonic() + FIRST + random() * SPREAD
        self._answers = True
        self._news: set[str] = set()
        self._wrong: list[str] = []
        self._renewed: set[str] = set()
        self._after = 0

    def news(self, kinds: set[str]) -> None:
        """The feed ended after bringing things of these kinds."""
        self._news |= kinds

    def step(self) -> bool:
        """Ask and compare, or fetch one page of what differs; True when there is more. Raises SyncError, StoreError."""
        cursor = self._mirror.cursor()
        if not cursor.epoch or self._mirror.rereading():
            return False
        if self._wrong:
            return self._renew(cursor.epoch)
        night = self._clock.monotonic() >= self._due
        kinds = self._mirror.kinds() | self._news if night else self._renewed or self._news
        if not kinds or not (night or self._answers):
            return False
        whole = night or bool(self._renewed)
        told = self._client.digests(cursor, kinds, ALL_DAYS if whole else LAST_DAYS)
        self._answers = told is not None
        if told is None or night:
            self._due = self._clock.monotonic() + NIGHT
            self._news = set(kinds) if told else set()
        return told is not None and self._judge(told, night=night, whole=whole)

    def _judge(self, told: Digests, *, night: bool, whole: bool) -> bool:
        """Sort the collections into those that are alike, those to fetch again and those where that did not help."""
        before = self._mirror.unlike()
        differ = {kind for kind, theirs in told.collections.items() if self._mirror.digest(kind, told.since) != theirs}
        hopeless = differ & self._renewed
        self._wrong = sorted(differ - hopeless - (set() if night else before))
        if whole:
            self._mirror.note_unlike((before - told.collections.keys()) | (before & differ) | hopeless)
        if self._wrong:
            logger.warning("the copy of %s differs from the server's; fetching it again", ", ".join(self._wrong))
        if new := hopeless - before:
            logger.warning("the copy of %s still differs from the server's; run the doctor", ", ".join(sorted(new)))
        self._news -= told.collections.keys()
        self._renewed -= told.collections.keys()
        return bool(self._wrong)

    def _renew(self, epoch: str) -> bool:
        """Fetch one page of the first collection that differs; another epoch is the feed's business."""
        kind = self._wrong[0]
        page = self._client.feed(Cursor(epoch, self._after), PAGE, only=kind)
        if page is None or page.epoch != epoch:
            self._wrong, self._after = [], 0
            return False
        goes_on(page, self._after)
        changes = [read_row(row) for row in page.rows]
        self._mirror.renew(kind, changes, first=not self._after, last=not page.more)
        self._after = page.next if page.more else 0
        if not page.more:
            self._wrong.remove(kind)
            self._renewed.add(kind)
            self._listener.changed()
        return True
