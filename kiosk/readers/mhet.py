"""MH-ET Live v3 scanner modules (commands: Isotop7/isgood-scanner): codes as text, ACK 06 and NAK 15 between them.

~M<code><value>.  sets        ~Q<code>.  asks
"""

from kiosk.readers.decoder import Read, Reply
from kiosk.readers.engine import NOT_MINE, Engine

_ANSWERS = {0x06: "ACK", 0x15: "NAK"}


class Mhet(Engine):
    """Decoder of text with single-byte answers between."""

    def answer(self, held: bytearray) -> tuple[int, Read | None]:
        """One byte that no code begins with."""
        meaning = _ANSWERS.get(held[0])
        return (1, Reply(meaning)) if meaning else (NOT_MINE, None)


def command(code: str, value: str) -> bytes:
    """Set something; the codes stand in the module's manual."""
    return f"~M{code}{value}.".encode("ascii")
