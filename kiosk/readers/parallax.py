"""Parallax 28140 and 28340: LF, ten hex digits, CR, at 2400 8N1, over and over while the card is there. No check.

The serial model is switched on by /ENABLE low, the USB one by DTR, which opening the port raises.
"""

import re

from kiosk.readers.checks import card
from kiosk.readers.decoder import Error, Fault, Framer, Read

LF, CR = 0x0A, 0x0D
DIGITS, SIZE = 10, 12
_HEX = re.compile(rb"[0-9A-Fa-f]*")


class Parallax(Framer):
    """Decoder; the same card twice is what makes it believable, which is decided further up."""

    head = b"\n"

    def scan(self, buffer: bytearray) -> tuple[int, Read | None]:
        """Skip to LF, then want ten digits and CR."""
        if start := buffer.find(LF):
            return (start if start > 0 else len(buffer)), None
        end = _HEX.match(buffer, 1, 1 + DIGITS).end()  # type: ignore[union-attr]  # it matches even nothing
        if end == len(buffer):
            return 0, None
        if end < 1 + DIGITS:
            return 1, Fault(Error.TRUNCATED if buffer[end] in {LF, CR} else Error.BAD_CHAR)
        if buffer[end] != CR:
            return 1, Fault(Error.TRUNCATED if buffer[end] == LF else Error.OVERLONG)
        return SIZE, card("em4100", bytes.fromhex(buffer[1:end].decode("ascii")))


def frame(wire_hex: str) -> bytes:
    """What the reader sends for a card of ten hex digits; raises ValueError for anything else."""
    if len(bytes.fromhex(wire_hex)) != DIGITS // 2:
        raise ValueError(f"{wire_hex}: an EM4100 id has five bytes; give ten hex digits")
    return b"\n%b\r" % wire_hex.upper().encode()
