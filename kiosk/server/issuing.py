"""Makes cards of our own for people, and prints them again: a QR card is a number, a serial, a day and a signature."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from kiosk.core.model import CardState
from kiosk.errors import CardError
from kiosk.server import offers
from kiosk.server.cards import give, set_state
from kiosk.server.feed import changing
from kiosk.server.press import Face, Press
from kiosk.server.said import Said
from kiosk.server.site import Site
from kiosk.server.tables import Card, Resident

LAST_SERIAL = 255
OURS = "qr:"


def make(site: Site, press: Press, person: Resident, replacing: str | None = None) -> str:
    """A new card for a person; gives its key. The one it replaces goes out by the same unit of work, everywhere.

    A replacement of one of our cards keeps its number and takes the next serial.
    """
    with changing(site.database, site.now()) as changes:
        number, serial = _numbers(replacing)
        key_id, signing = site.keys.issuing()
        today = site.now().date()
        key, _ = press.issue(person.centre, number, serial, day=today, key_id=key_id, key=signing)
        if replacing:
            set_state(site.database, changes, replacing, CardState.REPLACED)
        give(site.database, changes, person.centre, key, person.id, label=f"{number:08X}-{serial}")
        row = {"issued": today.isoformat(), "signed_by": key_id, "replaces": replacing}
        site.database.run(Card.update(**row).where(Card.key == key))
    return key


def faces(site: Site, press: Press, keys: Sequence[str]) -> list[Face]:
    """What to print for these cards, by name; cards that are out, and those we did not make, are left out."""
    with site.database.reading():
        query = (
            Card.select(Card, Resident.name)
            .join(Resident, on=(Card.resident == Resident.id))
            .where(Card.key.in_(list(keys)), Card.state == CardState.ACTIVE.value, Card.issued.is_null(False))
        )
        rows = site.database.rows(query.order_by(Resident.name, Card.key).dicts())
    return [_face(site, press, row) for row in rows]


def of_everybody(site: Site, centre: str) -> list[str]:
    """The usable cards that we made for a centre's people."""
    with site.database.reading():
        query = Card.select(Card.key).where(
            Card.centre == centre, Card.state == CardState.ACTIVE.value, Card.issued.is_null(False)
        )
        return [row.key for row in site.database.rows(query)]


def without_card(site: Site, centre: str) -> list[Resident]:
    """People who have no usable card yet."""
    with site.database.reading():
        holders = Card.select(Card.resident).where(Card.state == CardState.ACTIVE.value, Card.resident.is_null(False))
        query = Resident.select().where(
            Resident.centre == centre, Resident.state == "active", Resident.id.not_in(holders)
        )
        return list(site.database.rows(query.order_by(Resident.name)))


def _numbers(replacing: str | None) -> tuple[int, int]:
    if replacing and replacing.startswith(OURS):
        wire = replacing.removeprefix(OURS)
        serial = int(wire[12:], 16) + 1
        if serial > LAST_SERIAL:
            raise CardError(
                Said("this card was replaced {times} times; make a new one without a predecessor", times=LAST_SERIAL)
            )
        return int(wire[4:12], 16), serial
    return secrets.randbits(32), 1


def _face(site: Site, press: Press, row: dict[str, Any]) -> Face:
    """The card again, letter by letter: the same header signed by the same key is the same signature."""
    wire = row["key"].removeprefix(OURS)
    number, serial = int(wire[4:12], 16), int(wire[12:], 16)
    day = date.fromisoformat(row["issued"])
    signing = site.keys.card(row["signed_by"])
    _, text = press.issue(row["centre"], number, serial, day=day, key_id=row["signed_by"], key=signing)
    settings = offers.settings_of(site.database, row["centre"])
    return Face(row["name"], settings.centre_name, row["label"] or "", text)
