"""Reads the sheets that an office sends: XLSX, or CSV in UTF-8, UTF-16 or GBK, by comma, semicolon or tab.

Every cell becomes text in its one form (`writing.plain`). Excel's ways are undone: a number typed as text keeps its
zeros, a date is written in full, `="0040856634"` is what is inside, 4085663.0 is 4085663. The cells decide how large a
sheet is, not the size that its file declares; a row without a value is no row.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException

from kiosk.errors import ConfigError
from kiosk.server.said import Said
from kiosk.server.writing import plain

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 50_000, 256, 50
MOST_BYTES = 100 * 1024 * 1024
"""Of a workbook when it is unpacked: a list of that many people has a tenth of it."""
EXACT = 10**15
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
_FORMULA_TEXT = re.compile(r'^="(.*)"$')
_MARKUP = re.compile(r"[\s\ufeff]*<([!?]|(html|head|meta|body|style|div|table|workbook)\b)", re.IGNORECASE)
_SEPARATOR = re.compile(r"sep=(.)\r?\n")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet: its number as the office's program shows it, and its cells."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of one sheet that have a value; the name of a CSV file's only sheet is empty."""

    name: str
    lines: Sequence[Line]
    hidden: bool = False


def read_sheets(content: bytes) -> Sequence[Sheet]:
    """All sheets of a file; raises ConfigError for a file that is none, or too large."""
    sheets = _xlsx(content) if content.startswith(ZIP) else [Sheet("", list(_valued(_csv(content))))]
    if sum(len(sheet.lines) for sheet in sheets) > MOST_ROWS:
        raise _too_long()
    return sheets


def _valued(lines: Iterator[Line]) -> Iterator[Line]:
    """The lines with a value; raises ConfigError for too many of them, or too wide ones."""
    count = 0
    for line in lines:
        if any(line.cells):
            count += 1
            if count > MOST_ROWS:
                raise _too_long()
            if any(line.cells[MOST_COLUMNS:]):
                raise ConfigError(
                    Said("the file has more than {most} columns; delete those without people's data", most=MOST_COLUMNS)
                )
            yield Line(line.number, line.cells[:MOST_COLUMNS])


def _too_long() -> ConfigError:
    return ConfigError(Said("the file has more than {most} rows; take fewer at once", most=MOST_ROWS))


def _csv(content: bytes) -> Iterator[Line]:
    text = _decoded(content)
    named = _SEPARATOR.match(text)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = named[1] if named else max(",;\t", key=first.count)
    if not named and not first.count(delimiter):
        delimiter = max(",;\t", key=text[:10_000].count)
    reader = csv.reader(io.StringIO(text[named.end() if named else 0 :], newline=""), delimiter=delimiter)
    try:
        for number, line in enumerate(reader, start=1):
            yield Line(number, [_plain(cell) for cell in line])
    except csv.Error as error:
        raise ConfigError(Said("line {line} is not CSV", line=reader.line_num)) from error


def _decoded(content: bytes) -> str:
    if content.startswith(OLD_EXCEL):
        raise ConfigError(_of_ole(content))
    for encoding in ("utf-16",) if content.startswith(UTF16) else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _MARKUP.match(text):
            raise ConfigError(
                Said("this is a web page or XML under another name; open it in Excel and save it as XLSX")
            )
        if "\x00" not in text:
            return text
    raise ConfigError(Said("the file is neither CSV nor XLSX; save it as one of them"))


def _of_ole(content: bytes) -> Said:
    """What to do with an OLE file; the stream of a workbook that has a password has its name in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Said("this workbook is protected by a password; open it, take the password off, and save it again")
    return Said("this is a workbook of Excel 97–2003; save it as XLSX and choose that")


def _xlsx(content: bytes) -> Sequence[Sheet]:
    try:
        _check_size(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        if len(book.worksheets) > MOST_SHEETS:
            raise ConfigError(
                Said("the file has more than {most} sheets; save only the list in a new one", most=MOST_SHEETS)
            )
        return [_sheet(sheet) for sheet in book.worksheets]
    except (BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, OSError, EOFError) as error:
        raise ConfigError(Said("the file is not XLSX; save it again, or as CSV")) from error


def _check_size(content: bytes) -> None:
    """Refuse what would unpack to more than a list can be; an archive never gives more than it declares."""
    with ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
            raise ConfigError(Said("this workbook is too large when it is unpacked; save only the list in a new one"))


def _sheet(sheet: Any) -> Sheet:
    sheet.reset_dimensions()
    lines = (
        Line(number, [_cell(value) for value in line])
        for number, line in enumerate(sheet.iter_rows(values_only=True), start=1)
    )
    return Sheet(sheet.title, list(_valued(lines)), hidden=sheet.sheet_state != "visible")


def _cell(value: object) -> str:
    match value:
        case None | "":
            return ""
        case datetime() | date():
            return f"{value.year:04}-{value:%m-%d}"
        case float() | int() if _is_rounded(value):
            return f"{value:.14E}"
        case float() if value.is_integer():
            return str(int(value))
        case str():
            return _plain(unescape(value))
        case _:
            return _plain(str(value))


def _is_rounded(value: float | int) -> bool:  # noqa: PYI041 - what it asks is which of the two it is
    """Whether a number has lost its end: spreadsheets keep 15 digits, and an ID number has 18."""
    return abs(value) >= EXACT and (isinstance(value, float) or value % 1000 == 0)


def _plain(cell: str) -> str:
    """A cell's text without Excel's marks that it is one."""
    cell = plain(cell)
    found = _FORMULA_TEXT.match(cell)
    return found[1] if found else cell.removeprefix("'")
