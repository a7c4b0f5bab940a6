"""What was pressed by mistake is undone, without a word of blame."""

from kivy.properties import StringProperty

from kiosk.core.pages import TakenBack
from kiosk.ui.facts import who_and_what
from kiosk.ui.screen import Screen
from kiosk.ui.sound import Tone


class TakenBackScreen(Screen):
    """Says what was taken back."""

    shows = TakenBack
    tone = Tone.AGAIN
    who = StringProperty("")

    def on_page(self, *_changed: object) -> None:
        """Name the person and the services, and the guests who went with them."""
        who = who_and_what(self.say, self.page.name, self.page.lines)
        guests = self.say.text("guests.heads", n=self.page.guests) if self.page.guests else ""
        self.who = "\n".join(part for part in (who, guests) if part)
