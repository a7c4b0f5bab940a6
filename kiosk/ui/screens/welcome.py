"""It worked: who, for what, how much, and the way back if it was a mistake."""

from kivy.properties import NumericProperty, StringProperty

from kiosk.core.pages import Welcome
from kiosk.ui.facts import ROWS, bill, who_and_what
from kiosk.ui.screen import Screen
from kiosk.ui.sound import Tone


class WelcomeScreen(Screen):
    """Shown for some seconds; the next card replaces it at once."""

    shows = Welcome
    tone = Tone.SUCCESS
    who = StringProperty("")
    bill = StringProperty("")
    when = StringProperty("")
    wish = StringProperty("")
    rows = NumericProperty(2)

    def on_page(self, *_changed: object) -> None:
        """Turn the page into three lines of words."""
        page, say = self.page, self.say
        self.bill = bill(say, page.lines, page.total)
        self.who = who_and_what(say, page.name, page.lines, rows=ROWS - 1 - self.bill.count("\n"))
        self.rows = sum(1 + text.count("\n") for text in (self.who, self.bill))
        self.wish = say.text("welcome.birthday") if page.birthday else ""
        facts = [say.time(page.at)] if page.at else []
        facts += [say.text("welcome.nth", n=page.nth)] if page.nth else []
        self.when = "　　".join(facts)
