"""A whole kiosk in front of a visitor: the real desk with its database, the real stage in its window, virtual time.

A visit is a table of steps, each an act and the page that follows:

    Glass(folder, home).play((Card(LI), ChooseService), (Touch("午餐"), ChooseService), (Wait(60), Welcome))
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from kiosk.core import events as e
from kiosk.core.pages import Page
from kiosk.ui.easel import Easel, Finger
from kiosk.workers import DeskWorker
from tests.centre import Stand, open_stand, stand_in

BLINK = 1.0
"""Seconds between two touches of one person: less would be a double tap."""
GLANCE = 0.5
"""Seconds until somebody has seen what came of a card."""
MICROSECOND = 1e-6


@dataclass(frozen=True)
class Card:
    """Somebody lays a card on the reader."""

    key: str


@dataclass(frozen=True)
class Touch:
    """A finger presses what says `text` (or shows the icon of that name)."""

    text: str


@dataclass(frozen=True)
class HoldClock:
    """A member of staff keeps a finger on the clock for five seconds."""


@dataclass(frozen=True)
class Wait:
    """Nobody does anything for so many seconds."""

    seconds: float


Act = Card | Touch | HoldClock | Wait
Step = tuple[Act, type[Page]]


class Glass:
    """One kiosk at 09:30, 1280 x 800 on 10.1 inches. `touches` counts what a finger pressed."""

    def __init__(self, folder: Path, home: Path) -> None:
        """`folder` is for the database, `home` for Kivy."""
        self.folder = folder
        self.stand: Stand = open_stand(folder)
        self.easel = Easel(home, strict=True, clock=self.stand.clock)
        self.easel.resize(1280, 800, 10.1)
        self.touches = 0
        self.begin()

    def begin(self) -> None:
        """The desk's worker starts with its first page."""
        self.worker = DeskWorker(self.stand.desk, SimpleQueue(), self.stand.clock, self.easel.mailbox.show)
        self.easel.show(self.stand.desk.page)

    @property
    def page(self) -> Page:
        """What is really on the glass."""
        return self.easel.screen.page  # type: ignore[no-any-return]  # a Kivy property

    def play(self, *steps: Step) -> None:
        """Go through a visit; AssertionError names the first step after which another page is there."""
        for number, (act, expected) in enumerate(steps, start=1):
            self.do(act)
            assert type(self.page) is expected, f"step {number}, {act}: {self.page}"

    def do(self, act: Act) -> None:
        """One act, and everything that comes of it."""
        match act:
            case Card(key):
                self._take(e.Scanned(f"tap-{next(self.stand.ids)}", self.stand.clock.now(), "door", key))
                self._wait(GLANCE)
            case Touch(text):
                self.touches += 1
                self._press(text)
            case HoldClock():
                self._hold()
            case Wait(seconds):
                self._wait(seconds)

    def words(self) -> list[str]:
        """What a finger could press now, by its text or else its icon."""
        things = [target.thing for target in self.easel.stage.targets() if not target.thing.hold]
        return [getattr(thing, "text", "") or getattr(thing, "icon", "") for thing in things]

    def start_afresh(self) -> None:
        """The store and the desk end and begin again, as in the night; the window stays."""
        self.close()
        self.stand = stand_in(self.folder, self.stand.clock, self.stand.ids)
        self.begin()

    def close(self) -> None:
        """Give the database back."""
        self.stand.store.database.close()

    def _take(self, *events: e.Event) -> None:
        for event in events:
            self.worker.take(event)
        self.easel.frames()

    def _press(self, text: str) -> None:
        said = [target.thing for target in self.easel.stage.targets()]
        found = [thing for thing in said if text in {getattr(thing, "text", None), getattr(thing, "icon", None)}]
        assert found, f"nothing to press says {text!r}"
        finger = Finger()
        finger.down(*found[0].to_window(*found[0].center))
        finger.up(*found[0].to_window(*found[0].center))
        self._heard()
        self._wait(BLINK)

    def _hold(self) -> None:
        hold = next(target.thing for target in self.easel.stage.targets() if target.thing.hold)
        hold.hold, finger = 0.02, Finger()
        finger.down(*hold.to_window(*hold.center))
        self.easel.wait(0.05)
        finger.up(*hold.to_window(*hold.center))
        self._heard()
        self._wait(BLINK)

    def _heard(self) -> None:
        """What the stage reported goes to the desk, in its order."""
        sent = list(self.easel.sent)
        self.easel.sent.clear()
        self._take(*sent)

    def _wait(self, seconds: float) -> None:
        """Let time pass up to each deadline on the way, as the desk's own worker does."""
        for pause in self._pauses(seconds):
            self.stand.clock.advance(pause)
            if self.stand.clock.monotonic() >= self.worker.deadline:
                self._take(e.TimePassed(self.stand.clock.now()))

    def _pauses(self, seconds: float) -> Iterator[float]:
        end = self.stand.clock.monotonic() + seconds
        # The clock counts whole microseconds: the rest of one would never pass.
        while end - (now := self.stand.clock.monotonic()) > MICROSECOND:
            yield min(end, max(self.worker.deadline, now + 0.001)) - now
