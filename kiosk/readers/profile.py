"""What is true of a reader model, read from `hardware/<model>/profile.toml`: at most eight keys and no expressions.

title = "RDM6300 125 kHz module"    shown to the technician
protocol = "rdm6300"                a name in protocols.py
baud = 9600                         optional; the protocol's own speed otherwise
usb = ["1a86:7523"]                 optional; ids of the adapters it is sold with, also in its udev rule
setup = ["7E000801..."]             optional; commands in hex that are sent each time the port is opened
"""

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from kiosk.core.cardkey import FAMILIES
from kiosk.core.forms import FORMS
from kiosk.errors import ReaderError
from kiosk.readers.protocols import dialect

NAME = "profile.toml"
_TYPES = {
    "title": str,
    "protocol": str,
    "baud": int,
    "usb": list,
    "setup": list,
    "family": str,
    "format": str,
    "reopen_minutes": int,
}
_USB = re.compile(r"[0-9a-f]{4}:[0-9a-f]{4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One model."""

    title: str
    protocol: str
    baud: int | None = None
    usb: tuple[str, ...] = ()
    setup: tuple[str, ...] = ()
    family: str | None = None
    format: str | None = None
    reopen_minutes: int | None = None


def load(hardware: Path, model: str) -> Profile:
    """The profile of `hardware/<model>`; raises ReaderError with file, key and what is accepted."""
    path = hardware / model / NAME
    try:
        return _checked(path, tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ReaderError(f"{path}: cannot be read; models are {', '.join(models(hardware))}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReaderError(f"{path}: is not TOML: {error}") from error


def models(hardware: Path) -> list[str]:
    """The models that have a profile, by folder name."""
    return sorted(path.parent.name for path in hardware.glob(f"*/{NAME}") if path.parent.name != "TEMPLATE")


def _checked(path: Path, raw: dict[str, Any]) -> Profile:
    known = [field.name for field in fields(Profile)]
    if strange := sorted(set(raw) - set(known)):
        raise ReaderError(f"{path}: {strange[0]}: no such key; accepted are {', '.join(known)}")
    for key, wanted in _TYPES.items():
        if key in raw and not isinstance(raw[key], wanted):
            raise ReaderError(f"{path}: {key} = {raw[key]!r}: wanted is {wanted.__name__}")
    if not raw.get("title") or not raw.get("protocol"):
        raise ReaderError(f"{path}: title and protocol are needed")
    dialect(raw["protocol"])
    usb, setup = (tuple(map(str, raw.get(key, ()))) for key in ("usb", "setup"))
    if bad := [entry for entry in usb if not _USB.fullmatch(entry)]:
        raise ReaderError(f"{path}: usb = {bad[0]!r}: wanted is vendor:product in lower-case hex, as in 1a86:7523")
    if bad := [entry for entry in setup if not re.fullmatch(r"([0-9A-F]{2})+", entry)]:
        raise ReaderError(f"{path}: setup = {bad[0]!r}: wanted are bytes in upper-case hex")
    form = str(raw.get("format", ""))
    if form and form.removesuffix(" reversed") not in FORMS:
        raise ReaderError(f"{path}: format = {form!r}: wanted is one of {', '.join(FORMS)}, and `reversed` behind it")
    if (family := raw.get("family")) is not None and family not in FAMILIES:
        raise ReaderError(f"{path}: family = {family!r}: wanted is one of {', '.join(FAMILIES)}")
    return Profile(**{**raw, "usb": usb, "setup": setup})
