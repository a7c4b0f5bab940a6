"""From what stands on a card to its key. A number may mean several cards and lose its first byte; then it waits.

em4100:01026F6C3A     the key itself, as a reader tells it
01026F6C3A            all five bytes in hex: that card
0040856634            four of the bytes: `tail:026F6C3A`, which the first tap of exactly one such card completes
"""

import re
from collections.abc import Collection, Sequence

from kiosk.errors import CardError
from kiosk.server.press import Press

TAIL = "tail:"
_KEY = re.compile(r"^([a-z0-9_]{2,20}):([0-9A-Fa-f]{4,40})$")
WHOLE = {5: "em4100", 7: "iso14443a"}
SHORTEST = 4


def key_of(text: str, press: Press, near: Collection[str] = ()) -> str:
    """The key that a typed or printed number stands for, looked for first among `near`, the cards that were seen.

    Raises CardError with what to do when it is none, or may be several.
    """
    if found := _KEY.match(text):
        return _allowed(f"{found[1]}:{found[2].upper()}", press)
    readings = press.meanings(text)
    matching = [key for key in near if any(_fits(key, wire) for wire in readings)]
    if len(matching) > 1:
        raise CardError(f"this number fits {len(matching)} cards; tap the card at a kiosk instead")
    if matching:
        return _allowed(matching[0], press)
    forward = _without_turned(readings)
    if not forward or len(forward[0]) < 2 * SHORTEST:
        raise CardError("not a whole card number; tap the card at a kiosk instead")
    if len(forward) > 1:
        raise CardError(f"this number can be read in {len(forward)} ways; tap the card at a kiosk instead")
    family = WHOLE.get(len(forward[0]) // 2)
    return _allowed(f"{family}:{forward[0]}" if family else f"{TAIL}{forward[0]}", press)


def _allowed(key: str, press: Press) -> str:
    if reason := press.refusal(key):
        raise CardError(reason)
    return key


def _fits(key: str, wire: str) -> bool:
    return not key.startswith("qr:") and key.partition(":")[2].endswith(wire)


def _without_turned(readings: Sequence[str]) -> list[str]:
    """The readings in the order printed; the same bytes turned round count once."""
    forward: list[str] = []
    for wire in readings:
        if bytes.fromhex(wire)[::-1].hex().upper() not in forward:
            forward.append(wire)
    return forward


def completes(key: str, tails: Sequence[str]) -> str | None:
    """The one waiting tail that a tapped card's key completes; None when there is none, or more than one."""
    wire = key.partition(":")[2]
    turned = bytes.fromhex(wire)[::-1].hex().upper() if re.fullmatch(r"([0-9A-Fa-f]{2})+", wire) else wire
    found = [tail for tail in tails if wire.endswith(tail.removeprefix(TAIL))]
    found = found or [
        tail for tail in tails if turned.startswith(tail.removeprefix(TAIL)) and len(wire) == len(tail) - len(TAIL)
    ]
    return found[0] if len(found) == 1 else None
