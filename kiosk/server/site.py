"""The parts of one running server, handed to every page and call. Nothing is global: a process may hold several."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from kiosk.core.ports import Clock
from kiosk.credentials import Pins
from kiosk.server import residents
from kiosk.server.config import ServerConfig
from kiosk.server.database import Database, open_database
from kiosk.server.epoch import Epoch
from kiosk.server.feed import EVERYWHERE, changing, set_meta
from kiosk.server.keys import Keyring
from kiosk.server.migrations import migrate
from kiosk.server.tables import Feed


@dataclass(frozen=True)
class Site:
    """An opened server: its database is migrated, its keys exist, its epoch is settled."""

    database: Database
    keys: Keyring
    marker: Epoch
    epoch: str
    clock: Clock
    pins: Pins

    def now(self) -> datetime:
        """This moment, UTC."""
        return self.clock.now().wall

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def open_site(config: ServerConfig, clock: Clock, pins: Pins | None = None) -> Site:
    """Open everything a server needs; raises ConfigError or StoreError with what to do."""
    keys = Keyring(config.state)
    database = open_database(config.url)
    now = clock.now().wall
    migrate(database, now.isoformat())
    residents.respell(database, now)
    marker = Epoch(config.state)
    epoch = marker.settle(database, secrets.token_hex(8))
    tell_card_keys(database, keys, now)
    return Site(database, keys, marker, epoch, clock, pins or Pins())


def renew_epoch(site: Site) -> str:
    """Begin a new epoch, so that every kiosk reads everything again. Running processes have to start again."""
    fresh = secrets.token_hex(8)
    with site.database.writing():
        set_meta(site.database, "epoch", fresh)
    return fresh


def tell_card_keys(database: Database, keys: Keyring, now: datetime) -> None:
    """Let every kiosk know the public keys that cards are verified with, unless it was told already."""
    with database.reading():
        query = Feed.select(Feed.id).where(Feed.centre == EVERYWHERE, Feed.kind == "card_key")
        told = {row.id for row in database.rows(query)}
    fresh = {name: public for name, public in keys.card_keys().items() if name not in told}
    if fresh:
        with changing(database, now) as changes:
            for name, public in fresh.items():
                changes.put(EVERYWHERE, "card_key", name, public)
