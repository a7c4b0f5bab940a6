"""Base45 text (RFC 9285) as a protocol of its own: shows a technician the bytes inside one of our QR codes.

A character outside the alphabet, a length or a group that cannot be base45 is `bad_char`.
"""

from kiosk.core.base45 import decode
from kiosk.errors import CardError
from kiosk.readers.ascii_line import AsciiLine
from kiosk.readers.decoder import CardId, Error, Fault, Read, Text


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
    try:
        return CardId("base45", decode(read.text).hex().upper())
    except CardError:
        return Fault(Error.BAD_CHAR, ended=True)
