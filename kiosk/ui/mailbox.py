"""Where other threads leave the page to show. It knows nothing of Kivy, so a tap before the window is up waits here."""

from collections.abc import Callable
from threading import Lock

from kiosk.core.pages import Page


class Mailbox:
    """Holds the latest page only: nobody needs a picture of what is no longer true."""

    def __init__(self) -> None:
        """Start empty, with nobody to wake."""
        self._lock = Lock()
        self._page: Page | None = None
        self._another = False
        self._wake: Callable[[], object] | None = None

    def show(self, page: Page, *, another: bool = False) -> None:
        """Leave a page, from any thread; wakes whoever takes them. `another`: somebody else may stand here now."""
        with self._lock:
            self._page, self._another = page, self._another or another
            wake = self._wake
        if wake is not None:
            wake()

    def take(self) -> tuple[Page | None, bool]:
        """The latest page that nobody took yet, and whether a card was read since the one before."""
        with self._lock:
            page, another = self._page, self._another
            self._page, self._another = None, False
        return page, another

    def wake_with(self, wake: Callable[[], object]) -> None:
        """Call `wake` after each page from now on, and at once when one is waiting."""
        with self._lock:
            self._wake = wake
            waiting = self._page is not None
        if waiting:
            wake()
