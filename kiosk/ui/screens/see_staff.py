"""Somebody has to look at this card: no reason is shown where others can read it."""

from kiosk.core.pages import SeeStaff
from kiosk.ui.screen import Screen
from kiosk.ui.sound import Tone


class SeeStaffScreen(Screen):
    """The same calm page for every reason."""

    shows = SeeStaff
    tone = Tone.PROBLEM
