"""Which characters a font can draw: a resident's name with an empty box in it is somebody else's name."""

from functools import cached_property
from pathlib import Path

from fontTools.ttLib import TTFont


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

    @cached_property
    def _drawn(self) -> frozenset[int]:
        with TTFont(self._font, lazy=True) as font:
            return frozenset(font.getBestCmap())
