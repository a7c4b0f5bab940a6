"""What may stand printed on a card, from the bytes in its key: so that digits that somebody reads off it find it.

    em4100:01026F6C3A     01026F6C3A, 004335823930, and of its last four and three bytes 0040856634, 0062327706,
                          07302202, 11127706; the last four turned round, too
    qr:3A0F1A2B3C4D02     1A2B3C4D2, as it stands on our own cards without the stroke

The readers' `numbers` reads the same forms the other way.
"""

from collections.abc import Iterable, Iterator

ENDING = 4
"""So many characters find whose number ends so; more find any number that has them; fewer fit too many cards."""
OURS, OURS_LONG = "qr:", 14
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
        ours = len(wires) == OURS_LONG and HEXADECIMAL.issuperset(wires)
        return [wires, wires[4:12] + str(int(wires[12:], 16))] if ours else [wires]
    return [number for wire in wires.split(".") for number in _of(wire)]


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
