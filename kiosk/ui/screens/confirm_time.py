"""Staff: is this the time now? One press says yes, another leads to the keys."""

from kivy.properties import StringProperty

from kiosk.core.pages import ConfirmTime
from kiosk.ui.figures import differs
from kiosk.ui.screen import Screen


class ConfirmTimeScreen(Screen):
    """The guess, as large as it can be, and in place of the year why it is asked for: the network says otherwise."""

    shows = ConfirmTime
    differs = StringProperty("")

    def on_page(self, *_changed: object) -> None:
        """Say by how much the network's time is another."""
        self.differs = differs(self.say, self.page.ahead)
