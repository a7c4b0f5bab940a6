"""What staff say of a person on the page: checked like an office's file, little of it kept, all of it erased."""

import logging
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kiosk.core.model import Birthday, Count, Settings
from kiosk.errors import ConfigError
from kiosk.server import forgetting, imports, particulars, places, residents, tails
from kiosk.server.founding import Seed, add_centre
from kiosk.server.site import Site
from kiosk.server.tables import Resident
from tests.server.parts import CENTRE, Browser, press

TODAY = date(2026, 11, 24)
PHONE, IDENTITY = "13987654471", "11010519491231002X"
LI = {"name": "李桂芳", "state": "active"}


def only(browser: Browser) -> Resident:
    """The one resident there is."""
    (person,) = residents.search(browser.site.database, [CENTRE], "")
    return person


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("13987654471", ("4471",), id="a telephone"),
        pytest.param("+86 139-8765-4471", ("4471",), id="as telephones show it"),
        pytest.param("0872-2123456", ("3456",), id="a line with its area code"),
        pytest.param("2123456", ("3456",), id="a local line"),
        pytest.param("１３９８７６５４４７１", ("4471",), id="in full width"),
        pytest.param("11010519491231002X", ("002X",), id="an ID number"),
        pytest.param("11010519491231002x", ("002X",), id="in small letters"),
        pytest.param("１１０１０５１９４９１２３１００２Ｘ", ("002X",), id="an ID number in full width"),
        pytest.param("110105491231002", ("1002",), id="an old ID number"),
        pytest.param("4471; 002x", ("4471", "002X"), id="ends alone"),
        pytest.param("13987654471；13912344471、11010519491231002X", ("4471", "002X"), id="several"),
        pytest.param(" ; ", (), id="none"),
    ],
)
def test_of_a_number_the_last_four_stay(typed: str, kept: tuple[str, ...]) -> None:
    """Whatever kind of number it is, and however it is written."""
    assert tails.of_numbers(typed, TODAY) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        pytest.param("110105194912310021", "does not fit", id="a wrong check digit"),
        pytest.param("11010519491331002X", "date of birth", id="no such month"),
        pytest.param("110105203112310021", "date of birth", id="not born yet"),
        pytest.param("110105185012310021", "date of birth", id="older than anybody"),
        pytest.param("110105490231002", "date of birth", id="no such day of an old one"),
        pytest.param("1101051949123100", "18 characters", id="two digits lost"),
        pytest.param("447", "last four", id="three digits"),
        pytest.param("X447", "last four", id="an X in front"),
        pytest.param("٤٤٧١", "last four", id="digits of another script"),
        pytest.param(";".join(str(n) for n in range(1000, 1007)), "at most 6", id="seven numbers"),
    ],
)
def test_a_mistyped_number_is_refused_and_never_quoted(typed: str, why: str) -> None:
    """The reason says what to look at; the number itself would stay in reports and logs."""
    with pytest.raises(ConfigError, match=why) as refused:
        tails.of_numbers(typed, TODAY)
    assert typed not in str(refused.value)


@pytest.mark.parametrize("digit", range(18))
def test_one_wrong_digit_of_an_id_number_is_noticed(digit: int) -> None:
    """Wherever it is: that is what the last one is for."""
    wrong = IDENTITY[:digit] + str((int(IDENTITY[digit].replace("X", "9")) + 1) % 10) + IDENTITY[digit + 1 :]
    with pytest.raises(ConfigError):
        tails.of_identities(wrong, TODAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("公历3-1", Birthday(Count.GREGORIAN, 3, 1)),
        ("阳历2月29日", Birthday(Count.GREGORIAN, 2, 29)),
        ("农历8.15", Birthday(Count.LUNAR, 8, 15)),
        ("农历闰4-30", Birthday(Count.LUNAR, 4, 30, leap=True)),
        ("Lunar leap 04/10", Birthday(Count.LUNAR, 4, 10, leap=True)),
        ("", None),
    ],
)
def test_a_birthday_is_by_sun_or_moon_and_has_no_year(text: str, day: Birthday | None) -> None:
    """As an office writes it; nothing written is no wish to be greeted."""
    assert particulars.birthday(text) == day


@pytest.mark.parametrize(
    "text", ["3-1", "公历2-30", "公历13-1", "公历0-1", "农历2-31", "公历闰2-1", "农历8", "八月十五"]
)
def test_a_birthday_that_cannot_be_is_refused(text: str) -> None:
    """With the three ways to write one."""
    with pytest.raises(ConfigError, match="农历8-15"):
        particulars.birthday(text)


