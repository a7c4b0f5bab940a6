"""Holds the readers' lines open while the program starts afresh: what a reader sends meanwhile waits in the kernel.

A tty that nobody has open drops what arrives. So the old program opens each line once more, lets the new one inherit
that, and names it in the environment; the new one reads what waited, and then lets go of what it inherited.
"""

import os
from collections.abc import Callable, Iterable, MutableMapping
from contextlib import suppress
from threading import Event

from kiosk.errors import ReaderError
from kiosk.readers.addresses import locate
from kiosk.readers.port import found_ports

HELD = "HELD_LINES"
SECONDS = 10.0


def hold(addresses: Iterable[str], environ: MutableMapping[str, str]) -> None:
    """Open every line that is a terminal, for the program that takes this one's place. One that is lost is left out."""
    held = []
    for address in addresses:
        with suppress(OSError, ReaderError):
            line = os.open(locate(address, found_ports()), os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
            if os.isatty(line):
                os.set_inheritable(line, True)
                held.append(str(line))
    environ[HELD] = ",".join(held)


def held(environ: MutableMapping[str, str]) -> tuple[int, ...]:
    """The lines that were inherited, to be let go with `release`; a program that starts later inherits none."""
    lines = tuple(int(line) for line in environ.pop(HELD, "").split(",") if line)
    for line in lines:
        os.set_inheritable(line, False)
    return lines


def release(lines: Iterable[int], wait: Callable[[Event, float], bool], stop: Event) -> None:
    """A worker that lets go when the readers have long had their lines again."""
    wait(stop, SECONDS)
    for line in lines:
        with suppress(OSError):
            os.close(line)
