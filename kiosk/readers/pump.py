"""One reader's worker: port, decoder, presence filter, inbox. It outlives every unplugging and starts without a reader.

A tap waits for nothing here: the port returns with the first bytes, and the event is in the inbox before the next read.
The port is opened again after 0.5, 1, 2, then every 4 seconds, so that a reader plugged back in works within 5.
A reader that can answer is probed by its decoder; one that stopped answering, and a passive one that was silent for
`reopen_after` seconds while the centre is open, gets its port opened anew: a Pi's USB can go mute without an error.
A phone draws another number at every look: it came once as long as any such number is there.
`beat` is the monotonic second of the last sign of life of this thread, for `guard.py`.
"""

import logging
import os
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from enum import StrEnum
from threading import Event
from typing import Protocol

from kiosk.clock import new_id
from kiosk.core import events
from kiosk.core.cardkey import Unfit, unfit
from kiosk.core.ports import Clock
from kiosk.errors import ReaderError
from kiosk.readers.ascii_line import PREFIX
from kiosk.readers.decoder import CardId, Decoder, Error, Fault, Read, Talker, Text
from kiosk.readers.port import Port
from kiosk.readers.presence import Presence
from kiosk.readers.protocols import Dialect

FIRST_DELAY, LAST_DELAY, LAST_WORD = 0.5, 4.0, 0.5
STRANGE = frozenset({Error.FOREIGN_CODE, Error.NOT_ASCII})
SOUND = STRANGE | {Error.NO_CARD}
"""What a reader that works tells as well, and of a code that is held to it again and again."""
SEVERAL = 3
"""So many bad reads without a good one are the reader's or its settings' fault."""
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
        setup: Sequence[bytes] = (),
        reopen_after: float | None = None,
        is_open: Callable[[], bool] = lambda: True,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """`open_port` finds and opens the reader anew each time, raising ReaderError while it is not there.

        `setup` are the profile's commands, sent one by one whenever the port was opened and the line is quiet.
        """
        self.name = name
        self.state = State.STARTING
        self.beat = clock.monotonic()
        self.faults: Counter[Error] = Counter()
        self.warnings: Counter[str] = Counter()
        self.good = self.bad = 0
        self._open_port = open_port
        self._dialect = dialect
        self._put = put
        self._clock = clock
        self._setup = setup
        self._reopen_after = reopen_after
        self._is_open = is_open
        self._random = random
        self._presence = Presence(dialect.absence)
        self._doubtful: tuple[str, str] | None = None

    def run(self, stop: Event) -> None:
        """Read until `stop`. Whatever goes wrong is told once, and tried again."""
        delay = FIRST_DELAY
        while not stop.is_set():
            opened = self._clock.monotonic()
            try:
                with closing(self._open_port()) as port:
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
        """Until `stop`, until the reader is silent for too long, or until a ReaderError says that it is gone.

        What is coming in at `stop` is read to its end: nobody else can make a card of half a frame.
        """
        talker = decoder if isinstance(decoder, Talker) else None
        setup = list(self._setup)
        self.beat = heard = self._clock.monotonic()
        data, last = b"", None
        while not stop.is_set() or (data and self.beat < (last := last or self.beat + LAST_WORD)):
            if talker is None or talker.ready:
                self._found()
            data = port.read()
            for read in decoder.feed(data) if data else decoder.gap():
                self._pass_on(read)
            self.beat = self._clock.monotonic()
            if data:
                heard = self.beat
            elif setup:
                port.write(setup.pop(0))
            if talker is not None:
                self._talk(talker, port)
            elif self._reopen_after and self.beat - heard > self._reopen_after and self._is_open():
                return

    def _talk(self, talker: Talker, port: Port) -> None:
        if question := talker.talk(self.beat):
            port.write(question)
        if talker.overdue:
            raise ReaderError(f"{self.name} does not answer; check its power, its wiring and its protocol")

    def _pass_on(self, read: Read) -> None:
        match read:
            case CardId():
                self._understood()
                self._card(read)
            case Text(text=text) if text.startswith(PREFIX):
                self._understood()
                self._code(text)
            case Text():
                self._foreign()
            case Fault(error=error, ended=ended):
                self.faults[error] += error is not Error.NO_CARD
                if ended or error in STRANGE:
                    self._foreign()
                if error not in SOUND and not (ended and error is Error.OVERLONG):
                    self._misread()

    @property
    def garbled(self) -> bool:
        """Whether several reads were bad and not one was good: another protocol, speed or setting."""
        return not self.good and self.bad >= SEVERAL

    def _understood(self) -> None:
        if self.garbled:
            self._put(events.ReaderGarbled(self._clock.now(), self.name, over=True))
        self.good += 1

    def _misread(self) -> None:
        self.bad += 1
        if self.garbled and self.bad == SEVERAL:
            log.warning("reader %s was read %d times, and not one read was good", self.name, SEVERAL)
            self._put(events.ReaderGarbled(self._clock.now(), self.name))

    def _card(self, card: CardId) -> None:
        """A card whose protocol invents some is told a second time, for sure, when its next frame is the same."""
        if card.warn:
            if not self.warnings[card.warn]:
                log.warning("reader %s: a card came with the warning %s", self.name, card.warn)
            self.warnings[card.warn] += 1
        at = self._clock.now()
        if self._arrived(card.family if unfit(card.key) is Unfit.RANDOM else card.key):
            identity = new_id(at, self._random(10))
            self._doubtful = None if self._dialect.sure else (card.key, identity)
            self._put(events.Scanned(identity, at, self.name, card.key, self._dialect.sure))
        elif self._doubtful and self._doubtful[0] == card.key:
            self._put(events.Scanned(self._doubtful[1], at, self.name, card.key))
            self._doubtful = None

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