def test_the_page_keeps_what_the_form_says_and_shows_it_again(browser: Browser) -> None:
    """The ends of numbers, the day, the three wishes; an empty form clears them."""
    said = {
        "tails": f"{PHONE}; {IDENTITY}",
        "birthday_count": "lunar leap",
        "birthday_month": "4",
        "birthday_day": "10",
    }
    browser.sign_in().submit("/people", **LI, **said, larger="on", louder="on")
    person = only(browser)
    assert person.tails.split() == ["4471", "002X"]
    assert person.birth == "1949-12-31"
    assert residents.birthday(person) == Birthday(Count.LUNAR, 4, 10, leap=True)
    assert residents.preferences(person) == {"type": "larger", "sound": "louder"}
    page = browser.get(f"/people/{person.id}").text
    assert 'name="tails" value="4471; 002X"' in page
    assert 'value="lunar leap" selected' in page
    assert 'name="larger" checked' in page
    assert 'name="slower" checked' not in page
    browser.submit(f"/people/{person.id}", **LI)
    cleared = only(browser)
    assert (cleared.tails, cleared.birthday, cleared.preferences) == ("", None, "{}")


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({"name": "李\U0002ffff"}, id="a character that no font has"),
        pytest.param({"birth": "2031-01-01"}, id="not born yet"),
        pytest.param({"birth": "1850-01-01"}, id="older than anybody"),
        pytest.param({"language": "klingon"}, id="no language"),
        pytest.param({"state": "resting"}, id="no state"),
        pytest.param({"tails": "110105194912310021"}, id="no ID number"),
        pytest.param({"birthday_count": "gregorian", "birthday_month": "2", "birthday_day": "30"}, id="no such day"),
        pytest.param({"birthday_count": "lunar"}, id="a calendar without a day"),
    ],
)
def test_the_form_is_checked_like_a_file(browser: Browser, form: dict[str, str]) -> None:
    """What an import refuses, nobody can save one by one either."""
    answer = browser.sign_in().submit("/people", **(LI | form))
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert not residents.search(browser.site.database, [CENTRE], "")


def test_staff_find_a_person_by_the_last_four(browser: Browser) -> None:
    """All four of them; three, or four out of two numbers, find nobody."""
    browser.sign_in().submit("/people", **LI, tails="4471; 002X")
    found = {
        typed: len(residents.search(browser.site.database, [CENTRE], typed))
        for typed in ("4471", "002x", "447", "1002")
    }
    assert found == {"4471": 1, "002x": 1, "447": 0, "1002": 0}


