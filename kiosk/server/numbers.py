"""From what stands on a card to its key. A number may mean several cards, or lack a byte; then it waits for a tap.

em4100:01026F6C3A     the key itself, as a reader tells it
01026F6C3A            all five bytes in hex: that card
0040856634            four of the bytes: `tail:026F6C3A`, which the first tap of exactly one such card completes
001:11572             a facility and a card (Wiegand FC:CC): `tail:012D34`
000000036912          five bytes that hardly any card has: `tail:009030`, so it waits for a tap as well
"""

import re
from collections.abc import Collection, Iterable, Sequence

from kiosk.core.cardkey import FAMILIES, well_formed
from kiosk.core.forms import tidy
from kiosk.errors import CardError
from kiosk.server.press import Press
from kiosk.server.said import Said

TAIL = "tail:"
_KEY = re.compile(r"([A-Z][A-Z0-9_]*) ?: ?([0-9A-Z]+)")
WHOLE = {5: "em4100", 7: "iso14443a"}
SHORTEST = 3
UNLIKELY = "0000"
"""No maker gives a card a number that begins with two bytes of zeros: a short number was filled up to this one."""


def key_of(text: str, press: Press, near: Collection[str] = ()) -> str:
    """The key that a typed or printed number stands for, looked for first among `near`, the cards that were seen.

    Raises CardError with what to do when it is none, or may be several.
    """
    if text in near:
        return _allowed(text, press)
    if found := _KEY.fullmatch(tidy(text)):
        return _allowed(_known(found[1].lower(), found[2]), press)
    readings = list(dict.fromkeys(map(_likely, press.meanings(text))))
    matching = [key for key in near if _fits(key, readings)]
    if len(matching) > 1:
        raise CardError(Said("this number fits {cards} cards; tap the card at a kiosk instead", cards=len(matching)))
    if matching:
        return _allowed(matching[0], press)
    usable = [wire for wire in readings if len(wire) >= 2 * SHORTEST]
    if not usable:
        raise CardError(Said("not a card's number; tap the card at a kiosk instead"))
    sound = [wire for wire in usable if press.refusal(f"card:{wire}") is None]
    if not sound:
        raise CardError(Said(press.refusal(f"card:{usable[0]}") or ""))
    forward = _without_turned(sound)
    family = WHOLE.get(len(forward[0]) // 2)
    if family and len(forward) == 1:
        return _allowed(f"{family}:{forward[0]}", press)
    return TAIL + ".".join(sound)


def _known(family: str, wire: str) -> str:
    """A key as it was typed, of a kind and a length that some reader tells."""
    if family not in FAMILIES:
        raise CardError(
            Said(
                "no reader tells a card as {family}; write the number as it is printed, or tap the card at a kiosk",
                family=family,
            )
        )
    if not well_formed(key := f"{family}:{wire}"):
        raise CardError(Said("not a card key; it looks like em4100:01026F6C3A"))
    return key


def _allowed(key: str, press: Press) -> str:
    if reason := press.refusal(key):
        raise CardError(Said(reason))
    return key


def _fits(key: str, readings: Sequence[str]) -> bool:
    return key.endswith(tuple(readings)) and not key.startswith("qr:")


def _likely(wire: str) -> str:
    """Of a number that was filled up to five bytes or more what is behind the zeros, at least three bytes."""
    if len(wire) < 2 * min(WHOLE) or not wire.startswith(UNLIKELY):
        return wire
    number = wire.lstrip("0")
    return number.zfill(max(2 * SHORTEST, len(number) + len(number) % 2))


def _without_turned(readings: Sequence[str]) -> list[str]:
    """The readings in the order printed; the same bytes turned round count once."""
    forward: list[str] = []
    for wire in readings:
        if bytes.fromhex(wire)[::-1].hex().upper() not in forward:
            forward.append(wire)
    return forward


def completes(key: str, tails: Iterable[str]) -> list[str]:
    """The waiting numbers that a tapped card's key fits."""
    return [tail for tail in tails if _fits(key, readings_of(tail))]


def readings_of(tail: str) -> list[str]:
    """What a waiting number can mean."""
    return tail.removeprefix(TAIL).split(".")
