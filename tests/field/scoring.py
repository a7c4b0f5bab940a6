"""How rightly an office's lists were taken in: reads the server's database with SQL and compares it with the truth.

Nothing of the server's own code is used, so that one fault cannot hide in both. The score is the share of people with
a readable row who are registered once and wholly right. Everything else must have been told: by its file, sheet and
row. A wrong value, a stranger, a person twice or a card with somebody else is a failure whatever the score.
"""

import sqlite3
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from tests.field.office_truth import Duty, Line, OfficeList, Truth

Place = tuple[str, int, int]
"""File, sheet from 0, row from 1."""

_DOTS = dict.fromkeys(map(ord, "•．‧・･.∙⋅"), "·")


@dataclass(frozen=True, slots=True)
class Registered:
    """A person as the database has them; `keys` are the cards' that may be used."""

    id: str
    name: str
    birth: date | None
    state: str
    ends: frozenset[str]
    number: str | None
    keys: frozenset[str]


@dataclass
class Score:
    """Sentences on what is not as it should be, by kind; only the numbers of rows, never a name."""

    owed: int = 0
    right: int = 0
    told: list[str] = field(default_factory=list)
    """Not right, but named in the report: what lowers the score."""
    silent: list[str] = field(default_factory=list)
    """Missing or lacking something, and not named."""
    wrong: list[str] = field(default_factory=list)
    """A value that is not true, a person twice, two people in one, a stranger, a card with somebody else."""

    @property
    def share(self) -> float:
        """Right people among those with a readable row."""
        return self.right / self.owed

    def __str__(self) -> str:
        """For a person who looks at a failure."""
        sizes = f"{self.right} of {self.owed} right ({self.share:.2%})"
        parts = [
            f"\n{name} ({len(lines)}): " + "\n  ".join(["", *lines[:30]]) for name, lines in self._parts() if lines
        ]
        return sizes + "".join(parts)

    def _parts(self) -> Iterable[tuple[str, Sequence[str]]]:
        return ("WRONG", self.wrong), ("SILENT", self.silent), ("told", self.told)


@cache
def compared(name: str) -> str:
    """A name as people compare it: without blanks and what is not seen, one dot, one width."""
    plain = unicodedata.normalize("NFKC", name).translate(_DOTS)
    return "".join(letter for letter in plain if unicodedata.category(letter) not in {"Cf", "Zs", "Cc"})


def registered(database: Path) -> list[Registered]:
    """Everybody in a server's SQLite database."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        cards: dict[str, set[str]] = {}
        for resident, key in connection.execute("select resident, key from card where state = 'active'"):
            cards.setdefault(resident, set()).add(key)
        rows = connection.execute("select id, name, birth, state, tails, number from resident order by id").fetchall()
    connection.close()
    return [
        Registered(
            id=person,
            name=compared(name),
            birth=date.fromisoformat(birth) if birth else None,
            state=state,
            ends=frozenset(tails.split()),
            number=number,
            keys=frozenset(cards.get(person, ())),
        )
        for person, name, birth, state, tails, number in rows
    ]


def opens(key: str, wire: str) -> bool:
    """Whether a card of these bytes is the key's: whole, or one of the readings of a number that waits for a tap."""
    family, _, rest = key.partition(":")
    return any(wire.endswith(part) for part in rest.split(".")) if family == "tail" else rest == wire


def whose(people: Sequence[Registered], truth: Mapping[int, Truth]) -> dict[str, int]:
    """Pseudonym to the person meant; strangers are left out."""
    by_name: dict[str, list[Truth]] = {}
    by_end: dict[str, list[Truth]] = {}
    for one in truth.values():
        for name in {compared(name) for name in one.names}:
            by_name.setdefault(name, []).append(one)
        for end in one.spare_ends:
            by_end.setdefault(end, []).append(one)
    found = {}
    for row in people:
        possible = [*by_name.get(row.name, ()), *(one for end in row.ends for one in by_end.get(end, ()))]
        likely = max(possible, key=lambda one: _likeness(row, one), default=None)
        if likely and _likeness(row, likely) >= 4:
            found[row.id] = likely.person.key
    return found


