"""The desktop MIFARE reader that calls itself ffff:0035: HID reports, not a serial port.

    AA  station  length  command or status  data  BCC = XOR(station..data)  BB

Command 25 asks for the serial number (mode 26: idle cards, halt 00). The answer's data is a flag and the UID; that
layout is the maker's documented one and has not been seen in a capture of ours.
"""

from kiosk.readers.checks import iso14443a, xor8
from kiosk.readers.decoder import Error, Fault, Read
from kiosk.readers.polled import Polled

STX, ETX = 0xAA, 0xBB
GET_SERIAL = 0x25
NO_CARD = 0x01
LONGEST = 32


def command(code: int, data: bytes = b"") -> bytes:
    """A report of either side, station 0."""
    body = bytes([0, 1 + len(data), code]) + data
    return bytes([STX]) + body + bytes([xor8(body), ETX])


READ_SERIAL = command(GET_SERIAL, b"\x26\x00")


class Hid0035(Polled):
    """Decoder that asks for the serial number. Zero bytes that fill a report up are noise."""

    head = bytes([STX])
    questions = (READ_SERIAL,)

    def scan(self, buffer: bytearray) -> tuple[int, Read | None]:
        """Skip to AA with a length that makes sense; then the length rules."""
        if start := buffer.find(STX):
            return (start if start > 0 else len(buffer)), None
        if len(buffer) < 3:
            return 0, None
        if not 1 <= (length := buffer[2]) <= LONGEST:
            return 1, None
        end = 3 + length
        if len(buffer) < end + 2:
            return 0, None
        if buffer[end + 1] != ETX:
            return 1, Fault(Error.BAD_LENGTH)
        if xor8(buffer[1:end]) != buffer[end]:
            return 1, Fault(Error.CHECKSUM)
        self.answered()
        return end + 2, _read(buffer[3], bytes(buffer[4:end]))


def _read(status: int, data: bytes) -> Read:
    if status:
        return Fault(Error.NO_CARD if status == NO_CARD else Error.STATUS)
    return iso14443a(data[1:] if len(data) in {5, 8, 11} else data)


def frame(wire_hex: str) -> bytes:
    """What the reader answers when this card is there."""
    return command(0, b"\0" + bytes.fromhex(wire_hex))
