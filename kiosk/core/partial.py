"""Numbers that are only the end of a card's bytes: printed ones that lack a byte, and readers that send less than all.

    em4100:01026F6C3A          what most readers tell
    tail:026F6C3A              what a 26-bit line, a ten-digit reader or the print on the card tells of it
    tail:026F6C3A.3A6C6F02     a printed number that may stand for either; its first tap settles it

A short number stands for a card only while exactly one has such an end; with two nobody is guessed.
"""

from collections.abc import Iterable

from kiosk.core.model import Card

TAIL = "tail:"
SHORTEST = 6
"""Hex digits of the shortest end that is looked at: three bytes, all that a 26-bit Wiegand line carries."""


def endings(key: str) -> set[str]:
    """The last three bytes of every reading of a key, to look cards up by; none for codes and for shorter numbers."""
    if key.startswith("qr:"):
        return set()
    return {wire[-SHORTEST:] for wire in _readings(key) if len(wire) >= SHORTEST}


def the_one(key: str, cards: Iterable[Card]) -> Card | None:
    """The only card among those that a read `key` can be; None where there is none, or more than one."""
    fitting = [card for card in cards if _fits(key, card.key)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(read: str, enrolled: str) -> bool:
    if not read.startswith(TAIL) and not enrolled.startswith(TAIL):
        return read == enrolled
    pairs = [(one, other) for one in _readings(read) for other in _readings(enrolled)]
    return any(one.endswith(other) or (read.startswith(TAIL) and other.endswith(one)) for one, other in pairs)


def _readings(key: str) -> list[str]:
    return key.partition(":")[2].split(".")
