"""Whose card a printed number stands on, as staff type it into the search of people."""

from collections.abc import Sequence

from kiosk.core.printed import ENDING, Printed, plain
from kiosk.server.database import Database
from kiosk.server.tables import Card

DIGITS = frozenset("0123456789ABCDEF")


def by_number(database: Database, centres: Sequence[str], text: str) -> list[str]:
    """The holders of cards with this part of a number, in any printed form; a name is none.

    Four digits are looked for at the end of a number, more of them anywhere in it.
    """
    part = plain(text)
    if len(part) < ENDING or not DIGITS.issuperset(part):
        return []
    held = Card.select(Card.key, Card.resident).where(Card.centre.in_(list(centres)), Card.resident.is_null(False))
    with database.reading():
        rows = [(row.key, row.resident) for row in database.rows(held)]
    return list(dict.fromkeys(holder for holder, _ in Printed(rows).holding(part)))
