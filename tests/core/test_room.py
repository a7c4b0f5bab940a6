"""What has room on the smallest panel, and what becomes of the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.room import lines, plain, room, service, shortened, whole


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("居民议事厅", 5, "居民议事厅"),
        ("居民议事厅", 4, "居民议…"),
        ("Dental check", 8, "Dental check"),
        ("Chess and cards", 8, "Chess and…"),
        ("Physiotherapy", 8, "Physiother…"),
        ("", 8, ""),
    ],
)
def test_a_text_is_whole_or_ends_in_an_ellipsis(text: str, most: float, shown: str) -> None:
    """Latin words are left out whole, as far as one stays."""
    assert shortened(text, most) == shown


@given(st.text(max_size=80), st.integers(2, 30))
def test_no_text_takes_more_room_than_there_is(text: str, most: int) -> None:
    """Whatever a server sends."""
    assert room(shortened(text, most)) <= most + 0.01


def test_things_share_as_few_lines_as_hold_them() -> None:
    """Each line begins with the title, and none is too long or says nothing."""
    assert lines("今日午餐", ("土豆炖鸡肉", "木耳炒鸡蛋", "山药排骨汤", "时蔬"), 23) == [
        "今日午餐  土豆炖鸡肉  木耳炒鸡蛋  山药排骨汤",
        "今日午餐  时蔬",
    ]
    assert lines("今日午餐", (), 23) == []


def test_what_a_server_takes_is_shown_whole_and_in_full_size() -> None:
    """Five hanzi, or twelve letters; six hanzi of an older server are whole but smaller."""
    assert [whole(word) for word in ("居民议事厅", "居民议事大厅", "Council hall")] == [True, False, False]
    assert [service(word) for word in ("居民议事大厅", "Council hall")] == ["居民议事大厅", "Council hall"]
    assert [plain(price) for price in ("12 元", "免费", "12.5 元", "120 元")] == [True, True, False, False]
