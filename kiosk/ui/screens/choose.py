"""What would you like today? Several services in one go, in parts that do not crowd."""

from collections.abc import Iterator

from kivy.properties import NumericProperty, StringProperty

from kiosk.core.events import Chose, LeaveAsked, Touched
from kiosk.core.pages import ChooseService
from kiosk.ui.facts import TURNS, discreet, offered, parts, terms, together
from kiosk.ui.screen import Screen
from kiosk.ui.tiling import Offer
from kiosk.ui.widgets import Tile


class ChooseScreen(Screen):
    """A touch on a tile chooses it or takes it back; the footer finishes. Parts are counted from 0."""

    shows = ChooseService
    once = ("name", "still_there")
    number = NumericProperty(0)
    last = 0
    sum = StringProperty("")

    def on_kv_post(self, base_widget: object) -> None:
        """Lay the tiles out again when the page, the part of it or the panel changes."""
        for name in ("page", "number"):
            self.fbind(name, self.lay_out)
        self.look.fbind("sizes", self.lay_out)
        self.lay_out()

    def arrive(self) -> None:
        """Begin with the first services."""
        self.number = 0

    def further(self) -> Iterator[str]:
        """Every other part."""
        while self.number < self.last and not self.page.still_there:
            self.turn(1)
            yield f"part-{self.number + 1}"

    def turn(self, by: int) -> None:
        """Show the next services, or those before; who reads on is still here."""
        self.number += by
        self.tell(Touched)

    def lay_out(self, *_changed: object) -> None:
        """Put this part's services on the grid; with parts to turn to, tiles keep their size on every one."""
        room = self.look.sizes.per_page
        self.last = len(parts(len(self.page.tiles), room, self.page.may_leave)) - 1
        self.number = min(self.number, self.last)
        shown = offered(self.say, self.page, room, self.number)
        offers = [Offer(tile, discreet(self.say, tile), terms(self.say, tile)) for tile in shown]
        self.ids.tiles.put(offers, self.look.sizes, full=self.last > 0)
        self.sum = together(self.say, self.page)

    def press(self, button: Tile) -> None:
        """Choose a service, turn to another part, or take the way out."""
        if service := button.tile.service:
            return self.tell(Chose, service=service)
        return self.turn(TURNS[way]) if (way := button.tile.icon) in TURNS else self.tell(LeaveAsked)
