"""What would you like today? Several services in one go, on pages that do not crowd."""

from collections.abc import Iterator

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.core.events import Chose
from kiosk.core.pages import ChooseService
from kiosk.ui.facts import detail, placed
from kiosk.ui.screen import Screen
from kiosk.ui.widgets import Tile


class ChooseScreen(Screen):
    """A touch on a tile chooses it or takes it back; the footer finishes. `first` is the first tile of this part."""

    shows = ChooseService
    once = ("name", "still_there")
    first = NumericProperty(0)
    paged = BooleanProperty(False)
    sum = StringProperty("")

    def on_kv_post(self, base_widget: object) -> None:
        """Lay the tiles out again when the page, the part of it or the panel changes."""
        self.fbind("page", self.lay_out)
        self.fbind("first", self.lay_out)
        self.look.fbind("sizes", self.lay_out)
        self.lay_out()

    def arrive(self) -> None:
        """Begin with the first services."""
        self.first = 0

    def further(self) -> Iterator[str]:
        """Every other part."""
        while self.paged and self.first + self.look.sizes.per_page < len(self.page.tiles):
            self.turn()
            yield f"from-{self.first + 1}"

    def turn(self) -> None:
        """Show the next services, and the first ones after the last."""
        self.first = more if (more := self.first + self.look.sizes.per_page) < len(self.page.tiles) else 0

    def lay_out(self, *_changed: object) -> None:
        """Put this part's services on the grid; places without one stay empty, so that tiles keep their size."""
        count, grid = self.look.sizes.per_page, self.ids.grid
        self.paged = len(self.page.tiles) > count
        while len(grid.children) != count:
            grid.add_widget(self._button()) if len(grid.children) < count else grid.remove_widget(grid.children[0])
        shown = placed(self.page.tiles[self.first : self.first + count], *self.look.sizes.tiles)
        for button, tile in zip(reversed(grid.children), shown, strict=False):
            button.tile, button.text = tile, tile.word if tile else ""
            button.detail = detail(self.say, tile) if tile else ""
        total, say = self.page.total, self.say
        self.sum = say.text("choose.sum", money=say.money(total)) if total else say.text("choose.several")

    def _button(self) -> Tile:
        button = Tile()
        button.bind(on_fire=lambda pressed: self.tell(Chose, service=pressed.tile.service))
        return button
