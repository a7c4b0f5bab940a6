"""Writes the leaves of the wall calendar: lunar date, solar term, public holiday. Decoration, made ahead of time.

A worker asks the two libraries after the first picture, and from then on once a day before it is needed. Rejected: to
ask in the desk, where the first tap of a day would wait for the import. What a library does not know (`chinesecalendar`
ends with a year that its release knew, `borax` reaches from 1900 to 2100) is left out of the leaf.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Event as Signal
from typing import TypeVar

import chinese_calendar
from borax.calendars.lunardate import LCalendars, LunarDate

from kiosk.core.calendar import Leaf, Leaves, LunarDay

TERMS = (
    "立春 雨水 惊蛰 春分 清明 谷雨 立夏 小满 芒种 夏至 小暑 大暑 "
    "立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至 小寒 大寒"
).split()
HOLIDAYS = {
    "New Year's Day": "new_year",
    "Spring Festival": "spring",
    "Tomb-sweeping Day": "qingming",
    "Labour Day": "labour",
    "Dragon Boat Festival": "dragon_boats",
    "National Day": "national",
    "Mid-autumn Festival": "mid_autumn",
}
LOOK_SECONDS = 60.0
Found = TypeVar("Found")
logger = logging.getLogger(__name__)


@dataclass
class Scribe:
    """Keeps the leaves of today and tomorrow written; `changed` is called when there are new ones."""

    leaves: Leaves
    today: Callable[[], date]
    changed: Callable[[], object]

    def run(self, stop: Signal, wait: Callable[[Signal, float], bool]) -> None:
        """Look at the date every minute until `stop` is set."""
        while True:
            self.write()
            if wait(stop, LOOK_SECONDS):
                return

    def write(self) -> None:
        """Write what is missing."""
        today = self.today()
        days = (today, today + timedelta(days=1))
        if set(days) != set(self.leaves.written):
            known = self.leaves.written
            self.leaves.written = {day: known.get(day) or leaf(day) for day in days}
            self.changed()


def leaf(day: date) -> Leaf:
    """What the almanac says of a day; never raises."""
    lunar = _known(lunar_day, day)
    return Leaf(day, lunar, _known(solar_term, day), _known(public_holiday, day))


def lunar_day(day: date) -> LunarDay:
    """The day by the moon."""
    found = LunarDate.from_solar(day)
    leap, leap_month = bool(found.leap), LCalendars.leap_month(found.year)
    length = LCalendars.ndays(found.year, found.month, found.leap)
    return LunarDay(found.month, found.day, leap, length, leap_month)


def solar_term(day: date) -> int | None:
    """The solar term that begins this day."""
    name = LunarDate.from_solar(day).term
    return TERMS.index(name) + 1 if name else None


def public_holiday(day: date) -> str | None:
    """Which public holiday makes this a day off; a weekend is none."""
    off, name = chinese_calendar.get_holiday_detail(day)
    return HOLIDAYS.get(name) if off and name else None


def _known(ask: Callable[[date], Found], day: date) -> Found | None:
    try:
        return ask(day)
    except (ValueError, NotImplementedError) as error:
        logger.debug("the almanac does not know %s of %s: %s", ask.__name__, day, error)
        return None
