"""What may stand printed on a card, from the bytes in its key: so that digits that somebody reads off it find it.

    em4100:01026F6C3A     01026F6C3A, 0004335823930, and of its last four and three bytes 0040856634, 0062327706,
                          07302202, 11127706; the last four turned round, too
    qr:3A0F1A2B3C4D02     1A2B3C4D2, as it stands on our own cards without the stroke, and 1A2B3C4D before it

The forms are those of `forms.py`, written without the sign between two numbers; zeros may be missing in front.
"""

import re
from collections.abc import Iterable, Iterator

from kiosk.core.cardkey import FAMILIES
from kiosk.core.forms import BETWEEN, FORMS, PAIR, tidy

ENDING = 4
"""So many characters find whose number ends so; more find any number that has them; fewer fit too many cards."""
OURS, OURS_LONG = "qr:", 14
IN_DECIMAL = ("em4100:", "tail:")
"""Cards that say their number in decimal; a `tail` is a number read or typed from one."""
HEXADECIMAL = frozenset("0123456789ABCDEF")
FIVE, FOUR, THREE = 10, 8, 6
"""Hex digits of so many bytes."""
BY_SIZE = {5: ("12D", "10H13D"), 4: ("8H10D", "4H5D4H5D"), 3: ("6H8D", "2H3D4H5D")}
"""The decimal forms of so many bytes."""


class Printed:
    """All cards that are somebody's, written out once; every look-up after that goes through a list of short texts."""

    def __init__(self, cards: Iterable[tuple[str, str]]) -> None:
        """Take the key and the holder of each card."""
        self._cards = [(" ".join(numbers(key)) + " ", holder) for key, holder in cards]

    def holding(self, part: str) -> Iterator[tuple[str, str]]:
        """Who has a card with this part of a number, in capitals, and that number; whoever has two may come twice."""
        wanted = part if len(part) > ENDING else part + " "
        for text, holder in self._cards if len(part) >= ENDING else ():
            if wanted in text:
                yield holder, next(number for number in text.split() if wanted in number + " ")


def plain(text: str) -> str:
    """A number, or a part of one, as it is typed, in the form in which `holding` looks for it."""
    text = tidy(text)
    family, colon, wire = text.partition(":")
    if pair := PAIR.fullmatch(text):
        return f"{pair[1]}{int(pair[2]):05}"
    return re.sub(BETWEEN, "", wire if colon and family.lower() in FAMILIES else text)


def numbers(key: str) -> list[str]:
    """Every number that a card with this key may show, without blanks, commas and strokes; its own bytes first."""
    wires = key.partition(":")[2].upper()
    if key.startswith(OURS):
        return [wires, *_of_ours(wires)]
    return [number for wire in wires.split(".") for number in _of(wire)]


def ending(key: str) -> str:
    """The last four signs of the number that usually stands on a card with this key; one of `numbers` ends so.

    em4100:01026F6C3A     6634 of 0040856634, the ten digits that are on most of these cards (hardware.md, section 3)
    tail:6F6C3A           7706 of 111,27706: three bytes are not enough for ten digits
    qr:3A0F1A2B3C4D02     3C4D of 1A2B3C4D-2: what stands behind the stroke is 1 on nearly every card
    iso14443a:2A83155E    155E, and so of all others: what is printed on them differs, and readers show the chip's bytes
    """
    return _usual(key)[-ENDING:]


def _usual(key: str) -> str:
    wire = key.partition(":")[2].upper().partition(".")[0]
    if key.startswith(OURS):
        return next(_of_ours(wire), wire)
    if not key.startswith(IN_DECIMAL) or not _is_bytes(wire):
        return wire
    name = "2H3D4H5D" if len(wire) < FOUR else "8H10D"
    return FORMS[name].write(bytes.fromhex(wire)[-FORMS[name].size :])


def _of_ours(wires: str) -> Iterator[str]:
    """The number of one of our own cards without its serial, and with it."""
    if len(wires) == OURS_LONG and HEXADECIMAL.issuperset(wires):
        yield wires[4:12]
        yield wires[4:12] + str(int(wires[12:], 16))


def _of(wire: str) -> list[str]:
    """These bytes in every form that tells them or their end, then turned round."""
    if not _is_bytes(wire):
        return [wire]
    whole = bytes.fromhex(wire)
    found = [wire, *(_written(whole, 5) if len(wire) == FIVE else ()), *_ends(whole)]
    if len(wire) >= FOUR:
        turned = whole[::-1]
        found += [*dict.fromkeys([turned[:4].hex().upper(), turned.hex().upper()]), *_ends(turned[:4])]
    return found


def _is_bytes(wire: str) -> bool:
    return len(wire) >= THREE and len(wire) % 2 == 0 and HEXADECIMAL.issuperset(wire)


def _ends(whole: bytes) -> list[str]:
    """Decimal forms of the low four and of the low three bytes."""
    return [number for size in (4, 3) if len(whole) >= size for number in _written(whole, size)]


def _written(whole: bytes, size: int) -> list[str]:
    """The decimal forms of so many low bytes."""
    return [FORMS[name].write(whole[-size:]) for name in BY_SIZE[size]]
