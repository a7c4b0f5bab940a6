r"""Codes sent as lines of text, the way every QR engine comes out of its box.

A line ends with CR, LF, CR LF, TAB or ETX, or when the line falls silent (an engine whose tail is switched off). An STX
begins it anew. Bytes that do not print are refused, since our own codes are plain ASCII; a line is at most 512 bytes.
A line that had its end and holds other bytes (a medicine box, a binary code), or too many, is still a foreign code.
With a `prefix`, a text without it is a foreign code (a payment code, a food bar code): its content stops right here.

Set to it, an engine puts in front of a text which kind of code it was (AIM, `]Q2`) and in which characters it is to be
read (ECI, a backslash and six digits for each): `]Q2\000026K1:` begins a code of ours.
"""

import re

from kiosk.readers.decoder import CAP, Error, Fault, Read, Text

PREFIX = "K1:"
STX, CR, LF = 0x02, 0x0D, 0x0A
_MARK = re.compile(rb"[\x02\x03\t\n\r]")
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_ECI = re.compile(r"\A(?:\\[0-9]{6})+")


class AsciiLine:
    """Decoder of lines. Holds at most one line; of an overlong one it drops the bytes and tells so at its end."""

    def __init__(self, prefix: str | None = PREFIX) -> None:
        """Accept only texts that begin with `prefix` (None: all)."""
        self._prefix = prefix
        self._line = bytearray()
        self._overlong = self._blank = self._said = self._after_cr = False

    def feed(self, data: bytes) -> list[Read]:
        """The lines that these bytes end."""
        reads: list[Read] = []
        start = 0
        for mark in _MARK.finditer(data):
            reads += self._grow(data[start : mark.start()])
            reads += self._mark(mark[0][0])
            start = mark.end()
        return reads + self._grow(data[start:])

    def gap(self) -> list[Read]:
        """The line without an end; or that there were ends without a line."""
        reads = self.end()
        if self._blank and not self._said:
            reads.append(Fault(Error.NO_FRAME))
        self._blank = self._said = False
        return reads

    @property
    def pending(self) -> int:
        """Bytes of the line so far."""
        return len(self._line)

    @property
    def at_start(self) -> bool:
        """Whether the next byte begins a line."""
        return not self._line and not self._overlong

    def _grow(self, piece: bytes) -> list[Read]:
        if not piece:
            return []
        self._after_cr = False
        if self._overlong:
            return []
        self._line += piece[: CAP + 1]
        if len(self._line) <= CAP:
            return []
        self._line.clear()
        self._overlong = True
        return []

    def _mark(self, byte: int) -> list[Read]:
        """An end, or an STX: then what came before it lost its end. The LF of a CR LF is no line of its own."""
        if byte == LF and self._after_cr:
            self._after_cr = False
            return []
        self._after_cr = byte == CR
        if byte == STX:
            return self._abandon()
        self._blank = self._blank or self.at_start
        return self.end(ended=True)

    def _abandon(self) -> list[Read]:
        line, overlong = self._taken()
        return [Fault(Error.OVERLONG if overlong else Error.TRUNCATED)] if line or overlong else []

    def end(self, *, ended: bool = False) -> list[Read]:
        """Take the line so far for a whole one; `ended` says that its end was there."""
        line, overlong = self._taken()
        self._said = self._said or bool(line) or overlong
        if overlong:
            return [Fault(Error.OVERLONG, ended)]
        return [self._read(line, ended=ended)] if line else []

    def _taken(self) -> tuple[bytes, bool]:
        """The line so far, and whether it was too long; the next one begins."""
        line, overlong = bytes(self._line), self._overlong
        self._line.clear()
        self._overlong = False
        return line, overlong

    def _read(self, line: bytes, *, ended: bool) -> Read:
        if _CONTROL.search(line):
            foreign = ended and PREFIX.encode() not in line
            return Fault(Error.FOREIGN_CODE if foreign else Error.BAD_CHAR, ended)
        if not line.isascii():
            return Fault(Error.NOT_ASCII, ended)
        text = line.decode("ascii")
        aim = found[0] if (found := _AIM.match(text)) else None
        text = _ECI.sub("", text.removeprefix(aim or ""), count=1)
        if self._prefix is not None and not text.startswith(self._prefix):
            return Fault(Error.FOREIGN_CODE)
        return Text(text, aim)


def frame(text: str) -> bytes:
    """What an engine with CR as its tail sends for this code; raises ValueError when it could not be read back."""
    line = text.encode("ascii", errors="replace")
    if not text.isascii() or not text.isprintable() or not 0 < len(line) <= CAP:
        raise ValueError("a code is 1 to 512 printable ASCII characters")
    return line + b"\r"
