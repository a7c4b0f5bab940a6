"""Staff: is this the time now? One press says yes, another leads to the keys."""

from kiosk.core.pages import ConfirmTime
from kiosk.ui.screen import Screen


class ConfirmTimeScreen(Screen):
    """The guess, as large as it can be."""

    shows = ConfirmTime
