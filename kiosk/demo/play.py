"""Plays the morning: one thread that puts cards down, waits for the page, and says what happened as it happens.

It waits for what has to happen, not for seconds: a slow machine takes longer, and only one that hangs is given up.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from typing import Any

from kiosk.app import Kiosk
from kiosk.clock import ShiftedClock
from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.opening import local
from kiosk.demo.centre import PIN, Centre
from kiosk.demo.morning import MORNING, Scene
from kiosk.demo.words import described, named
from kiosk.errors import KioskError, SetupError
from kiosk.readers.protocols import PROTOCOLS
from kiosk.readers.pump import State
from kiosk.readers.simulated import SimulatedReader
from kiosk.tapping import READERS, Tapping

CHOICE = "choose"
ANSWERS = p.ChooseService | p.Welcome | p.AlreadyHere | p.UnknownCard | p.NotOurCard | p.SeeStaff
LOOK_SECONDS, LIMIT_SECONDS = 0.05, 300.0
"""How often a condition is looked at, and how long it may take on a machine that does not hang."""
TOUCH_SECONDS = 1.0
"""A hand on the glass so often keeps a page there until a slow window has drawn it."""
LIFTED_SECONDS, LATER_SECONDS = 0.3, 5.0
"""A card comes again so long after its reader takes it for gone, and the desk for another visit than before."""


class Stopped(Exception):
    """The play was told to end."""


@dataclass
class Play:
    """Acts in a running kiosk until `stop` is set. `say` prints a line, `snap` keeps a picture of a page that fits."""

    kiosk: Kiosk
    clock: ShiftedClock
    centre: Centre
    tapping: Tapping
    say: Callable[[str], object]
    snap: Callable[[Path, Callable[[p.Page], bool]], "Future[Path]"]
    out: Path
    stop: Event
    pages: SimpleQueue[p.Page] = field(default_factory=SimpleQueue)
    drawn: Event = field(default_factory=Event)
    read: dict[str, float] = field(default_factory=dict)
    limit: float = LIMIT_SECONDS
    missed: str | None = "the end of the morning did not come"

    def watch(self, what: str, detail: Any) -> None:
        """Hear from the kiosk, on whatever thread it speaks."""
        if what == "page":
            self.pages.put(detail)
        elif what == "drawn":
            self.drawn.set()
        elif what == "acknowledged":
            people = self.centre.headcount().people
            self.say(f"          server acknowledged {detail} fact(s); headcount on the server {people}")

    def run(self, pause: float) -> None:
        """The whole morning, with `pause` seconds between scenes. Whatever was awaited in vain is then in `missed`."""
        try:
            self._ready()
            for scene in MORNING:
                if self.clock.wait(self.stop, pause):
                    return
                self._play(scene)
            self._settle()
            self.missed = None
        except Stopped:
            return
        except (KioskError, OSError) as error:
            self.missed = str(error)

    def _ready(self) -> None:
        """Wait for the first picture, for services and time from the server, and for both readers."""
        self._until(self.drawn.is_set, "the window's first picture")
        self._until(lambda: self.kiosk.store.roster.services() and self.kiosk.local_time(), "the server's services")
        self._until(self._all_readers(State.WORKING), "both readers")
        self.say(f"kiosk     has {len(self.kiosk.store.roster.services())} services from the server")

    def _play(self, scene: Scene) -> None:
        before = self._stored()
        try:
            self._turn_to(scene)
            match scene.act:
                case "unplug" | "plug":
                    page = self._plug(scene.act)
                case "pin":
                    page = self._pin()
                case act:
                    page = self._tap(scene, undo=act == "undo")
            if stored := self._stored() - before:
                self.say(f"          stored {stored} fact(s), durable")
            if scene.picture and scene.picture != CHOICE:
                self._keep(scene.picture, page)
        except KioskError as error:
            raise SetupError(f"the scene of {scene.time} ({scene.act or scene.card}): {error}") from error

    def _tap(self, scene: Scene, *, undo: bool) -> p.Page:
        card = self.centre.cards.get(scene.card, scene.card)
        coded = card[:1].isupper() or card.isdigit()
        self._lifted(card, PROTOCOLS[READERS["code" if coded else "card"]].absence)
        self.say(f"{self._now():%H:%M}     {scene.card} {'shows a code' if coded else 'taps'}")
        page = self._after(lambda: self.tapping.tap(card), ANSWERS)
        self.read[card] = self.clock.monotonic()
        if isinstance(page, p.ChooseService):
            for service in scene.choose:
                page = self._press(e.Chose, p.ChooseService, service=service)
            if scene.picture == CHOICE:
                self._keep(CHOICE, page)
            page = self._press(e.Finished, p.Welcome)
        return self._press(e.Undone, p.TakenBack) if undo else page

    def _lifted(self, card: str, absence: float) -> None:
        """Wait until its reader, which reads a card all the while that it lies there, takes it for gone."""
        if card in self.read:
            gone = self.read[card] + absence + LIFTED_SECONDS
            self._until(lambda: self.clock.monotonic() >= gone, "the card's absence")

    def _plug(self, act: str) -> p.Page:
        readers = list(self.tapping.readers.values())
        if act == "unplug":
            self._press(e.Dismissed, p.Idle)
            self.say(f"{self._now():%H:%M}     both readers' cables are pulled out")
            page = self._after(lambda: deque(map(SimulatedReader.unplug, readers)), p.OutOfOrder)
            self._until(self._all_readers(State.LOST), "the loss of both readers")
        else:
            self.say(f"{self._now():%H:%M}     and puts them back")
            page = self._after(lambda: deque(map(SimulatedReader.plug, readers)), p.Idle)
            self._until(self._all_readers(State.WORKING), "both readers")
        return page

    def _pin(self) -> p.Page:
        self.say(f"{self._now():%H:%M}     staff hold the clock and type their PIN")
        self._press(e.StaffAsked, p.StaffPin)
        return self._press(e.PinEntered, p.StaffToday, pin=PIN)

    def _press(self, kind: type[e.Event], wanted: type[p.Page], **details: Any) -> p.Page:
        """A second later, because nobody has read a page sooner and the desk takes no press for it before."""
        self.clock.skip(1)
        return self._after(lambda: self.kiosk.inbox.put(kind(at=self.clock.now(), **details)), wanted)

    def _after(self, act: Callable[[], object], wanted: Any) -> p.Page:
        """Do something and wait for the page that comes of it."""
        while not self.pages.empty():
            self.pages.get()
        act()
        came: list[p.Page] = []

        def it_came() -> bool:
            while not self.pages.empty():
                came.append(self.pages.get())
            return any(isinstance(page, wanted) for page in came)

        self._until(it_came, f"the page {named(wanted)}")
        page: p.Page = next(page for page in came if isinstance(page, wanted))
        self.say(f"          page {described(page)}")
        return page

    def _keep(self, name: str, page: p.Page) -> None:
        """A picture of this page, once the window shows it."""
        kind, touched = type(page), self.clock.monotonic()
        picture = self.snap(self.out / f"{name}.png", lambda shown: isinstance(shown, kind) and self._stands(shown))

        def kept() -> bool:
            nonlocal touched
            if self.clock.monotonic() - touched > TOUCH_SECONDS:
                touched = self.clock.monotonic()
                self.kiosk.inbox.put(e.Touched(at=self.clock.now()))
            return picture.done()

        try:
            self._until(kept, f"a picture of the page {named(kind)}")
        finally:
            picture.cancel()
        picture.result()

    def _stands(self, shown: p.Page) -> bool:
        return shown == self.kiosk.desk.page

    def _all_readers(self, state: State) -> Callable[[], bool]:
        return lambda: all(pump.state is state for pump in self.kiosk.pumps)

    def _until(self, holds: Callable[[], object], what: str) -> None:
        """Wait until something holds. Raises Stopped when told to end, SetupError when the machine seems to hang."""
        begun = self.clock.monotonic()
        while not holds():
            if self.clock.wait(self.stop, LOOK_SECONDS):
                raise Stopped
            if self.clock.monotonic() - begun > self.limit:
                raise SetupError(f"{what} did not come within {self.limit:g} seconds")

    def _stored(self) -> int:
        return sum(log.seq for log in self.kiosk.store.outbox.logs())

    def _now(self) -> datetime:
        return local(self.clock.now(), self.kiosk.store.roster.settings())

    def _turn_to(self, scene: Scene) -> None:
        """Turn the demo's clock forward to the scene; one that is due already comes a little after the one before."""
        ahead = (scene.due(now := self._now()) - now) / timedelta(seconds=1)
        self.clock.skip(max(LATER_SECONDS, ahead))

    def _settle(self) -> None:
        """Wait until the server holds everything, then compare the numbers."""
        self._until(lambda: not self.kiosk.store.visits.unsent(), "the server's acknowledgement")
        here = self.kiosk.desk.staff.today(self.clock.now()).count
        there = self.centre.headcount()
        self.say(f"          headcount here {here.people} people, {here.visits} visits")
        self.say(f"          headcount on the server {there.people} people, {there.visits} visits")
        if (here.people, here.visits) != (there.people, there.visits):
            raise SetupError("kiosk and server do not agree how many came")
