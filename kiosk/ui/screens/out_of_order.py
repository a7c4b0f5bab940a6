"""The machine rests: a person does its work, and a short code tells staff why."""

from kivy.properties import StringProperty

from kiosk.core.pages import OutOfOrder, Trouble
from kiosk.ui.screen import Screen


class OutOfOrderScreen(Screen):
    """It goes away when the cause is gone; holding the code is the way in for staff."""

    shows = OutOfOrder
    why = StringProperty("")

    def on_page(self, *_changed: object) -> None:
        """A code, and words where staff can do no more than call somebody."""
        code = self.page.trouble
        if code is Trouble.NO_READER:
            self.why = self.say.text("order.no_reader", code=code)
        elif code is Trouble.NO_SERVER:
            self.why = self.say.text("order.no_server", code=code)
        else:
            self.why = self.say.text("order.code", code=code)
