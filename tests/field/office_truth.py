"""What the lists are held against: the people as the lists tell of them, and what is owed to each row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from tests.field.office_people import Person


class Duty(Enum):
    """What an importer owes to a row."""

    TAKE = "take"
    EITHER = "either"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Truth:
    """What is so of a person, as far as the lists tell it.

    `names` are the spellings that may stand for the name, `ends` groups of last fours of which one must be found each,
    `wires` the cards in hex; what only a spoiled row tells is in `spare_ends` and `spare_wires`: true, but not owed.
    One of `births` must be found where `birth_told`; elsewhere none is as good. Of who has no sound row at all, this is
    what only a reader who guesses rightly could know.
    """

    person: Person
    names: frozenset[str]
    births: frozenset[date]
    birth_told: bool
    ends: tuple[frozenset[str], ...]
    spare_ends: frozenset[str]
    wires: frozenset[str]
    spare_wires: frozenset[str]
    states: frozenset[str]
    number: str | None
    duty: Duty


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a person, or another line (`what`), by file, sheet (from 0) and the number that a program shows."""

    file: str
    sheet: int
    number: int
    person: int | None
    duty: Duty
    what: str


@dataclass(frozen=True, slots=True)
class File:
    """Something a clerk hands in."""

    name: str
    content: bytes
    ignored: frozenset[str]
    """Heads of columns that a centre does not keep."""


@dataclass(frozen=True, slots=True)
class OfficeList:
    """Files and the truth about them, by the key of a person."""

    files: Sequence[File]
    truth: Mapping[int, Truth]
    lines: Sequence[Line]
