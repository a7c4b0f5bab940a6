"""Staff speak one sentence after the other into the microphone; what was kept is heard again at once."""

from kivy.properties import BooleanProperty, StringProperty

from kiosk.core.pages import Page, RecordVoice, Take
from kiosk.ui.screen import Screen
from kiosk.ui.sound import Tone

SIGNS = {None: "microphone", Take.RUNNING: "microphone", Take.KEPT: "circle-check"}
SAID = {
    Take.RUNNING: "record.running",
    Take.KEPT: "record.kept",
    Take.QUIET: "record.quiet",
    Take.CLIPPED: "record.clipped",
    Take.FULL: "record.full",
    Take.NO_MICROPHONE: "record.no_microphone",
}


class RecordScreen(Screen):
    """`status` says how the last take was; while one is `running`, only the button that ends it can be pressed."""

    shows = RecordVoice
    running = BooleanProperty(False)
    good = BooleanProperty(False)
    progress = StringProperty("")
    done = StringProperty("")
    status = StringProperty("")
    sign = StringProperty("microphone")
    button = StringProperty("")

    def on_page(self, *_changed: object) -> None:
        """Say where they are, and how the last take was."""
        page, say = self.page, self.say
        voice, take = page.voice, page.take
        self.running, self.good = take is Take.RUNNING, page.kept and take in {None, Take.KEPT}
        self.progress = say.text("record.progress", title=voice.title, n=page.number, total=voice.total)
        self.done = say.text("record.done", n=voice.done)
        self.status = say.text(SAID[take] if take else "record.kept_before" if page.kept else "record.ready")
        self.sign = "circle-check" if self.good else SIGNS.get(take, "rotate-left")
        self.button = say.text("record.stop" if self.running else "record.again" if page.kept else "record.start")

    def speaks(self, before: Page | None) -> bool:
        """A take that was just kept is heard; an earlier one only when asked for."""
        return self.page.take is Take.KEPT

    def heard(self) -> Tone | None:
        """No tone: the microphone may be open, and it is the voice that is to be heard."""
        return None
