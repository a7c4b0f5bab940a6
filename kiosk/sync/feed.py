"""The server's changes down: page by page, each page and its cursor in one transaction of the mirror.

A row that this version cannot read (a newer server's kind, a value out of its range) is passed over, so that it cannot
stop the changes behind it; the mirror only notes that it was told. A newer version of the kiosk reads everything anew.
"""

import logging
from collections.abc import Callable
from contextlib import suppress

import msgspec

from kiosk.core.exchange import CardKey, Change, Cursor, Neighbour, Thing, Unread
from kiosk.core.log import read
from kiosk.core.model import Card, Resident, Service, Settings, Staff, Tariff
from kiosk.core.ports import Clock
from kiosk.errors import Refused, Unreachable
from kiosk.sync.client import ServerClient
from kiosk.sync.outbox import Listener, Mirror
from kiosk.wire import FeedPage, FeedRow, NeighbourVisit, row_hash

PAGE = 500
PLAIN: dict[str, type[Thing]] = {
    "settings": Settings,
    "staff": Staff,
    "card": Card,
    "service": Service,
    "tariff": Tariff,
    "resident": Resident,
}
KINDS = {"visit", "card_key", *PLAIN}
logger = logging.getLogger(__name__)


class Feed:
    """Brings the mirror up to the server, one page at a time."""

    def __init__(
        self,
        client: ServerClient,
        mirror: Mirror,
        clock: Clock,
        listener: Listener,
        *,
        ended: Callable[[set[str]], None],
    ) -> None:
        """Keep `mirror` as `client` says it should be; `ended` hears, at the end of news, of which kinds they were."""
        self._client = client
        self._mirror = mirror
        self._clock = clock
        self._listener = listener
        self._ended = ended
        self._news: set[str] = set()

    def step(self) -> bool:
        """Fetch and apply one page; True when there is more. A SyncError or StoreError leaves nothing half-applied."""
        asked, cursor = self._clock.now(), self._mirror.cursor()
        if cursor == Cursor() and not self._mirror.rereading():
            self._mirror.restart()
        page = self._client.feed(cursor, PAGE, whole=self._mirror.rereading())
        if page is None or (cursor.epoch and page.epoch != cursor.epoch):
            return self._restart(cursor)
        goes_on(page, cursor.after)
        self._apply(page)
        if not page.more:
            self._listener.caught_up(asked)
            self._ended(self._news)
            self._news = set()
        return page.more

    def _restart(self, cursor: Cursor) -> bool:
        """Read everything anew, since the server was restored or forgot what it deleted since."""
        if cursor == Cursor():
            raise Refused("the server does not give its changes from the beginning; update the server")
        logger.warning("the server does not know what went since change %d; reading everything again", cursor.after)
        self._mirror.restart()
        return True

    def _apply(self, page: FeedPage) -> None:
        changes = [read_row(row) for row in page.rows]
        self._mirror.apply(changes, Cursor(page.epoch, page.next), last=not page.more)
        self._news |= {change.kind for change in changes}
        if any(not isinstance(change.value, Unread) for change in changes):
            self._listener.changed()


class _Day(msgspec.Struct):
    day: str = ""


def goes_on(page: FeedPage, after: int) -> None:
    """Raise Unreachable for a page that leads back, or that promises more but leads nowhere."""
    if page.next < after or (page.more and page.next == after):
        raise Unreachable("the server's changes do not go on; restart the server")


def read_row(row: FeedRow) -> Change:
    """What a row says; its value is `Unread` when this version does not understand it."""
    if row.deleted:
        return Change(row.kind, row.id, row.version, None)
    sent, value, day = row_hash(row.kind, row.id, bytes(row.payload)), _understood(row), ""
    if isinstance(value, Neighbour):
        day = str(value.fact.day)
    if row.kind == "visit":
        with suppress(msgspec.MsgspecError):
            day = msgspec.json.decode(row.payload, type=_Day).day or day
    return Change(row.kind, row.id, row.version, value, sent, day)


def _understood(row: FeedRow) -> Thing | Unread:
    if row.kind not in KINDS:
        return Unread()
    try:
        return _value(row)
    except (msgspec.MsgspecError, ValueError) as error:
        logger.warning("change %d (%s) passed over: %s; update the kiosk", row.seq, row.kind, type(error).__name__)
        return Unread()


def _value(row: FeedRow) -> Thing:
    if row.kind == "visit":
        visit = msgspec.json.decode(row.payload, type=NeighbourVisit)
        return Neighbour(visit.kiosk, read(visit.body))
    if row.kind == "card_key":
        return CardKey(row.id, msgspec.json.decode(row.payload, type=bytes))
    return msgspec.json.decode(row.payload, type=PLAIN[row.kind])
