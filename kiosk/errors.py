"""Every error that the kiosk raises on purpose.

    KioskError
    ├── ConfigError        a setting is missing, unknown, of the wrong type or out of range
    ├── StoreError         the local database could not do what was asked; nothing was half-written
    │   ├── StoreFull      no space left on the disk
    │   └── StoreDamaged   the file is not the database we wrote, or a page of it is broken
    ├── ReaderError        a reader's port, profile or capture is unusable
    ├── SyncError          the server could not be asked; the same request may be sent again
    │   ├── Unreachable    no answer, or an answer that is not our server's
    │   │   └── Busy       the server, or a gateway before it, asked us to come back later
    │   └── Refused        our server answered and said no; a person has to act
    ├── CardError          a card, a token or a printed number cannot be used
    ├── AssetError         a font, icon, sound or catalog is missing or unreadable
    └── SetupError         the machine lacks something a technician must add

A message says what happened, to what, and what to do next. Any other exception that leaves a function is a bug.
"""

import re
import shlex
import sys

DISTRIBUTION = "elder-kiosk"
LONGEST_QUOTE = 120


def quoted(text: object, most: int = LONGEST_QUOTE) -> str:
    """Text from outside, fit for one line of a message: nothing but printable characters, and not too many.

    A name and password in an address are left out.
    """
    text = re.sub(r"://[^/@\s]*@", "://…@", str(text)[: 8 * most])
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def install_line(extras: str) -> str:
    """The line for a shell that brings these extras to the Python that runs: `python -m pip install 'elder-kiosk[ui]'`.

    `extras` are words with commas between them; without any it is the package alone.
    """
    wanted = f"{DISTRIBUTION}[{extras}]" if extras else DISTRIBUTION
    return shlex.join([sys.executable, "-m", "pip", "install", wanted])


class KioskError(Exception):
    """Root of all errors that this package raises on purpose."""


class ConfigError(KioskError):
    """A setting is missing, unknown, of the wrong type or out of range."""


class StoreError(KioskError):
    """The local database could not do what was asked; nothing was half-written."""


class StoreFull(StoreError):
    """No space is left on the disk that holds the database."""


class StoreDamaged(StoreError):
    """The file is not the database we wrote, or a page of it is broken."""


class ReaderError(KioskError):
    """A reader's port, profile or capture is unusable."""


class SyncError(KioskError):
    """The server could not be asked; the same request may be sent again."""


class Unreachable(SyncError):
    """No answer came, or one that is not our server's."""


class Busy(Unreachable):
    """The server, or a gateway before it, asked us to come back later; `seconds` is when, 0 if it did not say."""

    def __init__(self, message: str, seconds: float) -> None:
        """Keep how long to wait beside the words."""
        super().__init__(message)
        self.seconds = seconds


class Refused(SyncError):
    """Our server answered and said no; a person has to act."""


class CardError(KioskError):
    """A card, a token or a printed number cannot be used."""


class AssetError(KioskError):
    """A font, icon, sound or catalog is missing or unreadable."""


class SetupError(KioskError):
    """The machine lacks something that a technician must add."""
