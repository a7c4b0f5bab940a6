"""How a person ends the demo: Ctrl-C, or SIGTERM from another program. Both end it in order, wherever it is."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Ending:
    """While this listens: `asked` is set when the demo is to end.

    What has to be interrupted says so by `closing`; anything else meets a KeyboardInterrupt, which undoes it in order.
    """

    def __init__(self) -> None:
        """Not asked to end yet."""
        self.asked = Event()
        self._close: Callable[[], object] | None = None

    @contextmanager
    def listening(self) -> Iterator["Ending"]:
        """Hear both signals until the end of the block."""
        before = {number: signal.signal(number, self._heard) for number in SIGNALS}
        try:
            yield self
        finally:
            for number, heard in before.items():
                signal.signal(number, heard)

    @contextmanager
    def closing(self, close: Callable[[], object]) -> Iterator[None]:
        """Call `close` when asked to end within this block, and interrupt nothing."""
        self._close = close
        try:
            yield
        finally:
            self._close = None

    def _heard(self, *_signal: object) -> None:
        self.asked.set()
        if self._close is None:
            raise KeyboardInterrupt
        self._close()
