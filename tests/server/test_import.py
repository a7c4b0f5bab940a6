"""People and cards from an office's file: everything, or nothing and the reasons."""

import re
from io import BytesIO

import pytest
from openpyxl import Workbook

from kiosk.errors import ConfigError
from kiosk.server import cards, imports, residents
from kiosk.server.site import Site
from tests.server.parts import CENTRE, Browser, Log, new_kiosk, press

GOOD = (
    "姓名,出生日期,编号,卡号,语言,状态\n"
    "李桂芳,1953-03-01,0007,em4100:67003B51C6,,\n"
    "王建国,1948/12/9,0008,01026F6C3A,中文,在册\n"
    "欧阳秀英,19401231,0009,0001217496;2A83155E11AA22,en,left\n"
    "阿依古丽·买买提,,,,,\n"
)


def take_in(site: Site, text: str | bytes, *, dry_run: bool = False, sound: bool = False) -> imports.Report:
    """Import a file."""
    content = text.encode() if isinstance(text, str) else text
    return imports.import_file(site, CENTRE, content, press(), dry_run=dry_run, sound=sound)


def seen(page: str) -> str:
    """The mark of what a page showed."""
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    return found[1]


def people(site: Site) -> dict[str, list[str]]:
    """Name to card keys."""
    found = residents.search(site.database, [CENTRE], "", limit=1000)
    return {person.name: [card.key for card in cards.of_person(site.database, person.id)] for person in found}


PRINTED = "tail:001293D8.000C4458.0001217496.D8931200.58440C00"
EXPECTED = {
    "李桂芳": ["em4100:67003B51C6"],
    "王建国": ["em4100:01026F6C3A"],
    "欧阳秀英": ["iso14443a:2A83155E11AA22", PRINTED],
    "阿依古丽·买买提": [],
}


def test_a_file_is_taken_in_and_the_same_file_again_changes_nothing(site: Site) -> None:
    """People are known by number, else by name and birth date."""
    first, again = take_in(site, GOOD), take_in(site, GOOD)
    assert (first.added, first.changed, first.cards) == (4, 0, 4)
    assert (again.added, again.changed, again.unchanged, again.cards) == (0, 0, 4, 0)
    assert people(site) == EXPECTED
    assert residents.search(site.database, [CENTRE], "0007")[0].birth == "1953-03-01"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbf" + GOOD.encode(), id="byte-order mark"),
        pytest.param(GOOD.encode("gb18030"), id="GBK"),
        pytest.param(GOOD.replace(",", "\t").encode(), id="tabs"),
        pytest.param(GOOD.replace(";", "；").replace(",", ";").encode(), id="semicolons"),
        pytest.param(GOOD.replace("\n", "\r\n").replace("0007", '"=""0007"""').encode(), id="Excel"),
    ],
)
def test_every_way_of_saving_is_understood(plain_site: Site, content: bytes) -> None:
    """What an office's program makes of the same table reads the same."""
    take_in(plain_site, content)
    found = people(plain_site)
    assert {name: sorted(keys) for name, keys in found.items()} == {k: sorted(v) for k, v in EXPECTED.items()}


def test_a_workbook_is_understood(plain_site: Site) -> None:
    """Dates as dates, numbers as numbers."""
    book = Workbook()
    sheet = book.active
    assert sheet
    for line in GOOD.splitlines():
        sheet.append(line.split(","))
    out = BytesIO()
    book.save(out)
    take_in(plain_site, out.getvalue())
    assert set(people(plain_site)) == set(EXPECTED)


def test_a_dry_run_writes_nothing(site: Site) -> None:
    """It says what would happen."""
    report = take_in(site, GOOD, dry_run=True)
    assert (report.added, report.cards, report.written) == (4, 4, False)
    assert not people(site)


BAD = [
    pytest.param("", "name", "1 to 40", id="no name"),
    pytest.param("李" * 41, "name", "1 to 40", id="a name too long"),
    pytest.param("李\U0002ffff", "name", "cannot show", id="a character that no font has"),
    pytest.param("=HYPERLINK(A1)", "name", "begins with a letter", id="a formula"),
    pytest.param("@SUM(A1)", "name", "begins with a letter", id="another formula"),
    pytest.param("李,1953-13-01", "birth", "not a date", id="no such month"),
    pytest.param("李,2031-01-01", "birth", "not a date", id="not born yet"),
    pytest.param("李,1850-01-01", "birth", "not a date", id="older than anybody"),
    pytest.param("李,,,123", "card", "too short", id="the centre's own count of its cards"),
    pytest.param("李,,,hello", "card", "not a card", id="no number"),
    pytest.param("李,,,0000000000", "card", "all its digits", id="all zeros"),
    pytest.param("李,,,iso14443a:08112233", "card", "new number at every tap", id="a telephone"),
    pytest.param("李,,53290119530301123X", "number", "column of ID numbers", id="an ID number as the centre's"),
    pytest.param("李,1953.03", "birth", "day of birth is missing", id="a month alone"),
    pytest.param(
        "李,1950-01-01,,,,,,11010519491231002X", "birth", "1949-12-31", id="another birth date than the ID number's"
    ),
    pytest.param("李,,,,,,,110105194912310009", "identity", "rounded", id="an ID number that a spreadsheet rounded"),
    pytest.param("5329011953030", "name", "number stands", id="a number for a name"),
    pytest.param("李,,,,,resting", "state", "accepted", id="no state"),
    pytest.param("李,,,,,,,110105194912310021", "identity", "does not fit", id="a wrong check digit"),
]


