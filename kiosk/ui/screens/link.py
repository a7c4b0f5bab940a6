"""Staff tap the card that is to be linked, twice: one read alone could be an invented one."""

from kivy.properties import ListProperty

from kiosk.core.pages import LinkCard, Step
from kiosk.ui.screen import Screen
from kiosk.ui.sound import Tone

# Title, what to do, and the icon of each step.
STEPS = {
    Step.TAP: ("link.tap", "link.tap_what", "id-card"),
    Step.TAP_AGAIN: ("link.again", "link.again_what", "rotate-right"),
    Step.OTHER: ("link.other", "link.other_what", "rotate-left"),
    Step.TAKEN: ("link.taken", "link.taken_what", "user-check"),
    Step.UNFIT: ("link.unfit", "link.unfit_what", "question"),
}


class LinkScreen(Screen):
    """`words` are the title and what to do next, `icon` stands beside them."""

    shows = LinkCard
    words = ListProperty(["", "", "id-card"])

    def on_page(self, *_changed: object) -> None:
        """Say how far it is."""
        title, what, icon = STEPS[self.page.step]
        self.words = [self.say.text(title), self.say.text(what, tail=self.page.tail), icon]

    def heard(self) -> Tone | None:
        """A first read is heard as a read; a card that will not do, as a problem."""
        tones = {Step.TAP: None, Step.TAP_AGAIN: Tone.AGAIN}
        return tones.get(self.page.step, Tone.PROBLEM)
