"""What the kiosk says without words: one short tone an outcome, synthesised from the table below.

All tones lie in 500-2000 Hz, where old ears hear best, at most at -6 dB of full scale, faded 10 ms in and out so that
nothing cracks (ux-rules R27, R28). A problem sounds as calm as a success: nobody is shamed in public.
"""

import wave
from array import array
from collections.abc import Sequence
from enum import StrEnum
from io import BytesIO
from logging import getLogger
from math import pi, sin
from pathlib import Path
from typing import Any, Protocol

from kivy.core.audio import SoundLoader

RATE = 44_100
PEAK = 0.5
FADE_SECONDS = 0.01

log = getLogger(__name__)


class Tone(StrEnum):
    """Every sound the kiosk makes."""

    SUCCESS = "success"
    AGAIN = "again"
    PROBLEM = "problem"
    CALLED = "called"
    CLICK = "click"


# Parts of a tone: hertz (0 is silence) and milliseconds.
SCORE: dict[Tone, tuple[tuple[int, int], ...]] = {
    Tone.SUCCESS: ((660, 120), (880, 180)),
    Tone.AGAIN: ((660, 200),),
    Tone.PROBLEM: ((520, 200), (0, 80), (520, 200)),
    Tone.CALLED: ((880, 150), (660, 200)),
    Tone.CLICK: ((1000, 30),),
}


class Player(Protocol):
    """Whatever can make the kiosk heard."""

    def play(self, tone: Tone | None, clips: Sequence[Path] = ()) -> None:
        """Start a tone and then the clips, one after the other, cutting whatever still sounds."""
        ...


class Silent:
    """A player for kiosks without a loudspeaker; it remembers what would have been heard."""

    def __init__(self) -> None:
        """Nothing was played yet."""
        self.played: list[Tone | Path] = []

    def play(self, tone: Tone | None, clips: Sequence[Path] = ()) -> None:
        """Take note of the last hundred sounds."""
        self.played = [*self.played, *([tone] if tone else []), *clips][-100:]


class Speaker:
    """Plays tones through the machine's sound card. `folder` holds the WAV files, `volume` is 0 to 100."""

    def __init__(self, folder: Path, volume: int = 80) -> None:
        """Nothing is written or opened before the first tone."""
        self.folder = folder
        self.volume = volume
        self._loaded: dict[Tone, Any] = {}
        self._sounding: Any = None
        self._next: list[Path] = []

    def play(self, tone: Tone | None, clips: Sequence[Path] = ()) -> None:
        """Start at once; a machine that cannot play stays silent and logs it."""
        self._next = []
        if self._sounding is not None:
            self._sounding.stop()
        self._next = list(clips)
        if tone is None:
            self._go_on()
            return
        if tone not in self._loaded:
            self._loaded[tone] = self._load_tone(tone)
        self._start(self._loaded[tone])

    @property
    def sounding(self) -> str:
        """The file that was started last; empty when nothing was."""
        return str(self._sounding.source) if self._sounding is not None else ""

    def works(self) -> bool:
        """Whether a sound card took the tones. SDL says nothing when there is none, but every sound has length 0."""
        return all(self._load_tone(tone) is not None for tone in Tone)

    def _start(self, sound: Any) -> None:
        self._sounding = sound
        if sound is None:
            self._go_on()
            return
        sound.volume = self.volume / 100
        sound.play()

    def _go_on(self, *_stopped: Any) -> None:
        """Play the next clip of the sentence, if one is left."""
        if self._next:
            self._start(self._load(self._next.pop(0)))

    def _load_tone(self, tone: Tone) -> Any:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{tone}.wav"
        if not path.exists() or path.read_bytes() != wav(tone):
            path.write_bytes(wav(tone))
        return self._load(path)

    def _load(self, path: Path) -> Any:
        sound = SoundLoader.load(str(path))
        if sound is None or not sound.length:
            log.warning("%s: no sound card took it; the kiosk stays silent", path)
            return None
        sound.bind(on_stop=self._go_on)
        return sound


def wav(tone: Tone) -> bytes:
    """The tone as a WAV file: 16 bit, mono."""
    buffer = BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(b"".join(_part(hertz, milliseconds) for hertz, milliseconds in SCORE[tone]))
    return buffer.getvalue()


def _part(hertz: int, milliseconds: int) -> bytes:
    count = RATE * milliseconds // 1000
    fade = RATE * FADE_SECONDS
    loud = (min(1.0, at / fade, (count - at) / fade) * sin(2 * pi * hertz * at / RATE) for at in range(count))
    return array("h", [round(32767 * PEAK * sample) for sample in loud]).tobytes()
