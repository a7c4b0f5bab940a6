"""GM67, GM72, GM60, NADAMOO and Zebra engines speaking SSI, 9600 8N1 (SE-923 guide, GM72 manual).

    length  opcode  source  status  data  sum(2)        sum: two's complement of all bytes; length excludes it

As sold they send plain text. Set to "packeted" a code comes as opcode F3 and has to be acknowledged, else it comes
again with bit 0 of the status set: that repetition is the same scan, and is only acknowledged. A packet is told from
text by its second byte, which no printable text has.
"""

import re

from kiosk.readers.ascii_line import AsciiLine
from kiosk.readers.decoder import Error, Fault, Read, Reply, Text
from kiosk.readers.engine import NOT_MINE, Engine

HOST = 0x04
ACK, NAK, PARAMETERS, START, STOP, CODE = 0xD0, 0xD1, 0xC6, 0xE4, 0xE5, 0xF3
RESEND, DENIED = 0x01, 0x06
OPCODES = frozenset({ACK, NAK, PARAMETERS, START, STOP, CODE})
_CODE_HEAD = re.compile(rb"[\x05-\xff]\xf3\x00", re.DOTALL)
_REASONS = {RESEND: "resend", 0x02: "bad context", DENIED: "denied"}


def packet(opcode: int, data: bytes = b"", *, source: int = HOST, status: int = 0) -> bytes:
    """A packet of either side. Status 08 makes a parameter permanent."""
    body = bytes([4 + len(data), opcode, source, status]) + data
    return body + (-sum(body) & 0xFFFF).to_bytes(2)


WAKE = b"\0"


class Ssi(Engine):
    """Decoder that acknowledges. What it owes the engine comes out of `talk` at once."""

    def __init__(self, prefix: str | None = None) -> None:
        """Nothing owed."""
        super().__init__(prefix)
        self._owed = b""
        self._last: str | None = None

    def answer(self, held: bytearray) -> tuple[int, Read | None]:
        """A packet by its length and sum; bytes that do not print are noise here."""
        if len(held) < 2:
            return 0, None
        if held[0] < 4 or held[1] not in OPCODES:
            return (1, None) if held[0] < 0x20 and held[0] not in b"\x02\x03\t\r\n" else (NOT_MINE, None)
        end = held[0] + 2
        if len(held) < end:
            return 0, None
        if sum(held[: end - 2]) + int.from_bytes(held[end - 2 : end]) & 0xFFFF:
            self._owed += packet(NAK, bytes([RESEND]))
            inside = _CODE_HEAD.search(held, 1, end)
            return inside.start() if inside else end, Fault(Error.CHECKSUM)
        return end, self._packet(held[1], held[3], bytes(held[4 : end - 2]))

    def _packet(self, opcode: int, status: int, data: bytes) -> Read | None:
        if opcode == ACK:
            return Reply("ACK")
        if opcode == NAK:
            return Reply(f"NAK {_REASONS.get(data[0], data.hex().upper()) if data else ''}".strip())
        if opcode != CODE or not data:
            return None
        self._owed += packet(ACK)
        line = AsciiLine(prefix=None)
        read = next(iter(line.feed(data[1:] + b"\r") + line.gap()), Fault(Error.NO_FRAME))
        text = read.text if isinstance(read, Text) else None
        again = bool(status & 1) and text is not None and text == self._last
        self._last = text
        return None if again else read

    def talk(self, now: float) -> bytes:
        """The acknowledgements that are owed."""
        del now
        owed, self._owed = self._owed, b""
        return owed

    @property
    def ready(self) -> bool:
        """An engine sends codes without being asked."""
        return True

    @property
    def overdue(self) -> bool:
        """It is never asked anything."""
        return False


def frame(text: str, status: int = 0) -> bytes:
    """What the engine sends for a code when set to packets."""
    return packet(CODE, b"\x1c" + text.encode("ascii"), source=0, status=status)
