"""A reader without a reader: a pseudo-terminal that sends the bytes of a real one. Ships so that anybody can run it.

    with SimulatedReader(rdm6300.frame) as reader:
        print(reader.url)                  # a path that stays the same when unplugged and replugged
        reader.tap("67003B51C6")

Mirrors the device: the frames, the repeats every 65 ms, noise, cut and glued frames, going away and coming back. Does
not mirror: bytes arrive at once and not at the baud rate; modem lines do nothing.
"""

import os
import tempfile
import tty
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

from kiosk.errors import ReaderError
from kiosk.readers.pump import WaitingClock

REPEAT = 0.065


class SimulatedReader:
    """One simulated reader. `encode` turns a card or a code into the frame its model would send."""

    def __init__(self, encode: Callable[[str], bytes], link: Path | None = None) -> None:
        """Plug in. `link` is where its stable path shall be; without one a fresh temporary folder holds it."""
        self._encode = encode
        self._folder = None if link else tempfile.TemporaryDirectory(prefix="kiosk-reader-")
        self._link = link or Path(self._folder.name if self._folder else "") / "reader"
        self._master = self._slave = -1
        self.plug()

    @property
    def url(self) -> str:
        """What to open: a link to the pseudo-terminal of the moment."""
        return str(self._link)

    def plug(self) -> None:
        """Appear under the same path, on a fresh pseudo-terminal as a real device gets a fresh tty."""
        if self._master < 0:
            self._master, self._slave = os.openpty()
            tty.setraw(self._slave)
            os.set_blocking(self._master, False)
            self._link.unlink(missing_ok=True)
            self._link.symlink_to(os.ttyname(self._slave))

    def unplug(self) -> None:
        """Go away: who has the port open gets an error, who opens it finds nothing."""
        self._link.unlink(missing_ok=True)
        for end in (self._master, self._slave):
            if end >= 0:
                os.close(end)
        self._master = self._slave = -1

    def tap(self, what: str) -> None:
        """Put down a card (`67003B51C6` or `em4100:67003B51C6`), or show a code, for one frame's time."""
        self.send(self.frame(what))

    def hold(self, what: str, seconds: float, clock: WaitingClock, stop: Event | None = None) -> None:
        """Leave it there: a frame every 65 ms for so long."""
        until = clock.monotonic() + seconds
        while clock.monotonic() < until:
            self.tap(what)
            if clock.wait(stop or Event(), REPEAT):
                return

    def frame(self, what: str) -> bytes:
        """The bytes for a card or a code."""
        return self._encode(what.rpartition(":")[2] if what[:1].islower() else what)

    def send(self, data: bytes) -> None:
        """Raw bytes: noise, half a frame, two glued ones. Raises ReaderError when unplugged or when nobody reads."""
        try:
            if os.write(self._master, data) != len(data):
                raise ReaderError(f"{self._link}: nobody reads the simulated reader; start the kiosk first")
        except OSError as error:
            raise ReaderError(f"{self._link}: the simulated reader is unplugged or full ({error.strerror})") from error

    def received(self) -> bytes:
        """What the host has written since the last call."""
        with suppress(OSError):
            return os.read(self._master, 4096)
        return b""

    def close(self) -> None:
        """Unplug for good and clean up."""
        self.unplug()
        if self._folder:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        """Plugged in already."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Clean up."""
        self.close()
