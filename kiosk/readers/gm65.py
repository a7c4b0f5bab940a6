"""GM65, GM65-S, GM861, GM805, GM81S and Waveshare QR engines, 9600 8N1, TTL (manual V1.3).

    command   7E 00  kind  length  zone(2)  data  crc(2)      kind: 07 read, 08 write, 09 save, 0A heartbeat
    answer    02 00  status  length  data  crc(2)             02 00 00 01 00 33 31: done; 33 31 is the CRC, no constant
    alive     03 00  00 01 00 33 31                           answer to a heartbeat (GM861 class)
    code      text and its tail; with zone 0060 = 81 it is    03  length(2)  text

CRC: CCITT, polynomial 1021, start 0, over kind or status to the data. A wrong or slow command gets no answer at all.
At power-up it prints a banner `<{` without an end. Codes must be text: newer firmware corrupts binary ones
(specter-diy #288). Until zone 0003 says 02, anybody's setup bar code changes the engine: profiles close that.
"""

from binascii import crc_hqx

from kiosk.readers.ascii_line import AsciiLine
from kiosk.readers.decoder import CAP, Error, Fault, Read, Reply, Text
from kiosk.readers.engine import NOT_MINE, Engine

READ, WRITE, SAVE = 0x07, 0x08, 0x09
ANSWER, ALIVE = b"\x02\x00", b"\x03\x00\x00"
UNCHECKED = b"\xab\xcd"
BANNER = "<{"
ETX, DELETE = 0x03, 0x7F
_NOISE = frozenset({*range(0x20), DELETE} - set(b"\t\r\n"))
EVERY, MISSES = 10.0, 3


def command(kind: int, zone: int, data: bytes) -> bytes:
    """A command. Length counts the data, except in a reading one, whose single byte says how much to read."""
    body = bytes([kind, len(data)]) + zone.to_bytes(2) + data
    return b"\x7e\0" + body + crc_hqx(body, 0).to_bytes(2)


IDENTIFY = command(READ, 0x00E0, b"\x01")
SAVE_ALL = command(SAVE, 0x0000, b"\0")


class Gm65(Engine):
    """Decoder and probe. An engine that cannot hear us (one wire only) stays in use; one that could and stopped not."""

    def __init__(self, prefix: str | None = None) -> None:
        """Nothing asked."""
        super().__init__(prefix)
        self._next = EVERY / 2
        self._started: float | None = None
        self._unanswered = 0
        self._heard = False

    def answer(self, held: bytearray) -> tuple[int, Read | None]:
        """An answer or a code in the "protocol" form, by head and length; other controls are noise."""
        first = held[0]
        if first == ANSWER[0] or held.startswith(ALIVE) or (first == ETX and ALIVE.startswith(bytes(held[:3]))):
            return self._status(held)
        if first == ETX:
            return self._counted(held)
        return (1, None) if first in _NOISE else (NOT_MINE, None)

    def _status(self, held: bytearray) -> tuple[int, Read | None]:
        if len(held) > 1 and held[1]:
            return NOT_MINE, None
        if len(held) < 4:
            return 0, None
        end = 4 + held[3]
        if len(held) < end + 2:
            return 0, None
        crc = bytes(held[end : end + 2])
        if crc not in {UNCHECKED, crc_hqx(bytes(held[2:end]), 0).to_bytes(2)}:
            return end + 2, Fault(Error.CHECKSUM)
        self._heard, self._unanswered = True, 0
        data = bytes(held[4:end])
        return end + 2, Reply(_meaning(held[2], data))

    def _counted(self, held: bytearray) -> tuple[int, Read | None]:
        if len(held) < 3:
            return 0, None
        if not 0 < (length := int.from_bytes(held[1:3])) <= CAP - 3:
            return 1, None
        if len(held) < 3 + length:
            return 0, None
        text = bytes(held[3 : 3 + length])
        line = AsciiLine(prefix=None)
        whole = line.feed(text + b"\r") + line.gap()
        return 3 + length, whole[0] if whole else Fault(Error.NO_FRAME)

    def gap(self) -> list[Read]:
        """The end of a code without tail; the banner of a fresh start is none."""
        return [Fault(Error.NO_FRAME) if _is_banner(read) else read for read in super().gap()]

    def talk(self, now: float) -> bytes:
        """Ask for the model every ten seconds: the question that changes nothing."""
        self._started = now if self._started is None else self._started
        if now - self._started < self._next:
            return b""
        self._next += EVERY
        self._unanswered += 1
        return IDENTIFY

    @property
    def ready(self) -> bool:
        """An engine sends codes whether or not it hears commands."""
        return True

    @property
    def overdue(self) -> bool:
        """It did answer, and stopped."""
        return self._heard and self._unanswered > MISSES


def _meaning(status: int, data: bytes) -> str:
    if status:
        return f"refused {status:02X}"
    return "ack" if data == b"\0" else f"zone value {data.hex().upper()}"


def _is_banner(read: Read) -> bool:
    return isinstance(read, Text) and read.text.startswith(BANNER)
