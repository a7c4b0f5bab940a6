"""Which voice staff want to record: four of them, each with how far it is and whether it is the one in use."""

from kivy.properties import BooleanProperty, ListProperty, ObjectProperty, StringProperty

from kiosk.core.pages import ChooseVoice, Voiced
from kiosk.ui.screen import Screen
from kiosk.ui.widgets import Press

NOBODY = Voiced("", "", 0, 0)


class VoiceTile(Press):
    """One voice. `shown` is the voice, its progress and what says that it is in use."""

    shown = ListProperty([NOBODY, "", ""])
    voice = ObjectProperty(NOBODY)
    progress = StringProperty("")
    used = StringProperty("")
    chosen = BooleanProperty(False)

    def on_shown(self, *_changed: object) -> None:
        """Take it apart for the kv."""
        self.voice, self.progress, self.used = self.shown
        self.text = self.voice.title
        self.chosen = self.voice.chosen


class VoicesScreen(Screen):
    """`tiles` are the voices in their fixed order."""

    shows = ChooseVoice
    tiles = ListProperty([[NOBODY, "", ""]] * 4)

    def on_page(self, *_changed: object) -> None:
        """Say how far each is."""
        say = self.say
        self.tiles = [
            [voice, say.text("voices.progress", n=voice.done, total=voice.total), say.text("voices.chosen")]
            for voice in self.page.voices
        ]
