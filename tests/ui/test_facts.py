"""Sentences made of a page's values."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.counts import Arrived, Headcount
from kiosk.core.pages import FindResident, Note, StaffToday, Tile
from kiosk.i18n import Catalogs
from kiosk.paths import ASSETS
from kiosk.ui.facts import bill, discreet, grid, placed, terms, typed, who_and_what
from kiosk.ui.figures import arrivals, numbers
from kiosk.ui.samples import NOW, lines, sample_pages

SAY = Catalogs(ASSETS / "i18n", strict=True)["zh_CN"]


@pytest.mark.parametrize(
    ("tile", "told"),
    [
        pytest.param(
            Tile("a", "午餐", "utensils", 1200, until="13:00", left=5), ("12 元", "到 13:00", "剩 5 位"), id="all"
        ),
        pytest.param(
            Tile("a", "书画", "brush", 0, until="17:00"), ("免费", "到 17:00", ""), id="places are not counted"
        ),
        pytest.param(Tile("a", "书", "book", 0), ("免费", "", ""), id="always open"),
        pytest.param(
            Tile("a", "午餐", "utensils", 1200, until="13:00", left=0, note=Note.SOLD_OUT),
            ("卖完了", "", ""),
            id="full",
        ),
        pytest.param(Tile("a", "午餐", "utensils", None, note=Note.ASK_STAFF), ("问工作人员", "", ""), id="no price"),
        pytest.param(Tile("a", "午餐", "utensils", 1200, done=True, until="13:00"), ("已签到", "", ""), id="done"),
        pytest.param(Tile("", "我走了", "door-open", None), ("", "", ""), id="the way out"),
    ],
)
def test_a_tile_tells_its_terms_at_once(tile: Tile, told: tuple[str, str, str]) -> None:
    """Price, closing time and places left stand together; what stands in the way is said instead."""
    assert terms(SAY, tile) == told


@pytest.mark.parametrize(
    ("arrived", "told"),
    [
        pytest.param(Arrived(None, "lunch", NOW, band="guest.child", heads=2), "客人 2 位孩子", id="children"),
        pytest.param(Arrived(None, "lunch", NOW, band="guest.adult"), "客人 1 位大人", id="a grown-up"),
        pytest.param(Arrived(None, None, NOW, heads=3), "3 位客人", id="of whom nothing else is known"),
        pytest.param(Arrived("em4100:67003B51C6", None, NOW), "没认的卡", id="an unknown card is no guest"),
    ],
)
def test_guests_are_told_from_unknown_cards(arrived: Arrived, told: str) -> None:
    """Staff read how many of which kind came, and only a card that nobody owns is called so."""
    page = sample_pages("zh_CN")["today"]
    assert isinstance(page, StaffToday)
    assert arrivals(SAY, replace(page, count=Headcount(latest=(arrived,))))[0][1] == told


@given(count=st.integers(1, 9), most=st.sampled_from([(2, 2), (3, 2), (3, 3)]))
def test_few_things_have_a_smaller_grid_and_all_of_them_a_place(count: int, most: tuple[int, int]) -> None:
    """No row and no column stays empty for want of things, but one thing does not fill the whole glass."""
    count = min(count, most[0] * most[1])
    columns, rows = grid(count, *most)
    assert 2 <= columns <= most[0]
    assert 1 <= rows <= most[1]
    assert sorted(filter(None, placed(range(1, count + 1), columns, rows))) == list(range(1, count + 1))
    assert columns * (rows - 1) < count


def test_many_services_are_counted_instead_of_listed() -> None:
    """Two are named, the others are a number, and the name stands alone above them."""
    many = lines("zh_CN", "lunch", "chess", "painting", "hydro")
    assert who_and_what(SAY, "李*明", many) == "李*明\n午餐、棋牌室，还有 2 项"
    assert who_and_what(SAY, None, many[:1]) == "午餐"


@pytest.mark.parametrize(
    ("words", "rows", "told"),
    [
        pytest.param("午餐 棋牌", 2, "李*明　午餐、棋牌", id="a short line holds all of it"),
        pytest.param("四点半课堂 居民议事", 2, "李*明\n四点半课堂、居民议事", id="the name above"),
        pytest.param("四点半课堂 牙科检查 居民议事", 3, "李*明\n四点半课堂、牙科检查\n居民议事", id="in two rows"),
        pytest.param("四点半课堂 牙科检查 居民议事", 2, "李*明\n四点半课堂，还有 2 项", id="counted"),
        pytest.param("社区应急设备共享点服务", 2, "李*明　社区应急设备…", id="longer than a server takes"),
    ],
)
def test_services_with_long_words_stay_on_their_line(words: str, rows: int, told: str) -> None:
    """A line that would be small is broken where there is a row for it, else fewer services are named."""
    (line,) = lines("zh_CN", "lunch")
    assert who_and_what(SAY, "李*明", [replace(line, word=word) for word in words.split()], rows) == told


def test_a_medical_service_is_not_named_where_others_read() -> None:
    """Neither what was used nor what could not be had tells the queue why somebody is here."""
    (clinic,) = lines("zh_CN", "barber")
    private = replace(clinic, private=True, note=Note.SOLD_OUT)
    assert who_and_what(SAY, None, (private,)) == "健康服务"
    assert bill(SAY, (private,), 0) == "健康服务  卖完了"
    assert discreet(SAY, Tile("clinic", "义诊", "stethoscope", 0, done=True, private=True)) == "健康服务"


def test_the_bill_says_what_to_do_next() -> None:
    """A price, a word for free, a question for the staff, or what could not be had: never an empty promise."""
    lunch, free = lines("zh_CN", "lunch"), lines("zh_CN", "barber")
    assert [bill(SAY, lunch, 1200), bill(SAY, free, 0), bill(SAY, lunch, None), bill(SAY, (), 0)] == [
        "应付 12 元",
        "免费",
        "价钱请问工作人员",
        "",
    ]
    sold_out = tuple(type(line)(line.service, line.word, line.icon, 0, Note.SOLD_OUT) for line in lunch)
    assert bill(SAY, sold_out, 0) == "午餐  卖完了"


@pytest.mark.parametrize(
    ("left", "guessed", "told"),
    [(0, 0, "估计"), (84, 84, "估计\n走了约 84"), (89, 84, "估计\n走了 5 + 约 84")],
)
def test_who_said_goodbye_is_told_from_who_is_taken_to_have_left(left: int, guessed: int, told: str) -> None:
    """Staff see what is known of those who are no longer inside, and what is only guessed."""
    assert numbers(SAY, Headcount(left=left, left_guessed=guessed))[2][2] == told


@pytest.mark.parametrize(
    ("number", "narrow", "seen"),
    [
        ("", True, "卡号尾号 51C6"),
        ("138447102", True, "138447102"),
        ("11010519491231002x", True, "…1231002X"),
        ("11010519491231002x", False, "11010519491231002X"),
    ],
)
def test_what_was_typed_is_seen_whole_where_there_is_room(number: str, *, narrow: bool, seen: str) -> None:
    """Between two buttons the end of a long number is enough: it is what was typed last."""
    assert typed(SAY, FindResident("zh_CN", "51C6", number, digits=True), narrow=narrow) == seen
