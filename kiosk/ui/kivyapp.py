"""The window. Importing this module opens it, with the settings that `Panel.prepare` wrote; import it only after that.

Panel(home=state / "kivy").prepare()
from kiosk.ui.kivyapp import KioskApp        # in app.py, where such an import may stand
KioskApp(stage).run()
"""

import ctypes
from collections.abc import Callable
from logging import getLogger
from pathlib import Path
from typing import Any

import kivy
from kivy.app import App
from kivy.clock import Clock
from kivy.config import Config
from kivy.core.window import Window

from kiosk.core.pages import Page
from kiosk.errors import SetupError
from kiosk.ui.stage import Stage

ALIVE_EVERY_SECONDS = 5.0
DISPLAYS = {"KMSDRM", "wayland", "x11"}

log = getLogger(__name__)


class KioskApp(App):
    """Runs a stage in the window until `close`. No key, no settings panel and no second touch provider gets through."""

    use_kivy_settings = False
    title = "Kiosk"

    def __init__(
        self,
        stage: Stage,
        *,
        drawn: Callable[[], object] = lambda: None,
        alive: Callable[[], object] = lambda: None,
    ) -> None:
        """`drawn` is called once, after the first picture; `alive` every five seconds from the loop that draws."""
        super().__init__()
        self._stage = stage
        self._drawn = drawn
        self._alive = alive

    def build(self) -> Stage:
        """Lock the window and hand over the stage."""
        lock()
        Window.clearcolor = self._stage.look.palette.ground
        Clock.schedule_interval(lambda _passed: self._alive(), ALIVE_EVERY_SECONDS)
        Window.bind(on_flip=self._first_picture)
        return self._stage

    @property
    def page(self) -> Page | None:
        """The page on the stage; None before the first one. Any thread may ask."""
        return self._stage.current.page if self._stage.current is not None else None

    def open_settings(self, *_arguments: object) -> bool:
        """F1 opens nothing."""
        return True

    def close(self) -> None:
        """Close the window, from any thread."""
        Clock.schedule_once(lambda _passed: self.stop(), 0)

    def _first_picture(self, *_arguments: object) -> None:
        if self._stage.current is not None:
            Window.unbind(on_flip=self._first_picture)
            self._drawn()


def lock() -> None:
    """Swallow every key and leave one provider of touches: the default one would report each touch twice on Linux."""
    Config.remove_option("input", "%(name)s")
    Window.bind(on_key_down=_swallow, on_key_up=_swallow, on_keyboard=_swallow, on_request_close=_swallow_close)


def video_driver() -> str:
    """The driver SDL really draws with: "KMSDRM", "wayland", "x11" or "offscreen"."""
    libraries = Path(kivy.__file__).parent.with_name("Kivy.libs").glob("libSDL2-2*.so*")
    library = next(libraries, None)
    if library is None:
        raise SetupError("SDL is not where Kivy's wheel puts it; install kivy from a wheel")
    name = ctypes.CDLL(str(library)).SDL_GetCurrentVideoDriver
    name.restype = ctypes.c_char_p
    return str((name() or b"none").decode())


def require_display() -> None:
    """Raise SetupError unless a display is really there: SDL falls back to drawing nowhere without a word."""
    driver = video_driver()
    if driver not in DISPLAYS:
        raise SetupError(f"no display: SDL draws with {driver!r}; plug in the panel, or set fullscreen = false")


def _swallow(*_key: Any) -> bool:
    return True


def _swallow_close(*_request: Any, **_source: Any) -> bool:
    return False