SHARED = [
    pytest.param("王,,0001,", "number", "has this number", id="a number twice"),
    pytest.param("王,,,em4100:0100000001", "card", "has this card", id="a card twice"),
]


@pytest.mark.parametrize(("line", "column", "why"), SHARED)
def test_what_two_people_of_a_file_share_keeps_both_out(plain_site: Site, line: str, column: str, why: str) -> None:
    """Which of the two is right, no program can tell."""
    report = take_in(plain_site, f"name,birth,number,card\n李,,0001,em4100:0100000001\n{line}\n")
    assert [(one.row, one.column) for one in report.problems] == [(2, column), (3, column)]
    assert all(why in str(one.why) for one in report.problems)


@pytest.mark.parametrize(
    ("line", "column"),
    [("139876544,,", "phone"), (",2-30,", "greeting"), (",,klingon", "language")],
    ids=["no telephone", "a birthday without a calendar", "no language"],
)
def test_a_person_is_taken_in_without_what_only_helps(plain_site: Site, line: str, column: str) -> None:
    """And the report says what is lacking, and why."""
    report = take_in(plain_site, f"name,phone,greeting,language\n李,{line}\n")
    assert [(one.row, one.column) for one in report.remarks] == [(2, column)]
    assert list(people(plain_site)) == ["李"]


@pytest.mark.parametrize(("line", "column", "why"), BAD)
def test_one_bad_row_keeps_the_whole_file_out(plain_site: Site, line: str, column: str, why: str) -> None:
    """The report names row, column, value and reason; the good row is not taken in either."""
    head = "name,birth,number,card,language,state,phone,identity,greeting\n赵,,0001,em4100:0100000001\n"
    report = take_in(plain_site, f"{head}{line or ',1953-03-01'}\n")
    (problem,) = report.problems
    assert (problem.row, problem.column) == (3, column)
    assert why in str(problem.why)
    assert not people(plain_site)
    assert take_in(plain_site, f"{head}{line or ',1953-03-01'}\n", sound=True).left_out == 1
    assert list(people(plain_site)) == ["赵"]


def test_numbers_and_wishes_are_counted_before_they_are_taken_in(site: Site) -> None:
    """A dry run says how many there are of each; an ID number tells a birth date that is missing."""
    text = (
        "姓名,生日,手机,身份证号,生日祝福\n李桂芳,,139 8765 4471,11010519491231002x,农历闰4-10\n王建国,1948-12-09,,,\n"
    )
    report = take_in(site, text, dry_run=True)
    assert (report.numbered, report.greeted, report.written) == (1, 1, False)
    take_in(site, text)
    kept = {
        person.name: (person.birth, person.tails.split()) for person in residents.search(site.database, [CENTRE], "")
    }
    assert kept == {"李桂芳": ("1949-12-31", ["4471", "002X"]), "王建国": ("1948-12-09", [])}


def test_a_card_of_somebody_else_is_a_problem(site: Site) -> None:
    """Nothing moves from one person to another by a file."""
    take_in(site, "name,card\n李,em4100:0100000001\n")
    report = take_in(site, "name,card\n王,em4100:0100000001\n")
    assert "is 李 — so far" in str(report.problems[0].why)
    assert set(people(site)) == {"李"}


def test_a_printed_number_finds_the_card_that_was_tapped(plain_site: Site) -> None:
    """An unknown card that was seen settles what its digits alone leave open."""
    book = Log(plain_site, new_kiosk(plain_site)[0])
    book.add(card="em4100:01026F6C3A")
    book.hand_in()
    take_in(plain_site, "name,card\n李,07302202\n")
    assert people(plain_site) == {"李": ["em4100:01026F6C3A"]}


@pytest.mark.parametrize("content", [b"", b"name\n", b"\x00\x01\x02", b"PK\x03\x04broken", b"colour\nred\n"])
def test_what_is_no_table_is_refused(plain_site: Site, content: bytes) -> None:
    """With one sentence, not a traceback."""
    with pytest.raises(ConfigError):
        take_in(plain_site, content)


def test_the_page_shows_what_would_happen_and_then_does_it(browser: Browser) -> None:
    """First looked at, then taken in, then printed for everybody who has no card."""
    browser.sign_in()
    assert "文件里没有居民" in browser.upload("/import", b"name\n\n").text
    page = browser.upload("/import", GOOD.encode())
    assert "确认导入：新增 4 人" in page.text
    assert not people(browser.site)
    assert "已导入：新增 4 人" in browser.submit(page.url.path, seen=seen(page.text)).text
    assert "1 位居民还没有卡" in browser.get("/import").text
    browser.submit("/cards/make")
    assert browser.get("/cards/sheets").headers["content-type"] == "application/pdf"
