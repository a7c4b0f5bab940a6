"""Where the data folders are: beside the package in a checkout or editable install, inside it in a wheel."""

from pathlib import Path

HERE = Path(__file__).parent


def _folder(name: str) -> Path:
    return inside if (inside := HERE / name).is_dir() else HERE.parent / name


ASSETS = _folder("assets")
HARDWARE = _folder("hardware")
SYSTEMD = _folder("systemd")
