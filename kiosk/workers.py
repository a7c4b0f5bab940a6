"""The few threads of a kiosk: one for the desk, and whatever else app.py lists. A part may fail, the kiosk may not."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Protocol

from kiosk.core.desk import Desk
from kiosk.core.events import (
    CardlessEvent,
    ForeignCode,
    GuestEvent,
    ReaderBack,
    ReaderGarbled,
    ReaderLost,
    ResidentEvent,
    RosterChanged,
    Scanned,
    ScannedCode,
    Speaking,
    StaffEvent,
    TimePassed,
    Touched,
)
from kiosk.core.events import Event as Happening
from kiosk.core.pages import Idle, OutOfOrder, Page, Trouble
from kiosk.core.ports import Clock

LONGEST = 3600.0
AFTER_SPEECH = 2.0
"""Seconds that a page stays after its last spoken word (ux-rules R24)."""
UNSEEN_NS = 400_000_000
"""For so long after a card took a page away nobody can have seen the new one and answered it (ux-rules R18)."""
CARDS = Scanned | ScannedCode | ForeignCode
PRESSES = ResidentEvent | CardlessEvent | GuestEvent | StaffEvent
NOBODY = RosterChanged | ReaderBack | ReaderGarbled | ReaderLost | TimePassed | Speaking
logger = logging.getLogger(__name__)


class Shower(Protocol):
    """Shows a page; `another` when a card brought it, so that somebody else may stand here."""

    def __call__(self, page: Page, *, another: bool) -> object:
        """Show it soon."""


class DeskWorker:
    """Takes events from the inbox in order, lets the desk answer them, and shows the page.

    Its own thread, because a memory card may take seconds to write and no picture may freeze for that.
    """

    def __init__(self, desk: Desk, inbox: SimpleQueue[Happening | None], clock: Clock, show: Shower) -> None:
        """`show` takes each page, from this thread, and must return at once."""
        self.desk, self.inbox, self.clock, self.show = desk, inbox, clock, show
        self.beat = self.busy = clock.monotonic()
        self.taken: int | None = None
        self.deadline = self._until(desk.page)

    @property
    def quiet(self) -> float:
        """For how many seconds nobody has been here; 0 while a page waits for somebody."""
        resting = isinstance(self.desk.page, Idle | OutOfOrder) and self.inbox.empty()
        return self.clock.monotonic() - self.busy if resting else 0.0

    def run(self, stop: Event) -> None:
        """Work until `stop` is set and the inbox was woken; what was in it before is answered, a tap is a promise."""
        self.show(self.desk.page, another=False)
        self.deadline = self._until(self.desk.page)
        while True:
            self.beat = self.clock.monotonic()
            try:
                event = self.inbox.get(timeout=max(0.0, self.deadline - self.beat))
            except Empty:
                event = TimePassed(self.clock.now())
            if event is not None:
                self.take(event)
            elif stop.is_set():
                return

    def take(self, event: Happening) -> None:
        """Let the desk answer one event, show what comes of it, and know until when that stays.

        A press that was on its way when a card took the page away was meant for the person before, and does nothing.
        """
        if not isinstance(event, NOBODY):
            self.busy = self.clock.monotonic()
        if isinstance(event, PRESSES) and self.taken is not None and event.at.boot_ns < self.taken:
            return
        before = self.desk.page
        page = self._answer(event)
        if page is not before or isinstance(event, Touched | TimePassed):
            self.deadline = self._until(page)
        if isinstance(event, Speaking):
            self.deadline = max(self.deadline, self.clock.monotonic() + event.seconds + AFTER_SPEECH)
        if page is not before:
            if isinstance(event, CARDS) and not isinstance(before, Idle):
                self.taken = self.clock.now().boot_ns + UNSEEN_NS
            self.show(page, another=isinstance(event, CARDS))

    def _answer(self, event: Happening) -> Page:
        try:
            return self.desk.handle(event)
        except Exception:  # the worker's outermost loop: the next tap must work whatever this one did
            logger.exception("the desk met what nobody foresaw")
            self.desk.page = OutOfOrder(self.desk.page.lang, Trouble.DATABASE)
            return self.desk.page

    def _until(self, page: Page) -> float:
        return self.clock.monotonic() + (LONGEST if page.stays is None else page.stays)


@dataclass
class Crew:
    """Named workers, started in order and stopped in reverse. Each is a function that runs until `stop` is set."""

    workers: Sequence[tuple[str, Callable[[Event], None]]]
    stop: Event = field(default_factory=Event)
    threads: list[Thread] = field(default_factory=list)

    def start(self) -> None:
        """Start those that are not running."""
        for name, work in self.workers[len(self.threads) :]:
            thread = Thread(target=work, args=(self.stop,), name=name, daemon=True)
            thread.start()
            self.threads.append(thread)

    def add(self, name: str, work: Callable[[Event], None]) -> None:
        """One more worker, started at once."""
        self.workers = (*self.workers, (name, work))
        self.start()

    def finish(self, wake: Callable[[], object], seconds: float = 5.0) -> None:
        """Tell all to stop and wait for them; `wake` rouses the first, once those who give it work have ended."""
        self.stop.set()
        for thread in reversed(self.threads):
            if thread is self.threads[0]:
                wake()
            thread.join(seconds)
            if thread.is_alive():
                logger.warning("%s did not stop in time", thread.name)
