"""The server's changes down: page by page, each page and its cursor in one transaction of the mirror.

A row that this version cannot read (a newer server's kind, a value out of its range) is logged and passed over, so that
it cannot stop the changes behind it; the cursor moves on.
"""

import logging

import msgspec

from kiosk.core.exchange import CardKey, Change, Cursor, Neighbour, Thing
from kiosk.core.log import read
from kiosk.core.model import Card, Resident, Service, Settings, Staff, Tariff
from kiosk.core.ports import Clock
from kiosk.errors import Refused, Unreachable
from kiosk.sync.client import ServerClient
from kiosk.sync.outbox import Listener, Mirror
from kiosk.wire import FeedPage, FeedRow, NeighbourVisit

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

    def __init__(self, client: ServerClient, mirror: Mirror, clock: Clock, listener: Listener) -> None:
        """Keep `mirror` as `client` says it should be."""
        self._client = client
        self._mirror = mirror
        self._clock = clock
        self._listener = listener

    def step(self) -> bool:
        """Fetch and apply one page; True when there is more. A SyncError or StoreError leaves nothing half-applied."""
        asked, cursor = self._clock.now(), self._mirror.cursor()
        page = self._client.feed(cursor, PAGE)
        if page is None or (cursor.epoch and page.epoch != cursor.epoch):
            return self._restart(cursor)
        if page.next < cursor.after or (page.more and page.next == cursor.after):
            raise Unreachable("the server's changes do not go on; restart the server")
        self._apply(page)
        if not page.more:
            self._listener.caught_up(asked)
        return page.more

    def _restart(self, cursor: Cursor) -> bool:
        """Read everything anew, since the server was restored or forgot what it deleted since."""
        if cursor == Cursor():
            raise Refused("the server does not give its changes from the beginning; update the server")
        logger.warning("the server has another history than at change %d; reading everything again", cursor.after)
        self._mirror.restart()
        return True

    def _apply(self, page: FeedPage) -> None:
        changes = [change for row in page.rows if (change := read_row(row))]
        self._mirror.apply(changes, Cursor(page.epoch, page.next), last=not page.more)
        if changes:
            self._listener.changed()


def read_row(row: FeedRow) -> Change | None:
    """What a row says, None when this version does not understand it."""
    if row.kind not in KINDS:
        return None
    try:
        value = None if row.deleted else _value(row)
    except (msgspec.MsgspecError, ValueError) as error:
        logger.warning("change %d (%s) passed over: %s; update the kiosk", row.seq, row.kind, type(error).__name__)
        return None
    return Change(row.kind, row.id, row.version, value)


def _value(row: FeedRow) -> Thing:
    if row.kind == "visit":
        visit = msgspec.json.decode(row.payload, type=NeighbourVisit)
        return Neighbour(visit.kiosk, read(visit.body))
    if row.kind == "card_key":
        return CardKey(row.id, msgspec.json.decode(row.payload, type=bytes))
    return msgspec.json.decode(row.payload, type=PLAIN[row.kind])
