"""A card that nobody registered yet: the visit counts all the same, and staff will learn whose it is."""

from kiosk.core.pages import UnknownCard
from kiosk.ui.screen import Screen
from kiosk.ui.sound import Tone


class UnknownScreen(Screen):
    """A question mark and two ways on; no word of failure."""

    shows = UnknownCard
    tone = Tone.PROBLEM
