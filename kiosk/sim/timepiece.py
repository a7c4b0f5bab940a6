"""The clocks of a simulated kiosk: CLOCK_BOOTTIME is exact, the wall says whatever a history makes of it."""

from datetime import timedelta
from threading import Event

from kiosk.clock import SteppedClock, ToldClock
from kiosk.core.model import Stamp, WallState

AFTER_BOOT = timedelta(seconds=5)


class KioskClock(ToldClock):
    """A machine's own clocks beside the true time: exact since boot, on the wall whatever the machine believes."""

    def __init__(self, truth: SteppedClock) -> None:
        """Booted five seconds ago, with the right time."""
        self.truth, self.booted = truth, truth.passed
        self.offset, self.state = timedelta(), WallState.NTP
        self.resting = Event()

    def machine(self) -> Stamp:
        """This moment, as the machine sees it."""
        return Stamp(self._since() // timedelta(microseconds=1) * 1000, self.truth.now().wall + self.offset, self.state)

    def monotonic(self) -> float:
        """Seconds since boot."""
        return self._since().total_seconds()

    def wait(self, _stop: Event, _seconds: float) -> bool:
        """The courier has nothing due: its turn ends here."""
        self.resting.set()
        return False

    def look_again(self) -> None:
        """Nothing to see: whoever turns this clock says what it is worth."""

    def reboot(self) -> None:
        """Count from now."""
        self.booted = self.truth.passed

    def _since(self) -> timedelta:
        return AFTER_BOOT + self.truth.passed - self.booted
