"""Printed numbers of cards we did not make: which card bytes one can mean, and which cards must not be enrolled at all.

The forms themselves are the readers' knowledge (one card, many numbers); the caller hands that function in.
"""

import re

FORBIDDEN = "this chip gives a new number at every tap; give another card"
SAM = "an ID card shows the same number for everybody to this kind of reader; give another card"
NOTHING = "this is no card's number: all its digits are the same"
CUT = "this is the beginning of a longer number; the reader cuts it, tap the card at another one"
_KEY = re.compile(r"^([a-z0-9_]+):([0-9A-F]+)$")


def refusal(key: str) -> str | None:
    """Why a card must not be enrolled; None when it may.

    Bytes that are all 00 or all FF are readers' way to say nothing; a four-byte UID beginning with 08 is random by
    NXP's AN10927; one beginning with 88 is half of a seven-byte UID; an ID card's PUPI is 00000000 for everybody.
    """
    found = _KEY.match(key)
    if not found:
        return "not a card key; it looks like em4100:01026F6C3A"
    family, wire = found.groups()
    if family == "iso14443b" and set(wire) == {"0"}:
        return SAM
    if (family != "qr" and set(wire) <= {"0"}) or set(wire) == {"F"}:
        return NOTHING
    if family == "iso14443a" and len(wire) == 8:
        return FORBIDDEN if wire.startswith("08") else CUT if wire.startswith("88") else None
    return None
