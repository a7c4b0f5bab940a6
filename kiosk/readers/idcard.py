"""China's second-generation ID card through a SAM (SDT readers), 115200 8N1.

    host    AA AA AA 96 69  length(2)  command parameter     XOR(length..)
    reply   AA AA AA 96 69  length(2)  SW1 SW2 SW3  data     XOR(length..)

Asked for every card: find, select, read. What comes back holds a name, a number, an address and a photo. Only two
things leave this file: the name, and a slow hash of the number, once its check digit (GB 11643, mod 11-2) is right.
Everything else is dropped with the buffer. The hash is scrypt with a fixed salt, because server and kiosk must come to
the same key from the same number, and slow, because numbers can be guessed one after the other.
"""

import hashlib

from kiosk.readers.checks import xor8
from kiosk.readers.decoder import CardId, Error, Fault, Read, Reply, noise_before
from kiosk.readers.polled import Polled

HEAD = bytes.fromhex("AAAAAA9669")
FOUND, NONE, DONE = 0x9F, 0x80, 0x90
LONGEST, TEXT_BYTES = 1400, 256
NAME, NUMBER = slice(0, 30), slice(122, 158)
WEIGHTS, DIGITS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
SALT = b"kiosk idcard 1"


def command(code: int, parameter: int, data: bytes = b"") -> bytes:
    """A frame from host to SAM."""
    return _framed(bytes([code, parameter]) + data)


def _framed(content: bytes) -> bytes:
    body = (len(content) + 1).to_bytes(2) + content
    return HEAD + body + bytes([xor8(body)])


FIND, SELECT, READ = command(0x20, 0x01), command(0x20, 0x02), command(0x30, 0x01)
STATUS, RESET = command(0x11, 0xFF), command(0x10, 0xFF)
WIDE_FRAMES = command(0x61, 0xFF, b"\x50")


class IdCard(Polled):
    """Decoder that goes from find to select to read as the SAM answers, and back to find."""

    head = HEAD
    every = 0.3

    def __init__(self) -> None:
        """Look for a card first."""
        super().__init__()
        self._next_question = FIND

    def question(self) -> bytes:
        """What the last answer allows; without one, from the beginning."""
        question, self._next_question = self._next_question, FIND
        return question

    def scan(self, buffer: bytearray) -> tuple[int, Read | None]:
        """Skip to the head with a length that makes sense, then wait for all of it: 1295 bytes take 113 ms."""
        if noise := noise_before(HEAD, buffer):
            return noise, None
        if len(buffer) < 7:
            return 0, None
        if not 4 <= (length := int.from_bytes(buffer[5:7])) <= LONGEST:
            return 1, None
        end = 7 + length
        if len(buffer) < end:
            return 0, None
        if xor8(buffer[5:end]):
            return 1, Fault(Error.CHECKSUM)
        self.answered()
        return end, self._read(buffer[9], bytes(buffer[10 : end - 1]))

    def _read(self, status: int, data: bytes) -> Read:
        if status == NONE:
            return Fault(Error.NO_CARD)
        if status == FOUND:
            return self._on("card found", SELECT)
        if status != DONE:
            return Fault(Error.STATUS)
        return person(data[4 : 4 + TEXT_BYTES]) if len(data) >= 4 + TEXT_BYTES else self._on("card selected", READ)

    def _on(self, text: str, question: bytes) -> Reply:
        self._next_question = question
        return Reply(text)


def person(text: bytes) -> Read:
    """The holder's key and name from the card's text page (UTF-16, space-padded)."""
    number = text[NUMBER].decode("utf-16-le", errors="replace").strip()
    if not (len(number) == 18 and number.isascii() and number[:17].isdigit()):
        return Fault(Error.BAD_CHAR)
    if check_digit(number) != number[17]:
        return Fault(Error.CHECKSUM)
    name = text[NAME].decode("utf-16-le", errors="replace").strip()
    return CardId("idcard", number_hash(number), text=name or None)


def check_digit(number: str) -> str:
    """What the eighteenth character has to be after these seventeen digits."""
    return DIGITS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False)) % 11]


def number_hash(number: str) -> str:
    """Sixteen bytes in hex that stand for a number; takes some 50 ms on purpose."""
    return hashlib.scrypt(number.encode(), salt=SALT, n=2**14, r=8, p=1, dklen=16).hex().upper()


def frame(number: str, name: str = "样本") -> bytes:
    """What the SAM answers to a read of a made-up card: this number and name, no other text, a blank photo."""
    text = bytearray(" ".encode("utf-16-le") * (TEXT_BYTES // 2))
    for place, value in ((NAME, name), (NUMBER, number)):
        data = value.encode("utf-16-le")
        text[place.start : place.start + len(data)] = data
    return _framed(bytes([0, 0, DONE]) + bytes.fromhex("01000400") + bytes(text) + bytes(1024))
