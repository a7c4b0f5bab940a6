"""What may stand printed on a card, from the bytes in its key: so that digits that somebody reads off it find it.

    em4100:01026F6C3A     01026F6C3A, 004335823930, and of its last four and three bytes 0040856634, 0062327706,
                          07302202, 11127706; the last four turned round, too
    qr:3A0F1A2B3C4D02     1A2B3C4D2, as it stands on our own cards without the stroke, and 1A2B3C4D before it

The readers' `numbers` reads the same forms the other way.
"""

from collections.abc import Iterable, Iterator

ENDING = 4
"""So many characters find whose number ends so; more find any number that has them; fewer fit too many cards."""
OURS, OURS_LONG = "qr:", 14
IN_DECIMAL = ("em4100:", "tail:")
"""Cards that say their number in decimal; a `tail` is a number read or typed from one."""
HEXADECIMAL = frozenset("0123456789ABCDEF")
FIVE, FOUR, THREE = 10, 8, 6
"""Hex digits of so many bytes."""


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
    if not key.startswith(IN_DECIMAL) or len(wire) < THREE or not HEXADECIMAL.issuperset(wire):
        return wire
    value = int(wire, 16)
    return _of_three(value & 0xFFFFFF)[1] if len(wire) < FOUR else _of_four(value & 0xFFFFFFFF)[0]


def _of_ours(wires: str) -> Iterator[str]:
    """The number of one of our own cards without its serial, and with it."""
    if len(wires) == OURS_LONG and HEXADECIMAL.issuperset(wires):
        yield wires[4:12]
        yield wires[4:12] + str(int(wires[12:], 16))


def _of(wire: str) -> list[str]:
    if len(wire) < THREE or not HEXADECIMAL.issuperset(wire):
        return [wire]
    value = int(wire, 16)
    if len(wire) < FOUR:
        return [wire, *_of_three(value & 0xFFFFFF)]
    four = value & 0xFFFFFFFF
    turned = int.from_bytes(four.to_bytes(4), "little")
    whole = [f"{value:012}"] if len(wire) == FIVE else []
    return [wire, *whole, *_of_four(four), f"{turned:08X}", *_of_four(turned)]


def _of_four(value: int) -> tuple[str, ...]:
    return f"{value:010}", f"{value >> 16:05}{value & 0xFFFF:05}", *_of_three(value & 0xFFFFFF)


def _of_three(value: int) -> tuple[str, str]:
    return f"{value:08}", f"{value >> 16:03}{value & 0xFFFF:05}"
