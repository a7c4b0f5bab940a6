"""Text that always fits: it shrinks to its box, but never below what an old eye can read (ux-rules R1, R3, R8)."""

from typing import ClassVar

from kivy.clock import Clock
from kivy.core.text import Label as CoreLabel
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.label import Label

from kiosk.ui.rare import drawn
from kiosk.ui.theme import LEADING

# A text that fills its box to the last pixel loses a letter, or a line, to rounding.
SPARE, ROUNDING = 0.98, 2
STEP = 0.94


class Words(Label):
    """A label that takes the largest size from `most` down to `least` (pixels) at which its text fits its box.

    `least` is what the rules ask for, and the audit measures it; a text that is too long even then shrinks on to
    `last`, because half a sentence is worse than a small one. An `essential` one is held to R1 though its `least` is
    less. `ink` is its colour, None for the ordinary one.
    Without `wraps` only the line breaks of the text itself break a line.
    """

    most = NumericProperty(40)
    least = NumericProperty(20)
    last = NumericProperty(10)
    ink = ObjectProperty(None, allownone=True)
    wraps = BooleanProperty(False)
    essential = BooleanProperty(False)
    lines = NumericProperty(1)
    spelt: ClassVar[bool] = True
    """Whether it is in the font of texts."""

    def __init__(self, **values: object) -> None:
        """Fit again whenever the text, the box or the range of sizes changes."""
        self._refit = Clock.create_trigger(self.fit, -1)
        super().__init__(**values)
        self.fbind("text", self._refit)
        self.fbind("size", self._refit)
        self.fbind("most", self._refit)
        self.fbind("last", self._refit)
        self._refit()

    def on_text(self, _label: object, text: str) -> None:
        """Count the lines that the text itself makes, for layouts that give each of them its height."""
        self.lines = 1 + text.count("\n")

    def texture_update(self, *changed: object) -> None:
        """Draw a sign for each character that the font of texts lacks; Kivy would draw a box, or nothing."""
        if self.spelt:
            self._label.text = drawn(self._label.text)
        super().texture_update(*changed)

    def fit(self, *_changed: object) -> None:
        """Choose the size now."""
        if self.width <= 1 or self.height <= 1:
            return
        if self.wraps:
            self._fit_wrapped()
        else:
            self._fit_lines((drawn(self.text) if self.spelt else self.text).split("\n"))

    def _fit_lines(self, lines: list[str]) -> None:
        """Take the size at which the text's own lines fill the box; a line that is too long is never broken."""
        wide, high = extent(lines, self.most, self.font_name)
        # Of a single line only the ink has to fit.
        need = high + ROUNDING if len(lines) > 1 else high - LEADING * self.most
        share = min(1, SPARE * self.width / wide, self.height / need)
        self.font_size = int(max(self.most * share, min(self.last, self.most)))
        # Letters are whole pixels wide: a line does not shrink by quite the share that its size does.
        if share < 1:
            wide, high = extent(lines, self.font_size, self.font_name)
        while wide > self.width and self.font_size > self.last:
            self.font_size -= 1
            wide, high = extent(lines, self.font_size, self.font_name)
        # A line whose leading hangs over its box is drawn whole in the middle of it: Kivy would cut its lower end off.
        # Of several lines in a box of a given height it leaves the last ones out, though they fit.
        tall = max(self.height, high + ROUNDING) if len(lines) == 1 else None
        self.text_size = max(self.width, wide + ROUNDING), tall

    def _fit_wrapped(self) -> None:
        self.text_size = (self.width, None)
        self.font_size = self.most
        self.texture_update()
        while self.texture_size[1] > self.height + LEADING * self.font_size and self.font_size > self.last:
            self.font_size = int(max(self.last, self.font_size * STEP))
            self.texture_update()


def extent(lines: list[str], size: float, font: str) -> tuple[int, int]:
    """Width and height in pixels of lines of text at a font size; at least one pixel each."""
    measure = CoreLabel(font_size=size, font_name=font)
    boxes = [measure.get_extents(line or " ") for line in lines]
    return max(1, *(wide for wide, _ in boxes)), max(1, sum(high for _, high in boxes))
