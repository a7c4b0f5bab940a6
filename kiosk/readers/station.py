"""From what a configuration says about a reader to its pump: profile, protocol, address, port.

pump("door", "/dev/serial/by-id/...", inbox.put, clock, hardware=HARDWARE, model="rdm6300")
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from kiosk.core.events import Event
from kiosk.errors import ReaderError
from kiosk.readers.addresses import locate, refuse_console
from kiosk.readers.evdev_keys import EvdevKeys
from kiosk.readers.number_line import NumberLine
from kiosk.readers.port import Port, SerialPort, found_ports
from kiosk.readers.profile import Profile, load
from kiosk.readers.protocols import Dialect, dialect
from kiosk.readers.pump import ReaderPump, WaitingClock

CMDLINE = Path("/proc/cmdline")


def pump(
    name: str,
    address: str,
    put: Callable[[Event], None],
    clock: WaitingClock,
    *,
    hardware: Path,
    model: str | None = None,
    protocol: str | None = None,
    baud: int | None = None,
    is_open: Callable[[], bool] = lambda: True,
    keep: bool = False,
) -> ReaderPump:
    """A reader's worker; `protocol` and `baud` replace the model's. Raises ReaderError when neither is known.

    With `keep` the first opening reads what was waiting on the line.
    """
    profile = load(hardware, model) if model else None
    if protocol is None and profile is None:
        raise ReaderError(f"reader {name!r}: give `model` (a folder in hardware/) or `protocol`")
    spoken = spoken_by(profile) if profile and protocol in {None, profile.protocol} else dialect(protocol or "")
    speed = baud or (profile.baud if profile else None) or spoken.baud
    return ReaderPump(
        name,
        partial(open_port, address, spoken, speed, keep=iter([keep])),
        spoken,
        put,
        clock,
        setup=[bytes.fromhex(command) for command in profile.setup] if profile else (),
        reopen_after=60.0 * profile.reopen_minutes if profile and profile.reopen_minutes else None,
        is_open=is_open,
    )


def spoken_by(profile: Profile) -> Dialect:
    """A model's protocol, with what its profile says about the numbers that it prints."""
    spoken = dialect(profile.protocol)
    if profile.format is None and profile.family is None:
        return spoken
    numbers = partial(NumberLine, profile.family, profile.format)
    return replace(spoken, decoder=partial(EvdevKeys, numbers) if profile.protocol.startswith("evdev") else numbers)


def open_port(
    address: str, spoken: Dialect, baud: int, cmdline: Path = CMDLINE, *, keep: Iterator[bool] | None = None
) -> Port:
    """Find and open a reader. Raises ReaderError when it is not there, not ours to use, or the system's console.

    `keep` says for each opening whether what was waiting is read; it is not, once that runs out.
    """
    if spoken.port is not SerialPort:
        return spoken.port(address, baud, spoken.idle)
    device = locate(address, found_ports())
    if "://" not in device and cmdline.exists():
        refuse_console(device, cmdline.read_text(encoding="utf-8"))
    return SerialPort(device, baud, spoken.idle, keep=keep is not None and next(keep, False))
