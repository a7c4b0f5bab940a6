"""The wall calendar: whose birthday it is, what the day is called, and that nothing of it ever fails."""

from datetime import date, timedelta
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.almanac import Scribe, leaf
from kiosk.core.calendar import Leaf, Leaves, LunarDay, celebrates, festival
from kiosk.core.model import Birthday, Count

DAYS = st.dates(date(1901, 1, 1), date(2100, 12, 31))
BIRTHDAYS = st.builds(Birthday, st.sampled_from(Count), st.integers(-1, 14), st.integers(-1, 32), st.booleans())


def lunar(month: int, day: int, *, leap: bool = False) -> Birthday:
    """A birthday by the moon."""
    return Birthday(Count.LUNAR, month, day, leap)


@given(DAYS, BIRTHDAYS)
def test_no_day_and_no_birthday_raises(day: date, birthday: Birthday) -> None:
    """Two centuries of days and every wrong birthday: at worst the calendar says nothing."""
    found = leaf(day)
    assert found.day == day
    assert found.lunar is not None
    assert 1 <= found.lunar.day <= found.lunar.length <= 30
    festival(found)
    celebrates(birthday, found)
    assert not celebrates(birthday, Leaf(day)) or birthday.count is Count.GREGORIAN


@pytest.mark.parametrize(
    ("birthday", "day"),
    [
        pytest.param(lunar(10, 16), "2026-11-24", id="an ordinary day"),
        pytest.param(lunar(12, 30), "2026-02-16", id="day 30 of a month of 29 days is kept on the 29th"),
        pytest.param(lunar(6, 1, leap=True), "2025-07-25", id="a leap month's day in a year that has it"),
        pytest.param(lunar(6, 1, leap=True), "2026-07-14", id="and in the ordinary month of a year that has not"),
        pytest.param(lunar(6, 1), "2025-06-25", id="an ordinary month's day not in the leap month"),
        pytest.param(Birthday(Count.GREGORIAN, 3, 1), "2026-03-01", id="by the sun"),
        pytest.param(Birthday(Count.GREGORIAN, 2, 29), "2026-03-01", id="29 February is kept on 1 March"),
        pytest.param(Birthday(Count.GREGORIAN, 2, 29), "2028-02-29", id="and on its own day when there is one"),
    ],
)
def test_a_birthday_is_greeted_on_its_day_only(birthday: Birthday, day: str) -> None:
    """The day itself, and neither the one before nor the one after."""
    today = date.fromisoformat(day)
    near = [celebrates(birthday, leaf(today + timedelta(days=apart))) for apart in range(-29, 30)]
    assert [apart for apart, found in zip(range(-29, 30), near, strict=True) if found] == [0]


def test_who_did_not_ask_is_not_greeted() -> None:
    """No birthday is no consent."""
    assert not celebrates(None, leaf(date(2026, 11, 24)))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        pytest.param("2026-02-16", "new_year_eve", id="the last day of a year of the moon"),
        pytest.param("2026-02-17", "spring", id="spring festival"),
        pytest.param("2026-10-18", "double_ninth", id="the day of old people"),
        pytest.param("2026-05-01", "third_month_fair", id="Dali's own fair, before a holiday of the whole country"),
        pytest.param("2027-10-01", "national", id="by the sun"),
        pytest.param("2026-11-24", None, id="an ordinary day"),
    ],
)
def test_festivals_have_their_days(day: str, name: str | None) -> None:
    """By the moon first, then by the sun."""
    assert festival(leaf(date.fromisoformat(day))) == name


def test_a_leap_month_repeats_no_festival() -> None:
    """The torches burn once a year."""
    assert festival(Leaf(date(2025, 8, 18), LunarDay(6, 25, leap=True, leap_month=6))) is None


def test_holidays_are_known_as_far_as_the_library_goes() -> None:
    """After its last year only the public holiday is missing; the moon goes on."""
    assert leaf(date(2026, 2, 18)).holiday == "spring"
    beyond = leaf(date(2099, 2, 18))
    assert (beyond.holiday, beyond.lunar is None) == (None, False)
    assert leaf(date(2026, 2, 4)).term == 1


def test_the_scribe_writes_today_and_tomorrow_and_tells_of_it_once() -> None:
    """Midnight finds its leaf written; until the first one is written, every leaf is blank and nobody waits."""
    leaves, told, days = Leaves(), [], iter([date(2026, 11, 24)] * 2 + [date(2026, 11, 25)])
    today = date(2026, 11, 24)
    assert leaves.leaf(today) == Leaf(today)
    scribe = Scribe(leaves, lambda: next(days), lambda: told.append(len(leaves.written)))
    waits = iter([False, False, True])
    scribe.run(Event(), lambda _stop, _seconds: next(waits))
    assert told == [2, 2]
    assert set(leaves.written) == {date(2026, 11, 25), date(2026, 11, 26)}
    assert leaves.leaf(date(2026, 11, 25)).lunar == LunarDay(10, 17)
