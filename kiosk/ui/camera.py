"""Takes pictures of the running window, from any thread. Importing this imports Kivy's window: open it first."""

from pathlib import Path
from threading import Event

from kivy.clock import Clock
from kivy.core.window import Window

from kiosk.errors import SetupError

SETTLED_SECONDS = 0.4
DRAWN_SECONDS = 5.0


def snap(path: Path) -> None:
    """Keep what is on the glass as a PNG; raises SetupError when nothing is drawn for five seconds."""
    done = Event()

    def take(_passed: float) -> None:
        """On Kivy's thread, between two pictures."""
        Path(Window.screenshot(name=str(path.with_suffix(".shot.png")))).replace(path)
        done.set()

    Clock.schedule_once(take, SETTLED_SECONDS)
    if not done.wait(DRAWN_SECONDS):
        raise SetupError(f"{path}: the window draws nothing")
