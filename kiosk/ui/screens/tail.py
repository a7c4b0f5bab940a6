"""No card: the last four of the telephone or ID number, on keys that nobody misses."""

from kivy.properties import StringProperty

from kiosk.core.events import TailEntered, Touched
from kiosk.core.pages import TypeTail
from kiosk.ui.screen import Screen
from kiosk.ui.sound import Tone


class TailScreen(Screen):
    """The fourth key sends them. Digits typed before the question whether more time is needed still stand after it."""

    shows = TypeTail
    once = ("wrong", "still_there")
    length = 4
    typed = StringProperty("")

    def arrive(self) -> None:
        """Forget what somebody else began to type."""
        self.typed = ""

    def heard(self) -> Tone | None:
        """Digits that are nobody's are heard, as calmly as a card that was tapped before."""
        return Tone.AGAIN if self.page.wrong and not self.page.still_there else None

    def press(self, key: str) -> None:
        """Take one more, or take the last one back for an empty key."""
        self.typed = self.typed + key if key else self.typed[:-1]
        if len(self.typed) == self.length:
            tail, self.typed = self.typed, ""
            self.tell(TailEntered, tail=tail)
        else:
            self.tell(Touched)
