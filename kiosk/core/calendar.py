"""The calendar on the wall: what day it is for people who also count by the moon, and whose birthday is today.

The lunar date is computed elsewhere, ahead of time and off the way of a tap (`kiosk/almanac.py`). Everything here copes
with a leaf that says nothing but its date: the calendar is decoration, and no check-in waits for it or fails by it.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from kiosk.core.model import Birthday, Count


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the Chinese calendar. `length` is that of its month, 29 or 30; `leap_month` the one its year repeats."""

    month: int
    day: int
    leap: bool = False
    length: int = 30
    leap_month: int = 0


@dataclass(frozen=True, slots=True)
class Leaf:
    """One day. `term` counts the solar terms of the almanac from 1, the Beginning of Spring; `holiday` is public.

    `named` is what the centre itself wrote down for this day. What is unknown is None.
    """

    day: date
    lunar: LunarDay | None = None
    term: int | None = None
    holiday: str | None = None
    named: str | None = None


@dataclass
class Leaves:
    """The leaves that are written already; another day's is blank. Replaced whole, so any thread may read."""

    written: dict[date, Leaf] = field(default_factory=dict)

    def leaf(self, day: date) -> Leaf:
        """What is known of a day, at once."""
        return self.written.get(day) or Leaf(day)


# Month and day; the third month's fair and the torches are Dali's own.
LUNAR_FESTIVALS = {
    (1, 1): "spring",
    (1, 15): "lanterns",
    (3, 15): "third_month_fair",
    (5, 5): "dragon_boats",
    (6, 25): "torches",
    (8, 15): "mid_autumn",
    (9, 9): "double_ninth",
    (12, 8): "laba",
}
FESTIVALS = {(1, 1): "new_year", (3, 8): "women", (5, 1): "labour", (10, 1): "national"}


def festival(leaf: Leaf) -> str | None:
    """The name of the day's festival; a leap month repeats none, and the year ends on the last day of its month."""
    lunar = leaf.lunar
    if lunar and not lunar.leap:
        if lunar.month == 12 and lunar.day == lunar.length and lunar.leap_month != 12:
            return "new_year_eve"
        if found := LUNAR_FESTIVALS.get((lunar.month, lunar.day)):
            return found
    return FESTIVALS.get((leaf.day.month, leaf.day.day))


def celebrates(birthday: Birthday | None, leaf: Leaf) -> bool:
    """Whether a person who wants to be greeted has birthday today (ux-rules R37)."""
    if birthday is None:
        return False
    return _by_moon(birthday, leaf.lunar) if birthday.count is Count.LUNAR else _by_sun(birthday, leaf.day)


def _by_sun(birthday: Birthday, day: date) -> bool:
    """29 February is kept on 1 March of an ordinary year."""
    if (birthday.month, birthday.day) == (2, 29) and (day.month, day.day) == (3, 1):
        return (day - timedelta(days=1)).day != 29
    return (birthday.month, birthday.day) == (day.month, day.day)


def _by_moon(birthday: Birthday, lunar: LunarDay | None) -> bool:
    """Day 30 is kept on the last day of a short month, a leap month's day in the ordinary one of a year without it."""
    if lunar is None or lunar.month != birthday.month:
        return False
    kept_in_leap = birthday.leap and lunar.leap_month == birthday.month
    return lunar.leap == kept_in_leap and lunar.day == min(birthday.day, lunar.length)
