"""The guests are in: how many of each, for what, and how much for all of them."""

from kivy.properties import StringProperty

from kiosk.core.pages import GuestsIn
from kiosk.ui.facts import party
from kiosk.ui.screen import Screen
from kiosk.ui.sound import Tone


class GuestsInScreen(Screen):
    """Shown for some seconds; the next card replaces it at once."""

    shows = GuestsIn
    tone = Tone.SUCCESS
    who = StringProperty("")
    bill = StringProperty("")

    def on_page(self, *_changed: object) -> None:
        """Turn the page into two lines of words."""
        page, say = self.page, self.say
        self.who = party(say, page.adults, page.children)
        due = say.text("welcome.pay", money=say.money(page.total)) if page.total else say.price(0)
        self.bill = f"{page.word}　{due}"
