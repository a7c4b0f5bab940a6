"""NXP PN532 over its high-speed UART, 115200 8N1 (user manual UM0701-02, chapter 6.2).

    00 00 FF  LEN LCS  TFI data  DCS 00     LEN + LCS = 0 and TFI + data + DCS = 0, both modulo 256
    00 00 FF 00 FF 00                       ACK: the command arrived, the answer follows
    00 00 FF FF 00 00                       NACK
    00 00 FF FF FF  LENM LENL LCS  ...      extended frame

Asked: wake up and configure, then at most three activation attempts, then for one card for ever. Without those limits
the chip looks for a card until it finds one and answers nothing in between (libnfc PR #429). A command whose ACK or
answer stays away is sent again; the first one may take 1.5 s, since a Pi's USB serial port starts slowly (nfcpy).
"""

from kiosk.readers.checks import iso14443a, sum8
from kiosk.readers.decoder import Error, Fault, Framer, Read, Reply, noise_before

HOST, CHIP, FAILED = 0xD4, 0xD5, 0x7F
FIRMWARE, SAM, RF, LIST = 0x02, 0x14, 0x32, 0x4A
LONGEST = 280
ACK_WAIT, FIRST_WAIT, ANSWER_WAIT, PAUSE, MISSES = 0.05, 1.5, 0.5, 0.1, 4


def command(code: int, data: bytes = b"") -> bytes:
    """A frame from host to chip."""
    return frame_of(bytes([HOST, code]) + data)


def frame_of(body: bytes) -> bytes:
    """A normal frame around TFI and data of at most 254 bytes."""
    return b"\0\0\xff" + bytes([len(body), -len(body) & 0xFF]) + body + bytes([-sum(body) & 0xFF, 0])


ACK, NACK = bytes.fromhex("0000FF00FF00"), bytes.fromhex("0000FFFF0000")
PROBE = command(FIRMWARE)
WAKE = b"\x55\x55" + bytes(12) + command(SAM, b"\x01")
FEW_TRIES = command(RF, bytes.fromhex("05FF0103"))
POLL = command(LIST, bytes.fromhex("0100"))
START = ((WAKE, SAM), (PROBE, FIRMWARE), (FEW_TRIES, RF))


class Pn532(Framer):
    """Decoder and the asking of one chip."""

    head = b"\0\xff"

    def __init__(self) -> None:
        """Asleep; the first question wakes it."""
        super().__init__()
        self._step = 0
        self._sent: float | None = None
        self._acked = self._bare = self._heard = False
        self._due: float | None = None
        self._misses = 0

    def scan(self, buffer: bytearray) -> tuple[int, Read | None]:
        """Skip to 00 FF, any number of 00 before it, then let the lengths rule."""
        if noise := noise_before(self.head, buffer):
            return noise, None
        if len(buffer) < 4:
            return 0, None
        if (mark := bytes(buffer[2:4])) == b"\x00\xff":
            self._acked = self._bare = True
            return 4, None
        if mark == b"\xff\x00":
            return 4, Reply("NACK")
        self._bare = False
        start, length = 4, buffer[2]
        if mark == b"\xff\xff":
            if len(buffer) < 7:
                return 0, None
            start, length, mark = 7, int.from_bytes(buffer[4:6]), bytes(buffer[4:7])
        if sum8(mark):
            return 1, Fault(Error.CHECKSUM)
        if not 0 < length <= LONGEST:
            return 1, Fault(Error.BAD_LENGTH)
        if len(buffer) <= start + length:
            return 0, None
        if sum8(buffer[start : start + length + 1]):
            return 1, Fault(Error.CHECKSUM)
        return start + length + 1, self._answer(bytes(buffer[start : start + length]))

    def gap(self) -> list[Read]:
        """Silence: an ACK with nothing behind it is news, one in front of an answer is not."""
        bare, self._bare = self._bare, False
        return super().gap() or ([Reply("ACK")] if bare else [])

    def _answer(self, body: bytes) -> Read | None:
        if body[0] == FAILED:
            return Fault(Error.STATUS)
        if body[0] != CHIP or len(body) < 2:
            return None
        self._done(body[1] - 1)
        if body[1] == LIST + 1:
            return _target(body[2:])
        return Reply(f"firmware {body[2:].hex(' ').upper()}" if body[1] == FIRMWARE + 1 else "ok")

    def _done(self, code: int) -> None:
        """What was asked is answered: go on to the next question."""
        self._heard, self._misses = True, 0
        if code == self._question()[1]:
            self._sent = None
            self._step += 1

    def _question(self) -> tuple[bytes, int]:
        return START[self._step] if self._step < len(START) else (POLL, LIST)

    def talk(self, now: float) -> bytes:
        """The next question, or the same again when its ACK or answer stayed away."""
        if self._sent is not None:
            patience = (ANSWER_WAIT if self._acked else ACK_WAIT) if self._heard else FIRST_WAIT
            if now - self._sent < patience:
                return b""
            self._misses += 1
        elif self._due is not None and now < self._due:
            return b""
        self._sent, self._acked = now, False
        self._due = now + (PAUSE if self._step >= len(START) else 0.0)
        return self._question()[0]

    @property
    def ready(self) -> bool:
        """The chip has answered."""
        return self._heard

    @property
    def overdue(self) -> bool:
        """Several questions in a row stayed without an answer."""
        return self._misses > MISSES


def _target(data: bytes) -> Read:
    """NbTg, then Tg, ATQA (2), SAK, UID length, UID, and for CPU cards an ATS that does not matter here."""
    if not data or data[0] == 0:
        return Fault(Error.NO_CARD)
    if len(data) < 6 or len(data) < 6 + data[5]:
        return Fault(Error.BAD_LENGTH)
    return iso14443a(data[6 : 6 + data[5]])


def frame(wire_hex: str) -> bytes:
    """What the chip answers when this card is there."""
    uid = bytes.fromhex(wire_hex)
    return frame_of(bytes.fromhex("D54B0101000408") + bytes([len(uid)]) + uid)
