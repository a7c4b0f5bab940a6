"""What a number that a line reader prints, or a person types, can mean (one card, many numbers).

A number does not say in which of the forms of `core/forms.py` it is, nor whether zeros were lost or the bytes turned
round: `meanings` gives all candidates, likeliest first. A profile's `format` settles it; `reversed` behind it says that
the bytes are turned.
"""

from collections.abc import Iterable

from kiosk.core.forms import FORMS, PAIR, Decimal, tidy

TURNED = frozenset({4, 7, 8})
"""Sizes of chips whose bytes some readers print the other way round."""
PADDED = 10
"""More digits than these can be zeros that were filled up with."""
WITH_LETTERS = ("10H", "8H", "14H", "6H", "16H", "20H", "24H")
DIGITS = {
    14: ("14H",),
    13: ("10H13D",),
    12: ("12D",),
    11: ("4D", "12D"),
    10: ("8H10D", "4H5D4H5D", "10H"),
    9: ("8H10D", "4H5D4H5D", "10H"),
    7: ("8H10D", "2H3D4H5D", "6H8D", "4H5D4H5D", "8H"),
    6: ("8H10D", "6H", "6H8D", "2H3D4H5D", "4H5D4H5D"),
    5: ("8H10D", "6H8D", "6H"),
}
EIGHT = ("2H3D4H5D", "6H8D", "8H10D", "8H", "4H5D4H5D")
EIGHT_STRIPPED = ("8H10D", "2H3D4H5D", "6H8D", "8H", "4H5D4H5D")


def meanings(text: str, form: str | None = None) -> tuple[str, list[bytes]]:
    """The number as it should read, and the bytes it can mean. An unknown `form` is a KeyError; no number, no bytes."""
    text = tidy(text)
    if form:
        name, _, turned = form.partition(" ")
        wire = FORMS[name].read(text)
        wires = [] if wire is None else [wire[::-1] if turned == "reversed" else wire]
        return _padded(text, name) if wires else text, wires
    read = {name: wire for name in _likely(text) if (wire := FORMS[name].read(text)) is not None}
    if "2H3D4H5D" in read:
        read.pop("4H5D4H5D", None)
    found = _settled(text) or [*read.values(), *_without_filling(text)]
    found += [wire[::-1] for wire in found if len(wire) in TURNED]
    return _padded(text, next(iter(read), "")), list(dict.fromkeys(found))


def _likely(text: str) -> Iterable[str]:
    """Forms to try, likeliest first. Eight digits with a zero in front were not stripped of one: a fixed-width form."""
    if PAIR.fullmatch(text):
        return "2H3D4H5D", "4H5D4H5D"
    if not text.isdigit():
        return WITH_LETTERS
    if len(text) == len("07302202"):
        return EIGHT if text[0] == "0" else EIGHT_STRIPPED
    if len(text) == PADDED and int(text) >> 32:
        return (*DIGITS[PADDED], "12D")
    if len(text) == len("0004335823930") and int(text) >> 40:
        return ("14H",)
    return DIGITS.get(len(text), ("16H", "20H", "24H") if len(text) > PADDED else ("8H10D",))


def _without_filling(text: str) -> list[bytes]:
    """Ten digits, or fewer, that were filled up with zeros to some other width."""
    number = text.lstrip("0")
    filled = text.isdigit() and len(text) > PADDED and len(number) <= PADDED
    wire = FORMS["8H10D"].read(number) if filled else None
    return [] if wire is None else [wire]


def _settled(text: str) -> list[bytes]:
    """Two numbers of one card, as most 125 kHz cards show them (0040856634 111,27706): the second proves the first."""
    first, _, second = text.partition(" ")
    if not first.isdigit() or not PAIR.fullmatch(second):
        return []
    ends = [wire for name in ("2H3D4H5D", "4H5D4H5D") if (wire := FORMS[name].read(second)) is not None]
    return [wire for wire in meanings(first)[1] if wire.endswith(tuple(ends))]


def _padded(text: str, name: str) -> str:
    """With the zeros that a decimal reader dropped."""
    form = FORMS.get(name)
    return text.zfill(form.width) if isinstance(form, Decimal) else text
