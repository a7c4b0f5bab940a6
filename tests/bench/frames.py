"""Watches a window at work: how long a press and a page took to be on the glass, and which frames came late.

Importing this needs Kivy's window, so only a process whose kiosk has opened it already may do so.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from random import Random
from threading import Event

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics.opengl import glFinish

from kiosk.app import Kiosk
from kiosk.tapping import Tapping
from kiosk.ui.easel import Finger
from kiosk.ui.kivyapp import KioskApp

FRAME = 1 / 30
PAUSE, PATIENCE = 0.25, 10.0


class Watch:
    """Stands beside the window. Everything that measures is for another thread than Kivy's, as hands and readers are.

    A frame counts as late by the beginning of its turn, whether or not there was anything to draw: software that draws
    instead of a graphics chip would be measured otherwise, and not the kiosk.
    """

    def __init__(self, kiosk: Kiosk, app: KioskApp) -> None:
        """Watch from now on."""
        self.app, self.chance = app, Random(1)
        self.turns: list[float] = []
        self.decided: object = None
        self.decided_at = 0.0
        self._awaited: Callable[[], bool] = lambda: False
        self._drawn = Event()
        self._finished = 0.0
        kiosk.watchers.append(self._hear)
        Window.bind(on_flip=self._flipped)
        Clock.schedule_interval(lambda _passed: self.turns.append(time.perf_counter()), 0)

    def redraws(self, count: int) -> Iterator[float]:
        """Seconds until the same picture is drawn again: the least that anything seen can take."""
        for _ in range(count):
            begun = self._moment(Window.canvas.ask_update)
            yield self._until(lambda: True) - begun

    def presses(self, count: int) -> Iterator[float]:
        """Seconds from the finger's landing to the frame with the pressed button; it slides away and nothing fires."""
        button = next(target.thing for target in self.app.root.targets() if not target.thing.hold)
        spot, finger = button.to_window(*button.center), Finger()
        for _ in range(count):
            begun = self._moment(lambda: finger.down(*spot))
            yield self._until(lambda: button.pressed) - begun
            self._moment(lambda: finger.up(0, 0))

    def pages(self, tapping: Tapping, cards: Sequence[str]) -> Iterator[tuple[float, float]]:
        """Seconds from the last byte of a card, and from the desk's decision, to the frame with the page."""
        for card in cards:
            self.pause()
            self.decided = None
            begun = time.perf_counter()
            tapping.tap(card)
            drawn = self._until(self._decision_shown)
            yield drawn - begun, drawn - self.decided_at

    def frames(self, until: Callable[[], bool]) -> tuple[int, int]:
        """Frames in time and frames due from now until that is so; one that begins half a frame late was dropped."""
        since = len(self.turns) - 1
        while not until():
            self.pause()
        turns = self.turns[since:]
        dropped = sum(max(0, round((after - before) / FRAME) - 1) for before, after in pairwise(turns))
        return len(turns), len(turns) + dropped

    def pause(self) -> None:
        """Wait for a moment that no frame knows of."""
        time.sleep(PAUSE + self.chance.random() * FRAME)

    def _moment(self, act: Callable[[], object]) -> float:
        """Do something at a moment that no frame knows of; gives that moment."""
        self.pause()
        begun = time.perf_counter()
        Clock.schedule_once(lambda _passed: act())
        return begun

    def _until(self, seen: Callable[[], bool]) -> float:
        """When the first frame for which this is so was drawn to its last pixel."""
        self._drawn.clear()
        self._awaited = seen
        assert self._drawn.wait(PATIENCE), "what was waited for was never drawn"
        return self._finished

    def _decision_shown(self) -> bool:
        return bool(self.app.root.current.page is self.decided)

    def _hear(self, what: str, page: object) -> None:
        if what == "page":
            self.decided_at, self.decided = time.perf_counter(), page

    def _flipped(self, *_window: object) -> None:
        if self._awaited():
            self._awaited = lambda: False
            glFinish()
            self._finished = time.perf_counter()
            self._drawn.set()
