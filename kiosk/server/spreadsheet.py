"""Reads what an office sends: CSV in UTF-8 or GBK, with or without a byte-order mark, by comma, semicolon or tab; XLSX.

Every cell becomes text. Excel's ways are undone: a number typed as text keeps its zeros, a date is written in full,
`="0040856634"` is what is inside, 4085663.0 is 4085663.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from kiosk.errors import ConfigError
from kiosk.server.said import Said

MOST_ROWS = 50_000
ZIP = b"PK\x03\x04"
_FORMULA_TEXT = re.compile(r'^="(.*)"$')


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its number as the office's program shows it, and its cells by column."""

    number: int
    cells: dict[str, str]


def read_table(content: bytes) -> Sequence[Row]:
    """The rows below the head line; raises ConfigError for a file that is no table."""
    lines = _xlsx(content) if content.startswith(ZIP) else _csv(content)
    head = next(lines, (0, []))[1]
    columns = [name.strip().lower() for name in head]
    blanks = [""] * len(columns)
    rows = [Row(number, dict(zip(columns, [*cells, *blanks], strict=False))) for number, cells in lines if any(cells)]
    if not any(columns) or not rows:
        raise ConfigError(Said("the file has no rows; the first line names the columns, people come below it"))
    if len(rows) > MOST_ROWS:
        raise ConfigError(Said("the file has more than {most} rows; take fewer at once", most=MOST_ROWS))
    return rows


def _csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for line in reader:
            yield reader.line_num, [_plain(cell) for cell in line]
    except csv.Error as error:
        raise ConfigError(Said("line {line} is not CSV", line=reader.line_num)) from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ConfigError(Said("the file is neither CSV nor XLSX; save it as one of them"))


def _xlsx(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for number, line in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            if number > MOST_ROWS + 1:
                raise ConfigError(Said("the file has more than {most} rows; take fewer at once", most=MOST_ROWS))
            yield number, [_cell(value) for value in line]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise ConfigError(Said("the file is not XLSX; save it again, or as CSV")) from error


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime() | date():
            return f"{value:%Y-%m-%d}"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return _plain(str(value))


def _plain(cell: str) -> str:
    cell = cell.strip().strip("\ufeff")
    found = _FORMULA_TEXT.match(cell)
    return found[1] if found else cell.removeprefix("'")
