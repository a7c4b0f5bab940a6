"""The only file that imports pyserial: a port that is read, written and closed, and the list of ports there are.

pyserial fails in several ways for one cause (measured on a pty, version 3.5): after an unplug `in_waiting` raises a
bare OSError, `read` a SerialException; a close from another thread makes `read` raise TypeError; tcflush raises
termios.error. All of them leave here as one ReaderError.
"""

import termios
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import serial
from serial.tools import list_ports

from kiosk.errors import ReaderError


class Port(Protocol):
    """A line to a reader. Every method raises ReaderError when the line is gone."""

    def read(self) -> bytes:
        """What has arrived, as soon as anything has; empty when nothing came for the port's idle time."""
        ...

    def write(self, data: bytes) -> None:
        """Send a command."""
        ...

    def close(self) -> None:
        """Let go. Never raises."""
        ...


class SerialPort:
    """Any port that `serial_for_url` opens, 8N1. Opening is exclusive and throws away what was waiting, once."""

    def __init__(self, url: str, baud: int = 9600, idle: float = 0.1, *, keep: bool = False) -> None:
        """Open; `idle` is the silence in seconds after which `read` returns empty-handed. Raises ReaderError.

        With `keep` what was waiting is read: this program held the line while it started afresh (`lines.py`).
        """
        self._url = url
        with self._trouble("cannot be opened; is the reader plugged in, and not in use by another program?"):
            self._serial = serial.serial_for_url(
                url, baudrate=baud, timeout=idle, write_timeout=1.0, exclusive=True, do_not_open=True
            )
            if keep:
                # pyserial's `open` empties the buffer and has no option not to.
                self._serial._reset_input_buffer = lambda: None  # type: ignore[attr-defined]  # noqa: SLF001
            self._serial.open()

    def read(self) -> bytes:
        """Wait for the first byte only, then take what came with it: no frame waits for a full buffer."""
        with self._trouble("gave no answer: it was unplugged, or another program reads it too"):
            data = self._serial.read(1)
            if data and (more := self._serial.in_waiting):
                data += self._serial.read(more)
            return bytes(data)

    def write(self, data: bytes) -> None:
        """Send a command; raises ReaderError after a second of not getting rid of it."""
        with self._trouble("does not take commands: it was unplugged, or it is wired for reading only"):
            self._serial.write(data)

    def close(self) -> None:
        """Let go; a line that is already gone is as good as closed."""
        try:
            self._serial.close()
        except (OSError, TypeError, termios.error):
            return

    @contextmanager
    def _trouble(self, sentence: str) -> Iterator[None]:
        try:
            yield
        except (OSError, TypeError, ValueError, termios.error) as error:  # SerialException is an OSError
            raise ReaderError(f"{self._url} {sentence} ({error})") from error


@dataclass(frozen=True, slots=True)
class Found:
    """A serial port of this machine. `place` is the USB socket (`1-1.2`), `serial` often missing (CH340 has none)."""

    device: str
    name: str
    usb: str | None = None
    place: str | None = None
    serial: str | None = None


def found_ports() -> Sequence[Found]:
    """The USB and on-board serial ports, in a stable order."""
    return [
        Found(
            device=port.device,
            name=port.description or port.device,
            usb=f"{port.vid:04x}:{port.pid:04x}" if port.vid is not None and port.pid is not None else None,
            place=port.location,
            serial=port.serial_number,
        )
        for port in sorted(list_ports.comports(include_links=False))
    ]
