"""Whom staff look for: by letters of the name, or by digits of a telephone, an ID card or a card of the centre."""

from collections.abc import Iterator

from kiosk.core.model import ResidentState
from kiosk.core.pages import Person
from kiosk.core.ports import Roster
from kiosk.core.printed import ENDING


def by_name(roster: Roster, letters: str, most: int) -> list[Person]:
    """Up to `most` active residents with a reading of the name that begins so."""
    return [Person(one.id, one.name, one.birth.year if one.birth else None) for one in roster.search(letters, most)]


def by_number(roster: Roster, part: str, most: int) -> list[Person]:
    """Up to `most` active residents whom these digits find, each with the end of the number that did.

    Four digits are most likely a telephone's or an ID card's, more of them a card's.
    """
    part = part.upper()
    ways = (_by_card, _by_tail) if len(part) > ENDING else (_by_tail, _by_card)
    found: dict[str, Person] = {}
    for person in (person for way in ways for person in way(roster, part)):
        found.setdefault(person.id, person)
        if len(found) == most:
            break
    return list(found.values())


def _by_tail(roster: Roster, part: str) -> Iterator[Person]:
    for member, tail in roster.members().holding(part):
        yield Person(member.id, member.name, number=tail)


def _by_card(roster: Roster, part: str) -> Iterator[Person]:
    """Holders of a card in whatever state: whoever lost one gets another."""
    for holder, number in roster.printed().holding(part):
        resident = roster.resident(holder)
        if resident and resident.state is ResidentState.ACTIVE:
            yield Person(resident.id, resident.name, number=number[-ENDING:], of_card=True)
