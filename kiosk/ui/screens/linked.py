"""The card has an owner from now on, and staff see who: the name is whole here."""

from kiosk.core.pages import Linked
from kiosk.ui.screen import Screen
from kiosk.ui.sound import Tone


class LinkedScreen(Screen):
    """The name and the end of the card's number."""

    shows = Linked
    tone = Tone.SUCCESS
