"""A nameless RS-232 IC card reader, 19200 8N1 (codetd.com/article/13609643): length, content, XOR of the content.

    01 F0 F0  ask         01 08 08  no card         01 09 09  two cards         05 00 I I I I X  a card (assumed)

The source shows no answer with a card in it; that layout follows from the others and has not been seen on a device.
"""

from kiosk.readers.checks import iso14443a, xor8
from kiosk.readers.decoder import Error, Fault, Read
from kiosk.readers.polled import Polled

SHORT, CARD = 1, 5
NO_CARD, COLLISION = 0x08, 0x09
LENGTHS = frozenset({SHORT, CARD})


class LenXor(Polled):
    """Decoder that asks for the serial number."""

    def __init__(self) -> None:
        """One question."""
        super().__init__()
        self.questions = (command(b"\xf0"),)

    def scan(self, buffer: bytearray) -> tuple[int, Read | None]:
        """Nothing marks a start but a length that there is; the XOR has to decide."""
        if (length := buffer[0]) not in LENGTHS:
            return 1, None
        if len(buffer) < length + 2:
            return 0, None
        content = bytes(buffer[1 : 1 + length])
        if xor8(content) != buffer[1 + length]:
            return 1, Fault(Error.CHECKSUM)
        self.answered()
        return length + 2, _read(content)


def _read(content: bytes) -> Read:
    if len(content) == CARD:
        return iso14443a(content[1:]) if content[0] == 0 else Fault(Error.STATUS)
    return Fault({NO_CARD: Error.NO_CARD, COLLISION: Error.COLLISION}.get(content[0], Error.STATUS))


def command(content: bytes) -> bytes:
    """A frame of either side."""
    return bytes([len(content)]) + content + bytes([xor8(content)])


BEEP = command(bytes.fromhex("0FFF00"))


def frame(wire_hex: str) -> bytes:
    """What the reader answers when this card is there."""
    return command(b"\0" + bytes.fromhex(wire_hex))
