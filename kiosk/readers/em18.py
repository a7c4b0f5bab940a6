"""EM-18 modules: twelve ASCII hex digits a card, with neither start nor stop byte, 9600 8N1.

Ten digits of id, two of XOR. Nothing marks where a frame begins, so a window slides over the digits until the XOR fits;
whatever follows a silence begins a frame. A window that fits by chance is one in 256: reads are not sure.
"""

import re

from kiosk.readers.checks import em4100
from kiosk.readers.decoder import Error, Fault, Framer, Read
from kiosk.readers.rdm6300 import frame as framed

DIGITS = 12
_NOISE = re.compile(rb"[^0-9A-Fa-f]*")


class Em18(Framer):
    """Decoder with a sliding window; says `checksum` once for a run that does not fit, not at every step."""

    def __init__(self) -> None:
        """In step."""
        super().__init__()
        self._slipped = False

    def scan(self, buffer: bytearray) -> tuple[int, Read | None]:
        """Skip what is no digit; then twelve digits fit, or one is dropped."""
        if noise := _NOISE.match(buffer).end():  # type: ignore[union-attr]  # it matches even nothing
            return noise, None
        if (strange := _NOISE_FROM.search(buffer, 0, DIGITS)) is not None:
            return strange.start(), self._slip(Error.BAD_CHAR)
        if len(buffer) < DIGITS:
            return 0, None
        digits = buffer[:DIGITS].decode("ascii")
        read = em4100(bytes.fromhex(digits[:10]), int(digits[10:], 16))
        if read == Fault(Error.CHECKSUM):
            return 1, self._slip(Error.CHECKSUM)
        self._slipped = False
        return DIGITS, read

    def unfinished(self, buffer: bytearray) -> Read | None:  # noqa: ARG002  # the digits left do not matter
        """Too few digits: cut off, unless that was said already."""
        return self._slip(Error.TRUNCATED)

    def gap(self) -> list[Read]:
        """Silence: what comes next begins a frame."""
        reads = super().gap()
        self._slipped = False
        return reads

    def _slip(self, error: Error) -> Read | None:
        first = not self._slipped
        self._slipped = True
        return Fault(error) if first else None


_NOISE_FROM = re.compile(rb"[^0-9A-Fa-f]")


def frame(card: str) -> bytes:
    """What a module sends for a card of ten hex digits."""
    return framed(card)[1:-1]
