"""Dates of birth as people and spreadsheets write them.

1953-03-01, 1953.3.1, 1953/3/1, 1953年3月1日, 19530301, 1953-3-1 00:00:00      that day
19419          the day 1953-03-01 of a spreadsheet that lost its format: no other way to write a date has five digits
1953.03, 1953年3月     a month: a day only beside an ID number, which tells the rest
53-3-1, 03/01/1953, 农历1953年3月1日       refused: they may mean several days
"""

import re
from datetime import date, timedelta

from msgspec import Struct

from kiosk.errors import ConfigError
from kiosk.server.said import Said
from kiosk.server.writing import plain

OLDEST = 125
SPREADSHEET = date(1899, 12, 30)
"""Day 0 of spreadsheets; from 1 March 1900 on they count right."""
_APART = r"\s*[-/.,\\年。、–—−]\s*"
_MIDNIGHT = r"(?:[ T]0?0:00(?::00(?:\.0+)?)?)?"
_DATE = re.compile(
    rf"(\d{{4}})(?:{_APART}(\d{{1,2}})\s*[-/.,\\月。、–—−]\s*(\d{{1,2}})\s*[日号]?|(\d{{2}})(\d{{2}})){_MIDNIGHT}"
)
_MONTH = re.compile(rf"(\d{{4}})(?:{_APART}(\d{{1,2}})\s*月?|(\d{{2}})|年?)")
_SERIAL = re.compile(r"[1-9]\d{4}")


class Birth(Struct, frozen=True):
    """What a cell says: a whole day, or its year and the months that it may be in; `serial` as spreadsheets count."""

    day: date | None = None
    year: int = 0
    months: tuple[int, ...] = ()
    serial: str = ""

    def allows(self, day: date) -> bool:
        """Whether a day, as an ID number tells it, does not contradict the cell."""
        if self.day:
            return day == self.day
        return not self.year or (day.year == self.year and (not self.months or day.month in self.months))


def born(text: str, today: date) -> date | None:
    """The day of birth; None where none is given. Raises ConfigError for what is no whole day."""
    found = read(text, today)
    if found.serial or (found.year and not found.day):
        raise _refused()
    return found.day


def read(text: str, today: date) -> Birth:
    """What a cell says of a birth; raises ConfigError for what is no date of the last so many years."""
    text = plain(text)
    if not text:
        return Birth()
    try:
        if found := _DATE.fullmatch(text):
            return Birth(alive(date(*(int(part) for part in found.groups() if part)), today))
        if _SERIAL.fullmatch(text):
            return Birth(alive(SPREADSHEET + timedelta(days=int(text)), today), serial=text)
        if found := _MONTH.fullmatch(text):
            return _month(found, today)
    except ValueError:
        pass
    raise _refused()


def alive(birth: date, today: date) -> date:
    """A day on which a living person can have been born; raises ValueError for one to come or too long ago."""
    if not 0 <= (today - birth).days <= OLDEST * 366:
        raise ValueError(birth)
    return birth


def _month(found: re.Match[str], today: date) -> Birth:
    """A year with or without a month; 1953.1 as a number may have been 1953.10."""
    year, month = int(found[1]), found[2] or found[3] or ""
    alive(date(year, int(month or 1), 1), today)
    if month == "1" and "." in found[0]:
        return Birth(year=year, months=(1, 10))
    return Birth(year=year, months=(int(month),) if month else ())


def _refused() -> ConfigError:
    return ConfigError(Said("not a date of the last {years} years; write 1953-03-01", years=OLDEST))
