"""A payment code, a stranger's card: nothing was kept, and one sentence says which card works."""

from kiosk.core.pages import NotOurCard
from kiosk.ui.screen import Screen
from kiosk.ui.sound import Tone


class NotOursScreen(Screen):
    """It goes away by itself; a next card replaces it at once."""

    shows = NotOurCard
    tone = Tone.PROBLEM
