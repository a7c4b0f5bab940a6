"""What the field cases of lists share: a server, a file of one's own, and who is there afterwards."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from kiosk.clock import SteppedClock
from kiosk.server import cards, imports, residents
from kiosk.server.plans import Choices
from kiosk.server.site import Site
from tests.server.conftest import opened
from tests.server.parts import CENTRE, press

NOVEMBER = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LI, WANG = "em4100:0100000001", "em4100:0100000002"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """An opened server with one centre and nobody in it."""
    site = opened(tmp_path, SteppedClock(NOVEMBER), "")
    yield site
    site.close()


def take_in(site: Site, content: str | bytes, *, sound: bool = False, choices: Choices | None = None) -> imports.Report:
    """Import a file."""
    given = content.encode() if isinstance(content, str) else content
    return imports.import_file(site, CENTRE, given, press(), sound=sound, choices=choices)


def everybody(site: Site) -> list[tuple[str, str | None, list[str]]]:
    """Name, birth date and cards of each person, by name."""
    found = residents.search(site.database, [CENTRE], "", limit=1000)
    return [(one.name, one.birth, [card.key for card in cards.of_person(site.database, one.id)]) for one in found]


def workbook(*sheets: Sequence[Sequence[object]], hidden: str = "") -> bytes:
    """An XLSX of sheets called Sheet1, Sheet2 and so on."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet{number}")
        for row in rows:
            sheet.append(list(row))
        if sheet.title == hidden:
            sheet.sheet_state = "hidden"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def retold(content: bytes, old: str, new: str) -> bytes:
    """The same workbook with something else in its sheets' XML, found by a pattern."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for part in before.infolist():
            data = before.read(part)
            if part.filename.startswith("xl/worksheets/"):
                data = re.sub(old, new, data.decode()).encode()
            after.writestr(part.filename, data)
    return out.getvalue()
