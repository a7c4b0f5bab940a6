"""The same card again: everything is in order, nothing is charged twice, and the choice can be changed."""

from kivy.properties import ListProperty, NumericProperty, StringProperty

from kiosk.core.events import ChangeAsked, GuestsAsked, LeaveAsked, Undone
from kiosk.core.pages import AlreadyHere
from kiosk.ui.facts import ROWS, bill, who_and_what
from kiosk.ui.screen import Screen
from kiosk.ui.sound import Tone


class AlreadyScreen(Screen):
    """As friendly as a welcome, with one quiet tone.

    `way` is what can be done, and `also` what else beneath the emblem: icon, key of the word, event.
    """

    shows = AlreadyHere
    tone = Tone.AGAIN
    who = StringProperty("")
    bill = StringProperty("")
    when = StringProperty("")
    rows = NumericProperty(2)
    way = ListProperty(["pen", "already.change", ChangeAsked])
    also = ListProperty(["user-plus", "", GuestsAsked])

    def on_page(self, *_changed: object) -> None:
        """Turn the page into three lines of words."""
        page, say = self.page, self.say
        self.bill = bill(say, page.lines, page.total)
        self.who = who_and_what(say, page.name, page.lines, rows=ROWS - 1 - self.bill.count("\n"))
        self.rows = sum(1 + text.count("\n") for text in (self.who, self.bill))
        leave = ["door-open", "leave.button", LeaveAsked]
        if page.may_change:
            self.way = ["pen", "already.change", ChangeAsked]
        else:
            self.way = leave if page.may_leave else ["rotate-left", "welcome.undo", Undone]
        bring = ["user-plus", "guests.bring" if page.may_bring else "", GuestsAsked]
        self.also = leave if page.may_leave and page.may_change else bring
        self.when = say.text("already.at", time=say.time(page.at)) if page.at else ""
