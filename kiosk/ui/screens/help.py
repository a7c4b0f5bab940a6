"""A person is on the way."""

from kiosk.core.pages import HelpCalled
from kiosk.ui.screen import Screen
from kiosk.ui.sound import Tone


class HelpScreen(Screen):
    """It can be called off."""

    shows = HelpCalled
    tone = Tone.CALLED
