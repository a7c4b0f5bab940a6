"""`kiosk demo`: opens a centre, enrols a kiosk, and shows it to a person or, without a display, to a camera."""

import os
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any

from kiosk.app import Kiosk, build_kiosk
from kiosk.clock import ShiftedClock
from kiosk.config import Config, Screen, Server
from kiosk.core.opening import local
from kiosk.demo.centre import LOGIN, PASSWORD, PIN, Centre, open_centre
from kiosk.demo.morning import MORNING
from kiosk.demo.pictures import keep_dashboard
from kiosk.demo.play import Play
from kiosk.errors import SetupError
from kiosk.online import enrol_kiosk
from kiosk.showing import camera, open_screen
from kiosk.tapping import Tapping

LONGEST_PAUSE = 2.0
OPENS, CLOSES = 9, 13
USUAL_PAUSE = 0.5
OVERHEAD_SECONDS = 20.0
"""What starting, drawing and stopping take of the time that the demo is given."""


def has_display() -> bool:
    """Whether a window could be seen here."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run_demo(out: Path, *, headless: bool, seconds: float | None, say: Callable[[str], object]) -> None:
    """Everything, in `out`, which must not hold an earlier demo. Raises SetupError when something did not happen."""
    clock = ShiftedClock()
    with open_centre(out / "server", clock) as centre, Tapping(out / "kiosk") as tapping:
        config = tapping.configured(config_of(out, centre))
        reply = enrol_kiosk(config, centre.token, clock)
        say(f"server    {centre.url}/   sign in as {LOGIN} with {PASSWORD}")
        say(f"kiosk     enrolled as {reply.kiosk_id} of {reply.centre}; hold the clock 5 s for staff, PIN {PIN}")
        show = Show(build_kiosk(config, clock), centre, tapping, clock, say, out)
        if headless:
            show.perform(seconds)
        else:
            show.invite(seconds)


def config_of(out: Path, centre: Centre) -> Config:
    """A kiosk with a 10.1 inch panel in a window, which asks the server every second."""
    return Config(
        state=out / "kiosk",
        server=Server(url=centre.url, every=1.0),
        screen=Screen(width=1280, height=800, inches=10.1, fullscreen=False),
    )


@dataclass
class Show:
    """A kiosk that is ready to start, and what it needs around it."""

    kiosk: Kiosk
    centre: Centre
    tapping: Tapping
    clock: ShiftedClock
    say: Callable[[str], object]
    out: Path

    def invite(self, seconds: float | None) -> None:
        """Open the window for a person, who taps from another terminal."""
        now = local(self.clock.now(), self.kiosk.store.roster.settings())
        if not OPENS <= now.hour < CLOSES:
            self.clock.skip((now.replace(hour=OPENS, minute=30) - now).total_seconds())
            self.say(f"kiosk     everything is closed now, so the demo's clock says {OPENS}:30")
        command = ["kiosk", "tap", "--state", str(self.kiosk.config.state)]
        for name, card in self.centre.cards.items():
            self.say(f"          .venv/bin/{shlex.join([*command, card])}    # {name}")
        self.kiosk.start()
        self.tapping.start(self.kiosk.crew)
        self._until_closed(open_screen(self.kiosk), seconds)

    def perform(self, seconds: float | None) -> None:
        """Without a display: play the morning off-screen and keep pictures of it."""
        pictures = self.out / "pictures"
        pictures.mkdir(parents=True, exist_ok=True)
        self.kiosk.start()
        screen = open_screen(self.kiosk, offscreen=True)
        play = Play(self.kiosk, self.clock, self.centre, self.tapping, self.say, camera(), pictures)
        self.kiosk.watchers.append(play.watch)
        over = Event()
        pause = USUAL_PAUSE if seconds is None else (seconds - OVERHEAD_SECONDS) / len(MORNING)
        act = Thread(target=_play, args=(play, min(LONGEST_PAUSE, max(0.0, pause)), over, screen.close), daemon=True)
        act.start()
        self._until_closed(screen, None if seconds is None else seconds - 1)
        over.set()
        keep_dashboard(self.centre.url, pictures, self.say)
        self.say(f"pictures  {pictures}: {', '.join(sorted(path.name for path in pictures.glob('*.png')))}")
        if play.missing:
            raise SetupError(f"the demo missed {', '.join(play.missing)}; its lines above say where")

    def _until_closed(self, screen: Any, seconds: float | None) -> None:
        if seconds is not None:
            self.kiosk.crew.add("end", lambda stop: None if self.clock.wait(stop, seconds) else screen.close())
        try:
            screen.run()
        finally:
            self.kiosk.close()


def _play(play: Play, pause: float, over: Event, close: Callable[[], None]) -> None:
    try:
        play.run(pause, over)
    finally:
        close()
