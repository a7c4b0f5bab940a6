"""Keys and PINs: the one file that signs, seals, verifies and hashes secrets.

Ed25519 (RFC 8032), argon2id (RFC 9106), HKDF (RFC 5869) and AES-256-GCM (NIST SP 800-38D, random 96-bit nonces).
"""

import os
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.core.model import Staff

SIGNATURE_BYTES = 64
GCM_NONCE_BYTES = 12


class SigningKey:
    """A private key: 32 bytes that never leave the machine they were made on."""

    def __init__(self, secret: bytes) -> None:
        """Load; raises ValueError unless `secret` has 32 bytes."""
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.secret = secret
        self.public = self._key.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> "SigningKey":
        """A fresh key from the system's random source."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature of `message`."""
        return self._key.sign(message)


def verified(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` over `message` was made with the private half of `public`. Never raises for bad bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class Seal:
    """Encrypts and authenticates what is kept outside the database, with a key that serves one purpose only."""

    def __init__(self, secret: bytes, purpose: str) -> None:
        """Derive the key from 32 secret bytes."""
        self._cipher = AESGCM(HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(secret))

    def seal(self, data: bytes, about: bytes) -> bytes:
        """Nonce, ciphertext and tag; `about` is not encrypted and not in it, but must be the same to unseal."""
        nonce = os.urandom(GCM_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, data, about)

    def unseal(self, sealed: bytes, about: bytes) -> bytes | None:
        """What was sealed; None when it, or what it is about, is not genuine. Never raises for bad bytes."""
        try:
            return self._cipher.decrypt(sealed[:GCM_NONCE_BYTES], sealed[GCM_NONCE_BYTES:], about)
        except (InvalidTag, ValueError):
            return None


class Pins:
    """Hashes and checks PINs and passwords; 64 MiB and three passes each by default, so guessing is slow."""

    def __init__(self, memory_kib: int = 65536, passes: int = 3) -> None:
        """Choose the cost of one guess."""
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)

    def hash(self, secret: str) -> str:
        """An argon2id string to store in place of the secret."""
        return self._hasher.hash(secret)

    def matches(self, stored: str, secret: str) -> bool:
        """Whether `secret` is what was hashed. A string that is no hash matches nothing."""
        try:
            return self._hasher.verify(stored, secret)
        except (VerificationError, InvalidHashError):
            return False

    def owner(self, pin: str, staff: Sequence[Staff]) -> Staff | None:
        """The member of staff whose PIN this is."""
        return next((person for person in staff if self.matches(person.pin_hash, pin)), None)
