"""The microphone: `arecord` of alsa-utils as a program of its own, or a WAV file that plays somebody.

Why not SDL, which is in the process already: its capture would need Kivy's private copy of the library through ctypes
and a callback on a thread of C, where a driver that hangs takes the kiosk with it. A program can be stopped; alsa-utils
is part of Raspberry Pi OS, and ALSA's own plugins stand in for a card in tests.
"""

import subprocess
from array import array
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Protocol

from kiosk.errors import SetupError
from kiosk.voice.waves import RATE, from_wav

LONGEST_SECONDS = 8
STOP_SECONDS = 0.25
BYTES = 2


class Microphone(Protocol):
    """Whatever can listen."""

    def start(self) -> None:
        """Listen from now on, for at most eight seconds; raises SetupError when it cannot."""
        ...

    def stop(self) -> "array[int]":
        """What was heard since, with `RATE` samples a second; raises SetupError when nothing could be."""
        ...


class Alsa:
    """Records from an ALSA device. What it hears is in memory until it is judged, never in a file."""

    def __init__(self, device: str = "default", program: str = "arecord") -> None:
        """Nothing is opened before `start`."""
        options = f"--quiet --file-type raw --format S16_LE --channels 1 --rate {RATE} --duration {LONGEST_SECONDS}"
        self.command = [program, "--device", device, *options.split()]
        self._running: subprocess.Popen[bytes] | None = None
        self._heard = bytearray()
        self._ear: Thread | None = None

    def start(self) -> None:
        """Open the device."""
        self.stop_listening()
        self._heard = bytearray()
        try:
            running = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)  # noqa: S603
        except OSError as error:
            raise SetupError(
                f"{self.command[0]}: cannot be started ({error.strerror}); sudo apt-get install alsa-utils"
            ) from error
        self._running = running
        self._ear = Thread(target=self._listen, args=(running,), name="microphone", daemon=True)
        self._ear.start()

    def stop(self) -> "array[int]":
        """Close it."""
        told = self.stop_listening()
        if not self._heard:
            raise SetupError(f"no sound came from the microphone; see `arecord -L` ({told or 'no reason was given'})")
        return array("h", bytes(self._heard[: len(self._heard) // BYTES * BYTES]))

    def stop_listening(self) -> str:
        """End the program, whatever it does; gives what it complained about."""
        running, self._running = self._running, None
        if running is None or running.stderr is None:
            return ""
        running.terminate()
        try:
            running.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        if self._ear is not None:
            self._ear.join(STOP_SECONDS)
        with running.stderr as complaint:
            return complaint.read().decode(errors="replace").strip()

    def _listen(self, running: "subprocess.Popen[bytes]") -> None:
        most = LONGEST_SECONDS * RATE * BYTES
        heard = self._heard
        with suppress(OSError, ValueError):
            while running.stdout and len(heard) < most and (piece := running.stdout.read(65_536)):
                heard += piece[: most - len(heard)]
        if running.stdout:
            running.stdout.close()


class Recorded:
    """A microphone into which a WAV file speaks whole, as often as it listens: for trying the pages without one."""

    def __init__(self, path: Path) -> None:
        """`path` is a mono file of 16 bit with 22050 samples a second."""
        self.path = path

    def start(self) -> None:
        """Whoever is in the file begins to speak."""

    def stop(self) -> "array[int]":
        """What they said."""
        try:
            samples, rate = from_wav(self.path.read_bytes())
        except (OSError, ValueError) as error:
            raise SetupError(f"{self.path}: cannot be heard ({error}); give another WAV file") from error
        if rate != RATE:
            raise SetupError(f"{self.path}: has {rate} samples a second instead of {RATE}")
        return samples[: LONGEST_SECONDS * RATE]


def microphone(name: str) -> Microphone:
    """The microphone of the settings: a WAV file, or a device of ALSA."""
    return Recorded(Path(name)) if name.endswith(".wav") else Alsa(name)
