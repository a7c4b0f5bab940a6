"""M3Y and Rakinda engines, "S_CMD" commands (layout: specter-diy, src/hosts/qr.py).

    5A 00  length(2)  command text  BCC  A5        answer  5A 01  length(2)  90 00  BCC  A5

BCC is the XOR from the kind byte to the end of the text. Codes are plain text; Z1 cannot begin an answer, Z and 01 can.
"""

from kiosk.readers.checks import xor8
from kiosk.readers.decoder import Error, Fault, Read, Reply
from kiosk.readers.engine import NOT_MINE, Engine

HEAD, END = 0x5A, 0xA5
COMMAND, ANSWER = 0x00, 0x01
DONE = b"\x90\x00"
LONGEST = 64


class M3y(Engine):
    """Decoder of text with answers between."""

    def answer(self, held: bytearray) -> tuple[int, Read | None]:
        """An answer by its second byte and length."""
        if held[0] != HEAD:
            return NOT_MINE, None
        if len(held) < 2:
            return 0, None
        if held[1] != ANSWER:
            return NOT_MINE, None
        if len(held) < 4:
            return 0, None
        if (length := int.from_bytes(held[2:4])) > LONGEST:
            return 2, Fault(Error.BAD_LENGTH)
        end = 4 + length
        if len(held) < end + 2:
            return 0, None
        if held[end + 1] != END:
            return 2, Fault(Error.BAD_LENGTH)
        if xor8(held[1:end]) != held[end]:
            return end + 2, Fault(Error.CHECKSUM)
        return end + 2, Reply("ok") if held[4:end] == DONE else Fault(Error.STATUS)


def command(text: str) -> bytes:
    """A command such as `T_OUT_CVER`, get the version."""
    body = bytes([COMMAND]) + len(text).to_bytes(2) + text.encode("ascii")
    return bytes([HEAD]) + body + bytes([xor8(body), END])
