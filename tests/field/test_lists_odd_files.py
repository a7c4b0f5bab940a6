"""Field cases: files that are not what they seem, and files that mean harm. Each is told in a sentence of ours."""

import re
from datetime import date
from io import BytesIO
from itertools import pairwise
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from kiosk.errors import ConfigError
from kiosk.server.site import Site
from tests.field.lists import everybody, site, take_in, workbook

__all__ = ["site"]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def test_a_workbook_that_counts_days_from_1904_has_the_same_dates(site: Site) -> None:
    """Old Macs began with 1904; the file says so, and the dates are those that Excel shows."""
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    (sheet,) = book.worksheets
    for row in (["姓名", "出生日期"], ["李桂芳", date(1953, 3, 1)]):
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    take_in(site, out.getvalue())
    assert everybody(site) == [("李桂芳", "1953-03-01", [])]


def test_a_list_on_a_hidden_sheet_alone_is_told(site: Site) -> None:
    """It is not read in silence, nor called a file without heads."""
    book = workbook([["姓名"], ["赵玉兰"]], [["说明"]], hidden="Sheet1")
    with pytest.raises(ConfigError, match="hidden"):
        take_in(site, book)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), "take the password off", id="a password"),
        pytest.param(OLE + "Workbook".encode("utf-16-le"), "Excel 97–2003", id="an old workbook"),
        pytest.param("<html><table><td>姓名".encode(), "web page or XML", id="a web page"),
        pytest.param(b"\xef\xbb\xbf\n<?xml version='1.0'?><Workbook>", "web page or XML", id="XML"),
        pytest.param("<TABLE><tr><td>姓名".encode("gb18030"), "web page or XML", id="a table in GBK"),
    ],
)
def test_what_only_calls_itself_a_workbook_is_told_by_its_kind(site: Site, content: bytes, why: str) -> None:
    """Each with what to do in Excel."""
    with pytest.raises(ConfigError, match=why):
        take_in(site, content)


def test_too_many_people_are_still_refused(site: Site) -> None:
    """With what to do."""
    with pytest.raises(ConfigError, match="take fewer"):
        take_in(site, "姓名\n" + "李\n" * 50_001)


BOMB = "<!ENTITY a '0123456789'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in pairwise("abcdefghi")
)


@pytest.mark.parametrize(
    ("entity", "name"),
    [
        pytest.param('<!ENTITY x SYSTEM "file:///etc/passwd">', "x", id="a file of the server"),
        pytest.param(BOMB, "i", id="a word that unfolds to a gigabyte"),
    ],
)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_no_word_of_a_workbook_is_defined_elsewhere(site: Site, entity: str, name: str, part: str) -> None:
    """A workbook's XML has no business with entities: none is read, and the file is refused in words."""
    book, out = workbook([["姓名"], ["李桂芳"]]), BytesIO()
    with ZipFile(BytesIO(book)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for one in before.namelist():
            text = before.read(one).decode()
            if one == part:
                text = text.removeprefix("<?xml version='1.0' encoding='UTF-8'?>")
                text = f"<!DOCTYPE x [{entity}]>" + re.sub(r"(?<=>)(?=</)", f"&{name};", text).replace(
                    "李", f"&{name};"
                )
            after.writestr(one, text)
    with pytest.raises(ConfigError, match="save it again"):
        take_in(site, out.getvalue())
    assert not everybody(site)


def test_no_hostile_workbook_is_unpacked(site: Site) -> None:
    """A small file that would become a huge one is refused in a clear sentence; so is a sheet of all columns."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (101 * 1024 * 1024))
    with pytest.raises(ConfigError, match="too large when it is unpacked"):
        take_in(site, out.getvalue())
    with pytest.raises(ConfigError, match="more than 256 columns"):
        take_in(site, "姓名" + ",x" * 16_383 + "\n")
