"""What a card's key is, `family:wirehex` as a reader tells it, and which keys stand for no card of one person.

    em4100:01026F6C3A        125 kHz, always five bytes            iso14443a:2A83155E   13.56 MHz: 4, 7 or 10 bytes
    tail:6F6C3A              the end of a longer number            qr:3A0F1A2B3C4D02    a signed card of our own

One table for the desk, the server and lists: a key that a person types must be one that a protocol can send, and a
number that is not one card's alone is neither a visit nor anybody's card.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

ANY = range(2, 63)
FAMILIES: Mapping[str, range | frozenset[int]] = {
    "em4100": frozenset({5}),
    "iso14443a": frozenset({4, 7, 10}),
    "iso14443b": ANY,
    "iso15693": frozenset({8}),
    "felica": ANY,
    "hid": ANY,
    "t5567": ANY,
    "epc": ANY,
    "idcard": frozenset({16}),
    "base45": ANY,
    "tail": range(3, 13),
    "qr": frozenset({7}),
}
"""Every family that a protocol in `kiosk/readers` sends, and the codes that we sign; sizes in bytes."""
KEY = re.compile(r"([a-z][a-z0-9_]*):((?:[0-9A-F]{2})+)")
SHORT_UID = 8
"""Hex digits of a four-byte UID."""


class Unfit(StrEnum):
    """Why a number is not one card's."""

    RANDOM = "random"
    """Drawn anew at every tap: phones, some bank cards (first byte 08, NXP AN10927)."""
    CUT = "cut"
    """The front of a longer UID (first byte 88, the cascade tag): the cards of one box share it."""
    SHARED = "shared"
    """The PUPI of a second-generation ID card: all zeros for everybody."""
    NOTHING = "nothing"
    """All 00 or all FF: a reader's way to say nothing."""


def well_formed(key: str) -> bool:
    """Whether some protocol can send this key."""
    found = KEY.fullmatch(key)
    return found is not None and len(found[2]) // 2 in FAMILIES.get(found[1], ())


def unfit(key: str) -> Unfit | None:
    """Why this key must neither be given to anybody nor count as a visit; None for every other card."""
    family, _, wire = key.partition(":")
    if family == "iso14443b" and set(wire) == {"0"}:
        return Unfit.SHARED
    if (family != "qr" and set(wire) == {"0"}) or set(wire) == {"F"}:
        return Unfit.NOTHING
    if family == "iso14443a" and len(wire) == SHORT_UID:
        return {"08": Unfit.RANDOM, "88": Unfit.CUT}.get(wire[:2])
    return None
