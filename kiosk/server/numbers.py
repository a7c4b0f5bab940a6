"""From what stands on a card to its key. A number may mean several cards, or lack a byte; then it waits for a tap.

em4100:01026F6C3A     the key itself, as a reader tells it
01026F6C3A            all five bytes in hex: that card
0040856634            four of the bytes: `tail:026F6C3A`, which the first tap of exactly one such card completes
"""

import re
from collections.abc import Collection, Sequence

from kiosk.errors import CardError
from kiosk.server.press import Press
from kiosk.server.said import Said

TAIL = "tail:"
_KEY = re.compile(r"^([a-z0-9_]{2,20}):([0-9A-Fa-f]{4,40})$")
WHOLE = {5: "em4100", 7: "iso14443a"}
SHORTEST = 3


def key_of(text: str, press: Press, near: Collection[str] = ()) -> str:
    """The key that a typed or printed number stands for, looked for first among `near`, the cards that were seen.

    Raises CardError with what to do when it is none, or may be several.
    """
    if found := _KEY.match(text):
        return _allowed(f"{found[1]}:{found[2].upper()}", press)
    readings = press.meanings(text)
    matching = [key for key in near if any(_fits(key, wire) for wire in readings)]
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
    return _allowed(f"{family}:{forward[0]}", press) if family and len(forward) == 1 else TAIL + ".".join(sound)


def _allowed(key: str, press: Press) -> str:
    if reason := press.refusal(key):
        raise CardError(Said(reason))
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
    """The one waiting number that a tapped card's key fits; None when there is none, or more than one."""
    found = [tail for tail in tails if any(_fits(key, wire) for wire in tail.removeprefix(TAIL).split("."))]
    return found[0] if len(found) == 1 else None
