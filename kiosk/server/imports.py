"""Takes residents and their cards from a file: all of it, or nothing and a list of what is wrong, row by row.

    name    姓名   required                         number    编号   the centre's own number; a second import goes by it
    birth   生日   1953-03-01, 1953/3/1, 19530301   language  语言   zh_CN, en
    card    卡号   em4100:67003B51C6, or the number printed on the card; several with ;
    state   状态   active 在册, left 离开, deceased 去世

The same file again changes nothing: a person is known by number, else by name and birth date.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kiosk.core.model import ResidentState
from kiosk.core.names import FORMULA
from kiosk.errors import CardError, ConfigError
from kiosk.server import cards, numbers, residents, sightings
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
    "language": ("language", "语言"),
    "state": ("state", "状态"),
}
STATES = {
    "": ResidentState.ACTIVE,
    "在册": ResidentState.ACTIVE,
    "离开": ResidentState.LEFT,
    "去世": ResidentState.DECEASED,
}
LANGUAGES = {"": None, "中文": "zh_CN", "英文": "en"}
LONGEST_NAME = 40
OLDEST = 125


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
    problems: Sequence[Problem]
    written: bool

    @property
    def summary(self) -> str:
        """One sentence."""
        if self.problems:
            return f"nothing was taken in: {len(self.problems)} problem(s); mend them and import the file again"
        did = "taken in" if self.written else "would be taken in"
        return f"{self.added} new, {self.changed} known people and {self.cards} cards {did}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A readable row."""

    row: Row
    draft: residents.Draft
    keys: list[str]


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
    in_order = sorted(problems, key=lambda problem: problem.row)
    return Report(people.count(None), len(people) - people.count(None), given, in_order, written=written)


def _take_in(
    site: Site, changes: Changes, centre: str, person: str | None, *, candidate: Candidate, problems: list[Problem]
) -> int:
    if person is None:
        person = residents.register(site.database, changes, centre, candidate.draft)
    else:
        residents.amend(site.database, changes, person, candidate.draft)
    given = 0
    for key in candidate.keys:
        try:
            cards.give(site.database, changes, centre, key, person, label=candidate.row.cells["card"])
            given += 1
        except CardError as error:
            problems.append(Problem(candidate.row.number, "card", key, _why(error)))
    return given


def _renamed(row: Row) -> Row:
    """The same row under our own column names; columns we do not know are passed over."""
    cells = {name: row.cells[alias] for name, aliases in COLUMNS.items() for alias in aliases if alias in row.cells}
    return Row(row.number, cells)


def _candidate(row: Row, press: Press, near: Collection[str], today: date, problems: list[Problem]) -> Candidate | None:
    found: list[Problem] = []

    def cell(column: str) -> str:
        return row.cells.get(column, "")

    def wrong(column: str, why: Said) -> None:
        found.append(Problem(row.number, column, cell(column), why))

    name = cell("name")
    if not name or len(name) > LONGEST_NAME:
        wrong("name", Said("a name has 1 to {most} characters", most=LONGEST_NAME))
    elif name.startswith(FORMULA):
        wrong("name", Said("a name begins with a letter"))
    elif missing := press.unreadable(name):
        wrong("name", Said("the kiosk cannot show {letters}", letters=missing))
    birth = _date(cell("birth"))
    if cell("birth") and (birth is None or not 0 <= (today - birth).days <= OLDEST * 366):
        wrong("birth", Said("not a date of the last {years} years; write 1953-03-01", years=OLDEST))
    state = STATES.get(cell("state")) or _member(cell("state"))
    if state is None:
        wrong("state", Said("accepted are 在册, 离开, 去世, active, left, deceased"))
    language = LANGUAGES.get(cell("language"), cell("language"))
    if language and not re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2})?", language):
        wrong("language", Said("accepted are 中文, 英文 and tags such as zh_CN and en"))
    keys = _keys(cell("card"), press, near, wrong)
    problems += found
    if found or state is None:
        return None
    draft = residents.Draft(name=name, birth=birth, number=cell("number") or None, state=state, language=language)
    return Candidate(row, draft, keys)


def _keys(cell: str, press: Press, near: Collection[str], wrong: Callable[[str, Said], None]) -> list[str]:
    keys = []
    for part in re.split(r"[;；]", cell):
        if part.strip():
            try:
                keys.append(numbers.key_of(part.strip(), press, near))
            except CardError as error:
                wrong("card", _why(error))
    return keys


def _why(error: CardError) -> Said:
    """What `numbers` and `cards` say of a card: always a sentence of ours."""
    said: Said = error.args[0]
    return said


def _member(text: str) -> ResidentState | None:
    return next((state for state in ResidentState if state.value == text.lower()), None)


def _date(text: str) -> date | None:
    parts = re.fullmatch(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?: 00:00:00)?", text)
    if not parts:
        return None
    year, *rest = (int(part) for part in parts.groups() if part)
    try:
        return datetime(year, rest[0], rest[1]).date()  # noqa: DTZ001 - a birth date has no time zone
    except ValueError:
        return None


def _identity(draft: residents.Draft) -> tuple[str, str]:
    return ("number", draft.number) if draft.number else (draft.name, draft.birth.isoformat() if draft.birth else "")


def _known(site: Site, centre: str) -> dict[tuple[str, str], str]:
    known: dict[tuple[str, str], str] = {}
    for row in site.database.rows(Resident.select().where(Resident.centre == centre)):
        known[row.name, row.birth or ""] = row.id
        if row.number:
            known["number", row.number] = row.id
    return known


def _without_twins(candidates: Sequence[Candidate], problems: list[Problem]) -> list[Candidate]:
    """Leave out who or what comes twice in one file, and say so."""
    kept: list[Candidate] = []
    people: dict[tuple[str, str], int] = {}
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
