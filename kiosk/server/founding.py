"""Opens a centre with the services and prices of a seed file, and lets the first person in.

An empty server has nobody who could sign in, so it prints a link with a one-use secret; whoever opens it names the
centre and makes the first account. The link dies with that account.
"""

import dataclasses
import secrets
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

import msgspec

from kiosk.core import room
from kiosk.core.model import Role, Service, Settings, Tariff
from kiosk.errors import ConfigError, Refused
from kiosk.server import offers, particulars, places, staff
from kiosk.server.database import Database
from kiosk.server.feed import changing, meta, set_meta
from kiosk.server.places import Level
from kiosk.server.said import Said
from kiosk.server.site import Site

FIRST_CENTRE = "centre-1"


class Seed(msgspec.Struct, frozen=True):
    """The services and price lists that a new centre starts with."""

    services: list[Service]
    tariffs: list[Tariff]


def read_seed(path: Path) -> Seed:
    """Read a seed file; raises ConfigError with what is wrong in it."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Seed)
    except (OSError, msgspec.MsgspecError) as error:
        raise ConfigError(f"{path}: cannot be used as a centre's start: {error}") from error


def add_centre(database: Database, settings: Settings, seed: Seed, now: datetime, parent: str | None = None) -> None:
    """Open a centre, called and configured by `settings`, with the seed's services and prices.

    Raises ConfigError for a name that is missing, or longer than a kiosk shows.
    """
    if not settings.centre or not settings.centre_name.strip():
        raise ConfigError(Said("a centre needs an id and a name"))
    particulars.fitting(settings.centre_name, room.CENTRE)
    with changing(database, now) as changes:
        places.insert(database, settings.centre, Level.CENTRE, settings.centre_name, parent)
        offers.set_settings(database, changes, settings)
        for order, service in enumerate(seed.services, start=1):
            offers.set_service(database, changes, settings.centre, dataclasses.replace(service, order=order))
        for tariff in seed.tariffs:
            offers.set_tariff(database, changes, settings.centre, tariff)
        staff.tell_centre(database, changes, settings.centre)


def invitation(database: Database) -> str | None:
    """A fresh secret for the set-up page; None when somebody can sign in already. An older secret dies."""
    if not staff.is_empty(database):
        return None
    secret = secrets.token_urlsafe(16)
    with database.writing():
        set_meta(database, "invitation", sha256(secret.encode()).hexdigest())
    return secret


def invited(database: Database, secret: str) -> bool:
    """Whether this is the secret of the link that was printed last, and still nobody can sign in."""
    with database.reading():
        stored = meta(database, "invitation")
    return compare_digest(stored, sha256(secret.encode()).hexdigest()) and staff.is_empty(database)


def open_house(site: Site, secret: str, centre_name: str, first: staff.Hire, seed: Seed) -> str:
    """Make the first account, and the first centre if there is none; gives the account's id.

    Raises Refused for a spent secret, ConfigError for an account or a name that cannot be used.
    """
    if not invited(site.database, secret):
        raise Refused(Said("this link was used already; sign in, or start the server again for a new one"))
    with site.database.writing():
        top = next(iter(places.everything(site.database)), None)
        if top is None:
            settings = Settings(centre=FIRST_CENTRE, centre_name=centre_name.strip())
            add_centre(site.database, settings, seed, site.now())
        place = top.id if top else FIRST_CENTRE
        role = Role.CITY if top and top.level != Level.CENTRE else Role.MANAGER
        return staff.hire(site.database, site.pins, place, msgspec.structs.replace(first, role=role), site.now())
