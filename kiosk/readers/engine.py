"""QR engines that answer commands in binary on the same line on which they send codes as text.

Acknowledgements come glued in front of a code, so at the start of each line an engine's own `answer` looks first; what
it does not know is text. Inside a line nothing is binary: codes are plain ASCII.
"""

import re

from kiosk.readers.ascii_line import AsciiLine
from kiosk.readers.decoder import Read

STX = 0x02
_MARK = re.compile(rb"[\x02\x03\t\n\r]")
_MARKS = b"\x02\x03\t\n\r"
NOT_MINE = -1


class Engine:
    """A decoder of lines with binary answers between them; a protocol adds `answer`."""

    def __init__(self, prefix: str | None = None) -> None:
        """Accept every text unless a `prefix` is wanted."""
        self._lines = AsciiLine(prefix)
        self._held = bytearray()

    def answer(self, held: bytearray) -> tuple[int, Read | None]:
        """Bytes used by the answer at the front of `held` and what it says; 0: more are needed, NOT_MINE: text."""
        del held
        return NOT_MINE, None

    def feed(self, data: bytes) -> list[Read]:
        """The codes and answers that these bytes complete."""
        self._held += data
        reads: list[Read] = []
        while self._held:
            used, read = self.answer(self._held) if self._lines.at_start else (NOT_MINE, None)
            if not used:
                break
            if used == NOT_MINE:
                reads += self._text()
                continue
            del self._held[:used]
            reads += [read] if read is not None else []
        return reads

    def gap(self) -> list[Read]:
        """Silence: an answer that is not whole was none, so its bytes are looked at again without its false start."""
        reads: list[Read] = []
        while self._held:
            reads += self._lines.feed(bytes(self._held[:1]))
            del self._held[:1]
            rest, self._held = self._held, bytearray()
            reads += self.feed(bytes(rest))
        return reads + self._lines.gap()

    @property
    def pending(self) -> int:
        """Bytes of the answer and the line so far."""
        return len(self._held) + self._lines.pending

    def _text(self) -> list[Read]:
        """Hand on text up to the end of its line; an STX inside ends it too, since an answer begins there."""
        if self._held[0] == STX and not self._lines.at_start:
            return self._lines.end()
        mark = _MARK.search(self._held, 1)
        if self._held[0] in _MARKS:
            end = 1
        elif mark is None:
            end = len(self._held)
        else:
            end = mark.start() if self._held[mark.start()] == STX else mark.end()
        piece = bytes(self._held[:end])
        del self._held[:end]
        return self._lines.feed(piece)
