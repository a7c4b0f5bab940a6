"""Which characters a font can draw, and what is drawn in the place of others.

A rare hanzi of a name that the font lacks is drawn as 〓, the printers' sign for a type that is missing: with an empty
box, or nothing, in its place the name would be another one.
"""

import re
from functools import cached_property
from pathlib import Path

from fontTools.ttLib import TTFont

from kiosk.core.names import GETA

_ORDINARY = re.compile(r"[\s!-~·—…、。，！？：；（）“”一-\u9fa5]*")
"""What every font for Chinese draws: only for other characters the font's own table is read, which takes a while."""


class Letters:
    """The characters of one font file."""

    def __init__(self, font: Path) -> None:
        """The file is read when it is first asked about."""
        self._font = font

    def missing(self, text: str) -> str:
        """The characters of a text that the font cannot draw, each once."""
        return "".join(
            dict.fromkeys(letter for letter in text if not letter.isspace() and ord(letter) not in self._drawn)
        )

    def drawn(self, text: str) -> str:
        """The text as it is drawn: with a sign for each character that the font lacks."""
        if _ORDINARY.fullmatch(text):
            return text
        return "".join(GETA if not letter.isspace() and ord(letter) not in self._drawn else letter for letter in text)

    @cached_property
    def _drawn(self) -> frozenset[int]:
        with TTFont(self._font, lazy=True) as font:
            return frozenset(font.getBestCmap())
