"""Staff: date and time, typed like a telephone number: year, month, day, hour and minute, two digits each."""

from kivy.properties import StringProperty

from kiosk.core.events import TimeTyped, Touched
from kiosk.core.pages import SetTime
from kiosk.ui.screen import Screen
from kiosk.ui.sound import Tone

MISSING = "–"


class SetTimeScreen(Screen):
    """The tenth digit asks whether that is the time now."""

    shows = SetTime
    length = 10
    typed = StringProperty("")
    day = StringProperty("")
    hour = StringProperty("")

    def on_page(self, *_changed: object) -> None:
        """Begin anew."""
        self.typed = ""
        self.on_typed()

    def arrive(self) -> None:
        """Forget what somebody else began to type."""
        self.typed = ""

    def heard(self) -> Tone | None:
        """A time that there is not is heard."""
        return Tone.PROBLEM if self.page.wrong else None

    def on_typed(self, *_changed: object) -> None:
        """Write what was typed into its places."""
        filled = self.typed.ljust(self.length, MISSING)
        year, month, day, hour, minute = (filled[at : at + 2] for at in range(0, self.length, 2))
        self.day = self.say.text("clock.typed_day", year=year, month=month, day=day)
        self.hour = self.say.text("clock.typed_time", hour=hour, minute=minute)

    def press(self, key: str) -> None:
        """Take one more digit, or take the last one back for an empty key."""
        self.typed = self.typed + key if key else self.typed[:-1]
        if len(self.typed) == self.length:
            self.tell(TimeTyped, digits=self.typed)
        else:
            self.tell(Touched)
