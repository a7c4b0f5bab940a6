"""The cards of a centre and whose they are. A key is `family:wirehex`, as the reader sends it.

A card that was lost is replaced in one action: the old one is out and the new one in by the same unit of work.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from kiosk.core.cardkey import unfit
from kiosk.core.model import Card as KioskCard
from kiosk.core.model import CardState, Fact
from kiosk.errors import CardError
from kiosk.server.database import Database
from kiosk.server.feed import Changes, changing
from kiosk.server.numbers import TAIL, completes, readings_of
from kiosk.server.said import Said
from kiosk.server.tables import Card, Resident


def give(database: Database, changes: Changes, centre: str, key: str, person: str, *, label: str | None = None) -> None:
    """Make a card a person's, inside the caller's unit of work.

    Raises CardError when another person holds it, or when it was lost, replaced or revoked.
    """
    known = database.first(Card.select().where(Card.key == key)) or _same_number(database, centre, key)
    if known and known.resident not in {None, person}:
        raise CardError(Said("this card belongs to somebody else; take it from them first"))
    if known and known.state != CardState.ACTIVE:
        raise CardError(Said("this card was taken out of use; give another one"))
    if known and known.key != key:
        database.run(Card.delete().where(Card.key == known.key))
    row = {"centre": centre, "resident": person, "state": CardState.ACTIVE.value}
    if label:
        row["label"] = label
    database.run(Card.insert(key=key, **row).on_conflict(conflict_target=[Card.key], update=row))
    if not key.startswith(TAIL):
        changes.put(centre, "card", key, KioskCard(key, person))


def _same_number(database: Database, centre: str, key: str) -> Card | None:
    """The card that waits by the same printed number, as an earlier version read it: with fewer meanings."""
    if not key.startswith(TAIL):
        return None
    meanings = readings_of(key)
    alike = Card.select().where(Card.centre == centre, Card.key.startswith(TAIL + meanings[0]))
    found = (row for row in database.rows(alike) if all(_covered(one, meanings) for one in readings_of(row.key)))
    return next(found, None)


def _covered(reading: str, meanings: Sequence[str]) -> bool:
    return any(reading.endswith(one) for one in meanings)


def link_seen(database: Database, changes: Changes, centre: str, fact: Fact) -> None:
    """Follow a link that staff made at a kiosk, inside the caller's unit of work.

    A link to a person of another centre, or of a card that is not free or not one card's alone (`unfit`), stays a fact
    in the log and changes nothing.
    """
    if not fact.card or not fact.resident or unfit(fact.card):
        return
    ours = database.first(Resident.select().where(Resident.id == fact.resident, Resident.centre == centre))
    taken = database.first(Card.select().where(Card.key == fact.card))
    free = taken is None or (taken.resident in {None, fact.resident} and taken.state == CardState.ACTIVE)
    if ours and free:
        give(database, changes, centre, fact.card, fact.resident)


def complete_tails(database: Database, changes: Changes, centre: str, tapped: Collection[str]) -> None:
    """Cards enrolled by a printed number become whole with their first tap, inside the caller's unit of work."""
    if not tapped:
        return
    waiting = Card.select().where(
        Card.centre == centre, Card.key.startswith(TAIL), Card.state == CardState.ACTIVE.value
    )
    tails = {row.key: row for row in database.rows(waiting)}
    known = {row.key for row in database.rows(Card.select(Card.key).where(Card.key.in_(list(tapped))))}
    for key in sorted(set(tapped) - known):
        fitting = [] if unfit(key) else completes(key, tails)
        if len(fitting) == 1:
            row = tails.pop(fitting[0])
            database.run(Card.delete().where(Card.key == row.key))
            give(database, changes, centre, key, row.resident, label=row.label)


def assign(database: Database, person: Resident, key: str, now: datetime, label: str | None = None) -> None:
    """Make a card a person's; raises CardError as `give` does."""
    with changing(database, now) as changes:
        give(database, changes, person.centre, key, person.id, label=label)


def withdraw(database: Database, key: str, state: CardState, now: datetime) -> None:
    """Take a card out everywhere, as lost, replaced or revoked; or bring a found one back as active."""
    with changing(database, now) as changes:
        set_state(database, changes, key, state)


def replace(
    database: Database, person: Resident, old: str, new: str, now: datetime, *, label: str | None = None
) -> None:
    """The old card is out and the new one in, together; raises CardError when the new one is not free."""
    with changing(database, now) as changes:
        set_state(database, changes, old, CardState.REPLACED)
        give(database, changes, person.centre, new, person.id, label=label)
        database.run(Card.update(replaces=old).where(Card.key == new))


def set_state(database: Database, changes: Changes, key: str, state: CardState) -> None:
    """Change what a card may do, inside the caller's unit of work."""
    for row in database.run(Card.update(state=state.value).where(Card.key == key).returning(Card)):
        changes.put(row.centre, "card", key, KioskCard(key, row.resident, state))


def find(database: Database, key: str) -> Card | None:
    """The card with this key."""
    with database.reading():
        card: Card | None = database.first(Card.select().where(Card.key == key))
    return card


def of_person(database: Database, person: str) -> Sequence[Card]:
    """A person's cards, usable ones first."""
    with database.reading():
        rows = database.rows(Card.select().where(Card.resident == person).order_by(Card.key))
    return sorted(rows, key=lambda card: card.state != CardState.ACTIVE)


def links(database: Database, keys: Sequence[str]) -> Mapping[str, str]:
    """Card key to the pseudonym of its holder, for those that have one."""
    if not keys:
        return {}
    with database.reading():
        query = Card.select(Card.key, Card.resident).where(Card.key.in_(list(keys)), Card.resident.is_null(False))
        return {row.key: row.resident for row in database.rows(query)}
