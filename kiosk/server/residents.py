"""The people of a centre: registered, changed, found by any reading of their name. Each change travels to the kiosks."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec

from kiosk.core.model import Resident as Person
from kiosk.core.model import ResidentState
from kiosk.server.database import Database
from kiosk.server.feed import Changes, changing
from kiosk.server.pinyin import keys_of
from kiosk.server.tables import Resident


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What staff say about a person. No ID number, address, phone or diagnosis: the kiosk needs none (`domain.md`)."""

    name: str
    birth: date | None = None
    number: str | None = None
    state: ResidentState = ResidentState.ACTIVE
    language: str | None = None


def register(database: Database, changes: Changes, centre: str, draft: Draft) -> str:
    """Add a person, inside the caller's unit of work; gives the pseudonym, which says nothing about them."""
    person = secrets.token_hex(8)
    row = _columns(draft) | {"id": person, "centre": centre, "preferences": "{}"}
    database.run(Resident.insert(**row))
    tell(changes, Resident(**row))
    return person


def amend(database: Database, changes: Changes, person: str, draft: Draft) -> None:
    """Change a person's data, inside the caller's unit of work."""
    update = Resident.update(**_columns(draft)).where(Resident.id == person)
    for row in database.run(update.returning(Resident)):
        tell(changes, row)


def save(database: Database, centre: str, person: str | None, draft: Draft, now: datetime) -> str:
    """Register a person, or amend the one given, as one unit of work; gives the pseudonym."""
    with changing(database, now) as changes:
        if person is None:
            return register(database, changes, centre, draft)
        amend(database, changes, person, draft)
        return person


def find(database: Database, person: str) -> Resident | None:
    """The person with this pseudonym."""
    with database.reading():
        row: Resident | None = database.first(Resident.select().where(Resident.id == person))
    return row


def search(database: Database, centres: Sequence[str], text: str, limit: int = 50) -> Sequence[Resident]:
    """People whose name, number or any pinyin reading begins with or contains `text`, by name."""
    query = Resident.select().where(Resident.centre.in_(list(centres)))
    if wanted := text.strip().lower().replace(" ", ""):
        pattern = wanted.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        query = query.where(
            _like(Resident.name, f"%{pattern}%") | _like(Resident.search, f"% {pattern}%") | (Resident.number == wanted)
        )
    with database.reading():
        return database.rows(query.order_by(Resident.name, Resident.id).limit(limit))


def names(database: Database, people: Sequence[str]) -> Mapping[str, str]:
    """Pseudonym to name."""
    with database.reading():
        query = Resident.select(Resident.id, Resident.name).where(Resident.id.in_(list(people)))
        return {row.id: row.name for row in database.rows(query)}


def tell(changes: Changes, row: Resident) -> None:
    """Let the kiosks of the person's centre know them as they are now."""
    person = Person(
        id=row.id,
        name=row.name,
        birth=date.fromisoformat(row.birth) if row.birth else None,
        state=ResidentState(row.state),
        language=row.language,
        search=tuple(row.search.split()),
        preferences=msgspec.json.decode(row.preferences, type=dict[str, str]),
    )
    changes.put(row.centre, "resident", row.id, person)


def _columns(draft: Draft) -> dict[str, str | None]:
    name = draft.name.strip()
    return {
        "name": name,
        "birth": draft.birth.isoformat() if draft.birth else None,
        "number": draft.number or None,
        "state": draft.state.value,
        "language": draft.language or None,
        "search": " " + " ".join(keys_of(name)),
    }
