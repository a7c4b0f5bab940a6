"""What the kiosk says without words: one short tone an outcome, synthesised from the table below.

All tones lie in 500-2000 Hz, where old ears hear best, at most at -6 dB of full scale, faded 10 ms in and out so that
nothing cracks (ux-rules R27, R28). A problem sounds as calm as a success: nobody is shamed in public.
"""

import ctypes
import wave
from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import StrEnum
from io import BytesIO
from logging import getLogger
from math import pi, sin
from pathlib import Path
from typing import Any, Protocol

from kivy.clock import Clock
from kivy.core.audio import SoundLoader

RATE = 44_100
PEAK = 0.5
FADE_SECONDS = 0.01

ALSA = "libasound.so.2"
UNHEARD = ctypes.CFUNCTYPE(None)(lambda: None)

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
    """Whatever can make the kiosk heard. `louder` is set while somebody is here who asked for it."""

    louder: bool

    def play(self, tone: Tone | None, clips: Sequence[Path] = ()) -> None:
        """Cut whatever still sounds, then start a tone and then the clips, one after the other."""
        ...

    def follow(self, clips: Sequence[Path]) -> None:
        """Say this as well, after what still sounds."""
        ...

    def seconds(self, tone: Tone | None, clips: Sequence[Path] = ()) -> float:
        """How long they will be heard; 0 where they will not be."""
        ...


class Silent:
    """A player for kiosks without a loudspeaker; it remembers what would have been heard."""

    def __init__(self) -> None:
        """Nothing was played yet."""
        self.louder = False
        self.played: list[Tone | Path] = []

    def play(self, tone: Tone | None, clips: Sequence[Path] = ()) -> None:
        """Take note of the last hundred sounds."""
        self.played = [*self.played, *([tone] if tone else []), *clips][-100:]

    def follow(self, clips: Sequence[Path]) -> None:
        """Take note of these, too."""
        self.play(None, clips)

    def seconds(self, tone: Tone | None, clips: Sequence[Path] = ()) -> float:
        """Nothing sounds."""
        return 0.0


class Speaker:
    """Plays through the machine's sound card. `folder` holds the tones' WAV files.

    `loudness` gives the percent, for whether it is to be louder than usual.
    """

    def __init__(self, folder: Path, loudness: Callable[[bool], int] = lambda _louder: 80) -> None:
        """Nothing is written or opened before the first tone.

        SDL's audio library writes eight lines of its own to the terminal where there is no sound card: not any more.
        """
        with suppress(OSError):
            ctypes.CDLL(ALSA).snd_lib_error_set_handler(UNHEARD)
        self.folder = folder
        self.louder = False
        self.loudness = loudness
        self._mute = False
        self._loaded: dict[Path, Any] = {}
        self._queue: list[Path] = []
        self._sounding: Any = None
        self._end: Any = None

    def play(self, tone: Tone | None, clips: Sequence[Path] = ()) -> None:
        """Start at once; a machine that cannot play stays silent and says so once."""
        self._queue = []
        if self._end is not None:
            self._end.cancel()
            self._end = None
        if self._sounding is not None:
            self._sounding.stop()
            self._sounding = None
        self.follow([*([self._file(tone)] if tone else []), *clips])

    def follow(self, clips: Sequence[Path]) -> None:
        """Start at once when nothing sounds."""
        self._queue += clips
        if self._end is None:
            self._go_on()

    def seconds(self, tone: Tone | None, clips: Sequence[Path] = ()) -> float:
        """The sum of their lengths."""
        sounds = [self._load(path) for path in [*([self._file(tone)] if tone else []), *clips]]
        return float(sum(sound.length for sound in sounds if sound is not None))

    @property
    def sounding(self) -> str:
        """The file that was started last; empty when it was cut."""
        return str(self._sounding.source) if self._sounding is not None else ""

    @property
    def busy(self) -> bool:
        """Whether something is still to be heard, as far as the sound card has come: a loaded machine plays late."""
        return self._end is not None or (self._sounding is not None and self._sounding.state == "play")

    def works(self) -> bool:
        """Whether a sound card took the tones. SDL says nothing when there is none, but every sound has length 0."""
        return all(self._load(self._file(tone)) is not None for tone in Tone)

    def _go_on(self, *_passed: float) -> None:
        """Start the next clip. Its length says when: Kivy looks only ten times a second whether one has ended."""
        self._end = None
        while self._queue:
            sound = self._load(self._queue.pop(0))
            if sound is not None:
                sound.volume = self.loudness(self.louder) / 100
                sound.play()
                self._sounding = sound
                # Kivy counts from the beginning of the frame, which may have drawn a whole screen before this.
                late = Clock.time() - Clock.get_time()
                self._end = Clock.schedule_once(self._go_on, sound.length + late)
                return

    def _file(self, tone: Tone) -> Path:
        path = self.folder / f"{tone}.wav"
        if path not in self._loaded:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.read_bytes() != wav(tone):
                path.write_bytes(wav(tone))
        return path

    def _load(self, path: Path) -> Any:
        """The sound of a file. Tones stay loaded; a clip may be recorded anew at any time."""
        if path in self._loaded or self._mute:
            return self._loaded.get(path)
        sound = SoundLoader.load(str(path))
        if sound is None or not sound.length:
            self._refused(path)
            return None
        if path.parent == self.folder:
            self._loaded[path] = sound
        return sound

    def _refused(self, path: Path) -> None:
        """A tone is whole, so there is no sound card: SDL looks for one only once, and it is said only once."""
        if path.parent == self.folder:
            self._mute = True
            log.warning("no sound card took a tone; the kiosk stays silent until it is started again, see: kiosk sound")
        elif self._load(self._file(Tone.CLICK)) is not None:
            log.warning("%s: cannot be played", path)


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
