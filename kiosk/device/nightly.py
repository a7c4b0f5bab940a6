"""A fresh start once a night, when nobody is there: panels that run for months become slow (kivy#6141 and others).

The program replaces itself and does not leave that to systemd: only so does it hold the readers' lines meanwhile
(`readers/lines.py`), and a card that is tapped in that second is recorded by the program that comes.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from threading import Event

LOOK_EVERY = 20.0
UP_SECONDS = 12 * 3600.0
WINDOW = timedelta(hours=1)


class Nightly:
    """Sets `ended` when the time has come. `start` begins the window of an hour; `share` (0 to 1) is this kiosk's own.

    Kiosks of one centre do not all rest at once, so each waits its share of half the window first.
    """

    def __init__(self, start: time | None, quiet: float, share: float, up: float = UP_SECONDS) -> None:
        """`quiet` seconds without anybody, and `up` seconds of work, are needed before."""
        self.start, self.quiet, self.share, self.up = start, quiet, share, up

    def due(self, now: datetime | None, up: float, quiet: float) -> bool:
        """Whether it is time at the local time `now`, None while the clock is not to be trusted."""
        if self.start is None or now is None or up < self.up or quiet < self.quiet:
            return False
        begins = now.replace(hour=self.start.hour, minute=self.start.minute, second=self.start.second, microsecond=0)
        begins -= timedelta(days=begins > now)
        return begins + self.share * WINDOW / 2 <= now < begins + WINDOW

    def watch(
        self, stop: Event, wait: Callable[[Event, float], bool], due: Callable[[], bool], ended: Callable[[], object]
    ) -> None:
        """Look now and then until `stop` is set; call `ended` once when `due`."""
        while not wait(stop, LOOK_EVERY):
            if due():
                ended()
                return
