"""How many guests? Two counters, each with what a head costs."""

from kivy.properties import StringProperty

from kiosk.core.pages import CountGuests
from kiosk.ui.screen import Screen


class GuestsScreen(Screen):
    """Minus and plus for grown-ups and for children; nothing counts before the last button says so."""

    shows = CountGuests
    once = ("service", "still_there")
    ask = StringProperty("")
    sum = StringProperty("")
    each_adult = StringProperty("")
    each_child = StringProperty("")

    def on_page(self, *_changed: object) -> None:
        """Turn the prices into words, and the sum; without one, the places that are left."""
        page, say = self.page, self.say
        self.ask = say.text("guests.ask" if page.hosted else "guests.ask_self", service=page.word)
        self.each_adult = say.text("guests.each", money=say.price(page.adults.price))
        self.each_child = say.text("guests.each_child", money=say.price(page.children.price))
        free = say.text("tile.left", n=page.left) if page.left is not None else ""
        self.sum = say.text("choose.sum", money=say.money(page.total)) if page.total else free
