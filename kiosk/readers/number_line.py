"""Card readers that print a number and a line end: desktop readers on a serial port, Wiegand converters, wedges.

What a number means is in `numbers.py`; a text that is none was a code of something else. The key's family comes from
the profile. Without one, five bytes are an EM4100 card and seven a 13.56 MHz one; three or four may be only the end of
a longer id, and are a `tail`: a key that matches a card only when no other ends alike.
"""

from kiosk.readers.ascii_line import AsciiLine
from kiosk.readers.checks import card
from kiosk.readers.decoder import CardId, Error, Fault, Read, Text
from kiosk.readers.numbers import meanings

FAMILIES = {5: "em4100", 7: "iso14443a", 10: "iso14443a"}


class NumberLine:
    """Decoder of one number a line. `form` is a name in `core.forms.FORMS`, None for a reader not yet known."""

    def __init__(self, family: str | None = None, form: str | None = None) -> None:
        """Take any line; what is no number is a fault."""
        self._lines = AsciiLine(prefix=None)
        self._family = family
        self._form = form

    def feed(self, data: bytes) -> list[Read]:
        """The numbers that these bytes end."""
        return [self._number(read) for read in self._lines.feed(data)]

    def gap(self) -> list[Read]:
        """The number without a line end."""
        return [self._number(read) for read in self._lines.gap()]

    @property
    def pending(self) -> int:
        """Bytes of the line so far."""
        return self._lines.pending

    def _number(self, read: Read) -> Read:
        if read == Fault(Error.FOREIGN_CODE, ended=True):
            return Fault(Error.BAD_CHAR, ended=True)
        if not isinstance(read, Text):
            return read
        shown, wires = meanings(read.text, self._form)
        if not wires:
            return Fault(Error.BAD_CHAR, ended=True)
        first = card(self._family or FAMILIES.get(len(wires[0]), "tail"), wires[0])
        if not isinstance(first, CardId):
            return first
        others = tuple(wire.hex().upper() for wire in wires[1:])
        return CardId(first.family, first.wire_hex, text=shown, others=others)


def frame(wire_hex: str) -> bytes:
    """What a reader set to ten digits prints for the low four bytes of a card."""
    return b"%010d\r" % int.from_bytes(bytes.fromhex(wire_hex)[-4:])
