"""Finds the people in a file: rows under our own column names, and all that is not read, with its place.

    合计, 制表人：…          total lines and notes         passed over, and named
    序号, 备注, 性别 …        columns that are not ours     passed over, and named
    empty and hidden sheets  passed over, and named

Nothing is left out in silence: a line with a value is a row, or it is in `passed`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from msgspec import Struct

from kiosk.errors import ConfigError
from kiosk.server import heads
from kiosk.server.heads import SEVERAL, Heads
from kiosk.server.said import Said
from kiosk.server.spreadsheet import Line, Sheet, read_sheets
from kiosk.server.writing import quoted

_TOTAL = re.compile(
    r"(本页|人数|本组|本表)?(合计|总计|小计|共计|累计|总数|总人数|人数)|(grand)?(sub)?total|sum", re.IGNORECASE
)
_COUNTED = re.compile(r"(以上)?(合计|总计|小计|共计|累计|共)[:为]?\d+(人|位|名|户|张)?.*")
_COUNT = re.compile(r"[共计]?\d+(人|位|名|户)?")
"""How many people a list has, where their names stand otherwise."""
_NOTE = re.compile(
    r"(制表|填表|填报|制作|打印|统计|审核|审批|负责|经办|登记|联系|复核|校对|录入|报送|更新|截止|截至)(人|单位|日期|时间|员)?(签字|签名|\(.*\))?[:].*"
    r"|(备注|注|说明|填表说明|注意|单位|盖章|社区|日期|时间|电话)[:].*|第\d+页.*|共\d+页.*|-+\d*-*|page\d+.*",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r".*[:,;。].*|.*\d+(人|户|名|位).*|.*(小组|网格|社区|小区|街道|单元|号楼|片区|支部|[一二三四五六七八九十]+(组|栋|楼|村|队))"
)
"""What stands alone in its line and is no name: a sentence, or the head of a group."""


class Reason(StrEnum):
    """Why a line, a column or a sheet is not read."""

    ABOVE = "above"
    TOTAL = "total"
    NOTE = "note"
    HEADS = "heads"
    EMPTY = "empty"
    UNKNOWN = "unknown"
    LINES = "lines"
    SECOND = "second"
    NO_HEADS = "no_heads"
    HIDDEN = "hidden"
    BLANK = "blank"


class Place(Struct, frozen=True, order=True):
    """Where something stands: the sheet's name, empty when the file has only one that is read, and the row.

    `column` is the letter of the half's first column where the halves of a list stand side by side, else empty.
    """

    sheet: str
    row: int
    column: str = ""

    def __str__(self) -> str:
        """As the office's program shows it: 5, E5 or Sheet2!E5."""
        return f"{self.sheet}!{self.column}{self.row}" if self.sheet else f"{self.column}{self.row}"


class Passed(Struct, frozen=True):
    """Lines that are not read, one after the other, or a column or sheet (its row is that of its heads, or 0)."""

    place: Place
    until: int
    text: str
    why: Reason


@dataclass(frozen=True, slots=True)
class Row:
    """One line about a person: its cells by our own column names."""

    place: Place
    cells: dict[str, str]

    @property
    def number(self) -> int:
        """The line's number in its sheet."""
        return self.place.row


@dataclass(frozen=True, slots=True)
class Listing:
    """A whole file: its people, where their heads stand, and what is passed over."""

    rows: list[Row]
    heads: list[Place]
    columns: list[Passed]
    lines: list[Passed]
    sheets: list[Passed]


def read_list(content: bytes) -> Listing:
    """Read a file; raises ConfigError when it is none, or has no column of names."""
    sheets = read_sheets(content)
    found = [(sheet, heads.find(sheet.lines)) for sheet in sheets]
    tables = [(sheet, its) for sheet, its in found if its and not sheet.hidden]
    if not tables:
        raise _headless(sheets, hidden=any(its for _, its in found))
    several = len(tables) > 1
    listing = Listing([], [], [], [], [_unread(sheet) for sheet, its in found if not its or sheet.hidden])
    for sheet, its in tables:
        _read_sheet(sheet, its, sheet.name if several else "", listing)
    if not listing.rows:
        raise ConfigError(Said("the file has no people; they come below the line that names the columns"))
    return listing


def _headless(sheets: Sequence[Sheet], *, hidden: bool) -> ConfigError:
    if hidden:
        return ConfigError(Said("the people are on a hidden sheet; show that sheet in Excel and save the file again"))
    if not any(sheet.lines for sheet in sheets):
        return ConfigError(Said("the file has no people; they come below the line that names the columns"))
    return ConfigError(
        Said(
            "no column is called name or 姓名; one of the first {lines} lines names the columns",
            lines=heads.FIRST_LINES,
        )
    )


def _unread(sheet: Sheet) -> Passed:
    why = Reason.HIDDEN if sheet.hidden and sheet.lines else Reason.NO_HEADS if sheet.lines else Reason.BLANK
    return Passed(Place(sheet.name, 0), 0, sheet.name, why)


