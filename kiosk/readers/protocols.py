"""Every protocol by its name: which decoder, at what speed, how far its reads can be trusted. A profile names one.

`sure` is False where the check is so weak, or missing, that the reader is known to invent cards: an unknown id then
needs a second tap. `absence` is the silence after which a card has left, `idle` the silence that ends a frame.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from kiosk.errors import ReaderError
from kiosk.readers import ascii_line, rdm6300
from kiosk.readers.ascii_line import AsciiLine
from kiosk.readers.decoder import Decoder
from kiosk.readers.presence import CODE_ABSENCE, RF_ABSENCE
from kiosk.readers.rdm6300 import TAIL_ID12, Rdm6300


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one kind of reader talks. Times in seconds; `encode` makes the bytes it sends for a card or a code."""

    decoder: Callable[[], Decoder]
    encode: Callable[[str], bytes] | None = None
    baud: int = 9600
    sure: bool = True
    absence: float = RF_ABSENCE
    idle: float = 0.1


PROTOCOLS: Mapping[str, Dialect] = {
    "rdm6300": Dialect(decoder=Rdm6300, encode=rdm6300.frame, sure=False),
    "rdm6300_rawsum": Dialect(decoder=partial(Rdm6300, raw_sum=True), encode=rdm6300.frame_rawsum, sure=False),
    "id12la": Dialect(decoder=partial(Rdm6300, tail=TAIL_ID12), encode=rdm6300.frame_id12, sure=False),
    "ascii_line": Dialect(decoder=AsciiLine, encode=ascii_line.frame, absence=CODE_ABSENCE, idle=0.05),
}


def dialect(name: str) -> Dialect:
    """The protocol of this name; raises ReaderError with the names there are."""
    try:
        return PROTOCOLS[name]
    except KeyError:
        raise ReaderError(f"{name}: no such protocol; there are {', '.join(sorted(PROTOCOLS))}") from None
