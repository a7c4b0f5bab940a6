"""The machine rests: a person does its work, and a short code tells staff why."""

from kiosk.core.pages import OutOfOrder
from kiosk.ui.screen import Screen


class OutOfOrderScreen(Screen):
    """It goes away when the cause is gone; holding the code is the way in for staff."""

    shows = OutOfOrder
