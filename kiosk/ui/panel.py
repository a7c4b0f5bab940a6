"""The panel on the wall, and what Kivy must be told about it before its first import.

Kivy reads its settings, and opens its window, while it is being imported. So whoever starts the screen calls
`Panel.prepare()` first and imports `kiosk.ui.kivyapp` after it. Everything is said through the environment: no file of
an earlier run, of a user or of another program can leak in.

    Panel(width=800, height=480, inches=7.0, home=Path("/run/kiosk")).prepare()
"""

import logging
import os
from collections.abc import MutableMapping
from dataclasses import dataclass, replace
from math import hypot
from pathlib import Path

from kiosk.ui.fonts import text_font

MM_PER_INCH = 25.4
# What Kivy is asked for: it wakes up to nine milliseconds early, so that this makes 29 frames, and 30 would make 40.
FRAMES_A_SECOND = 23
UNWORTHY = ("mtdev", "audiosdl2: unable")
# Width and height in pixels, diagonal in inches: the panels that centres buy.
PANELS = ((800, 480, 7.0), (1024, 600, 7.0), (1280, 800, 10.1), (1920, 1080, 15.6))


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Pixels and diagonal of a display; they give the millimetre. `home` is a folder that Kivy may write to.

    `offscreen` draws without a display; `by_hand` draws a frame when asked for one, not up to 29 times a second.
    With `fullscreen` the panel's own size wins over `width` and `height`.
    """

    width: int = 1280
    height: int = 800
    inches: float = 10.1
    home: Path
    fullscreen: bool = False
    rotation: int = 0
    offscreen: bool = False
    by_hand: bool = False

    @property
    def dpi(self) -> float:
        """Pixels per inch along the diagonal."""
        return hypot(self.width, self.height) / self.inches

    @property
    def px_per_mm(self) -> float:
        """How many pixels a millimetre has."""
        return self.dpi / MM_PER_INCH

    def sized(self, width: float, height: float) -> "Panel":
        """The glass seen as so many pixels: all of it when full screen, else the part that a window covers."""
        if self.fullscreen:
            return replace(self, width=round(width), height=round(height))
        inches = hypot(width, height) / self.dpi
        return replace(self, width=round(width), height=round(height), inches=inches)

    def prepare(self, environ: MutableMapping[str, str] = os.environ) -> None:
        """Write Kivy's settings into `environ`; only before the first import of Kivy. Makes `home`."""
        logging.getLogger("kivy").addFilter(_worth_reading)
        self.home.mkdir(parents=True, exist_ok=True)
        environ.update(_QUIET | _LOCKED)
        environ["KIVY_HOME"] = str(self.home)
        environ["KIVY_DPI"] = f"{self.dpi:.1f}"
        environ["KCFG_GRAPHICS_WIDTH"] = str(self.width)
        environ["KCFG_GRAPHICS_HEIGHT"] = str(self.height)
        environ["KCFG_GRAPHICS_ROTATION"] = str(self.rotation)
        environ["KCFG_GRAPHICS_FULLSCREEN"] = "auto" if self.fullscreen and not self.offscreen else "0"
        environ["KCFG_GRAPHICS_SHOW_CURSOR"] = "0" if self.fullscreen else "1"
        environ["KCFG_GRAPHICS_MAXFPS"] = "0" if self.by_hand else str(FRAMES_A_SECOND)
        environ["KCFG_KIVY_DEFAULT_FONT"] = repr(["Noto Sans SC", *[str(text_font())] * 4])
        if self.offscreen:
            environ["SDL_VIDEODRIVER"] = "offscreen"
            environ.setdefault("SDL_AUDIODRIVER", "dummy")


def canvas(home: Path) -> Panel:
    """A panel without a display whose frames are drawn by hand, large enough to become any of `PANELS`."""
    width, height, inches = PANELS[-1]
    return Panel(width=width, height=height, inches=inches, home=home, offscreen=True, by_hand=True)


def _worth_reading(record: logging.LogRecord) -> bool:
    """Leave out that Kivy cannot load libmtdev, since it tries every touch provider there is and we use SDL's alone.

    And what it says of each sound that no sound card takes: `ui/sound.py` says that once.
    """
    return not any(word in str(record.msg).lower() for word in UNWORTHY)


# One provider of each kind: the others cost start-up time and answer the same touch or key twice.
_QUIET = {
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_CONFIG": "1",
    "KIVY_NO_FILELOG": "1",
    "KIVY_LOG_MODE": "PYTHON",
    "KIVY_METRICS_DENSITY": "1",
    "KIVY_METRICS_FONTSCALE": "1",
    "KIVY_WINDOW": "sdl2",
    "KIVY_TEXT": "sdl2",
    "KIVY_IMAGE": "sdl2",
    "KIVY_AUDIO": "sdl2",
    "KIVY_CLIPBOARD": "dummy",
    "KIVY_GL_BACKEND": "sdl2",
}

# Nobody leaves the kiosk by a key, a gesture or a second touch; it draws at most 30 times a second, only on change.
_LOCKED = {
    "KCFG_KIVY_EXIT_ON_ESCAPE": "0",
    "KCFG_KIVY_KEYBOARD_MODE": "",
    "KCFG_KIVY_LOG_LEVEL": "warning",
    "KCFG_GRAPHICS_MULTISAMPLES": "0",
    "KCFG_GRAPHICS_ALLOW_SCREENSAVER": "0",
    "KCFG_GRAPHICS_RESIZABLE": "1",
    "KCFG_GRAPHICS_MINIMUM_WIDTH": "480",
    "KCFG_GRAPHICS_MINIMUM_HEIGHT": "320",
    "KCFG_INPUT_MOUSE": "mouse,disable_multitouch",
}
