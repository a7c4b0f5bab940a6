"""Where a reader is plugged in, said so that it stays true: tty numbers change at every boot, CH340s have no serial.

/dev/serial/by-id/...        names the device itself; good when it is the only one of that name
/dev/serial/by-path/...      names the socket; two equal readers keep their places
usb:1a86:7523@1-1.2          vendor, product and socket, where udev makes no links
usb:1a86:7523                the only one of its kind
A|B                          whichever of these is there, in this order
socket://, rfc2217://, ...   anything of pyserial
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from kiosk.errors import ReaderError
from kiosk.readers.port import Found

DEVICES = Path("/dev")
_USB = re.compile(r"usb:([0-9a-f]{4}:[0-9a-f]{4})(?:@(.+))?")


def locate(address: str, ports: Sequence[Found]) -> str:
    """What to open at this moment; raises ReaderError when nothing is there, or more than one thing."""
    for choice in address.split("|"):
        if "://" in choice:
            return choice
        if usb := _USB.fullmatch(choice):
            there = [port for port in ports if port.usb == usb[1] and usb[2] in {None, port.place}]
            if len(there) > 1:
                places = ", ".join(f"{choice}@{port.place}" for port in there)
                raise ReaderError(f"{choice} fits {len(there)} readers; say which socket: {places}")
            if there:
                return there[0].device
        elif Path(choice).exists():
            return choice
    raise ReaderError(f"{address} is not there; plug the reader in, or see `kiosk readers list`")


def stable(port: Found, ports: Sequence[Found], devices: Path = DEVICES) -> str:
    """The best address for a port: by-id unless an equal device may share it, then by-path, then USB id and socket."""
    equal = [other for other in ports if other.usb == port.usb]
    by_id = _link(devices / "serial" / "by-id", port.device)
    if by_id and (len(equal) == 1 or port.serial):
        return by_id
    if by_path := _link(devices / "serial" / "by-path", port.device):
        return by_path
    if port.usb and port.place:
        return f"usb:{port.usb}@{port.place}"
    return by_id or port.device


def refuse_console(device: str, cmdline: str, devices: Path = DEVICES) -> None:
    """Raise ReaderError when the kernel or a login prompt uses this port: it would eat what the reader sends."""
    words = cmdline.split()
    names = [word.removeprefix("console=").partition(",")[0] for word in words if word.startswith("console=")]
    if Path(device).resolve() in {(devices / name).resolve() for name in names}:
        raise ReaderError(f"{device} is the system's console; run `raspi-config nonint do_serial_cons 1` and restart")


def holders(device: str, processes: Path = Path("/proc")) -> list[str]:
    """The programs that have a port open, as `name (pid)`; those of other users only show themselves to root."""
    wanted = Path(device).resolve()
    return sorted(
        f"{_name(folder)} ({folder.name})"
        for folder in processes.glob("[0-9]*")
        if wanted in _open_files(folder / "fd")
    )


def _open_files(folder: Path) -> list[Path]:
    found = []
    with suppress(OSError):  # the program ended meanwhile, or is another user's
        for link in folder.iterdir():
            with suppress(OSError):  # it closed this one meanwhile
                found.append(link.readlink())
    return found


def _name(folder: Path) -> str:
    try:
        return (folder / "comm").read_text(encoding="utf-8").strip()
    except OSError:
        return "?"


def _link(folder: Path, device: str) -> str | None:
    if not folder.is_dir():
        return None
    wanted = Path(device).resolve()
    return next((str(link) for link in sorted(folder.iterdir()) if link.resolve() == wanted), None)
