"""Keeps a reader's thread alive: whatever it died of or hangs in, a new one takes over within seconds.

pyserial's own reading thread is known to die or hang without a word (rfxtrx #165), so silence of the thread itself, not
of the reader, is what counts here: a pump shows its `beat` at least every few seconds.
"""

import logging
from threading import Event, Thread

from kiosk.readers.pump import ReaderPump, WaitingClock

PATIENCE, LOOK_EVERY, FAREWELL = 30.0, 1.0, 2.0
log = logging.getLogger(__name__)


class Guard:
    """Runs one pump on a thread of its own. A thread that hangs is told to stop, and left behind."""

    def __init__(self, pump: ReaderPump, clock: WaitingClock, *, patience: float = PATIENCE) -> None:
        """`patience` in seconds without a beat."""
        self.pump = pump
        self.restarts = 0
        self._clock = clock
        self._patience = patience

    def run(self, stop: Event) -> None:
        """Watch until `stop`, then let the pump finish."""
        thread, own = self._begin()
        while not self._clock.wait(stop, LOOK_EVERY):
            if not thread.is_alive() or self._clock.monotonic() - self.pump.beat > self._patience:
                log.error("reader %s: its thread is dead or hangs; starting another", self.pump.name)
                own.set()
                self.restarts += 1
                thread, own = self._begin()
        own.set()
        thread.join(FAREWELL)

    def _begin(self) -> tuple[Thread, Event]:
        stop = Event()
        self.pump.beat = self._clock.monotonic()
        thread = Thread(target=self.pump.run, args=(stop,), name=f"reader {self.pump.name}", daemon=True)
        thread.start()
        return thread, stop
