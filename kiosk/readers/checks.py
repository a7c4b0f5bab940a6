"""Check sums of the wire formats, and what makes bytes an id: the rules that several protocols share."""

from collections.abc import Iterable
from functools import reduce
from operator import xor

from kiosk.readers.decoder import CardId, Error, Fault, Read

RANDOM_UID, CASCADE_TAG = 0x08, 0x88


def xor8(data: Iterable[int]) -> int:
    """All bytes exclusive-or'd. Weak: one in 256 corruptions passes."""
    return reduce(xor, data, 0)


def sum8(data: Iterable[int]) -> int:
    """The low byte of the sum."""
    return sum(data) & 0xFF


def em4100(wire: bytes, check: int) -> Read:
    """The card with this id, or why not: its XOR differs, or it is the all-zero ghost whose XOR is right by chance."""
    return card("em4100", wire) if xor8(wire) == check else Fault(Error.CHECKSUM)


def iso14443a(uid: bytes) -> Read:
    """A 13.56 MHz card by its UID of 4, 7 or 10 bytes, with a warning for the two kinds that must not be enrolled.

    Four bytes beginning 08 are drawn anew at every tap (phones, some bank cards; NXP AN10927); four beginning 88 are
    the cut-off front of a longer UID.
    """
    if len(uid) not in {4, 7, 10}:
        return Fault(Error.BAD_LENGTH)
    warnings = {RANDOM_UID: "random_uid", CASCADE_TAG: "cut_uid"}
    return card("iso14443a", uid, warnings.get(uid[0]) if len(uid) == 4 else None)


def card(family: str, wire: bytes, warn: str | None = None) -> Read:
    """A card id, unless it is all zeros: no such card is made, but readers with no card near send it.

    Of ISO 14443-B alone zeros are what a reader sees of every second-generation ID card.
    """
    if any(wire):
        return CardId(family, wire.hex().upper(), warn=warn)
    return CardId(family, wire.hex().upper(), warn="same_for_all") if family == "iso14443b" else Fault(Error.ALL_ZERO)