def test_a_whole_number_is_in_no_file_no_log_and_no_report(
    browser: Browser, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """By form and by import, taken and refused: neither the database nor its log nor anything written beside them."""
    wrong = IDENTITY[:-1] + "1"
    with caplog.at_level(logging.DEBUG):
        browser.sign_in().submit("/people", **LI, tails=f"{PHONE}; {IDENTITY}")
        browser.submit("/people", **(LI | {"tails": f"{PHONE}; {wrong}"}))
        browser.upload("/import", f"姓名,电话,身份证\n王建国,{PHONE},{IDENTITY}\n".encode())
        report = browser.upload("/import", f"姓名,电话,身份证\n赵文光,{PHONE}0000,{wrong}\n".encode()).text
    assert "最后一位与前面对不上" in report
    written = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    written |= {"log": caplog.text.encode(), "report": report.encode()}
    assert sum(b"4471" in content for content in written.values())
    for planted in (PHONE, IDENTITY, wrong, PHONE[:8], IDENTITY[:14]):
        assert [name for name, content in written.items() if planted.encode() in content] == []


def test_an_erased_persons_digits_and_day_are_nowhere(browser: Browser, tmp_path: Path) -> None:
    """They go with the name, from the feed's rows too."""
    browser.sign_in().submit(
        "/people", **LI, tails="4471", birthday_count="lunar", birthday_month="8", birthday_day="15"
    )
    marks = (b"4471", b"lunar")
    held = [path for path in tmp_path.rglob("*") if path.is_file() and any(mark in path.read_bytes() for mark in marks)]
    assert held
    forgetting.erase(browser.site.database, only(browser).id, browser.site.now())
    assert not [path for path in held if any(mark in path.read_bytes() for mark in marks)]


def test_what_a_file_has_no_column_for_stays(browser: Browser) -> None:
    """A list of telephones finds people by their names alone and only adds to what is known."""
    browser.sign_in().submit("/people", **LI, birth="1953-03-01", language="en", louder="on", tails="0000")
    before = only(browser)
    for phone, changed in ((PHONE, 1), ("", 0)):
        content = f"姓名,电话\n李桂芳,{phone}\n".encode()
        report = imports.import_file(browser.site, CENTRE, content, press())
        assert (report.added, report.changed, report.unchanged) == (0, changed, 1 - changed)
        person = only(browser)
        assert person.tails.split() == ["4471", "0000"]
        assert [getattr(person, name) for name in ("birth", "language", "preferences")] == [
            getattr(before, name) for name in ("birth", "language", "preferences")
        ]


def test_two_of_one_name_are_not_guessed_between(browser: Browser) -> None:
    """A file with names alone says whose birth date or number it lacks."""
    for birth in ("1953-03-01", "1948-12-09"):
        browser.sign_in(login=f"wang{birth[:4]}").submit("/people", **LI, birth=birth)
    report = imports.import_file(browser.site, CENTRE, f"姓名,电话\n李桂芳,{PHONE}\n".encode(), press())
    assert [(one.column, "several people" in str(one.why)) for one in report.problems] == [("name", True)]


def test_the_same_name_typed_again_is_asked_about(browser: Browser) -> None:
    """In any spelling, unless the birth date tells them apart; nobody is doubled by a second press of the button."""
    browser.sign_in().submit("/people", name="阿依古丽·买买提", state="active", birth="1953-03-01")
    known = only(browser)
    for birth in ("1953-03-01", ""):
        again = browser.submit("/people", name="阿依古丽 • 买买提", state="active", birth=birth)
        assert again.status_code == 409
        assert f'href="/people/{known.id}"' in again.text
    assert only(browser).id == known.id
    browser.submit("/people", name="阿依古丽•买买提", state="active", birth="1953-03-01", another="on")
    browser.submit("/people", name="阿依古丽•买买提", state="active", birth="1960-01-01")
    assert len(residents.search(browser.site.database, [CENTRE], "阿依古丽·买买提")) == 3


def test_a_mistyped_name_is_asked_about_where_birth_date_and_telephone_agree(browser: Browser) -> None:
    """One letter of a name is easily another one; a telephone alone may be that of a couple."""
    browser.sign_in().submit("/people", name="周家荣", state="active", birth="1946-07-29", tails="13211754983")
    typed = {"name": "周家霞", "state": "active", "tails": "13211754983"}
    again = browser.submit("/people", **typed, birth="1946-07-29")
    assert again.status_code == 409
    assert f'href="/people/{only(browser).id}"' in again.text
    browser.submit("/people", **typed, birth="1948-01-02")
    assert len(residents.search(browser.site.database, [CENTRE], "周家")) == 2


def test_a_registration_that_is_refused_leaves_nobody_behind(browser: Browser) -> None:
    """The card is somebody's: no person without it is made at each try."""
    browser.sign_in().submit("/people", **LI, card="em4100:0100000001")
    for _ in range(2):
        assert browser.submit("/people", name="王建国", state="active", card="em4100:0100000001").status_code == 400
    assert only(browser).name == "李桂芳"


def test_the_page_of_a_rare_name_says_what_the_kiosk_shows(browser: Browser) -> None:
    """A person is registered with a character that the font lacks."""
    browser.sign_in().submit("/people", name="李\U0002b6aa", state="active")
    page = browser.get(f"/people/{only(browser).id}").text
    assert "签到机用“〓”代替“\U0002b6aa”显示" in page


def test_a_new_centre_has_a_name_that_every_kiosk_shows_whole(site: Site, seed: Seed) -> None:
    """The rule of the settings page holds for who founds a centre, too: nothing is founded under a longer name."""
    longer = Settings(centre="far", centre_name="下关街道兴盛社区居家养老服务")
    with pytest.raises(ConfigError, match="13 Chinese characters or 19 letters"):
        add_centre(site.database, longer, seed, site.now())
    assert places.find(site.database, "far") is None
    add_centre(site.database, replace(longer, centre_name=longer.centre_name[:13]), seed, site.now())
    assert places.find(site.database, "far")
