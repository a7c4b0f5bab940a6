"""Slow down who guesses PINs: five wrong ones lock the pad, each further one for twice as long.

The count is written down before a PIN is checked, so pulling the plug does not buy another guess. A lock is kept as a
duration on the clock that counts since boot: a wrong wall clock cannot shorten it, and a restart begins it anew.
"""

from dataclasses import dataclass

from kiosk.core.model import Stamp
from kiosk.core.ports import Notebook

FREE_TRIES = 5
FIRST_LOCK = 60
LONGEST_LOCK = 3600
NAME = "wrong_pins"


@dataclass
class Lockout:
    """How many wrong PINs in a row, and until when (nanoseconds since boot) no other is looked at.

    `until` is None while that was not asked since the start, or since the right PIN.

    Under another `name` it counts something else that must not be tried out, apart from the PINs.
    """

    notebook: Notebook
    until: int | None = None
    name: str = NAME

    def wait(self, at: Stamp) -> int:
        """Seconds until a PIN may be tried; after a restart a lock that was running runs again in full."""
        if self.until is None:
            self.until = at.boot_ns + _lock(self._wrong()) * 10**9
        return max(0, -(-(self.until - at.boot_ns) // 10**9))

    def attempt(self, at: Stamp) -> None:
        """Count a try as wrong, durably, before it is looked at."""
        wrong = self._wrong() + 1
        self.notebook.put(self.name, str(wrong))
        self.until = at.boot_ns + _lock(wrong) * 10**9

    def pardon(self, at: Stamp) -> None:
        """The try that was just counted was not wrong; it says nothing of those before it."""
        self.notebook.put(self.name, str(max(0, self._wrong() - 1)))
        self.until = at.boot_ns

    def succeeded(self) -> None:
        """The PIN was right: forget the wrong ones."""
        self.notebook.put(self.name, "0")
        self.until = None

    def _wrong(self) -> int:
        return int(self.notebook.get(self.name) or 0)


def _lock(wrong: int) -> int:
    """Seconds of lock after this many wrong PINs in a row."""
    return 0 if wrong < FREE_TRIES else min(LONGEST_LOCK, FIRST_LOCK * 2 ** min(wrong - FREE_TRIES, 10))
