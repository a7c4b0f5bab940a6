"""Base45 text (RFC 9285) as a protocol of its own: shows a technician the bytes inside one of our QR codes.

Groups of three characters are two bytes, two are one; a group above 65535 (`:::`) or 255 is invalid.
"""

from kiosk.readers.ascii_line import AsciiLine
from kiosk.readers.decoder import CardId, Error, Fault, Read, Text

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


class Base45:
    """Decoder of lines of base45."""

    def __init__(self) -> None:
        """Take any line."""
        self._lines = AsciiLine(prefix=None)

    def feed(self, data: bytes) -> list[Read]:
        """The texts that these bytes end, decoded."""
        return [_decoded(read) for read in self._lines.feed(data)]

    def gap(self) -> list[Read]:
        """The text without a line end."""
        return [_decoded(read) for read in self._lines.gap()]

    @property
    def pending(self) -> int:
        """Bytes of the line so far."""
        return self._lines.pending


def _decoded(read: Read) -> Read:
    if not isinstance(read, Text):
        return read
    values = [ALPHABET.find(character) for character in read.text]
    if -1 in values or len(values) % 3 == 1:
        return Fault(Error.BAD_CHAR)
    data = bytearray()
    for at in range(0, len(values), 3):
        group = values[at : at + 3]
        number = sum(value * 45**place for place, value in enumerate(group))
        if number >> (8 * (len(group) - 1)):
            return Fault(Error.BAD_CHAR)
        data += number.to_bytes(len(group) - 1)
    return CardId("base45", data.hex().upper())
