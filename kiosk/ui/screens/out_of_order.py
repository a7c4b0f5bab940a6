"""The machine rests: a person does its work, and a short code tells staff why."""

from kivy.properties import StringProperty

from kiosk.core.pages import OutOfOrder, Trouble
from kiosk.ui.screen import Screen


class OutOfOrderScreen(Screen):
    """It goes away when the cause is gone; holding the code is the way in for staff."""

    shows = OutOfOrder
    why = StringProperty("")

    def on_page(self, *_changed: object) -> None:
        """A code, and words where staff can only call a technician."""
        code = self.page.trouble
        key = "order.no_reader" if code is Trouble.NO_READER else "order.code"
        self.why = self.say.text(key, code=code)
