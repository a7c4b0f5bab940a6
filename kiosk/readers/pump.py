"""One reader's worker: port, decoder, presence filter, inbox. It outlives every unplugging and starts without a reader.

A tap waits for nothing here: the port returns with the first bytes, and the event is in the inbox before the next read.
The port is opened again after 0.5, 1, 2, then every 4 seconds, so that a reader plugged back in works within 5.
`beat` is the monotonic second of the last sign of life of this thread, for `watch.py`.
"""

import logging
import os
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from enum import StrEnum
from threading import Event
from typing import Protocol

from kiosk.clock import new_id
from kiosk.core import events
from kiosk.core.ports import Clock
from kiosk.errors import ReaderError
from kiosk.readers.ascii_line import PREFIX
from kiosk.readers.decoder import CardId, Decoder, Error, Fault, Read, Text
from kiosk.readers.port import Port
from kiosk.readers.presence import Presence
from kiosk.readers.protocols import Dialect

FIRST_DELAY, LAST_DELAY = 0.5, 4.0
STRANGE = frozenset({Error.FOREIGN_CODE, Error.NOT_ASCII})
log = logging.getLogger(__name__)


class WaitingClock(Clock, Protocol):
    """A clock that can also sleep, so that tests need not."""

    def wait(self, stop: Event, seconds: float) -> bool:
        """Sleep, or wake at once when `stop` is set; True when it was."""
        ...


class State(StrEnum):
    """How a reader is, as heartbeat and doctor tell it."""

    STARTING = "starting"
    WORKING = "working"
    LOST = "lost"


class ReaderPump:
    """Moves reads from one reader into the desk's inbox until told to stop."""

    def __init__(
        self,
        name: str,
        open_port: Callable[[], Port],
        dialect: Dialect,
        put: Callable[[events.Event], None],
        clock: WaitingClock,
        *,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """`open_port` finds and opens the reader anew each time, raising ReaderError while it is not there."""
        self.name = name
        self.state = State.STARTING
        self.beat = clock.monotonic()
        self.faults: Counter[Error] = Counter()
        self._open_port = open_port
        self._dialect = dialect
        self._put = put
        self._clock = clock
        self._random = random
        self._presence = Presence(dialect.absence)

    def run(self, stop: Event) -> None:
        """Read until `stop`. Whatever goes wrong is told once, and tried again."""
        delay = FIRST_DELAY
        while not stop.is_set():
            opened = self._clock.monotonic()
            try:
                with closing(self._open_port()) as port:
                    self._found()
                    self._listen(port, self._dialect.decoder(), stop)
            except ReaderError as error:
                self._missing(str(error))
            except Exception as error:  # the worker's outermost loop: a bug in here must not cost the next tap
                log.exception("reader %s: an error of our own", self.name)
                self._missing(repr(error))
            if self._clock.monotonic() - opened > LAST_DELAY:
                delay = FIRST_DELAY
            if self.state is State.LOST:
                self._clock.wait(stop, delay)
                delay = min(2 * delay, LAST_DELAY)

    def _listen(self, port: Port, decoder: Decoder, stop: Event) -> None:
        while not stop.is_set():
            self.beat = self._clock.monotonic()
            data = port.read()
            for read in decoder.feed(data) if data else decoder.gap():
                self._pass_on(read)

    def _pass_on(self, read: Read) -> None:
        match read:
            case CardId():
                self._card(read)
            case Text(text=text) if text.startswith(PREFIX):
                self._code(text)
            case Text():
                self._foreign()
            case Fault(error=error):
                self.faults[error] += 1
                if error in STRANGE:
                    self._foreign()

    def _card(self, card: CardId) -> None:
        if self._arrived(card.key):
            at = self._clock.now()
            identity = new_id(at, self._random(10))
            self._put(events.Scanned(identity, at, self.name, card.key, self._dialect.sure))

    def _code(self, text: str) -> None:
        if self._arrived(text):
            at = self._clock.now()
            self._put(events.ScannedCode(new_id(at, self._random(10)), at, self.name, text))

    def _foreign(self) -> None:
        if self._arrived("foreign"):
            self._put(events.ForeignCode(self._clock.now(), self.name))

    def _arrived(self, key: str) -> bool:
        return self._presence.arrived(key, self._clock.monotonic())

    def _found(self) -> None:
        if self.state is not State.WORKING:
            self.state = State.WORKING
            log.info("reader %s works", self.name)
            self._put(events.ReaderBack(self._clock.now(), self.name))

    def _missing(self, cause: str) -> None:
        self.beat = self._clock.monotonic()
        if self.state is not State.LOST:
            self.state = State.LOST
            log.warning("reader %s is lost: %s", self.name, cause)
            self._put(events.ReaderLost(self._clock.now(), self.name, cause))
