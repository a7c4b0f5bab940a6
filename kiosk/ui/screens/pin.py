"""The way in for staff: six digits on a keypad. The digits themselves are never drawn."""

from kivy.properties import NumericProperty, StringProperty

from kiosk.core.events import PinEntered
from kiosk.core.pages import StaffPin
from kiosk.ui.screen import Screen
from kiosk.ui.sound import Tone


class PinScreen(Screen):
    """The sixth digit sends the PIN. While `page.wait` runs no key answers."""

    shows = StaffPin
    digits = 6
    typed = NumericProperty(0)
    hint = StringProperty("")

    def on_page(self, *_changed: object) -> None:
        """Start an empty PIN and say what was wrong with the last one."""
        self._pin = ""
        self.typed = 0
        page, say = self.page, self.say
        self.hint = say.text("pin.wait", n=page.wait) if page.wait else say.text("pin.wrong") if page.wrong else ""

    def arrive(self) -> None:
        """Forget what somebody else began to type."""
        self._pin = ""
        self.typed = 0

    def heard(self) -> Tone | None:
        """A wrong PIN is heard."""
        return Tone.PROBLEM if self.page.wrong or self.page.wait else None

    def press(self, key: str) -> None:
        """Take one digit, or take the last one back for an empty key."""
        self._pin = self._pin + key if key else self._pin[:-1]
        self.typed = len(self._pin)
        if self.typed == self.digits:
            pin, self._pin, self.typed = self._pin, "", 0
            self.tell(PinEntered, pin=pin)
