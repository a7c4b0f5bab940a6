"""The kiosk's own folder: database, identity, and the keys unless these lie elsewhere. Only its owner can read it.

kiosk.db          the log and the copy of the roster, encrypted
store.key         32 random bytes that open it
kiosk.key         32 secret bytes of the key that signs requests; they never leave the machine
identity.json     what enrolment answered: name, centre, the server's public key, the card issuer's public keys

Who takes a memory card with both keys on it can read it. With the keys in another folder, on a stick or made from the
board's own fuses, the card alone tells nothing and speaks for nobody. There, a key is only made before enrolment: a
stick that is not plugged in must not look like a new machine.
"""

import os
import secrets
from hashlib import sha256
from pathlib import Path

import msgspec

from kiosk.errors import SetupError, quoted
from kiosk.wire import EnrolReply

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
HARDWARE = (
    Path("/etc/machine-id"),
    Path("/sys/firmware/devicetree/base/serial-number"),
    Path("/sys/block/mmcblk0/device/cid"),
)
KEY_BYTES = 32


class State:
    """Files of one kiosk under `folder`, which is made when missing; the keys in `keys`, which is not (`folder`)."""

    def __init__(self, folder: Path, keys: Path | None = None) -> None:
        """Raises SetupError when the folder cannot be made."""
        self.folder, self.keys = folder, keys or folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise SetupError(f"{folder}: cannot be made ({error.strerror}); set `state` to a folder we own") from error

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "kiosk.db"

    def store_key(self) -> bytes:
        """The key of the database, made at first use. Losing it loses what was not sent."""
        return self._secret("store.key")

    def signing_key(self) -> bytes:
        """The secret half of the kiosk's own key, made at first use."""
        return self._secret("kiosk.key")

    def identity(self) -> EnrolReply | None:
        """Who this kiosk is; None before enrolment."""
        path = self.folder / "identity.json"
        try:
            return msgspec.json.decode(path.read_bytes(), type=EnrolReply)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError) as error:
            raise SetupError(f"{path}: cannot be used ({quoted(error)}); enrol the kiosk again") from error

    def enrolled(self, reply: EnrolReply) -> None:
        """Keep what enrolment answered."""
        _write(self.folder / "identity.json", msgspec.json.encode(reply))

    def _secret(self, name: str) -> bytes:
        path = self.keys / name
        try:
            if not path.exists():
                self._make(path)
            secret = path.read_bytes()
        except OSError as error:
            raise SetupError(f"{path}: cannot be used ({error.strerror}); `keys` names a folder that we own") from error
        if len(secret) != KEY_BYTES:
            raise SetupError(f"{path}: has {len(secret)} bytes instead of {KEY_BYTES}; restore it from a backup")
        return secret

    def _make(self, path: Path) -> None:
        if self.keys != self.folder and self.identity():
            raise SetupError(f"{path}: is missing; put in what holds it, or move the key of {self.folder} there")
        _write(path, secrets.token_bytes(KEY_BYTES))


def boot_id() -> str:
    """The kernel's name for this boot."""
    return BOOT_ID.read_text(encoding="ascii").strip()


def hardware_print() -> str:
    """A print of the board, the card and the installation: another one means that the card was copied or moved."""
    parts = [path.read_bytes() for path in HARDWARE if path.exists()]
    return sha256(b"\0".join(parts)).hexdigest()[:32]


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, and on the disk: written aside, synced, renamed."""
    aside = path.with_suffix(".new")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    aside.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
