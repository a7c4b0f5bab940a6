"""The composition root's window: Kivy is imported here, after a tap can be taken."""

import gc
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event as Signal
from typing import TYPE_CHECKING
from zlib import crc32

from kiosk.app import Kiosk
from kiosk.core.opening import shown
from kiosk.core.pages import Page
from kiosk.device.backlight import Backlight
from kiosk.device.nightly import Nightly
from kiosk.device.watchdog import Watchdog
from kiosk.readers.lines import hold

if TYPE_CHECKING:
    from concurrent.futures import Future

    from kiosk.ui.kivyapp import KioskApp

ALIVE_EVERY_SECONDS = 5.0
TURN_SECONDS = 0.001
"""So long a thread that computes lets the one that draws wait, each time that it comes back from the graphics driver.

With Python's own 5 ms, and two that compute, a frame waited up to 77 ms; with this at most 45, and for no more work.
"""


def show_kiosk(kiosk: Kiosk, *, window: bool = True) -> bool:
    """Show pages until the window closes or the process is told to end; then stop everything in order.

    True when the program is to start afresh: at night, or when it is sent SIGUSR1.
    """
    ended, afresh = Signal(), Signal()

    def again(*_asked: object) -> None:
        afresh.set()
        ended.set()

    signal.signal(signal.SIGUSR1, again)
    kiosk.crew.add("night", partial(_watch_night, kiosk, again))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    watchdog = Watchdog(os.environ)
    watchdog.ready()
    try:
        if window:
            screen = open_screen(kiosk, alive=watchdog.alive)
            kiosk.crew.add("signals", lambda stop: _close_when(ended, stop, screen.close))
            screen.run()
        else:
            kiosk.connect()
            while not ended.wait(ALIVE_EVERY_SECONDS):
                watchdog.alive()
    finally:
        if afresh.is_set():
            hold([reader.port for reader in kiosk.config.readers], os.environ)
        kiosk.close()
    return afresh.is_set()


def start_afresh() -> None:
    """Replace this program by itself, as it was started; its number, and systemd's watch over it, stay the same."""
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606  (our own command line, no shell)


def _watch_night(kiosk: Kiosk, again: Callable[[], object], stop: Signal) -> None:
    night = Nightly(
        kiosk.config.night.restart, kiosk.config.night.quiet, crc32(kiosk.identity.kiosk_id.encode()) / 2**32
    )
    since = kiosk.clock.monotonic()

    def due() -> bool:
        now = shown(kiosk.clock.now(), kiosk.store.roster.settings())
        return night.due(now, kiosk.clock.monotonic() - since, kiosk.worker.quiet)

    night.watch(stop, kiosk.clock.wait, due, again)


def open_screen(kiosk: Kiosk, *, offscreen: bool = False, alive: Callable[[], object] = lambda: None) -> "KioskApp":
    """Import Kivy, open the window and put a stage into it; the courier starts after the first picture.

    `alive` is called every few seconds from the loop that draws.
    """
    from kiosk.ui.panel import Panel

    screen, night = kiosk.config.screen, kiosk.config.night
    panel = Panel(
        width=screen.width,
        height=screen.height,
        inches=screen.inches,
        home=kiosk.config.state / "kivy",
        fullscreen=screen.fullscreen,
        rotation=screen.rotation,
        offscreen=offscreen,
    )
    panel.prepare()

    from kiosk.ui.kivyapp import KioskApp, require_display
    from kiosk.ui.look import Look
    from kiosk.ui.sound import Speaker
    from kiosk.ui.stage import Stage

    if screen.fullscreen and not offscreen:
        require_display()
    sounds = kiosk.config.sound
    stage = Stage(
        send=kiosk.inbox.put,
        clock=kiosk.clock,
        catalogs=kiosk.speech.catalogs,
        look=(look := Look(panel, screen.theme, screen.reader, (night.dark, night.light))),
        player=Speaker(
            kiosk.config.state / "sounds", lambda louder: sounds.loudness(kiosk.local_time(), louder=louder)
        ),
        mailbox=kiosk.mailbox,
        voice=kiosk.speech.voice(kiosk.services),
        quiet=lambda: sounds.quiet(kiosk.local_time()),
    )
    backlight = Backlight(night.backlight)
    look.fbind("light", lambda _look, light: backlight.shine(on=light > 0))
    backlight.shine(on=True)
    kiosk.crew.add("synthesiser", kiosk.speech.synthesiser.run)
    return KioskApp(stage, drawn=partial(_settle, kiosk), alive=alive)


def camera(screen: "KioskApp") -> Callable[[Path, Callable[[Page], bool]], "Future[Path]"]:
    """What takes pictures of the window that `open_screen` opened, once a page is on it that fits (`ui/camera.py`)."""
    from kiosk.ui.camera import snap

    return lambda path, fits: snap(path, lambda: screen.page is not None and fits(screen.page))


def is_seen() -> bool:
    """Whether the window that `open_screen` opened is on a display: SDL falls back to drawing nowhere."""
    from kiosk.ui.kivyapp import DISPLAYS, video_driver

    return video_driver() in DISPLAYS


def _settle(kiosk: Kiosk) -> None:
    """After the first picture: see to it that the next ones come in time, then start what waited for it.

    A full collection of garbage looks at every object while nothing is drawn, and Kivy with the modules and pages that
    stand by now are some 325,000: a tenth of a second, three frames, at any time of the day. So it passes over them.
    What of them goes later, in a circle of references, only the restart at night gives back. To collect first would
    cost that tenth of a second again, and none of the starts that were looked at left anything behind.
    """
    gc.freeze()
    sys.setswitchinterval(TURN_SECONDS)
    kiosk.connect()
    kiosk.tell("drawn", None)


def _close_when(ended: Signal, stop: Signal, close: Callable[[], None]) -> None:
    while not stop.is_set():
        if ended.wait(0.2):
            close()
            return
