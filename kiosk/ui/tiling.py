"""Services side by side: what few of them leave free makes their tiles larger."""

from collections.abc import Sequence
from typing import NamedTuple

from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.gridlayout import GridLayout

from kiosk.core import pages
from kiosk.ui.facts import grid, placed
from kiosk.ui.theme import Sizes
from kiosk.ui.widgets import Tile

TALLER, LETTERS = 1.5, 1.2


class Offer(NamedTuple):
    """A service, its word, and its terms: price, closing time, places left."""

    tile: pages.Tile | None
    text: str
    terms: tuple[str, str, str]


NOTHING = Offer(None, "", ("", "", ""))


class Tiles(GridLayout):
    """Tiles that call `press`. Where fewer `levels` than the glass has room for are enough, they are `taller`."""

    press = ObjectProperty()
    levels = NumericProperty(3)
    taller = NumericProperty(1.0)

    def put(self, offers: Sequence[Offer], sizes: Sizes, *, full: bool) -> None:
        """Show these; on a `full` grid, which has as many places as the glass has room for, tiles keep their size."""
        self.cols, self.levels = sizes.tiles if full else grid(len(offers), *sizes.tiles)
        wide, tall = self.cols == 2, self.levels < sizes.tiles[1]
        self.taller = TALLER if tall else 1.0
        while lacking := self.cols * self.levels - len(self.children):
            self.add_widget(Tile(on_fire=self.press)) if lacking > 0 else self.remove_widget(self.children[0])
        for button, offer in zip(reversed(self.children), placed(offers, self.cols, self.levels), strict=True):
            button.tile, button.text, button.terms = offer or NOTHING
            button.beside, button.whole = wide, not sizes.tight and (wide or not tall)
            button.taller = LETTERS if tall else 1.0
