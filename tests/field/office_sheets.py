"""The lists as files: heads, titles, group lines, totals, repeated heads and footers around the people's rows.

A sheet is laid out as clerks do it: a merged title, the office and the day under it, a head of one line or two, a line
per building with a subtotal, the head again at each page, a total, and who made it. `Sheet.lines` is what is written.
"""

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tests.field.office_cells import Cell

HEADS = {
    "serial": ("序号",),
    "name": ("姓名", "姓 名", "姓　名", "姓名*", "姓  名", "姓名（必填）"),
    "sex": ("性别", "性 别"),
    "nation": ("民族",),
    "birth": ("出生日期", "出生\n日期", "出生年月日", "出生日期（公历）", "生日"),
    "month": ("出生年月",),
    "identity": ("身份证号码", "身份证号", "身份证号码*", "公民身份号码", "身份证\n号码", "身份证"),
    "age": ("年龄",),
    "home": ("现住址", "家庭住址"),
    "phone": ("联系电话", "联系电话1", "电话", "手机号码", "联系\n电话", "手机号"),
    "card": ("卡号", "卡 号", "卡号（10位）", "卡号*"),
    "number": ("编号", "编 号"),
    "state": ("状态", "状态（在册/离开/去世）"),
    "child": ("子女姓名",),
    "relation": ("关系",),
    "child-phone": ("子女电话",),
    "pay": ("发放标准（元/月）",),
    "account": ("银行卡号",),
    "signed": ("领款人签字",),
    "health": ("健康状况",),
    "made": ("办卡日期",),
    "clerk": ("经办人",),
    "note": ("备注", "备 注"),
    "holder": ("户主姓名",),
    "neighbour": ("紧急联系人",),
    "neighbour-phone": ("紧急联系人电话",),
    "proxy": ("代领人姓名",),
    "proxy-identity": ("代领人身份证号",),
    "proxy-phone": ("代领人电话",),
}
READ = frozenset({"name", "birth", "month", "identity", "phone", "card", "number", "state"})
PAGE = 45
MERGED = "(merged with the cell above)"


@dataclass(frozen=True, slots=True)
class Layout:
    """How one office lays a list out: its columns, and what stands around the people."""

    title: str
    columns: Sequence[str]
    book: bool = False
    groups: bool = False
    two_lines: bool = False
    pages: bool = False


