"""Readers that are no serial port: keyboard wedges (/dev/input/event*) and HID reports (/dev/hidraw*).

A wedge is grabbed: its keys belong to us alone and never land in a text field. They are read as positions, since a
layout, a slow input box or a missing shift garbles numbers (Odoo #214407, Kivy #6801).
"""

import fcntl
import os
import select
import struct
from collections.abc import Callable

from kiosk.errors import ReaderError
from kiosk.readers.evdev_keys import SHIFTS

EVIOCGRAB = 0x40044590
KEY_EVENT, RELEASED, PRESSED = 1, 0, 1
EVENT = struct.Struct("llHHi")
LEFT_SHIFT = 42
REPORT = 64


class DevicePort:
    """A character device that delivers whole messages. Needs membership of the group `input`, or a udev rule."""

    def __init__(self, path: str, baud: int = 0, idle: float = 0.1) -> None:
        """Open; `baud` means nothing here. Raises ReaderError."""
        del baud
        self._path = path
        self._idle = idle
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise ReaderError(f"{path} cannot be opened; is the reader plugged in? ({error.strerror})") from error

    def read(self) -> bytes:
        """One message, or nothing after the idle time."""
        try:
            ready, _, _ = select.select([self._handle], [], [], self._idle)
            data = os.read(self._handle, self.size()) if ready else None
        except (OSError, ValueError) as error:
            raise ReaderError(f"{self._path} was unplugged ({error})") from error
        if data == b"":
            raise ReaderError(f"{self._path} was unplugged")
        return self.taken(data) if data else b""

    def size(self) -> int:
        """Bytes to take at a time."""
        return REPORT

    def taken(self, data: bytes) -> bytes:
        """What a message is for the decoder."""
        return data

    def write(self, data: bytes) -> None:
        """Send a report, its number 0 in front."""
        try:
            os.write(self._handle, b"\0" + data)
        except OSError as error:
            raise ReaderError(f"{self._path} takes no commands ({error.strerror})") from error

    def close(self) -> None:
        """Let go, and with it of the grab."""
        if self._handle >= 0:
            os.close(self._handle)
        self._handle = -1


def grab(handle: int) -> None:
    """Take an input device for ourselves; raises OSError when another program was first."""
    fcntl.ioctl(handle, EVIOCGRAB, 1)


class WedgePort(DevicePort):
    """A keyboard wedge; its messages are key-down codes, each with the shift that is held in front."""

    def __init__(
        self, path: str, baud: int = 0, idle: float = 0.2, *, exclusively: Callable[[int], None] = grab
    ) -> None:
        """Open and grab; raises ReaderError when that fails."""
        super().__init__(path, baud, idle)
        self._shift = False
        try:
            exclusively(self._handle)
        except OSError as error:
            self.close()
            raise ReaderError(f"{path} is held by another program, or is no keyboard ({error.strerror})") from error

    def size(self) -> int:
        """Whole events only."""
        return EVENT.size * 64

    def taken(self, data: bytes) -> bytes:
        """The keys that went down."""
        codes = bytearray()
        for _, _, kind, code, value in EVENT.iter_unpack(data[: len(data) // EVENT.size * EVENT.size]):
            if kind != KEY_EVENT or code > 0xFF:
                continue
            if code in SHIFTS:
                self._shift = value != RELEASED
            elif value == PRESSED:
                codes += bytes([LEFT_SHIFT, code]) if self._shift else bytes([code])
        return bytes(codes)
