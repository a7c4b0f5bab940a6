"""Plays the morning: one thread that puts cards down, waits for the page, and says what happened as it happens."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event
from typing import Any

from kiosk.app import Kiosk
from kiosk.clock import ShiftedClock
from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.opening import local
from kiosk.demo.centre import PIN, Centre
from kiosk.demo.morning import MORNING, Scene
from kiosk.readers.simulated import SimulatedReader
from kiosk.tapping import Tapping

CHOICE = "choose"
PAGE_SECONDS = 8.0
ANSWERS = p.ChooseService | p.Welcome | p.AlreadyHere | p.UnknownCard | p.NotOurCard | p.SeeStaff
SYNC_SECONDS = 20.0


@dataclass
class Play:
    """Acts in a running kiosk. `say` prints a line, `snap` keeps a picture of the screen."""

    kiosk: Kiosk
    clock: ShiftedClock
    centre: Centre
    tapping: Tapping
    say: Callable[[str], object]
    snap: Callable[[Path], object]
    out: Path
    pages: SimpleQueue[Any] = field(default_factory=SimpleQueue)
    missing: list[str] = field(default_factory=lambda: ["the end of the morning"])

    def watch(self, what: str, detail: Any) -> None:
        """Hear from the kiosk, on whatever thread it speaks."""
        if what == "page":
            self.pages.put(detail)
        elif what == "acknowledged":
            people = self.centre.headcount().people
            self.say(f"          server acknowledged {detail} fact(s); headcount on the server {people}")

    def run(self, pause: float, stop: Event) -> None:
        """The whole morning, with `pause` seconds between scenes; leaves early when `stop` is set."""
        self._ready(stop)
        for scene in MORNING:
            if self.clock.wait(stop, pause):
                return
            self._turn_to(scene.time)
            self._act(scene)
        self._settle(stop)

    def _ready(self, stop: Event) -> None:
        """Wait until the window shows the first page and the roster has come from the server."""
        waited = 0.0
        while not self.kiosk.store.roster.services() and waited < SYNC_SECONDS and not self.clock.wait(stop, 0.1):
            waited += 0.1
        self.say(f"kiosk     has {len(self.kiosk.store.roster.services())} services from the server")

    def _act(self, scene: Scene) -> None:
        before = self._stored()
        match scene.act:
            case "unplug" | "plug":
                self._plug(scene.act)
            case "pin":
                self._pin()
            case act:
                self._tap(scene, undo=act == "undo")
        if stored := self._stored() - before:
            self.say(f"          stored {stored} fact(s), durable")
        if scene.picture and scene.picture != CHOICE:
            self.snap(self.out / f"{scene.picture}.png")

    def _tap(self, scene: Scene, *, undo: bool) -> None:
        card = self.centre.cards.get(scene.card, scene.card)
        self.say(f"{scene.time}     {scene.card} {'shows a code' if card[:1].isupper() or card.isdigit() else 'taps'}")
        page = self._after(lambda: self.tapping.tap(card), ANSWERS)
        if isinstance(page, p.ChooseService):
            for service in scene.choose:
                self._press(e.Chose, p.ChooseService, service=service)
            if scene.picture == CHOICE:
                self.snap(self.out / f"{CHOICE}.png")
            self._press(e.Finished, p.Welcome)
        if undo:
            self._press(e.Undone, p.TakenBack)

    def _plug(self, act: str) -> None:
        readers = list(self.tapping.readers.values())
        if act == "unplug":
            self._press(e.Dismissed, p.Idle)
            self.say("          somebody pulls both readers' cables")
            self._after(lambda: deque(map(SimulatedReader.unplug, readers)), p.OutOfOrder)
        else:
            self.say("          and puts them back")
            self._after(lambda: deque(map(SimulatedReader.plug, readers)), p.Idle)

    def _pin(self) -> None:
        self.say("11:40     staff hold the clock and type their PIN")
        self._press(e.StaffAsked, p.StaffPin)
        self._press(e.PinEntered, p.StaffToday, pin=PIN)

    def _press(self, kind: type[e.Event], wanted: type[p.Page], **details: Any) -> None:
        """A second later, because nobody has read a page sooner and the desk takes no press for it before."""
        self.clock.skip(1)
        self._after(lambda: self.kiosk.inbox.put(kind(at=self.clock.now(), **details)), wanted)

    def _after(self, act: Callable[[], object], wanted: Any) -> Any:
        """Do something and wait for the page that comes of it; None when it does not come."""
        while not self.pages.empty():
            self.pages.get()
        act()
        try:
            page = self.pages.get(timeout=PAGE_SECONDS)
            while not isinstance(page, wanted):
                page = self.pages.get(timeout=PAGE_SECONDS)
        except Empty:
            self.missing.append(f"{wanted}")
            self.say(f"          this page did not come: {wanted}")
            return None
        self.say(f"          page {describe(page)}")
        return page

    def _stored(self) -> int:
        return sum(log.seq for log in self.kiosk.store.outbox.logs())

    def _turn_to(self, time: str) -> None:
        """Turn the demo's clock forward to HH:MM; two scenes of one minute follow as they are played."""
        now = local(self.clock.now(), self.kiosk.store.roster.settings())
        hour, minute = map(int, time.split(":"))
        if (now.hour, now.minute) != (hour, minute):
            self.clock.skip((now.replace(hour=hour, minute=minute, second=0) - now) / timedelta(seconds=1))

    def _settle(self, stop: Event) -> None:
        """Wait until the server holds everything, then compare the numbers."""
        waited = 0.0
        while self.kiosk.store.visits.unsent() and waited < SYNC_SECONDS and not self.clock.wait(stop, 0.2):
            waited += 0.2
        here = self.kiosk.desk.staff.today(self.clock.now()).count
        there = self.centre.headcount()
        self.say(f"          headcount here {here.people} people, {here.visits} visits")
        self.say(f"          headcount on the server {there.people} people, {there.visits} visits")
        self.missing.remove("the end of the morning")
        if (here.people, here.visits) != (there.people, there.visits):
            self.missing.append("the server's agreement")


def describe(page: p.Page) -> str:
    """A page in one line; only masked names, as on the screen."""
    shown = ", ".join(f"{line.word} {price(line.price)}" for line in getattr(page, "lines", ()))
    return " ".join(filter(None, [type(page).__name__, getattr(page, "name", None), shown]))


def price(fen: int | None) -> str:
    """Yuan, or a question mark where staff have to say it."""
    return "?" if fen is None else f"{fen / 100:g}"
