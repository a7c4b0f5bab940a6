"""Whoever said that they leave is wished well."""

from kivy.properties import StringProperty

from kiosk.core.pages import Goodbye
from kiosk.ui.screen import Screen
from kiosk.ui.sound import Tone


class GoodbyeScreen(Screen):
    """As friendly as a welcome, with the way back if it was a mistake."""

    shows = Goodbye
    tone = Tone.SUCCESS
    when = StringProperty("")

    def on_page(self, *_changed: object) -> None:
        """Say since when they are gone."""
        page, say = self.page, self.say
        self.when = say.text("goodbye.at", time=say.time(page.at)) if page.at else ""
