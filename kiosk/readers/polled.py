"""Readers that speak only when asked: when to ask, and when silence means that the reader is gone.

The first answer after opening a USB port on a Pi may come a second late, so it takes `MISSES` unanswered questions,
which is two seconds or more, before the port is opened anew.
"""

from collections.abc import Sequence

from kiosk.readers.decoder import Framer

MISSES = 10


class Polled(Framer):
    """Asks its `questions` in turn, every `every` seconds. A subclass calls `answered` when a sound frame came."""

    questions: Sequence[bytes] = ()
    every: float = 0.2

    def __init__(self) -> None:
        """Nothing asked, nothing heard."""
        super().__init__()
        self._turn = 0
        self._next: float | None = None
        self._unanswered = 0
        self._heard = False

    def question(self) -> bytes:
        """The next thing to ask: by default one after the other."""
        self._turn += 1
        return self.questions[(self._turn - 1) % len(self.questions)]

    def answered(self) -> None:
        """A sound frame came: the reader lives, card or not."""
        self._heard = True
        self._unanswered = 0

    def talk(self, now: float) -> bytes:
        """The next question when its time has come."""
        if self._next is not None and now < self._next:
            return b""
        self._next = now + self.every
        self._unanswered += 1
        return self.question()

    @property
    def ready(self) -> bool:
        """It has answered since the port was opened."""
        return self._heard

    @property
    def overdue(self) -> bool:
        """It has not answered for too long."""
        return self._unanswered > MISSES
