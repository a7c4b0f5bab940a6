"""A reader that plays bytes to a pump, without a port and without waiting."""

from threading import Event

from kiosk.clock import SteppedClock
from kiosk.core import events as e
from kiosk.errors import ReaderError
from kiosk.readers.protocols import dialect
from kiosk.readers.pump import ReaderPump
from tests.centre import MORNING


class Tape:
    """A port that plays answers, one a read, and is then unplugged."""

    def __init__(self, answers: list[bytes]) -> None:
        """Ready to play."""
        self.answers = answers

    def read(self) -> bytes:
        """The next answer."""
        if not self.answers:
            raise ReaderError("unplugged")
        return self.answers.pop(0)

    def write(self, data: bytes) -> None:
        """Questions are not needed."""

    def close(self) -> None:
        """Nothing to let go of."""


def played(answers: list[bytes], protocol: str) -> tuple[ReaderPump, list[e.Event]]:
    """What a pump makes of these bytes, up to the moment when the reader is gone."""
    heard: list[e.Event] = []
    stop = Event()

    def put(event: e.Event) -> None:
        heard.append(event)
        if isinstance(event, e.ReaderLost):
            stop.set()

    pump = ReaderPump("door", lambda: Tape(answers), dialect(protocol), put, SteppedClock(MORNING))
    pump.run(stop)
    return pump, heard
