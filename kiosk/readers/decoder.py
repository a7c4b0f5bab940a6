r"""What every decoder is: bytes in, reads out.

Law 1  No I/O and no clock. `feed` takes what the port gave, `gap` says that the line has been idle for a while.
Law 2  Cut anywhere: however a stream is split, the reads are the same and come in the same order.
Law 3  Any bytes at all may arrive. A decoder never raises and never holds more than its `cap`.
Law 4  A frame ends where its length or layout says, never at the next byte that looks like an end: ids hold end bytes.
Law 5  A false start costs one byte. Scanning goes on right behind it, so a good frame in the noise is found.
Law 6  A decoder only decodes. Whether a card is welcome, lies there still or is a ghost is decided further up.

    decoder = Rdm6300()
    decoder.feed(b"\x0267003B51C6")    # []
    decoder.feed(b"CB\x03")            # [CardId(family="em4100", wire_hex="67003B51C6")]
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

CAP = 512


class Error(StrEnum):
    """Why bytes were not a read. The names are those of the test vectors."""

    CHECKSUM = "checksum"
    BAD_LENGTH = "bad_length"
    TRUNCATED = "truncated"
    BAD_CHAR = "bad_char"
    NOT_ASCII = "not_ascii"
    NO_FRAME = "no_frame"
    FOREIGN_CODE = "foreign_code"
    ALL_ZERO = "all_zero"
    OVERLONG = "overlong"
    STATUS = "status"
    NO_CARD = "no_card"
    COLLISION = "collision"
    PARITY = "parity"


@dataclass(frozen=True, slots=True)
class CardId:
    """A card's bytes in the order they came over the wire, upper-case hex, leading zeros kept.

    `text` is what a line reader printed for it, `others` the ids it could also mean, `warn` what a technician should
    know: `random_uid` (a phone), `cut_uid` (half of a longer number) and `same_for_all` (an ID card) are nobody's card
    (`core/cardkey.py`); `inverted` says that D0 and D1 are swapped.
    """

    family: str
    wire_hex: str
    text: str | None = None
    others: tuple[str, ...] = ()
    warn: str | None = None

    @property
    def key(self) -> str:
        """The canonical card key, `family:wirehex`."""
        return f"{self.family}:{self.wire_hex}"


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a bar code or QR code. `aim` is the symbology identifier when the engine sends one (`]Q1` is QR)."""

    text: str
    aim: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """The reader answered something that is no card: a sign of life."""

    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Bytes that were not a read, and why.

    `ended` says that a line came whole, with its end, and only its content cannot be ours: a code was held to the
    reader. Without it nobody need have been there.
    """

    error: Error
    ended: bool = False


Read = CardId | Text | Reply | Fault


class Decoder(Protocol):
    """Bytes to reads, under the laws above."""

    def feed(self, data: bytes) -> list[Read]:
        """What these bytes complete."""
        ...

    def gap(self) -> list[Read]:
        """What is left over when the line falls silent."""
        ...

    @property
    def pending(self) -> int:
        """Bytes held back, at most the decoder's cap."""
        ...


@runtime_checkable
class Talker(Decoder, Protocol):
    """A decoder of a reader that has to be asked, answered or probed. Still no I/O: it says what to send, and when."""

    def talk(self, now: float) -> bytes:
        """What to send at this moment, in seconds that never jump; empty for nothing."""
        ...

    @property
    def ready(self) -> bool:
        """Whether the reader is known to work; one that must answer is not, before it did."""
        ...

    @property
    def overdue(self) -> bool:
        """Whether answers are missing for so long that the port should be opened anew."""
        ...


class Framer:
    """A decoder of frames that know their own end; a protocol adds `scan`.

    `scan` looks at the front of the buffer and says how many bytes it is done with (0: more are needed to tell) and
    what they were. To keep law 2 it may decide only by bytes that are there, in their order.
    """

    head: bytes = b""

    def __init__(self) -> None:
        """Start with nothing held."""
        self._buffer = bytearray()

    def scan(self, buffer: bytearray) -> tuple[int, Read | None]:
        """Bytes used and what they were; `buffer` is never empty. The base knows no frame: everything is noise."""
        return len(buffer), None

    def unfinished(self, buffer: bytearray) -> Read | None:
        """What a frame that never got its end is called; the mere beginning of a head is noise."""
        return Fault(Error.TRUNCATED) if buffer.startswith(self.head) else None

    def feed(self, data: bytes) -> list[Read]:
        """What these bytes complete."""
        self._buffer += data
        return self._drain()

    def gap(self) -> list[Read]:
        """Give up the unfinished frame, and find what its false start may have swallowed."""
        if not self._buffer:
            return []
        leftover = self.unfinished(self._buffer)
        reads = [leftover] if leftover is not None else []
        while self._buffer:
            del self._buffer[:1]
            reads += self._drain()
        return reads

    @property
    def pending(self) -> int:
        """Bytes of a frame that is not complete."""
        return len(self._buffer)

    def _drain(self) -> list[Read]:
        reads: list[Read] = []
        while self._buffer:
            used, read = self.scan(self._buffer)
            if not used:
                break
            del self._buffer[:used]
            if read is not None:
                reads.append(read)
        return reads


def noise_before(head: bytes, buffer: bytearray) -> int:
    """How many bytes come before `head`, or before what may become one at the end of the buffer."""
    if (at := buffer.find(head)) >= 0:
        return at
    for kept in range(len(head) - 1, 0, -1):
        if buffer.endswith(head[:kept]):
            return len(buffer) - kept
    return len(buffer)
