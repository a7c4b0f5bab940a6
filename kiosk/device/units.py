"""Puts a role's systemd files in their places; for a kiosk also the readers' udev rules and the settings file.

    install("kiosk", Path("/opt/kiosk/bin/kiosk"))    writes /etc/systemd/system/kiosk.service and what goes with it

Repeating it renews the units (after an update, or from another place) and leaves the settings alone.
Nothing is started.
"""

from enum import StrEnum
from pathlib import Path

from kiosk.errors import SetupError
from kiosk.paths import HARDWARE, SYSTEMD

EXAMPLE = Path(__file__).with_name("kiosk.toml")
LAMP = SYSTEMD / "kiosk.backlight.rules"
WRITTEN_PROGRAM = "/opt/kiosk/bin/kiosk"
HIDDEN = ("/home/", "/root/")
"""What the units' ProtectHome hides from the service."""


class Role(StrEnum):
    """What this machine is."""

    KIOSK = "kiosk"
    SERVER = "server"


def install(role: Role, program: Path, root: Path = Path("/")) -> list[Path]:
    """Write the files below `root` and tell which. Raises SetupError when the program or the places are no good."""
    if not program.is_file():
        raise SetupError(f"{program}: is not there; install the kiosk with pip into an environment of its own")
    if root == Path("/") and str(program).startswith(HIDDEN):
        raise SetupError(f"{program}: a service cannot see this place; install the kiosk below /opt")
    try:
        return [_write(path, text) for path, text in _files(role, program, root).items()]
    except OSError as error:
        raise SetupError(f"{error.filename}: cannot be written ({error.strerror}); run this with sudo") from error


def _files(role: Role, program: Path, root: Path) -> dict[Path, str]:
    name = "kiosk" if role is Role.KIOSK else "kiosk-server"
    unit = (SYSTEMD / f"{name}.service").read_text(encoding="utf-8")
    files = {
        root / f"etc/systemd/system/{name}.service": unit.replace(WRITTEN_PROGRAM, str(program)),
        root / f"etc/sysusers.d/{name}.conf": (SYSTEMD / f"{name}.sysusers.conf").read_text(encoding="utf-8"),
        root / f"etc/tmpfiles.d/{name}.conf": (SYSTEMD / f"{name}.tmpfiles.conf").read_text(encoding="utf-8"),
    }
    return files | _of_a_kiosk(root) if role is Role.KIOSK else files


def _of_a_kiosk(root: Path) -> dict[Path, str]:
    """The rules of every known reader, so that any of them can be plugged in, and settings where there are none yet."""
    rules = [path for path in sorted(HARDWARE.glob("*/*.rules")) if path.parent.name != "TEMPLATE"]
    files = {root / "etc/udev/rules.d" / path.name: path.read_text(encoding="utf-8") for path in rules}
    files[root / "etc/udev/rules.d/70-kiosk-backlight.rules"] = LAMP.read_text(encoding="utf-8")
    settings = root / "etc/kiosk/kiosk.toml"
    return files if settings.exists() else files | {settings: EXAMPLE.read_text(encoding="utf-8")}


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
