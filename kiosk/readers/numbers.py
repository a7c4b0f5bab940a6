"""Numbers as line readers print them, and the card bytes each can mean (one card, many numbers).

    01026F6C3A     10H             0040856634    8H10D           111,27706     2H3D+4H5D
    026F6C3A       8H              07302202      6H8D            00623,27706   4H5D+4H5D
    004335823930   12D, 10H13D     4D            bytes in decimal, joined (naive programs; ambiguous unless unique)

Readers drop leading zeros and some turn the bytes round, and a number does not say which it is: `meanings` gives all
candidates, likeliest first. A profile's `format` settles it; `reversed` behind it says that the bytes are turned.
"""

import re
from collections.abc import Callable, Iterator
from itertools import product

_JOINED_PARTS = 4


def meanings(text: str, form: str | None = None) -> tuple[str, list[bytes]]:
    """The number as it should read, and the bytes it can mean. An unknown `form` is a KeyError; no number, no bytes."""
    text = text.strip().upper()
    if form:
        name, _, turned = form.partition(" ")
        text, wires = FORMS[name](text)
        return text, [wire[::-1] if turned == "reversed" else wire for wire in wires]
    found: list[bytes] = []
    shown = text
    for name in _likely(text):
        padded, wires = FORMS[name](text)
        if wires and not found:
            shown = padded
        found += wires
    found += [wire[::-1] for wire in found if len(wire) in {4, 7}]
    return shown, list(dict.fromkeys(found))


def _likely(text: str) -> list[str]:
    """Forms to try, likeliest first. Eight digits with a zero in front were not stripped of one: a fixed-width form."""
    if not text.isdigit():
        return ["10H", "8H", "14H", "6H", "2H3D4H5D", "4H5D4H5D"]
    by_length = {
        14: ["14H"],
        13: ["10H13D"],
        12: ["12D"],
        11: ["4D"],
        10: ["8H10D", "4H5D4H5D", "10H"],
        8: ["2H3D4H5D", "6H8D", "8H10D", "8H"] if text[0] == "0" else ["8H10D", "2H3D4H5D", "6H8D", "8H"],
        6: ["8H10D", "6H"],
    }
    return by_length.get(len(text), ["8H10D"])


def _hexadecimal(size: int) -> Callable[[str], tuple[str, list[bytes]]]:
    def read(text: str) -> tuple[str, list[bytes]]:
        return text, [bytes.fromhex(text)] if re.fullmatch(rf"[0-9A-F]{{{2 * size}}}", text) else []

    return read


def _decimal(width: int, size: int) -> Callable[[str], tuple[str, list[bytes]]]:
    def read(text: str) -> tuple[str, list[bytes]]:
        if not re.fullmatch(rf"\d{{1,{width}}}", text) or (value := int(text)) >> (8 * size):
            return text, []
        return text.zfill(width), [value.to_bytes(size)]

    return read


def _pair(width: int, size: int) -> Callable[[str], tuple[str, list[bytes]]]:
    """A number for the high bytes, a comma or space or nothing, five digits for the low two bytes."""

    def read(text: str) -> tuple[str, list[bytes]]:
        found = re.fullmatch(rf"(\d{{{width}}})[, ]?(\d{{5}})", text)
        if not found or (high := int(found[1])) >> (8 * size) or (low := int(found[2])) >> 16:
            return text, []
        return text, [high.to_bytes(size) + low.to_bytes(2)]

    return read


def _joined(text: str) -> tuple[str, list[bytes]]:
    """Four bytes in decimal without anything between them, when there is only one way to cut them."""
    ways = list(_cuts(text)) if re.fullmatch(r"\d{4,12}", text) else []
    return text, ways if len(ways) == 1 else []


def _cuts(text: str) -> Iterator[bytes]:
    for widths in product((1, 2, 3), repeat=_JOINED_PARTS):
        if sum(widths) == len(text):
            ends = [sum(widths[: n + 1]) for n in range(_JOINED_PARTS)]
            parts = [text[end - width : end] for end, width in zip(ends, widths, strict=True)]
            if all(str(int(part)) == part and int(part) < 256 for part in parts):
                yield bytes(map(int, parts))


FORMS: dict[str, Callable[[str], tuple[str, list[bytes]]]] = {
    "10H": _hexadecimal(5),
    "8H": _hexadecimal(4),
    "6H": _hexadecimal(3),
    "14H": _hexadecimal(7),
    "8H10D": _decimal(10, 4),
    "6H8D": _decimal(8, 3),
    "12D": _decimal(12, 5),
    "10H13D": _decimal(13, 5),
    "2H3D4H5D": _pair(3, 1),
    "4H5D4H5D": _pair(5, 2),
    "4D": _joined,
}
