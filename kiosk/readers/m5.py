"""M5Stack's QR unit on a UART (layout: m5stack/M5Unit-QRCode): codes as text, three-byte acknowledgements, no check.

32 75 01 start decoding    32 75 02 stop        33 75 01, 33 75 02 the answers: "3u" and a byte that does not print
"""

from kiosk.readers.decoder import Read, Reply
from kiosk.readers.engine import NOT_MINE, Engine

ANSWER = b"3u"
START, STOP = b"2u\x01", b"2u\x02"
_MEANING = {1: "start ack", 2: "stop ack"}


class M5(Engine):
    """Decoder of text with acknowledgements between."""

    def answer(self, held: bytearray) -> tuple[int, Read | None]:
        """An acknowledgement, told from a code that begins with 3u by its third byte."""
        if not ANSWER.startswith(bytes(held[:2])):
            return NOT_MINE, None
        if len(held) < 3:
            return 0, None
        meaning = _MEANING.get(held[2])
        return (3, Reply(meaning)) if meaning else (NOT_MINE, None)
