"""Takes pictures of the running window, from any thread. Importing this imports Kivy's window: open it first."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path

from kivy.clock import Clock
from kivy.core.window import Window

from kiosk.errors import SetupError

SETTLED_SECONDS = 0.4
TRAILER = b"IEND"


def snap(path: Path, shows: Callable[[], bool] = lambda: True) -> "Future[Path]":
    """Keep what is on the glass as a PNG, in the first frame after `shows` was true for 0.4 s without a break.

    `shows` is asked on Kivy's thread and must return at once. The future gives `path`, or raises SetupError when the
    file cannot be written; it never ends while the window draws nothing, so a caller waits for it with a limit. Once
    cancelled, nothing is kept.
    """
    return _Picture(path, shows).kept


class _Picture:
    def __init__(self, path: Path, shows: Callable[[], bool]) -> None:
        self.kept: Future[Path] = Future()
        self._path, self._shows = path, shows
        self._wait()

    def _wait(self) -> None:
        self._since: float | None = None
        Clock.schedule_interval(partial(self._look), 0)  # of a bare method Kivy lets go, and of this object with it

    def _look(self, _passed: float) -> bool:
        """Before each frame; False when it need not look again."""
        now = Clock.get_time()
        if not self._shows():
            self._since = None
        elif self._since is None:
            self._since = now
        elif now - self._since >= SETTLED_SECONDS:
            Window.fbind("on_flip", self._take)
            Window.canvas.ask_update()
            return False
        return not self.kept.cancelled()

    def _take(self, *_window: object) -> None:
        """A frame was drawn whole, and is still to be shown."""
        Window.funbind("on_flip", self._take)
        if not self._shows():
            self._wait()
        elif self.kept.set_running_or_notify_cancel():
            try:
                self.kept.set_result(_written(self._path))
            except OSError as error:
                self.kept.set_exception(SetupError(f"{self._path}: cannot be written ({error.strerror})"))


def _written(path: Path) -> Path:
    """The window in a file at `path`; raises OSError when it is not whole, which SDL does not say."""
    aside = str(path.with_suffix(".shot.png")).replace("{", "{{").replace("}", "}}")  # Kivy numbers it by a format
    shot = Path(Window.screenshot(name=aside))
    if TRAILER not in shot.read_bytes()[-12:]:
        shot.unlink()
        raise OSError(None, "the file is not whole; is the disk full?")
    return shot.replace(path)
