"""Keys with a word on each, as many in a row as are needed and can be read."""

from collections.abc import Sequence

from kivy.core.text import DEFAULT_FONT
from kivy.properties import ObjectProperty
from kivy.uix.gridlayout import GridLayout

from kiosk.ui.facts import placed
from kiosk.ui.theme import Sizes
from kiosk.ui.widgets import GroupKey
from kiosk.ui.words import extent

FEW, MANY = 4, 6
"""Keys in a row."""


class Groups(GridLayout):
    """Keys that call `press`, four in a row, or six where there are more of them and their words are short enough."""

    press = ObjectProperty()
    levels = 3

    def widen(self, words: Sequence[str], sizes: Sizes) -> int:
        """Choose the columns for these words, the most important first; returns how many of them have a place."""
        self.levels = 2 if sizes.tight else 3
        narrow = (sizes.width - 2 * sizes.margin - (MANY - 1) * sizes.gap) / MANY - 3 * sizes.mm
        shown = words[: MANY * self.levels]
        short = all(extent([word], sizes.least, DEFAULT_FONT)[0] <= narrow for word in shown)
        self.cols = MANY if len(words) > FEW * self.levels and short else FEW
        return self.cols * self.levels

    def put(self, words: dict[str, str], apart: dict[str, str]) -> None:
        """Show these words by group, and after them those that stand `apart`; places without a key stay empty."""
        self.clear_widgets()
        for group in placed([*words, *apart], self.cols, self.levels):
            key = GroupKey(group=group or "", text=(words | apart)[group] if group else "", on_fire=self.press)
            key.apart = group in apart
            key.icon = "user-plus" if key.apart and self.cols == FEW else ""
            self.add_widget(key)
