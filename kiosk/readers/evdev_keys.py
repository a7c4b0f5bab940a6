"""Keyboard wedges: readers that pretend to type. Key codes of key-down events become text; one byte is one code.

Codes are those of linux/input-event-codes.h and mean positions, so no keyboard layout can garble a card number. A shift
(42, 54) is for the next key only: the port repeats it while it is held. ENTER, keypad ENTER or a silence ends a scan.
Lock keys and the other modifiers write nothing: some wedges press NumLock before their digits, and again behind them.
"""

from collections.abc import Callable

from kiosk.readers.ascii_line import AsciiLine
from kiosk.readers.decoder import Decoder, Read

SHIFTS = frozenset({42, 54})
SILENT = frozenset({29, 97, 56, 100, 125, 126, 58, 69, 70})
"""Control, Alt, the logo keys; CapsLock, NumLock, ScrollLock."""
CR, UNKNOWN = 0x0D, 0x00
ENTERS = frozenset({28, 96})
TAB = 15
_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
    (71, "789-456+1230.", "789-456+1230."),
    (55, "*", "*"),
    (98, "/", "/"),
)
PLAIN = {start + n: plain[n] for start, plain, _ in _ROWS for n in range(len(plain))}
SHIFTED = {start + n: shifted[n] for start, _, shifted in _ROWS for n in range(len(shifted))}


class EvdevKeys:
    """Decoder that turns keys into characters for another decoder, by default one of plain lines."""

    def __init__(self, inner: Callable[[], Decoder] = lambda: AsciiLine(prefix=None)) -> None:
        """No key is down."""
        self._inner = inner()
        self._shift = False

    def feed(self, data: bytes) -> list[Read]:
        """What these keys complete."""
        return self._inner.feed(bytes(byte for code in data if (byte := self._typed(code)) is not None))

    def gap(self) -> list[Read]:
        """A wedge without ENTER ends by silence."""
        self._shift = False
        return self._inner.gap()

    @property
    def pending(self) -> int:
        """Characters of the scan so far."""
        return self._inner.pending

    def _typed(self, code: int) -> int | None:
        if code in SHIFTS:
            self._shift = True
            return None
        if code in SILENT:
            return None
        character = (SHIFTED if self._shift else PLAIN).get(code)
        self._shift = False
        if code in ENTERS or code == TAB:
            return CR
        return ord(character) if character else UNKNOWN


def keys(text: str) -> bytes:
    """The key-downs with which a wedge types this text, ENTER at the end; raises KeyError for what no key types."""
    plain = {character: bytes([code]) for code, character in reversed(PLAIN.items())}
    shifted = {character: bytes([42, code]) for code, character in reversed(SHIFTED.items())}
    return b"".join(plain.get(character) or shifted[character] for character in text) + bytes([28])
