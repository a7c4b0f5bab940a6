"""Bad weather for simulated readers, the same from the same seed: noise, lost bytes, glued frames, pulled plugs.

A person presents a card again when nothing happened, and so does this: a frame that was damaged on purpose is followed
by a good one, as a reader repeats while the card lies there.
"""

from dataclasses import dataclass
from random import Random

from kiosk.readers.simulated import SimulatedReader


@dataclass(frozen=True, slots=True)
class Weather:
    """How often what goes wrong, each a share of 0 to 1 of the taps."""

    noise: float = 0.0
    drops: float = 0.0
    glue: float = 0.0
    unplug: float = 0.0


class Storm:
    """Sends taps to one simulated reader through the weather. `quiet` bytes are noise that begins no frame."""

    def __init__(
        self, reader: SimulatedReader, weather: Weather, seed: int, quiet: bytes = b"\x00\x7f\xf0\xff"
    ) -> None:
        """The same seed brings the same weather."""
        self._reader = reader
        self._weather = weather
        self._random = Random(seed)  # noqa: S311  # weather is no secret
        self._quiet = quiet

    def tap(self, what: str) -> None:
        """One person's tap, whatever happens on the way."""
        frame = self._reader.frame(what)
        burst = b""
        if self._happens(self._weather.noise):
            burst += bytes(self._random.choices(self._quiet, k=self._random.randint(1, 12)))
        if self._happens(self._weather.drops):
            lost = self._random.randrange(1, len(frame))
            burst += frame[:lost] + frame[lost + 1 :]
        copies = 2 if self._happens(self._weather.glue) else 1
        self._reader.send(burst + copies * frame)

    def pulls_the_plug(self) -> bool:
        """Whether the plug comes out before the next tap."""
        return self._happens(self._weather.unplug)

    def _happens(self, share: float) -> bool:
        return self._random.random() < share
