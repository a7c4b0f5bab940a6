"""Where staff record: the microphone, the judgement on what it heard, and the shelf that keeps it."""

import logging
from collections.abc import Callable, Collection
from contextlib import suppress

from kiosk.core.pages import Take
from kiosk.core.speech import Dialect
from kiosk.errors import SetupError
from kiosk.voice.microphone import Microphone
from kiosk.voice.packs import Shelf
from kiosk.voice.waves import RATE, Fault, as_wav, judged

DEAF = RATE // 5
"""The first fifth of a second holds the finger on the glass, not the sentence."""

log = logging.getLogger(__name__)


class Studio:
    """Implements `core.ports.Studio`; `words` gives a part in the words of a language."""

    def __init__(self, shelf: Shelf, microphone: Microphone, words: Callable[[str, str], str]) -> None:
        """Nothing is opened yet."""
        self.shelf = shelf
        self.microphone = microphone
        self.words = words
        self._listening = False

    def chosen(self) -> str:
        """The pack that is heard first."""
        return self.shelf.chosen

    def choose(self, pack: str) -> Take | None:
        """Let it be heard first from now on."""
        try:
            self.shelf.choose(pack)
        except OSError as error:
            return self._unkept(error)
        return None

    def recorded(self, pack: str) -> Collection[str]:
        """The parts that this kiosk's own pack has."""
        return self.shelf.recorded(pack).keys()

    def start(self) -> Take:
        """Listen."""
        self.cancel()
        try:
            self.microphone.start()
        except SetupError as error:
            log.warning("%s", error)
            return Take.NO_MICROPHONE
        self._listening = True
        return Take.RUNNING

    def stop(self, dialect: Dialect, part: str) -> Take:
        """Judge what was heard, and keep it."""
        self._listening = False
        try:
            clip = judged(self.microphone.stop()[DEAF:])
            if isinstance(clip, Fault):
                return Take(clip)
            self.shelf.keep(dialect, part, as_wav(clip))
        except SetupError as error:
            log.warning("%s", error)
            return Take.NO_MICROPHONE
        except OSError as error:
            return self._unkept(error)
        return Take.KEPT

    def cancel(self) -> None:
        """Stop listening."""
        if self._listening:
            self._listening = False
            with suppress(SetupError):
                self.microphone.stop()

    def _unkept(self, error: OSError) -> Take:
        log.warning("a recording cannot be kept: %s", error)
        return Take.FULL
