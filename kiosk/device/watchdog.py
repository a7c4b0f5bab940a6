"""Tells systemd that the kiosk is up and its screen still drawn (sd_notify(3), by its documented socket).

Without systemd, `NOTIFY_SOCKET` is not set and nothing is sent. A word that cannot be delivered is dropped: systemd
restarts a service that falls silent, which is all that a failure here could ask for.
"""

import socket
from collections.abc import Mapping
from contextlib import suppress


class Watchdog:
    """One line to systemd. `ready` once, `alive` at least every `WatchdogSec` of the unit."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Find the socket; a leading `@` means the abstract namespace."""
        address = environ.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address

    def ready(self) -> None:
        """A tap is recorded from now on."""
        self._say("READY=1")

    def alive(self) -> None:
        """The next picture was drawn."""
        self._say("WATCHDOG=1")

    def _say(self, words: str) -> None:
        if not self._address:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(words.encode(), self._address)
