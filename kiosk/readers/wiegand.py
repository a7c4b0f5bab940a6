"""Wiegand 26 and 34 through a converter that passes the bits on, right-aligned in four or five bytes.

    even parity over the first half    24 or 32 bits of card    odd parity over the second half

26 bits carry only the low three bytes of a card, so its key is a `tail`: it matches a card only when no other ends
alike. With D0 and D1 swapped every bit is inverted, parities too: both fail at once, and both fit the complement (a
real capture: Arduino forum 1221511). That is read, with the warning `inverted`.
"""

from dataclasses import replace

from kiosk.readers.checks import card
from kiosk.readers.decoder import CardId, Error, Fault, Framer, Read


class Wiegand(Framer):
    """Decoder of `bits` (26 or 34) in whole bytes. Nothing marks a start but the unused bits, which are zero."""

    def __init__(self, bits: int = 26) -> None:
        """Choose the width."""
        super().__init__()
        self._bits = bits
        self._size = (bits + 7) // 8

    def scan(self, buffer: bytearray) -> tuple[int, Read | None]:
        """Skip what has unused bits set; then the size rules and the parities decide."""
        if buffer[0] >> (self._bits - 8 * (self._size - 1)):
            return 1, None
        if len(buffer) < self._size:
            return 0, None
        read = self._read(int.from_bytes(buffer[: self._size]))
        return (1 if read == Fault(Error.PARITY) else self._size), read

    def _read(self, value: int) -> Read:
        if _sound(value, self._bits):
            return self._card(value)
        inverted = ~value & ((1 << self._bits) - 1)
        if not _sound(inverted, self._bits):
            return Fault(Error.PARITY)
        read = self._card(inverted)
        return replace(read, warn="inverted") if isinstance(read, CardId) else read

    def _card(self, value: int) -> Read:
        data_bits = self._bits - 2
        return card("tail", (value >> 1 & ((1 << data_bits) - 1)).to_bytes(data_bits // 8))


def _sound(value: int, bits: int) -> bool:
    half = bits // 2
    first, second = value >> half, value & ((1 << half) - 1)
    return first.bit_count() % 2 == 0 and second.bit_count() % 2 == 1


def frame(wire_hex: str) -> bytes:
    """What a converter passes on for a card of three or four bytes."""
    data = bytes.fromhex(wire_hex)
    half = 4 * len(data)
    value = int.from_bytes(data)
    even = (value >> half).bit_count() % 2
    odd = 1 - (value & ((1 << half) - 1)).bit_count() % 2
    return (even << (2 * half + 1) | value << 1 | odd).to_bytes(len(data) + 1)