@dataclass
class Sheet:
    """One table as written; `people` are line numbers (from 1) and places among the rows, `other` is the rest."""

    title: str
    columns: Sequence[str]
    lines: list[list[Cell]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    people: list[tuple[int, int]] = field(default_factory=list)
    other: dict[int, str] = field(default_factory=dict)
    heads: Sequence[str] = ()

    def add(self, line: Sequence[Cell], what: str = "") -> int:
        """Write a line; gives its number."""
        self.lines.append(list(line))
        if what:
            self.other[len(self.lines)] = what
        return len(self.lines)

    def across(self, text: str, what: str) -> None:
        """Write a line merged over all columns."""
        number = self.add([text, *[None] * (len(self.columns) - 1)], what)
        self.merged.append((number, 1, number, len(self.columns)))


def lay_out(rng: Random, layout: Layout, rows: Sequence[Sequence[Cell]]) -> Sheet:
    """The sheet with these rows of people."""
    sheet = Sheet(layout.title, layout.columns)
    sheet.heads = [_head(rng, column, layout) for column in layout.columns]
    if layout.title:
        sheet.across(layout.title, "title")
        sheet.across("填报单位（盖章）：社区居民委员会      填表日期：2026年11月3日      单位：人、元", "title")
    heads = _heads(sheet, layout)
    for place, cells in enumerate(rows):
        if layout.groups and place % 60 == 0:
            if place:
                sheet.add(_total(layout, "小计", 60), "total")
            sheet.across(f"{'一二三四五六七八九十'[place // 60 % 10]}、{place // 60 + 1}号院（60人）", "group")
        if layout.pages and place and place % PAGE == 0:
            if place % (2 * PAGE) == 0:
                sheet.across(layout.title, "title")
            for head in heads:
                sheet.add(head, "head again")
        if rng.random() < 0.01:
            sheet.add([None] * len(cells))
        number = sheet.add([None if cell == MERGED else cell for cell in cells])
        if sheet.people and sheet.people[-1][0] == number - 1:
            sheet.merged += [(number - 1, n, number, n) for n, cell in enumerate(cells, start=1) if cell == MERGED]
        sheet.people.append((number, place))
    _end(rng, sheet, layout, len(rows))
    return sheet


def _head(rng: Random, column: str, layout: Layout) -> str:
    return rng.choice([head for head in HEADS[column] if layout.book or "\n" not in head])


def _heads(sheet: Sheet, layout: Layout) -> list[list[Cell]]:
    """The head of one line; or of two, where only a guardian has three columns below and the rest is merged down."""
    if not layout.two_lines:
        sheet.add(sheet.heads, "head")
        return [list(sheet.heads)]
    first = layout.columns.index("child")
    upper: list[Cell] = [*sheet.heads]
    upper[first : first + 3] = ["监护人（子女）情况", None, None]
    lower: list[Cell] = [None] * len(upper)
    lower[first : first + 3] = ["姓名", "关系", "联系电话"]
    top = sheet.add(upper, "head")
    sheet.add(lower, "head")
    sheet.merged.append((top, first + 1, top, first + 3))
    sheet.merged += [(top, n, top + 1, n) for n in range(1, len(upper) + 1) if not first < n <= first + 3]
    return [upper, lower]


def _total(layout: Layout, word: str, count: int) -> list[Cell]:
    """A line of sums; some write the word under 序号, some under 姓名."""
    line: list[Cell] = [None] * len(layout.columns)
    line[0 if word == "小计" else layout.columns.index("name")] = word
    line[2] = f"{count}人"
    if "pay" in layout.columns:
        line[layout.columns.index("pay")] = count * 60
    return line


def _end(rng: Random, sheet: Sheet, layout: Layout, count: int) -> None:
    if not layout.title:
        return
    sheet.add(_total(layout, rng.choice(["合计", "总 计", "合　计"]), count), "total")
    sheet.add([None] * len(layout.columns))
    if rng.random() < 0.5:
        sheet.across("填表人：柳如明          审核人：杨国安          负责人（签字）：", "footer")
    else:
        line: list[Cell] = [None] * len(layout.columns)
        line[0], line[1], line[3] = "制表人：", "柳如明", "审核：杨国安"
        sheet.add(line, "footer")
    sheet.across("注：1. 本表一式两份，社区和中心各存一份；2. 如有变动请于每月25日前报送。", "footer")
    sheet.across("第 1 页，共 1 页", "footer")


def workbook(sheets: Sequence[Sheet], extra: Sequence[str] = ()) -> bytes:
    """XLSX; `extra` are lines of a sheet without a table.

    The second sheet lies about its size, the third has a styled cell far below.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for place, sheet in enumerate(sheets):
        page = book.create_sheet(f"{place + 1}.{sheet.title[:12] or '名单'}")
        _fill(page, sheet)
        if place == 2:
            page.cell(60_000, 1).font = Font(bold=True)
    if extra:
        note = book.create_sheet("填表说明")
        for text in extra:
            note.append([text])
        book.create_sheet("Sheet5")
    out = io.BytesIO()
    book.save(out)
    return _lying(out.getvalue(), 2) if len(sheets) > 1 else out.getvalue()


def _fill(page: Worksheet, sheet: Sheet) -> None:
    for number, line in enumerate(sheet.lines, start=1):
        for column, value in enumerate(line, start=1):
            if value is None:
                continue
            cell = page.cell(number, column, value)
            if isinstance(value, date):
                cell.number_format = 'yyyy"年"m"月"d"日"' if number % 2 else "yyyy/m/d"
    for top, left, bottom, right in sheet.merged:
        page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def _lying(content: bytes, number: int) -> bytes:
    """The same workbook, one sheet of which declares a size of one cell."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == f"xl/worksheets/sheet{number}.xml":
                part = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', part)
            new.writestr(name, part)
    return out.getvalue()


def text_file(sheet: Sheet, encoding: str, delimiter: str = ",", *, first: str = "") -> bytes:
    """The sheet as a program saves it; `first` is a line that only Excel understands."""
    out = io.StringIO(newline="")
    out.write(first)
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(
        [["" if cell is None else str(cell) for cell in line] for line in sheet.lines]
    )
    return out.getvalue().encode(encoding)
