"""The forms in which a card's number stands printed or comes from a reader: one table for lists, searches and readers.

    10H        01026F6C3A       all five bytes in hex; likewise 6H, 8H, 14H, 16H, 20H and 24H of 3 to 12 bytes
    10H13D     0004335823930    all five in decimal, 12D with one zero less
    8H10D      0040856634       the low four in decimal; 6H8D, 07302202, the low three
    2H3D4H5D   111,27706        the third byte (a facility) and the low two (a card): Wiegand's FC,CC
    4H5D4H5D   00623,27706      the high two and the low two of the low four
    4D         1.2.111.108      without the dots: four bytes in decimal, joined by naive programs

Wherever a number stands, zeros in front may be lost (spreadsheets eat them), FC and CC may have any sign or none
between them, and the bytes may be turned round. `read` allows for what a form may lose; what a number can mean in all
forms is in `readers/numbers.py`, what stands on a card with a given key in `printed.py`.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Protocol

BETWEEN = "[-,:/ \u2013\u3001]"
"""What may stand between facility and card, or between the bytes in hex."""
PAIR = re.compile(rf"(\d{{1,5}}) ?{BETWEEN} ?(\d{{1,5}})")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff]")
_BYTES = re.compile(rf"[0-9A-F]{{2}}(?:{BETWEEN}[0-9A-F]{{2}}){{2,}}")
JOINED_PARTS, CARD_DIGITS = 4, 5


class Form(Protocol):
    """One form. `size` is how many low bytes of a card it tells."""

    @property
    def size(self) -> int:
        """Bytes, at least 3."""
        ...

    def read(self, text: str) -> bytes | None:
        """The bytes that a text in this form means, even with zeros lost in front; None for any other text."""
        ...

    def write(self, wire: bytes) -> str:
        """The text for exactly `size` bytes, all digits."""
        ...


@dataclass(frozen=True, slots=True)
class Hex:
    """Two hex digits a byte; one zero in front may be lost."""

    size: int

    def read(self, text: str) -> bytes | None:
        """By length and alphabet."""
        if not re.fullmatch(rf"[0-9A-F]{{{2 * self.size - 1},{2 * self.size}}}", text):
            return None
        return bytes.fromhex(text.zfill(2 * self.size))

    def write(self, wire: bytes) -> str:
        """Capitals."""
        return wire.hex().upper()


@dataclass(frozen=True, slots=True)
class Decimal:
    """One decimal number of all bytes."""

    size: int
    width: int

    def read(self, text: str) -> bytes | None:
        """By width and value."""
        if not re.fullmatch(rf"\d{{1,{self.width}}}", text) or (value := int(text)) >> (8 * self.size):
            return None
        return value.to_bytes(self.size)

    def write(self, wire: bytes) -> str:
        """Zeros in front up to the width."""
        return str(int.from_bytes(wire)).zfill(self.width)


@dataclass(frozen=True, slots=True)
class Pair:
    """A number for the high bytes and one of five digits for the low two, joined or with a sign between."""

    size: int
    width: int

    def read(self, text: str) -> bytes | None:
        """Joined, only the first number can have lost zeros."""
        found = PAIR.fullmatch(text) or re.fullmatch(rf"(\d{{1,{self.width}}})(\d{{{CARD_DIGITS}}})", text)
        if not found or len(found[1]) > self.width:
            return None
        if (high := int(found[1])) >> (8 * (self.size - 2)) or (low := int(found[2])) >> 16:
            return None
        return high.to_bytes(self.size - 2) + low.to_bytes(2)

    def write(self, wire: bytes) -> str:
        """Joined, with every zero."""
        return f"{int.from_bytes(wire[:-2]):0{self.width}}{int.from_bytes(wire[-2:]):0{CARD_DIGITS}}"


@dataclass(frozen=True, slots=True)
class Joined:
    """Four bytes in decimal without anything between them."""

    size: int = JOINED_PARTS

    def read(self, text: str) -> bytes | None:
        """Only when there is one way to cut them."""
        ways = list(_cuts(text)) if re.fullmatch(r"\d{4,12}", text) else []
        return ways[0] if len(ways) == 1 else None

    def write(self, wire: bytes) -> str:
        """No zeros in front of any."""
        return "".join(map(str, wire))


def _cuts(text: str) -> Iterator[bytes]:
    for widths in product((1, 2, 3), repeat=JOINED_PARTS):
        if sum(widths) == len(text):
            ends = [sum(widths[: n + 1]) for n in range(JOINED_PARTS)]
            parts = [text[end - width : end] for end, width in zip(ends, widths, strict=True)]
            if all(str(int(part)) == part and int(part) < 256 for part in parts):
                yield bytes(map(int, parts))


FORMS: Mapping[str, Form] = {
    "10H": Hex(5),
    "8H": Hex(4),
    "6H": Hex(3),
    "14H": Hex(7),
    "16H": Hex(8),
    "20H": Hex(10),
    "24H": Hex(12),
    "8H10D": Decimal(4, 10),
    "6H8D": Decimal(3, 8),
    "12D": Decimal(5, 12),
    "10H13D": Decimal(5, 13),
    "2H3D4H5D": Pair(3, 3),
    "4H5D4H5D": Pair(4, 5),
    "4D": Joined(),
}


def tidy(text: str) -> str:
    """A number as people or programs write it, in one form: capitals, plain digits, bytes in hex without signs between.

    Full-width digits and signs become plain ones, invisible characters go, several blanks are one.
    """
    text = " ".join(_UNSEEN.sub("", unicodedata.normalize("NFKC", text)).upper().split())
    return re.sub(BETWEEN, "", text) if _BYTES.fullmatch(text) else text
