"""A list waits between the look and the yes: for one account, one centre, two hours, and one taking in."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from litestar.testing import TestClient

from kiosk.clock import SteppedClock
from kiosk.core.model import Role
from kiosk.errors import Refused
from kiosk.server import forgetting, holding, imports, places, residents
from kiosk.server.app import app_of
from kiosk.server.holding import Kept
from kiosk.server.site import Site
from kiosk.server.tables import HeldList, Place
from tests.server.parts import CENTRE, Browser, press
from tests.server.test_import import seen

LIST = "编号,姓名,出生日期,身份证号,电话\n7,李桂芳,,11010519491231002X,13987654471\n8,王建国,1948-12-09,,\n"


def hanzi(number: str) -> str:
    """A name for each number of four digits."""
    return "李" + "".join("天地玄黄宇宙洪荒日月"[int(digit)] for digit in number)


def names(site: Site) -> list[str]:
    """Everybody, by name."""
    return [one.name for one in residents.search(site.database, [CENTRE], "")]


def held(site: Site, text: str = LIST) -> Kept:
    """A list that one account looks at."""
    name = holding.hold(site, CENTRE, "wang", imports.look(site, CENTRE, text.encode(), press()))
    kept = holding.find(site, name, "wang")
    assert kept
    return kept


def test_the_same_form_again_does_nothing_twice(browser: Browser) -> None:
    """A second press, a page loaded again or a way back in the browser show what was done."""
    page = browser.sign_in().upload("/import", LIST.encode())
    path, mark = page.url.path, seen(page.text)
    answers = [browser.submit(path, seen=mark) for _ in range(3)]
    assert {answer.url.path for answer in answers} == {path}
    assert all("已导入：新增 2 人" in answer.text for answer in [*answers, browser.get(path)])
    assert names(browser.site) == ["李桂芳", "王建国"]


def test_what_changed_since_the_look_is_shown_before_it_is_written(browser: Browser) -> None:
    """Somebody else registered one of them meanwhile: nothing is written, and the page shows how it is now."""
    page = browser.sign_in().upload("/import", LIST.encode())
    draft = residents.Draft(name="王建国", birth=date(1948, 12, 9), number="9")
    residents.save(browser.site.database, CENTRE, None, draft, browser.site.now())
    again = browser.submit(page.url.path, seen=seen(page.text))
    assert again.status_code == 409
    assert "刚才有人改了居民资料" in again.text
    assert names(browser.site) == ["王建国"]
    assert browser.submit(page.url.path, seen=seen(again.text)).status_code == 200
    assert names(browser.site) == ["李桂芳", "王建国"]


def test_an_answer_on_the_page_joins_or_adds(browser: Browser) -> None:
    """One by one, or for all that were not answered."""
    site = browser.site
    draft = residents.Draft(name="王建国", birth=date(1948, 12, 9), number="9")
    known = residents.save(site.database, CENTRE, None, draft, site.now())
    page = browser.sign_in().upload("/import", LIST.encode())
    assert f'name="who/3" value="{known}"' in page.text
    browser.submit(page.url.path, seen=seen(page.text), **{"who/3": known})
    assert [one.number for one in residents.search(site.database, [CENTRE], "王建国")] == ["8"]
    page = browser.upload("/import", LIST.replace("8,王建国", "10,王建国").encode())
    browser.submit(page.url.path, seen=seen(page.text), others="another")
    assert len(residents.search(site.database, [CENTRE], "王建国")) == 2


def test_a_question_about_a_right_half_is_told_with_its_column_and_answered(browser: Browser) -> None:
    """Two people of one line are two rows; the answer reaches the one that was asked about."""
    imports.import_file(browser.site, CENTRE, "姓名,出生日期,卡号\n王建国,1948-12-09,0040856634\n".encode(), press())
    known = residents.search(browser.site.database, [CENTRE], "王建国")[0].id
    head = "编号,姓名,出生日期,卡号"
    text = f"{head},{head}\n7,李桂芳,1953-03-01,,8,王建军,1948-12-09,01026F6C3A\n"
    page = browser.sign_in().upload("/import", text.encode())
    assert "第 2 行 （E 列起）" in page.text
    browser.submit(page.url.path, seen=seen(page.text), **{"who/E2": known})
    assert names(browser.site) == ["李桂芳", "王建军"]
    page = browser.upload("/import", text.encode())
    assert "没有可以导入的变化" in page.text


def test_a_number_that_waited_is_shown_as_the_same_card(browser: Browser) -> None:
    """Not as if a second card were given."""
    imports.import_file(browser.site, CENTRE, "姓名,出生日期,卡号\n王建国,1948-12-09,0040856634\n".encode(), press())
    page = browser.sign_in().upload("/import", "姓名,出生日期,卡号\n王建国,1948-12-09,01026F6C3A\n".encode())
    assert "卡 0040856634 → <b>01026F6C3A</b> （同一张卡）" in page.text


def test_wrong_rows_are_left_out_and_can_be_saved_as_a_table(browser: Browser) -> None:
    """With row, name and reason, for a spreadsheet; no cell of it is computed there."""
    text = LIST + "9,赵玉兰,1936-13-01,,\n=1+1,张三,1950-01-01,,\n"
    page = browser.sign_in().upload("/import", text.encode())
    assert "行不导入" in page.text
    saved = browser.get(f"{page.url.path}/left.csv")
    assert saved.content.startswith("\ufeff工作表,行,姓名,列,内容,原因".encode())
    assert ",4,赵玉兰,出生日期,1936-13-01," in saved.text
    assert "'=1+1" in saved.text
    browser.submit(page.url.path, seen=seen(page.text))
    assert names(browser.site) == ["李桂芳", "王建国"]
    assert ",4,赵玉兰" in browser.get(f"{page.url.path}/left.csv").text


@pytest.mark.parametrize("first", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", '=HYPERLINK("http://x","y")', " =1+1"])
def test_no_cell_of_the_table_of_wrong_rows_begins_a_formula(browser: Browser, first: str) -> None:
    """Whatever a cell begins with, in any column, a spreadsheet shows it as text."""
    out = io.StringIO()
    csv.writer(out).writerows([["编号", "姓名", "出生日期"], ["7", first, "x"], ["8", "李桂芳", first]])
    page = browser.sign_in().upload("/import", out.getvalue().encode())
    saved = browser.get(f"{page.url.path}/left.csv").text
    cells = [cell for row in csv.reader(io.StringIO(saved.removeprefix("\ufeff"))) for cell in row]
    assert len(cells) >= 12
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_no_cell_becomes_a_part_of_the_page(browser: Browser) -> None:
    """Names, heads, sheets and lines of a file are shown as text."""
    nasty = "<script>alert(1)</script>"
    text = f"{nasty}注：\n姓名,出生日期,{nasty}\n{nasty},1953-03-01,\n李<b>,x,\n"
    page = browser.sign_in().upload("/import", text.encode())
    assert page.status_code == 200
    assert nasty not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_a_file_that_is_too_large_is_refused_in_words(browser: Browser) -> None:
    """Twenty megabytes are no list: the page says so, and nothing is kept."""
    page = browser.sign_in().upload("/import", b"x" * (20 * 1024 * 1024 + 1))
    assert page.status_code == 413
    assert "文件太大" in page.text
    assert not browser.site.database.rows(HeldList.select())


def test_a_list_of_another_centre_is_not_there(browser: Browser) -> None:
    """An account that no longer looks after a centre cannot open the list that it chose there."""
    site = browser.site
    browser.sign_in().upload("/import", LIST.encode())
    (row,) = site.database.rows(HeldList.select())
    places.add_place(site.database, "longxi", places.Level.CENTRE, "龙溪", None)
    path = "/import/" + holding.hold(site, "longxi", row.staff, imports.look(site, CENTRE, LIST.encode(), press()))
    for answer in (browser.get(path), browser.submit(path, seen="", others="another"), browser.get(path + "/left.csv")):
        assert answer.status_code == 404
        assert "李桂芳" not in answer.text
    assert not residents.search(site.database, ["longxi"], "")


def test_every_change_of_a_name_a_birth_date_or_a_state_is_seen_before_the_yes(browser: Browser) -> None:
    """They come first and none is cut, nor is a question; of the other changes two hundred are shown."""
    people = [(f"{number:04d}", f"1940-01-{number % 28 + 1:02d}") for number in range(1, 501)]
    known = "编号,姓名,出生日期\n" + "".join(f"{n},{hanzi(n)},{born}\n" for n, born in people)
    imports.import_file(browser.site, CENTRE, known.encode(), press())
    telephones = "".join(f"{n},{hanzi(n)},{born},1398765{n},\n" for n, born in people[:250])
    deaths = "".join(f"{n},{hanzi(n)},{born},,去世\n" for n, born in people[250:])
    page = browser.sign_in().upload("/import", f"编号,姓名,出生日期,电话,状态\n{telephones}{deaths}".encode()).text
    assert page.count('class="change heavy"') == 250
    assert page.count('class="change"') == 200
    assert page.index('class="change heavy"') < page.index('class="change"')
    assert "还有 50 行没有显示" in page

    others = "".join(f"{int(n) + 1000},{hanzi(n)},{born},,\n" for n, born in people[:250])
    page = browser.upload("/import", f"编号,姓名,出生日期,电话,状态\n{others}".encode()).text
    assert page.count('<fieldset class="asked">') == 250


def test_a_list_is_of_one_account_and_two_hours(browser: Browser, clock: SteppedClock) -> None:
    """Nobody else can open it or say yes; afterwards it is gone from the database, too."""
    page = browser.sign_in().upload("/import", LIST.encode())
    path, mark = page.url.path, seen(page.text)
    with TestClient(app_of(browser.site, press())) as http:
        other = Browser(http, browser.site).sign_in(login="zhao")
        assert other.get(path).status_code == 404
        assert other.submit(path, seen=mark).status_code == 404
        assert other.get(f"{path}/left.csv").status_code == 404
    clock.advance(timedelta(hours=3).total_seconds())
    assert "请重新选择文件" in browser.get(path).text
    assert browser.submit(path, seen=mark).status_code == 404
    assert not names(browser.site)
    browser.upload("/import", LIST.encode())
    assert len(browser.site.database.rows(HeldList.select())) == 1


def test_a_place_above_centres_is_asked_which_one(browser: Browser) -> None:
    """No list is taken into a centre by chance."""
    site = browser.site
    places.add_place(site.database, "city", places.Level.CITY, "大理市", None)
    places.add_place(site.database, "longxi", places.Level.CENTRE, "龙溪", "city")
    with site.database.writing():
        site.database.run(Place.update(parent="city").where(Place.id == CENTRE))
    browser.sign_in(role=Role.MANAGER, place="city")
    assert "请先选择这是哪个中心的名单" in browser.upload("/import", LIST.encode()).text
    page = browser.upload("/import", LIST.encode(), centre="longxi")
    assert "核对名单 · 龙溪" in page.text
    browser.submit(page.url.path, seen=seen(page.text))
    assert len(residents.search(site.database, ["longxi"], "")) == 2
    assert not names(site)


def test_nothing_is_held_that_the_database_may_not_keep(site: Site, tmp_path: Path) -> None:
    """Of ID and telephone numbers only the ends; and with a person who is erased all lists of the centre go."""
    wrong = "9,赵玉兰,1936-05-01,110105194912310021,1398765447\n11010519491231002X,张三,,,\n"
    kept = held(site, LIST + wrong)
    body = site.database.rows(HeldList.select())[0].body
    assert "002X" in body
    for number in ("11010519491231002X", "13987654471", "110105194912310021", "1398765447"):
        assert number not in body
    holding.take_in(site, kept, press(), {}, "")
    person = residents.search(site.database, [CENTRE], "李桂芳")[0].id
    held(site)
    forgetting.erase(site.database, person, site.now())
    assert not site.database.rows(HeldList.select())
    if site.database.is_sqlite:
        assert not [one for one in tmp_path.iterdir() if one.is_file() and "李桂芳".encode() in one.read_bytes()]


def test_two_managers_who_say_yes_at_once_double_nobody(site: Site) -> None:
    """Each list of a centre is taken in after the other; the second sees that its look is old."""
    lists = [held(site), held(site)]
    marks = [imports.foresee(site, CENTRE, kept.looked, press(), {}).fingerprint for kept in lists if kept.looked]
    start, refused = Barrier(2), []

    def say_yes(kept: Kept, mark: str) -> None:
        start.wait()
        try:
            holding.take_in(site, kept, press(), {}, mark)
        except Refused as error:
            refused.append(error)

    threads = [Thread(target=say_yes, args=pair) for pair in zip(lists, marks, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(refused), names(site)) == (1, ["李桂芳", "王建国"])


def test_one_list_said_yes_to_twice_at_once_is_taken_in_once(site: Site) -> None:
    """A double click reaches two processes."""
    kept = held(site)
    threads = [Thread(target=holding.take_in, args=(site, kept, press(), {}, "")) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(site) == ["李桂芳", "王建国"]
    found = holding.find(site, kept.id, "wang")
    assert found
    assert found.done
    assert found.done.added == 2


@pytest.mark.parametrize("path", ["/import/nothing", "/import/nothing/left.csv"])
def test_an_unknown_list_is_no_error_page(browser: Browser, path: str) -> None:
    """It says what to do."""
    assert browser.sign_in().get(path).status_code == 404
