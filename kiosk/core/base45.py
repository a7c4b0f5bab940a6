"""Base45 (RFC 9285): bytes as text for the alphanumeric mode of a QR code. It has a space: never trim inside."""

from kiosk.errors import CardError

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    """Two bytes become three characters, a last single one two."""
    groups = (data[at : at + 2] for at in range(0, len(data), 2))
    return "".join(_digits(int.from_bytes(group), len(group) + 1) for group in groups)


def decode(text: str) -> bytes:
    """The bytes of a text; raises CardError for a character, a length or a group that cannot be base45."""
    if len(text) % 3 == 1 or not set(text) <= _VALUES.keys():
        raise CardError("not base45: a character or the length is wrong")
    groups = (text[at : at + 3] for at in range(0, len(text), 3))
    try:
        return b"".join(_number(group).to_bytes(len(group) - 1) for group in groups)
    except OverflowError as error:
        raise CardError("not base45: a group is too large") from error


def _digits(number: int, count: int) -> str:
    return "".join(ALPHABET[number // 45**place % 45] for place in range(count))


def _number(group: str) -> int:
    return sum(_VALUES[character] * 45**place for place, character in enumerate(group))
