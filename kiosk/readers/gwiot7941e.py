"""Gwiot 7941D/E and many desktop RS-232 readers in active mode, 9600 8N1 (layout from the vendor's page).

    02  total-length  type  id...  XOR(length..id)  03

The length counts every byte. Ids may contain 02 and 03, so only the length says where a frame ends.
"""

from kiosk.readers.checks import card, em4100, iso14443a, xor8
from kiosk.readers.decoder import Error, Fault, Framer, Read

STX, ETX = 0x02, 0x03
SHORTEST, LONGEST = 8, 15
EM4100_TYPE = 0x02
FAMILIES = {
    0x01: "iso14443a",
    0x03: "iso14443a",
    0x10: "hid",
    0x11: "t5567",
    0x20: "iso14443b",
    0x21: "iso14443b",
    0x22: "felica",
    0x30: "iso15693",
    0x50: "iso14443a",
}


class Gwiot7941e(Framer):
    """Decoder. A keypad's keys (type FF) and sector data (51) are no card ids and are passed over."""

    head = b"\x02"

    def scan(self, buffer: bytearray) -> tuple[int, Read | None]:
        """Skip to STX with a length that some id can have; then the length rules."""
        if start := buffer.find(STX):
            return (start if start > 0 else len(buffer)), None
        if len(buffer) < 2:
            return 0, None
        if not SHORTEST <= (size := buffer[1]) <= LONGEST:
            return 1, None
        if len(buffer) < size:
            return 0, None
        if buffer[size - 1] != ETX:
            return 1, Fault(Error.BAD_LENGTH)
        if xor8(buffer[1 : size - 2]) != buffer[size - 2]:
            return 1, Fault(Error.CHECKSUM)
        return size, _card(buffer[2], bytes(buffer[3 : size - 2]))


def _card(kind: int, wire: bytes) -> Read | None:
    if kind == EM4100_TYPE:
        return em4100(wire, xor8(wire)) if len(wire) == 5 else Fault(Error.BAD_LENGTH)
    family = FAMILIES.get(kind)
    if family == "iso14443a":
        return iso14443a(wire)
    return card(family, wire) if family else None


def frame(wire_hex: str) -> bytes:
    """What the reader sends for a card: five bytes are an EM4100, four or seven a MIFARE card."""
    wire = bytes.fromhex(wire_hex)
    body = bytes([5 + len(wire), EM4100_TYPE if len(wire) == 5 else 0x01]) + wire
    return bytes([STX]) + body + bytes([xor8(body), ETX])
