"""What would you like today? Several services in one go, on pages that do not crowd."""

from collections.abc import Iterator

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.core.events import Chose, LeaveAsked, Touched
from kiosk.core.pages import ChooseService
from kiosk.ui.facts import discreet, offered, terms, together
from kiosk.ui.screen import Screen
from kiosk.ui.tiling import Offer
from kiosk.ui.widgets import Tile


class ChooseScreen(Screen):
    """A touch on a tile chooses it or takes it back; the footer finishes. `first` is the first of `part` services."""

    shows = ChooseService
    once = ("name", "still_there")
    first = NumericProperty(0)
    part = NumericProperty(9)
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
        while self.paged and not self.page.still_there and self.first + self.part < len(self.page.tiles):
            self.turn()
            yield f"from-{self.first + 1}"

    def turn(self) -> None:
        """Show the next services, and the first ones after the last; who reads on is still here."""
        self.first = more if (more := self.first + self.part) < len(self.page.tiles) else 0
        self.tell(Touched)

    def lay_out(self, *_changed: object) -> None:
        """Put this part's services on the grid; with parts to turn to, tiles keep their size on every one."""
        self.paged = len(self.page.tiles) > self.part
        if self.first >= max(1, len(self.page.tiles)):
            self.first = 0
        shown = offered(self.say, self.page, self.first, self.part)
        offers = [Offer(tile, discreet(self.say, tile), terms(self.say, tile)) for tile in shown]
        self.ids.tiles.put(offers, self.look.sizes, full=self.paged)
        self.sum = together(self.say, self.page.total)

    def press(self, button: Tile) -> None:
        """Choose a service, or take the way out."""
        self.tell(Chose, service=name) if (name := button.tile.service) else self.tell(LeaveAsked)
