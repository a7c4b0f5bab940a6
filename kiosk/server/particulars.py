"""What may be said of a person or a centre, by the same rules from a form and from the file of an office.

Everything here raises ConfigError with what is accepted.
"""

import re
from calendar import monthrange

from kiosk.core import room
from kiosk.core.model import Birthday, Count, ResidentState
from kiosk.core.names import FORMULA
from kiosk.errors import ConfigError
from kiosk.server import writing
from kiosk.server.press import Press
from kiosk.server.said import Said

LONGEST_NAME = 40
A_LEAP_YEAR = 2000
LONGEST_LUNAR_MONTH = 30
STATES = {
    **dict.fromkeys(("", "在册", "正常", "健在", "在世", "在住"), ResidentState.ACTIVE),
    **dict.fromkeys(("离开", "迁出", "已迁出", "搬走", "已搬走", "搬离"), ResidentState.LEFT),
    **dict.fromkeys(("去世", "已去世", "过世", "已故", "死亡", "已死亡", "身故"), ResidentState.DECEASED),
    **{state.value: state for state in ResidentState},
}
LANGUAGES = {"": None, "中文": "zh_CN", "英文": "en"}
COUNTS = {
    **dict.fromkeys(("公历", "阳历", "gregorian"), Count.GREGORIAN),
    **dict.fromkeys(("农历", "阴历", "lunar"), Count.LUNAR),
}
_LONG_NUMBER = re.compile(r"[0-9]{7}")
_WHOLE_IDENTITY = re.compile(r"[0-9]{17}[0-9Xx]|[0-9]{15}")
_TAG = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
_BIRTHDAY = re.compile(rf"({'|'.join(COUNTS)})\s*(闰|leap)?\s*(\d{{1,2}})[-/.月](\d{{1,2}})日?")


def named(text: str, press: Press) -> str:
    """A name in its one form, which no spreadsheet would compute.

    Rare hanzi that the kiosk's font lacks may stand in it: the kiosk shows a sign in their place (`undrawn`).
    """
    name = writing.name(text)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise ConfigError(Said("a name has 1 to {most} characters", most=LONGEST_NAME))
    if name.startswith(FORMULA):
        raise ConfigError(Said("a name begins with a letter"))
    if _LONG_NUMBER.search(name):
        raise ConfigError(Said("a number stands where the name should be"))
    missing = press.unreadable(name)
    strange = "".join(letter for letter in missing if not writing.is_hanzi(letter))
    if strange or set(name) <= set(missing):
        raise ConfigError(Said("the kiosk cannot show {letters}", letters=strange or missing))
    return name


def undrawn(name: str, press: Press) -> str:
    """The characters of a name in whose place the kiosk shows a sign."""
    return press.unreadable(name)


def fitting(text: str, most: float) -> str:
    """A text that takes no more room on the smallest kiosk than so many hanzi (`core/room.py`)."""
    if room.room(text) > most:
        latin = int(most / room.LATIN)
        raise ConfigError(
            Said(
                "{text!r} is too long for the smallest kiosk; it shows {most} Chinese characters or {latin} letters",
                text=text,
                most=most,
                latin=latin,
            )
        )
    return text


def numbered(text: str) -> str | None:
    """The centre's own number of a person, which no spreadsheet would compute either; None where none is given."""
    number = writing.plain(text)
    if _WHOLE_IDENTITY.fullmatch(number):
        raise ConfigError(Said("an ID number is no number of the centre's; put it into the column of ID numbers"))
    if number.startswith(FORMULA):
        raise ConfigError(Said("a number begins with a letter or a digit"))
    return number or None


def state(text: str) -> ResidentState:
    """Whether somebody can come, in either language; nothing said means that they can."""
    try:
        return STATES[writing.plain(text).lower()]
    except KeyError as error:
        raise ConfigError(Said("accepted are 在册, 离开, 去世, active, left, deceased")) from error


def language(text: str) -> str | None:
    """A language's tag; None for the centre's own."""
    tag = LANGUAGES.get(writing.plain(text), writing.plain(text))
    if tag and not _TAG.fullmatch(tag):
        raise ConfigError(Said("accepted are 中文, 英文 and tags such as zh_CN and en"))
    return tag


def birthday(text: str) -> Birthday | None:
    """The day on which a person wants to be greeted: 公历3-1, 农历8-15, 农历闰4-10; None where none is given."""
    if not text.strip():
        return None
    found = _BIRTHDAY.fullmatch(writing.plain(text).lower())
    if found:
        count, month, day = COUNTS[found[1]], int(found[3]), int(found[4])
        longest = LONGEST_LUNAR_MONTH if count is Count.LUNAR else _longest(month)
        if 1 <= month <= 12 and 1 <= day <= longest and not (found[2] and count is Count.GREGORIAN):
            return Birthday(count, month, day, leap=bool(found[2]))
    raise ConfigError(Said("no birthday; write 公历3-1, 农历8-15 or 农历闰4-10"))


def _longest(month: int) -> int:
    """The days of a month of the Gregorian calendar, with a 29 February."""
    return monthrange(A_LEAP_YEAR, month)[1] if 1 <= month <= 12 else 0
