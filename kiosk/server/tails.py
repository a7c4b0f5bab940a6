"""The last four of a telephone or ID number, to find somebody by who has no card. The rest is dropped on the spot.

    139 8765 4471         4471      a telephone, with or without +86 or an area code
    11010519491231002X    002X      an ID number, after its date and its check digit were looked at (ux-rules R35)
    4471, 002X                      as they are, where no more was ever written down

No message quotes what was typed: a report or a log would keep it.
"""

import re
from collections.abc import Iterable
from datetime import date

from kiosk.errors import ConfigError
from kiosk.server.births import alive
from kiosk.server.said import Said
from kiosk.server.writing import plain

MOST = 6
SHORTEST = 7
"""Digits of a whole telephone number without its area code."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
ORDER = slice(-4, -1)
"""The place of the order code in an ID number of 18 characters; its 000 is never given (GB 11643-1999)."""
_CROSSES = str.maketrans("×ХΧ✕", "XXXX")
_BETWEEN = re.compile(r"[;,、\n]")
_WORDS = re.compile(r"\([^()0-9]*\)|[^\W\d_A-Z]+")
_NONE = re.compile(r"[-—–/\\.]*|0|(暂|尚)?(无|没有|未填|不详|未知|不清楚|空)(电话|手机|身份证|号码|号)*|N/?A|NONE|NULL")
_END = re.compile(r"[0-9]{3}[0-9X]")
_MASKED = re.compile(r"[0-9]{1,14}\*{3,}[0-9]*?([0-9]{3}[0-9X])")
_ROUNDED = re.compile(r"[0-9]+E\+?1[0-9]")
"""As `_joined` leaves 5.32901E+17."""
_TELEPHONE = re.compile(r"(?:(?:\+|00)?86)?(?:1[0-9]{10}|0[0-9]{9,11}|[2-9][0-9]{6,7})|[0-9]{4}")
_IDENTITY = re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}")


def of_telephones(text: str) -> tuple[str, ...]:
    """The ends of telephone numbers with `;` between them; raises ConfigError for what is none."""
    return _ends(_telephone(number) for number in _telephones(text))


def of_identities(text: str, today: date) -> tuple[str, ...]:
    """The ends of ID numbers with `;` between them; raises ConfigError for what is none."""
    return _ends(_identity(number, today) for number in _numbers(text))


def of_numbers(text: str, today: date) -> tuple[str, ...]:
    """The ends of numbers of both kinds; raises ConfigError for what is neither."""
    return _ends(
        _telephone(number) if _TELEPHONE.fullmatch(number) else _identity(number, today) for number in _numbers(text)
    )


def birth_in(text: str, today: date) -> date | None:
    """The date of birth in the first whole ID number; None where there is none. Raises ConfigError for a wrong one."""
    whole = next((number for number in _numbers(text) if _IDENTITY.fullmatch(number)), None)
    return _birth(whole, today) if whole else None


def hidden(text: str) -> str:
    """Such numbers as a report may show them."""
    return "; ".join("…" + number[-2:] for number in _numbers(text))


def _numbers(text: str) -> list[str]:
    """What stands between the semicolons, without the blanks and strokes that make a number readable."""
    parts = _BETWEEN.split(plain(text).upper().translate(_CROSSES))
    said = [part for part in parts if not _NONE.fullmatch(part.strip())]
    return [number for part in said if (number := _joined(part))]


def _telephones(text: str) -> list[str]:
    """The same without words; a blank or a stroke may stand between two whole numbers, too."""
    parts = [part for part in _BETWEEN.split(plain(text).upper()) if not _NONE.fullmatch(part.strip())]
    found: list[str] = []
    for part in parts:
        words = _WORDS.sub(" ", part)
        several = _apart(words, r"[/|\\]+") or _apart(words, r"[\s/|\\]+")
        found += several or [_joined(words) or _joined(part)]
    return found


def _apart(text: str, between: str) -> list[str]:
    """Several whole telephone numbers in one text; none when it holds anything else."""
    pieces = [_joined(piece) for piece in re.split(between, text) if re.search(r"\d", piece)]
    whole = all(len(piece) >= SHORTEST and _TELEPHONE.fullmatch(piece) for piece in pieces)
    return pieces if whole and len(pieces) > 1 else []


def _joined(text: str) -> str:
    """A number without what only makes it readable."""
    return re.sub(r"[\s()_./·—–-]", "", text)


def _telephone(number: str) -> str:
    if found := _MASKED.fullmatch(number):
        return found[1]
    if not _TELEPHONE.fullmatch(number):
        raise ConfigError(Said("not a telephone number; write all its digits, or the last four only"))
    return number[-4:]


def _identity(number: str, today: date) -> str:
    if found := _MASKED.fullmatch(number):
        return found[1]
    if _ROUNDED.fullmatch(number):
        raise _rounded()
    if not _END.fullmatch(number):
        if not _IDENTITY.fullmatch(number):
            raise ConfigError(Said("not an ID number: it has 18 characters; write all of them, or the last four only"))
        _birth(number, today)
        if number[ORDER if len(number) == len(WEIGHTS) + 1 else slice(-3, None)] == "000":
            raise _rounded()
        if len(number) == len(WEIGHTS) + 1 and number[-1] != _check(number):
            raise ConfigError(Said("the last character of this ID number does not fit the others; one is mistyped"))
    return number[-4:]


def _rounded() -> ConfigError:
    return ConfigError(Said("a spreadsheet has rounded this ID number; make the column text and type it again"))


def _birth(number: str, today: date) -> date:
    """The date in an ID number; those of 15 digits are of people born before 2000."""
    day = number[6:14] if len(number) == len(WEIGHTS) + 1 else f"19{number[6:12]}"
    try:
        return alive(date.fromisoformat(day), today)
    except ValueError as error:
        raise ConfigError(Said("the date of birth in this ID number cannot be; one digit is mistyped")) from error


def _check(number: str) -> str:
    """The last character that GB 11643 asks for after the first seventeen."""
    return CHECKS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False)) % len(CHECKS)]


def _ends(ends: Iterable[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(ends))
    if len(found) > MOST:
        raise ConfigError(Said("{numbers} numbers are too many; write at most {most}", numbers=len(found), most=MOST))
    return found
