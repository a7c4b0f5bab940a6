"""Takes residents and their cards from a file: all of it, or nothing and a list of what is wrong, row by row.

    name      姓名      required
    birth     生日      1953-03-01, 1953/3/1, 19530301
    number    编号      the centre's own number; a second import goes by it
    card      卡号      em4100:67003B51C6, or the number printed on the card; several with ;
    phone     电话      only its last four are kept
    identity  身份证    likewise, after it was checked
    greeting  生日祝福  公历3-1, 农历8-15, 农历闰4-10
    language  语言      zh_CN, en
    state     状态      active 在册, left 离开, deceased 去世

The same file again changes nothing: a person is known by number, else by name and birth date. What a file has no column
for stays as it is.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from msgspec import UNSET, UnsetType

from kiosk.errors import CardError, ConfigError
from kiosk.server import cards, numbers, particulars, residents, sightings, tails
from kiosk.server.feed import Changes, publish, take
from kiosk.server.press import Press
from kiosk.server.said import Said
from kiosk.server.site import Site
from kiosk.server.spreadsheet import Row, read_table
from kiosk.server.tables import Resident

COLUMNS = {
    "name": ("name", "姓名", "名字"),
    "birth": ("birth", "birthday", "生日", "出生日期", "出生年月日"),
    "number": ("number", "编号", "序号"),
    "card": ("card", "cards", "卡号", "卡"),
    "phone": ("phone", "telephone", "电话", "手机", "手机号", "联系电话"),
    "identity": ("identity", "身份证", "身份证号", "身份证号码"),
    "greeting": ("greeting", "生日祝福"),
    "language": ("language", "语言"),
    "state": ("state", "状态"),
}
HIDDEN = ("phone", "identity")
SEVERAL = "several"
Identity = tuple[str, str]
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell."""

    row: int
    column: str
    value: str
    why: Said

    def __str__(self) -> str:
        """One line for a list."""
        return f"row {self.row}, {self.column} {self.value!r}: {self.why}"


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or would do."""

    added: int
    changed: int
    cards: int
    numbered: int
    greeted: int
    problems: Sequence[Problem]
    written: bool

    @property
    def summary(self) -> str:
        """One sentence."""
        if self.problems:
            return f"nothing was taken in: {len(self.problems)} problem(s); mend them and import the file again"
        did = "taken in" if self.written else "would be taken in"
        people = f"{self.added} new, {self.changed} known people and {self.cards} cards {did}"
        return f"{people}; {self.numbered} can be found by last digits, {self.greeted} want birthday wishes"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A readable row."""

    row: Row
    draft: residents.Draft
    keys: Sequence[str]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one row, read one at a time; what cannot be read is a problem."""

    row: Row
    problems: list[Problem] = field(default_factory=list)

    def read(self, column: str, meaning: Callable[[str], Read]) -> Read | UnsetType:
        """What stands in a column; unset when there is no such column, or nothing that can be understood."""
        if column not in self.row.cells:
            return UNSET
        cell = self.row.cells[column]
        try:
            return meaning(cell)
        except (ConfigError, CardError) as error:
            shown = tails.hidden(cell) if column in HIDDEN else cell
            self.problems.append(Problem(self.row.number, column, shown, _why(error)))
            return UNSET


def import_file(site: Site, centre: str, content: bytes, press: Press, *, dry_run: bool = False) -> Report:
    """Take a file in; nothing is written when a row has a problem, or in a dry run. Raises ConfigError for no table."""
    rows = [_renamed(row) for row in read_table(content)]
    if not any("name" in row.cells for row in rows):
        raise ConfigError(Said("no column is called name or 姓名; the first line names the columns"))
    problems: list[Problem] = []
    near = sightings.near(site.database, centre, site.now())
    today = site.now().date()
    candidates = [found for row in rows if (found := _candidate(row, press, near, today, problems))]
    candidates = _without_twins(candidates, problems)
    with site.database.writing() as unit:
        changes = Changes()
        known = _known(site, centre)
        people = [known.get(_identity(candidate.draft)) for candidate in candidates]
        given = sum(
            _take_in(site, changes, centre, person, candidate=candidate, problems=problems)
            for person, candidate in zip(people, candidates, strict=True)
        )
        if written := not (dry_run or problems):
            publish(site.database, changes, take(site.database, len(changes.rows)), site.now())
        else:
            unit.rollback()
    return Report(
        added=people.count(None),
        changed=len(people) - people.count(None),
        cards=given,
        numbered=sum(bool(candidate.draft.tails) for candidate in candidates),
        greeted=sum(bool(candidate.draft.birthday) for candidate in candidates),
        problems=sorted(problems, key=lambda problem: problem.row),
        written=written,
    )


def _take_in(
    site: Site, changes: Changes, centre: str, person: str | None, *, candidate: Candidate, problems: list[Problem]
) -> int:
    row = candidate.row
    if person == SEVERAL:
        why = Said("several people have this name; add a column with their birth dates, or with their numbers")
        problems.append(Problem(row.number, "name", candidate.draft.name, why))
        return 0
    if person is None:
        person = residents.register(site.database, changes, centre, candidate.draft)
    else:
        residents.amend(site.database, changes, person, candidate.draft)
    given = 0
    for key in candidate.keys:
        try:
            cards.give(site.database, changes, centre, key, person, label=row.cells["card"])
            given += 1
        except CardError as error:
            problems.append(Problem(row.number, "card", key, _why(error)))
    return given


def _renamed(row: Row) -> Row:
    """The same row under our own column names; columns we do not know are passed over."""
    cells = {name: row.cells[alias] for name, aliases in COLUMNS.items() for alias in aliases if alias in row.cells}
    return Row(row.number, cells)


def _candidate(row: Row, press: Press, near: Collection[str], today: date, problems: list[Problem]) -> Candidate | None:
    cells = Cells(row)
    phones = cells.read("phone", tails.of_telephones)
    identity = cells.read("identity", lambda text: (tails.of_identities(text, today), tails.birth_in(text, today)))
    ends, born = identity or ((), UNSET)
    draft = residents.Draft(
        name=cells.read("name", lambda text: particulars.named(text, press)) or "",
        birth=cells.read("birth", lambda text: particulars.born(text, today)) or born,
        number=cells.read("number", particulars.numbered),
        state=cells.read("state", particulars.state),
        language=cells.read("language", particulars.language),
        birthday=cells.read("greeting", particulars.birthday),
        tails=UNSET if phones is identity is UNSET else tuple(dict.fromkeys([*(phones or ()), *ends])),
    )
    keys = cells.read("card", lambda text: _keys(text, press, near)) or ()
    problems += cells.problems
    return None if cells.problems else Candidate(row, draft, keys)


def _keys(cell: str, press: Press, near: Collection[str]) -> list[str]:
    return [numbers.key_of(part.strip(), press, near) for part in re.split(r"[;；]", cell) if part.strip()]


def _why(error: ConfigError | CardError) -> Said:
    """What is wrong with a cell: always a sentence of ours."""
    said: Said = error.args[0]
    return said


def _identity(draft: residents.Draft) -> Identity:
    """By what a person is known: the number, else name and birth date, else the name where a file has nothing else."""
    if draft.number:
        return "number", draft.number
    if draft.birth is UNSET:
        return "name", draft.name
    return draft.name, draft.birth.isoformat() if draft.birth else ""


def _known(site: Site, centre: str) -> dict[Identity, str]:
    known: dict[Identity, str] = {}
    for row in site.database.rows(Resident.select().where(Resident.centre == centre)):
        known["name", row.name] = SEVERAL if ("name", row.name) in known else row.id
        known[row.name, row.birth or ""] = row.id
        if row.number:
            known["number", row.number] = row.id
    return known


def _without_twins(candidates: Sequence[Candidate], problems: list[Problem]) -> list[Candidate]:
    """Leave out who or what comes twice in one file, and say so."""
    kept: list[Candidate] = []
    people: dict[Identity, int] = {}
    seen: dict[str, int] = {}
    for candidate in candidates:
        number = candidate.row.number
        first = people.setdefault(_identity(candidate.draft), number)
        if first != number:
            column = "number" if candidate.draft.number else "name"
            same = Said("row {row} is the same person", row=first)
            problems.append(Problem(number, column, candidate.row.cells[column], same))
        twice = [seen[key] for key in candidate.keys if seen.setdefault(key, number) != number]
        card = candidate.row.cells.get("card", "")
        problems += [Problem(number, "card", card, Said("row {row} has this card", row=other)) for other in twice]
        if first == number and not twice:
            kept.append(candidate)
    return kept