def _read_sheet(sheet: Sheet, its: Heads, name: str, listing: Listing) -> None:
    """Add a sheet's people, and what is passed over on it."""
    listing.heads.append(Place(name, its.first))
    listing.columns.extend(_columns(sheet, its, name))
    passed: list[Passed] = []
    for line in sheet.lines:
        if its.first <= line.number <= its.last:
            continue
        if line.number > its.last and (new := heads.again(line, its)):
            its = new
            passed.append(_passed(Place(name, line.number), line, Reason.HEADS))
        elif line.number < its.first:
            passed.append(_passed(Place(name, line.number), line, Reason.ABOVE))
        else:
            _read_line(line, its, name, listing.rows, passed)
    listing.lines.extend(_together(passed))


def _read_line(line: Line, its: Heads, name: str, rows: list[Row], passed: list[Passed]) -> None:
    """Add the person of a line, or of each of its halves, or why there is none."""
    for columns, meanings in its.parts():
        half = Line(line.number, [cell if column in columns else "" for column, cell in enumerate(line.cells)])
        place = Place(name, line.number, _letter(columns.start) if its.halves else "")
        row = Row(place, _cells(half, meanings))
        if not any(half.cells):
            continue
        if why := _no_person(half, row):
            passed.append(_passed(place, half, why))
            continue
        rows.append(row)
        passed.extend(_second(place, half, its, columns))


def _second(place: Place, line: Line, its: Heads, columns: range) -> Iterator[Passed]:
    """The names that stand in a second column of names: perhaps other people, who are not read."""
    for column in columns:
        cell = line.cells[column] if column < len(line.cells) else ""
        word = its.words[column] if column < len(its.words) else ""
        if cell and column not in its.meanings and heads.meaning(word) == "name":
            yield Passed(place, place.row, quoted(cell), Reason.SECOND)


def _cells(line: Line, meanings: Mapping[int, str]) -> dict[str, str]:
    """The cells of a line under our own names; those of one meaning with `;` between them."""
    cells: dict[str, str] = {}
    for column, name in meanings.items():
        cell = line.cells[column] if column < len(line.cells) else ""
        cells[name] = ";".join(filter(None, (cells.get(name, ""), cell))) if name in SEVERAL else cell
    return cells


def _no_person(line: Line, row: Row) -> Reason | None:
    """Why a line below the heads is about no person; None when it is about one."""
    name = "".join(row.cells["name"].split())
    digits = any(re.search(r"\d", cell) for cell in row.cells.values())
    named = name and not _COUNT.fullmatch(name)
    texts = [name] if named else ["".join(cell.split()) for cell in line.cells if cell]
    if any(_TOTAL.fullmatch(text.rstrip(":")) or _COUNTED.fullmatch(text) for text in texts):
        return Reason.TOTAL
    alone = sum(bool(cell) for cell in line.cells) == 1
    if any(_NOTE.fullmatch(text) or (alone and name and _ALONE.fullmatch(text)) for text in texts):
        return Reason.NOTE
    thin = not any(cell for column, cell in row.cells.items() if column != "name")
    if thin and any(_NOTE.fullmatch("".join(cell.split())) for cell in line.cells):
        return Reason.NOTE
    return None if name or digits else Reason.EMPTY


def _columns(sheet: Sheet, its: Heads, name: str) -> Iterator[Passed]:
    """The columns with a value that are not read."""
    width = max(len(line.cells) for line in sheet.lines)
    for column in range(width):
        head = its.words[column] if column < len(its.words) else ""
        if column in its.meanings:
            continue
        below = (line.cells[column] for line in sheet.lines if line.number > its.last and column < len(line.cells))
        if head or any(below):
            second = heads.meaning(head) if head else None
            why = Reason.LINES if heads.counts_lines(head) else Reason.SECOND if second else Reason.UNKNOWN
            yield Passed(Place(name, its.first), its.last, quoted(head) or _letter(column), why)


def _letter(column: int) -> str:
    """A column's letter as spreadsheets show it."""
    high, low = divmod(column, 26)
    return (chr(ord("A") + high - 1) if high else "") + chr(ord("A") + low)


def _passed(place: Place, line: Line, why: Reason) -> Passed:
    return Passed(place, place.row, quoted(" ".join(filter(None, line.cells))), why)


def _together(passed: Sequence[Passed]) -> Iterator[Passed]:
    """The same, lines of one reason that follow each other in one piece: 400 numbered lines without a name are one."""
    waiting: Passed | None = None
    for one in passed:
        if (
            waiting
            and waiting.why == one.why == Reason.EMPTY
            and one.place == Place(one.place.sheet, waiting.until + 1, waiting.place.column)
        ):
            waiting = Passed(waiting.place, one.until, waiting.text, one.why)
            continue
        if waiting:
            yield waiting
        waiting = one
    if waiting:
        yield waiting
