"""The same card again: everything is in order, nothing is charged twice, and the choice can be changed."""

from kivy.properties import ListProperty, NumericProperty, StringProperty

from kiosk.core.events import ChangeAsked, Event, GuestsAsked, LeaveAsked, Undone
from kiosk.core.pages import AlreadyHere
from kiosk.ui.facts import ROWS, bill, who_and_what
from kiosk.ui.screen import Screen
from kiosk.ui.sound import Tone

Way = tuple[str, str, type[Event]]
CHANGE: Way = ("pen", "already.change", ChangeAsked)
LEAVE: Way = ("door-open", "leave.button", LeaveAsked)
BRING: Way = ("user-plus", "guests.bring", GuestsAsked)
UNDO: Way = ("rotate-left", "welcome.undo", Undone)


class AlreadyScreen(Screen):
    """As friendly as a welcome, with one quiet tone.

    `way` is what can be done, and `also` what else beneath the emblem, each an icon, a word's key and an event. "A
    mistake" is offered only where nothing else is: a change takes back, too.
    """

    shows = AlreadyHere
    tone = Tone.AGAIN
    who = StringProperty("")
    bill = StringProperty("")
    when = StringProperty("")
    rows = NumericProperty(2)
    way = ListProperty(CHANGE)
    also = ListProperty([])

    def on_page(self, *_changed: object) -> None:
        """Turn the page into three lines of words."""
        page, say = self.page, self.say
        self.bill = bill(say, page.lines, page.total)
        self.who = who_and_what(say, page.name, page.lines, rows=ROWS - 1 - self.bill.count("\n"))
        self.rows = sum(1 + text.count("\n") for text in (self.who, self.bill))
        self.way, *more = [CHANGE] * page.may_change + [LEAVE] * page.may_leave or [UNDO]
        self.also = [BRING] * page.may_bring + more
        self.when = say.text("already.at", time=say.time(page.at)) if page.at else ""
