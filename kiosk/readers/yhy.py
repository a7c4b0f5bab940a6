"""YHY523U, YHY632 and Ehuoyan "AA BB" modules (rule of stuffing from mdeverdelhan/YHY523U-driver).

    AA BB  length(2, low first)  00 00  command(2, low first)  data  XOR(after length)

Length counts from the address to the XOR. A data byte AA travels as AA 00, and the 00 is not counted.
"""

from kiosk.readers.checks import iso14443a, xor8
from kiosk.readers.decoder import Error, Fault, Read, Reply, noise_before
from kiosk.readers.polled import Polled

REQUEST, ANTICOLLISION = 0x0201, 0x0202
SHORTEST, LONGEST = 5, 64


class Yhy(Polled):
    """Decoder that asks whether a card is there, then which."""

    head = b"\xaa\xbb"

    def __init__(self) -> None:
        """Ask for all cards, halted ones too; then for the UID."""
        super().__init__()
        self.questions = (command(REQUEST, b"\x52"), command(ANTICOLLISION, b"\x04"))

    def scan(self, buffer: bytearray) -> tuple[int, Read | None]:
        """Skip to AA BB with a length that makes sense; then undo the stuffing until the length is reached."""
        if noise := noise_before(self.head, buffer):
            return noise, None
        if len(buffer) < 4:
            return 0, None
        if not SHORTEST <= (length := int.from_bytes(buffer[2:4], "little")) <= LONGEST:
            return 1, None
        body = bytearray()
        at = 4
        while len(body) < length:
            if at >= len(buffer) or (buffer[at] == 0xAA and at + 1 >= len(buffer)):
                return 0, None
            if buffer[at] == 0xAA and buffer[at + 1] != 0:
                return 1, Fault(Error.TRUNCATED if buffer[at + 1] == 0xBB else Error.BAD_CHAR)
            body.append(buffer[at])
            at += 2 if buffer[at] == 0xAA else 1
        if xor8(body):
            return 1, Fault(Error.CHECKSUM)
        self.answered()
        return at, _read(int.from_bytes(body[2:4], "little"), bytes(body[4:-1]))


def _read(asked: int, data: bytes) -> Read:
    if not data or data[0]:
        return Fault(Error.STATUS)
    if asked == ANTICOLLISION:
        return iso14443a(data[1:])
    return Reply(f"card present ATQA {data[1:].hex().upper()}" if asked == REQUEST else "ok")


def command(code: int, data: bytes) -> bytes:
    """A frame of the host, which looks like one of the module."""
    body = b"\0\0" + code.to_bytes(2, "little") + data
    body += bytes([xor8(body)])
    return Yhy.head + len(body).to_bytes(2, "little") + body.replace(b"\xaa", b"\xaa\0")


def frame(wire_hex: str) -> bytes:
    """What the module answers when this card is there."""
    return command(ANTICOLLISION, b"\0" + bytes.fromhex(wire_hex))
