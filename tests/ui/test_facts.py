"""Sentences made of a page's values."""

from dataclasses import replace

import pytest

from kiosk.core.counts import Headcount
from kiosk.core.pages import Note
from kiosk.i18n import Catalogs
from kiosk.paths import ASSETS
from kiosk.ui.facts import bill, halves, who_and_what
from kiosk.ui.figures import numbers
from kiosk.ui.samples import lines

SAY = Catalogs(ASSETS / "i18n", strict=True)["zh_CN"]


@pytest.mark.parametrize(
    ("word", "two"),
    [
        ("社区图书馆", ("社区", "图书馆")),
        ("牙科检查", ("牙科", "检查")),
        ("Council hall", ("Council", "hall")),
        ("Physiotherapy", ("Physiotherapy", "")),
    ],
)
def test_a_long_word_breaks_where_a_reader_would(word: str, two: tuple[str, str]) -> None:
    """Hanzi break in the middle, words at a space, a single word nowhere."""
    assert halves(word) == two


def test_many_services_are_counted_instead_of_listed() -> None:
    """Two are named, the others are a number, and the name stands alone above them."""
    many = lines("zh_CN", "lunch", "chess", "painting", "hydro")
    assert who_and_what(SAY, "李*明", many) == "李*明\n午餐、棋牌室，还有 2 项"
    assert who_and_what(SAY, None, many[:1]) == "午餐"


def test_a_medical_service_is_not_named_where_others_read() -> None:
    """Neither what was used nor what could not be had tells the queue why somebody is here."""
    (clinic,) = lines("zh_CN", "barber")
    private = replace(clinic, private=True, note=Note.SOLD_OUT)
    assert who_and_what(SAY, None, (private,)) == "健康服务"
    assert bill(SAY, (private,), 0) == "健康服务  卖完了"


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
