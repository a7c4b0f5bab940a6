"""`kiosk demo`: opens a centre, enrols a kiosk, and shows it to a person or, without a display, to a camera."""

import os
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

from kiosk.app import Kiosk, build_kiosk
from kiosk.clock import ShiftedClock
from kiosk.config import Config, Screen, Server
from kiosk.core.model import Settings
from kiosk.core.opening import local
from kiosk.demo.centre import LOGIN, PASSWORD, PIN, Centre, open_centre
from kiosk.demo.ending import Ending
from kiosk.demo.morning import MORNING, until_lunch, until_morning
from kiosk.demo.pictures import keep_dashboard
from kiosk.demo.play import Play
from kiosk.errors import SetupError
from kiosk.online import enrol_kiosk
from kiosk.showing import camera, is_seen, open_screen
from kiosk.tapping import Tapping

USUAL_PAUSE = 0.5
OVERHEAD_SECONDS = 20.0
"""What starting, drawing and stopping take, on a usual machine, of the time that a played morning is to last."""
HOUR = timedelta(hours=1)
PATIENCE_SECONDS = 60.0
"""For an answer of the server: at its first start a slow machine has much to load."""


def has_display() -> bool:
    """Whether a window could be seen here."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run_demo(
    out: Path, *, headless: bool, seconds: float | None, now: datetime | None, say: Callable[[str], object]
) -> None:
    """Everything, in `out`, which must not hold an earlier demo. `now` is local time at the centre, None for the real.

    Raises SetupError when something did not happen, KeyboardInterrupt when it was ended before it was over.
    """
    say("server    starts; where everything is slow, that takes a minute or two")
    clock = turned_clock(until_morning if headless else until_lunch, now)
    with (
        Ending().listening() as ending,
        open_centre(out / "server", clock) as centre,
        Tapping(out / "kiosk") as tapping,
    ):
        config = tapping.configured(config_of(out, centre))
        reply = enrol_kiosk(config, centre.token, clock)
        say(f"server    {centre.url}/   sign in as {LOGIN} with {PASSWORD}")
        say(f"kiosk     enrolled as {reply.kiosk_id} of {reply.centre}; hold the clock 5 s for staff, PIN {PIN}")
        turned = f", turned forward by {clock.shift / HOUR:.1f} h" if clock.shift else ""
        say(f"clock     {_there(clock):%A %-d %B %Y, %H:%M} at the centre{turned}")
        show = Show(build_kiosk(config, clock), centre, tapping, clock, say, out, ending)
        if headless:
            show.perform(seconds)
        else:
            show.invite(seconds)


def turned_clock(until: Callable[[datetime], timedelta], now: datetime | None = None) -> ShiftedClock:
    """A clock that was turned forward, `until` says how far from local time at the centre; `now` as for `run_demo`."""
    ahead = now - _there(ShiftedClock()) if now else timedelta()
    clock = ShiftedClock(ahead)
    clock.skip(until(_there(clock)).total_seconds())
    return clock


def _there(clock: ShiftedClock) -> datetime:
    """The time at the centre, by its zone as every centre begins with it."""
    return local(clock.now(), Settings())


def config_of(out: Path, centre: Centre) -> Config:
    """A kiosk with a 10.1 inch panel in a window, which asks the server every second."""
    return Config(
        state=out / "kiosk",
        server=Server(url=centre.url, every=1.0, timeout=PATIENCE_SECONDS),
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
    ending: Ending

    def invite(self, seconds: float | None) -> None:
        """Open the window for a person, who taps from another terminal; it closes by itself after `seconds`."""
        self.kiosk.start()
        self.tapping.start(self.kiosk.crew)
        screen = open_screen(self.kiosk)
        if not is_seen():
            self.kiosk.close()
            raise SetupError("the display of this terminal shows no window; add --headless, or start it on a desktop")
        self.say("kiosk     to end it, press Ctrl-C here or close the window; to tap a card, type one of these lines")
        self.say("          in a second terminal, in any folder:")
        for line in tap_lines(self.kiosk.config.state, self.centre.cards):
            self.say(f"          {line}")
        if seconds is not None:
            self.kiosk.crew.add("end", lambda stop: None if self.clock.wait(stop, seconds) else screen.close())
        self._until_closed(screen)

    def perform(self, seconds: float | None) -> None:
        """Without a display: play the morning off-screen, in about so many seconds, and keep pictures of it."""
        pictures = self.out / "pictures"
        pictures.mkdir(parents=True, exist_ok=True)
        self.say("kiosk     a morning at the entrance plays by itself; to end it before it is over, press Ctrl-C")
        self.kiosk.start()
        screen = open_screen(self.kiosk, offscreen=True)
        stop = Event()
        play = Play(self.kiosk, self.clock, self.centre, self.tapping, self.say, camera(screen), pictures, stop)
        self.kiosk.watchers.append(play.watch)
        pause = USUAL_PAUSE if seconds is None else max(0.0, seconds - OVERHEAD_SECONDS) / len(MORNING)
        act = Thread(target=_play, args=(play, pause, screen.close), name="play")
        act.start()

        def finish() -> None:
            stop.set()
            act.join()

        self._until_closed(screen, finish)
        if self.ending.asked.is_set():
            raise KeyboardInterrupt
        keep_dashboard(self.centre.url, pictures, self.say)
        self.say(f"pictures  {pictures}: {', '.join(sorted(path.name for path in pictures.glob('*.png')))}")
        if play.missed:
            raise SetupError(
                f"{play.missed}; end what else is busy on this machine and run the demo again, "
                "and if that does not help, report this sentence with the lines above"
            )

    def _until_closed(self, screen: Any, finish: Callable[[], object] = lambda: None) -> None:
        """Show the window until it closes; then `finish` what plays in it, and after that close the kiosk."""
        try:
            with self.ending.closing(screen.close):
                screen.run()
        finally:
            finish()
            self.kiosk.close()


def tap_lines(state: Path, cards: dict[str, str]) -> list[str]:
    """What to type in a second terminal, whatever folder that is in, to put each person's card on the reader."""
    program = Path(sys.executable).with_name("kiosk")
    command = [str(program) if program.exists() else "kiosk", "tap", "--state", str(state)]
    return [f"{shlex.join([*command, card])}    # {name}" for name, card in cards.items()]


def _play(play: Play, pause: float, close: Callable[[], None]) -> None:
    try:
        play.run(pause)
    finally:
        close()