def _likeness(row: Registered, one: Truth) -> int:
    """How much of a row is this person's; a name alone is enough where no birth date speaks against it."""
    named = row.name in {compared(name) for name in one.names}
    born = row.birth in one.births
    against = row.birth is not None and not born
    carded = any(opens(key, wire) for key in row.keys for wire in one.spare_wires)
    return 4 * named + 3 * born - 2 * against + 2 * len(row.ends & one.spare_ends) + carded


def exchanged(before: Mapping[str, int], after: Mapping[str, int]) -> list[str]:
    """Pseudonyms that came to mean another person, or nobody: past visits would be somebody else's."""
    return [person for person, key in before.items() if after.get(person) != key]


def score(database: Path, office: OfficeList, told: Collection[Place]) -> Score:
    """Compare a database with the truth, and with the rows that the reports named; row 0 is a file refused whole."""
    result = Score()
    people = registered(database)
    meant = whose(people, office.truth)
    found: dict[int, list[Registered]] = {}
    for row in people:
        if row.id in meant:
            found.setdefault(meant[row.id], []).append(row)
        else:
            result.wrong.append(f"a stranger is registered: {len(row.name)} characters, born {row.birth}")
    lines: dict[int, list[Line]] = {}
    for line in office.lines:
        if line.person is not None:
            lines.setdefault(line.person, []).append(line)
    for key, truth in office.truth.items():
        _judge(result, truth, found.get(key, []), lines.get(key, []), told)
    return result


def _judge(
    result: Score, truth: Truth, rows: Sequence[Registered], lines: Sequence[Line], told: Collection[Place]
) -> None:
    """Add what is to say about one person."""
    where = "; ".join(f"{line.file} sheet {line.sheet + 1} row {line.number} {line.what}".strip() for line in lines)
    named = any((line.file, line.sheet, line.number) in told or (line.file, 0, 0) in told for line in lines)
    owed = truth.duty is Duty.TAKE
    result.owed += owed
    false = [fault for row in rows for fault in _false(row, truth)]
    if len(rows) > 1 and (owed or not named):
        false.append("registered twice")
    lacking = _lacking(rows, truth) if rows else ["missing"]
    if false:
        result.wrong.append(f"{where}: {', '.join(false)}")
    elif lacking and not named:
        result.silent.append(f"{where}: {', '.join(lacking)}")
    elif lacking and owed:
        result.told.append(f"{where}: {', '.join(lacking)}")
    elif owed:
        result.right += 1


def _false(row: Registered, truth: Truth) -> list[str]:
    """What a row says that is not true."""
    faults = []
    if row.name not in {compared(name) for name in truth.names}:
        faults.append("another name")
    if row.birth and row.birth not in truth.births:
        faults.append(f"born {row.birth}, not {min(truth.births)}")
    if row.state not in truth.states:
        faults.append(f"{row.state}, not {'/'.join(sorted(truth.states))}")
    if strange := row.ends - truth.spare_ends:
        faults.append(f"found by {len(strange)} number(s) of others")
    if any(not any(opens(key, wire) for wire in truth.spare_wires) for key in row.keys):
        faults.append("has a card that is not theirs")
    if any(sum(opens(key, wire) for key in row.keys) > 1 for wire in truth.spare_wires):
        faults.append("one card stands under two keys")
    if row.number and row.number != truth.person.number:
        faults.append(f"number {row.number}, not {truth.person.number}")
    return faults


def _lacking(rows: Sequence[Registered], truth: Truth) -> list[str]:
    """What was told of a person and is not there; for a row of which nothing is owed, what is true of them at all."""
    lacks = []
    ends = frozenset[str]().union(*(row.ends for row in rows))
    keys = frozenset[str]().union(*(row.keys for row in rows))
    if truth.birth_told and not any(row.birth for row in rows):
        lacks.append("no birth date")
    if any(not group & ends for group in truth.ends):
        lacks.append("not found by a number")
    if any(not any(opens(key, wire) for key in keys) for wire in truth.wires):
        lacks.append("no card")
    if truth.number and not any(row.number for row in rows):
        lacks.append("no number")
    return lacks
