"""The server's secrets: files in its state folder that only its user may read. Made once, when they are first needed.

server.key      signs replies; kiosks pin its public half at enrolment
cards/N.key     signs cards under key id N; the highest N issues, all of them verify
session.key     encrypts the cookie of a staff session and signs forms
"""

import os
import secrets
from pathlib import Path

from kiosk.credentials import SigningKey
from kiosk.errors import ConfigError

SECRET_BYTES = 32


class Keyring:
    """The keys of one server. Several processes may share the folder."""

    def __init__(self, folder: Path) -> None:
        """Load what is there and make what is not; raises ConfigError when the folder cannot be used."""
        self._folder = folder
        try:
            (folder / "cards").mkdir(mode=0o700, parents=True, exist_ok=True)
            self.server = SigningKey(_secret(folder / "server.key"))
            self.session = _secret(folder / "session.key")
            if not self.card_ids():
                self.rotate_cards()
        except OSError as error:
            raise ConfigError(f"--state {folder}: {error.strerror}; give a folder that this user may write") from error
        except ValueError as error:
            raise ConfigError(f"--state {folder}: a key file does not hold {SECRET_BYTES} bytes; restore it") from error

    def card_ids(self) -> list[int]:
        """The ids of all card keys, oldest first."""
        return sorted(int(path.stem) for path in (self._folder / "cards").glob("*.key"))

    def card(self, number: int) -> SigningKey:
        """The card key with this id."""
        return SigningKey(_secret(self._folder / "cards" / f"{number}.key"))

    def issuing(self) -> tuple[int, SigningKey]:
        """The key that new cards are signed with, and its id."""
        newest = self.card_ids()[-1]
        return newest, self.card(newest)

    def rotate_cards(self) -> int:
        """Make the next card key and give its id; cards signed with older ones stay valid."""
        number = max(self.card_ids(), default=0) + 1
        _secret(self._folder / "cards" / f"{number}.key")
        return number

    def card_keys(self) -> dict[str, bytes]:
        """Key id to public key, for kiosks."""
        return {str(number): self.card(number).public for number in self.card_ids()}


def _secret(path: Path) -> bytes:
    """The bytes in `path`. A new file appears whole or not at all, and the first of two processes wins."""
    if not path.exists():
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    secret = path.read_bytes()
    if len(secret) != SECRET_BYTES:
        raise ValueError(path)
    return secret
