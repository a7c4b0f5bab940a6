"""The people of a centre: registered, changed, found by any reading of a name. Each change travels to the kiosks."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from peewee import TextField, fn

from kiosk.core.model import Birthday, ResidentState
from kiosk.core.model import Resident as Person
from kiosk.errors import ConfigError
from kiosk.server import writing
from kiosk.server.database import Database
from kiosk.server.feed import Changes, changing
from kiosk.server.holders import by_number
from kiosk.server.pinyin import keys_of
from kiosk.server.said import Said
from kiosk.server.tables import Resident


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What staff say about a person; what is unset stays as it was. Nothing else is kept of anybody (`domain.md`).

    `birthday` is a day to be greeted on, given only by who asked for it; `tails` are the ends of telephone and ID
    numbers, `preferences` as the core's `PREFERENCES` has them.
    """

    name: str
    birth: date | UnsetType | None = UNSET
    number: str | UnsetType | None = UNSET
    state: ResidentState | UnsetType = UNSET
    language: str | UnsetType | None = UNSET
    preferences: dict[str, str] | UnsetType = UNSET
    birthday: Birthday | UnsetType | None = UNSET
    tails: tuple[str, ...] | UnsetType = UNSET


NOTHING = Draft(
    name="", birth=None, number=None, state=ResidentState.ACTIVE, language=None, preferences={}, birthday=None, tails=()
)
"""What is so of a new person of whom nothing else is said."""


def register(database: Database, changes: Changes, centre: str, draft: Draft) -> str:
    """Add a person, inside the caller's unit of work; gives the pseudonym, which says nothing about them.

    Raises ConfigError when another person of the centre has the number.
    """
    _check_number(database, centre, draft, None)
    person = secrets.token_hex(8)
    row = _columns(NOTHING) | _columns(draft) | {"id": person, "centre": centre}
    database.run(Resident.insert(**row))
    tell(changes, Resident(**row))
    return person


def amend(database: Database, changes: Changes, person: str, draft: Draft) -> None:
    """Change a person's data, inside the caller's unit of work; raises ConfigError as `register` does."""
    if known := find(database, person):
        _check_number(database, known.centre, draft, person)
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
    """People whose name, number or any pinyin reading begins with or contains `text`, or whose card has it, by name.

    The name may be typed in any way that `writing` takes for the same.
    """
    query = Resident.select().where(Resident.centre.in_(list(centres)))
    if wanted := writing.compared(text).replace(" ", ""):
        found = _has(Resident.spelling, wanted) | _has(Resident.search, f" {wanted}")
        found |= fn.LOWER(Resident.number) == wanted
        found |= _has(Resident.tails, f" {wanted.upper()} ")
        found |= Resident.id.in_(by_number(database, centres, text))
        query = query.where(found)
    with database.reading():
        return database.rows(query.order_by(Resident.name, Resident.id).limit(limit))


def alike(database: Database, centre: str, draft: Draft) -> Sequence[Resident]:
    """People of a centre who may be the one that is typed in.

    They have the same name, in any spelling, and no other birth date; or the same birth date and end of a number.
    """
    born, said = draft.birth.isoformat() if isinstance(draft.birth, date) else None, writing.compared(draft.name)
    likely = Resident.spelling == said
    if born:
        likely |= Resident.birth == born
    with database.reading():
        rows = database.rows(Resident.select().where(Resident.centre == centre, likely).order_by(Resident.id))
    ends = set(draft.tails or ())
    return [
        row
        for row in rows
        if (row.spelling == said and (not (born and row.birth) or row.birth == born))
        or (born and row.birth == born and ends & set(row.tails.split()))
    ]


def names(database: Database, people: Sequence[str]) -> Mapping[str, str]:
    """Pseudonym to name."""
    with database.reading():
        query = Resident.select(Resident.id, Resident.name).where(Resident.id.in_(list(people)))
        return {row.id: row.name for row in database.rows(query)}


def respell(database: Database, now: datetime) -> int:
    """Give people of an older program's database their spelling, and say how many those were.

    Keys for the kiosks' search and numbers are brought into the one form, too; a number that another person has in
    that form stays as it is, for a list to show.
    """
    with changing(database, now) as changes:
        rows = database.rows(Resident.select().where(Resident.spelling.is_null()))
        numbers = {(row.centre, row.number) for row in database.rows(Resident.select())} if rows else set()
        for row in rows:
            said: dict[str, str] = {"spelling": writing.compared(row.name)}
            if row.name != (name := writing.name(row.name)):
                said["search"] = " " + " ".join(keys_of(name))
            number = writing.plain(row.number or "")
            if number not in {"", row.number} and (row.centre, number) not in numbers:
                said["number"] = number
            for changed in database.run(Resident.update(**said).where(Resident.id == row.id).returning(Resident)):
                if len(said) > 1:
                    tell(changes, changed)
    return len(rows)


def tell(changes: Changes, row: Resident) -> None:
    """Let the kiosks of the person's centre know them as they are now."""
    person = Person(
        id=row.id,
        name=row.name,
        birth=date.fromisoformat(row.birth) if row.birth else None,
        state=ResidentState(row.state),
        language=row.language,
        search=tuple(row.search.split()),
        preferences=preferences(row),
        birthday=birthday(row),
        tails=tuple(row.tails.split()),
    )
    changes.put(row.centre, "resident", row.id, person)


def preferences(row: Resident) -> dict[str, str]:
    """How a person wants to be served."""
    return msgspec.json.decode(row.preferences, type=dict[str, str])


def birthday(row: Resident) -> Birthday | None:
    """The day on which a person wants to be greeted."""
    return msgspec.json.decode(row.birthday, type=Birthday) if row.birthday else None


def _check_number(database: Database, centre: str, draft: Draft, person: str | None) -> None:
    if draft.number:
        other = database.first(Resident.select().where(Resident.centre == centre, Resident.number == draft.number))
        if other and other.id != person:
            raise ConfigError(Said("another person has the number {number}; choose another one", number=draft.number))


def _has(column: TextField, wanted: str) -> Any:
    """Whether a column has a text in it. No pattern: what somebody typed never means a wildcard."""
    return fn.REPLACE(column, wanted, "") != column


def _columns(draft: Draft) -> dict[str, str | None]:
    """The columns of what is said."""
    name = writing.name(draft.name)
    said = {
        "name": name,
        "spelling": writing.compared(name),
        "birth": draft.birth.isoformat() if isinstance(draft.birth, date) else draft.birth,
        "number": draft.number,
        "state": draft.state and draft.state.value,
        "language": draft.language,
        "search": " " + " ".join(keys_of(name)),
        "preferences": _json(draft.preferences),
        "birthday": _json(draft.birthday),
        "tails": UNSET if draft.tails is UNSET else "".join(f" {tail} " for tail in draft.tails),
    }
    return {column: value for column, value in said.items() if value is not UNSET}


def _json(thing: object) -> str | UnsetType | None:
    return thing if thing is UNSET or thing is None else msgspec.json.encode(thing).decode()
