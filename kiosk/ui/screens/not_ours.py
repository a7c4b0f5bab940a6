"""A payment code, a stranger's card, a phone: nothing was kept, and one sentence says which card works."""

from kivy.properties import ListProperty

from kiosk.core.cardkey import Unfit
from kiosk.core.pages import NotOurCard
from kiosk.ui.screen import Screen
from kiosk.ui.sound import Tone

# Title and what to say of it. Many take a phone for a card, so it is named.
WORDS = {None: ("foreign.title", "foreign.body"), Unfit.RANDOM: ("foreign.use_card", "foreign.phone")}
OTHER = ("foreign.use_card", "foreign.no_number")


class NotOursScreen(Screen):
    """It goes away by itself; a next card replaces it at once. `words` are the title and what to do."""

    shows = NotOurCard
    tone = Tone.PROBLEM
    words = ListProperty(["", ""])

    def on_page(self, *_changed: object) -> None:
        """Say why it is no card."""
        self.words = [self.say.text(key) for key in WORDS.get(self.page.why, OTHER)]
