"""EM4100 cards from RDM6300-class modules: 9600 8N1, one ASCII frame about every 65 ms while a card lies there.

    02  I I I I I I I I I I  C C  03          rdm6300          14 bytes, C = XOR of the five id bytes, in hex
    02  I I I I I I I I I I  c    03          rdm6300_rawsum   13 bytes, c = the same XOR as one raw byte (some clones)
    02  I I I I I I I I I I  C C  0D 0A 03    id12la           16 bytes (ID-2/12/20LA in ASCII mode), once per entry

XOR-8 is weak: modules are known to send well-formed ids with no card near (Tasmota #9522, esp-rfid #411), so the
registry marks these reads as not sure. Lower-case hex is accepted, an id of zeros is refused.
"""

import re

from kiosk.readers.checks import em4100, xor8
from kiosk.readers.decoder import Error, Fault, Framer, Read

STX = 0x02
TAIL, TAIL_ID12 = b"\x03", b"\r\n\x03"
_HEX = re.compile(rb"[0-9A-Fa-f]*")
_HEX_DIGITS = frozenset(b"0123456789ABCDEFabcdef")


class Rdm6300(Framer):
    """Decoder of the three layouts; the check is two hex digits, or one byte that may have any value (`raw_sum`)."""

    def __init__(self, *, raw_sum: bool = False, tail: bytes = TAIL) -> None:
        """Choose the layout."""
        super().__init__()
        self._digits = 10 if raw_sum else 12
        self._body_end = 12 if raw_sum else 13
        self._tail = tail

    def scan(self, buffer: bytearray) -> tuple[int, Read | None]:
        """Skip noise, then want hex digits and the tail, each where it belongs."""
        if start := buffer.find(STX):
            return (start if start > 0 else len(buffer)), None
        hex_end = _HEX.match(buffer, 1, 1 + self._digits).end()  # type: ignore[union-attr]  # it matches even nothing
        if hex_end < 1 + self._digits:
            return (0, None) if hex_end == len(buffer) else (1, Fault(_misplaced(buffer[hex_end])))
        for want, got in zip(self._tail, buffer[self._body_end :], strict=False):
            if want != got:
                return 1, Fault(_misplaced(got))
        size = self._body_end + len(self._tail)
        return (size, self._read(buffer[1 : self._body_end])) if len(buffer) >= size else (0, None)

    def _read(self, body: bytearray) -> Read:
        wire = bytes.fromhex(body[:10].decode("ascii"))
        check = body[10] if self._digits == 10 else int(body[10:12], 16)
        return em4100(wire, check)


def frame(card: str) -> bytes:
    """What a module sends for a card of ten hex digits; raises ValueError for anything else."""
    wire = _wire(card)
    return b"\x02%b%02X\x03" % (wire.hex().upper().encode(), xor8(wire))


def frame_rawsum(card: str) -> bytes:
    """The same from a clone with the raw check byte."""
    wire = _wire(card)
    return b"\x02%b%c\x03" % (wire.hex().upper().encode(), xor8(wire))


def frame_id12(card: str) -> bytes:
    """The same from an ID-12 family module."""
    return frame(card)[:-1] + TAIL_ID12


def _misplaced(byte: int) -> Error:
    """Name what stands where it must not: the next frame's start, a digit too many, or noise."""
    if byte == STX:
        return Error.TRUNCATED
    return Error.OVERLONG if byte in _HEX_DIGITS else Error.BAD_CHAR


def _wire(card: str) -> bytes:
    if len(wire := bytes.fromhex(card)) != 5:
        raise ValueError(f"{card}: an EM4100 id has five bytes; give ten hex digits")
    return wire
