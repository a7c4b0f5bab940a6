"""Text that always fits: it shrinks to its box, but never below what an old eye can read (ux-rules R1, R3, R8)."""

from kivy.clock import Clock
from kivy.core.text import Label as CoreLabel
from kivy.properties import BooleanProperty, NumericProperty
from kivy.uix.label import Label

# A text that fills its box to the last pixel loses a line to rounding.
SPARE = 0.98
STEP = 0.94


class Words(Label):
    """A label that takes the largest size from `most` down to `least` (pixels) at which its text fits its box.

    Without `wraps` only the line breaks of the text itself break a line.
    """

    most = NumericProperty(40)
    least = NumericProperty(20)
    wraps = BooleanProperty(False)
    lines = NumericProperty(1)

    def __init__(self, **values: object) -> None:
        """Fit again whenever the text, the box or the range of sizes changes."""
        self._refit = Clock.create_trigger(self.fit, -1)
        super().__init__(**values)
        self.fbind("text", self._refit)
        self.fbind("size", self._refit)
        self.fbind("most", self._refit)
        self.fbind("least", self._refit)
        self._refit()

    def on_text(self, _label: object, text: str) -> None:
        """Count the lines that the text itself makes, for layouts that give each of them its height."""
        self.lines = 1 + text.count("\n")

    def fit(self, *_changed: object) -> None:
        """Choose the size now."""
        if self.width <= 1 or self.height <= 1:
            return
        if self.wraps:
            self._fit_wrapped()
        else:
            self._fit_lines(self.text.split("\n"))

    def _fit_lines(self, lines: list[str]) -> None:
        """Take the size at which the text's own lines fill the box; a line that is too long is never broken."""
        wide, high = extent(lines, self.most, self.font_name)
        share = min(1, SPARE * self.width / wide, SPARE * self.height / high)
        self.font_size = int(max(self.most * share, min(self.least, self.most)))
        self.text_size = max(self.width, wide * self.font_size / self.most + 2), self.height

    def _fit_wrapped(self) -> None:
        self.text_size = (self.width, None)
        self.font_size = self.most
        self.texture_update()
        while self.texture_size[1] > self.height and self.font_size > self.least:
            self.font_size = int(max(self.least, self.font_size * STEP))
            self.texture_update()
        self.text_size = self.size


def extent(lines: list[str], size: float, font: str) -> tuple[int, int]:
    """Width and height in pixels of lines of text at a font size; at least one pixel each."""
    measure = CoreLabel(font_size=size, font_name=font)
    boxes = [measure.get_extents(line or " ") for line in lines]
    return max(1, *(wide for wide, _ in boxes)), max(1, sum(high for _, high in boxes))
