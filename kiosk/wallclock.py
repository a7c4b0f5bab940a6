"""The composition root's time: what staff or the server tell is believed at once, and kept for what was recorded."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from kiosk.clock import ToldClock
from kiosk.core.exchange import ServerTime
from kiosk.core.model import Stamp, WallState
from kiosk.core.timeline import STAFF_ERROR, Anchor
from kiosk.errors import StoreError
from kiosk.store.store import Store


@dataclass
class WallClock:
    """One kiosk's clock, and its store's anchors."""

    clock: ToldClock
    store: Store

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
