"""What our QR cards say: `K1:` and, in base45, eleven bytes of header and an Ed25519 signature over them.

116 characters, which fill a symbol of version 7 at ECC Q.

    version 1 | key id 1 | site 2 | card 4 | day of issue 2 | serial 1   (big-endian; the day counts from 2020-01-01)

Nothing of a person is in it. A kiosk holds public keys only, so a stolen one can forge no card. The card's key is
`qr:` and site, card and serial in hex: a replacement has the next serial, so the lost one can be revoked alone.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from kiosk.core import base45
from kiosk.credentials import SIGNATURE_BYTES, SigningKey, verified
from kiosk.errors import CardError

PREFIX = "K1:"
VERSION = 1
EPOCH = date(2020, 1, 1)
_HEADER = struct.Struct(">BBHIHB")
LENGTH = 116


@dataclass(frozen=True, slots=True)
class Token:
    """The header of one card. `card` and `serial` are numbers that mean nothing outside the server."""

    key_id: int
    site: int
    card: int
    issued: date
    serial: int

    @property
    def key(self) -> str:
        """The card's key, as if a reader had told it."""
        return f"qr:{self.site:04X}{self.card:08X}{self.serial:02X}"


def site_number(centre: str) -> int:
    """Two bytes that stand for a centre; they only keep the cards of different centres apart."""
    return int.from_bytes(sha256(centre.encode()).digest()[:2])


def issue(token: Token, key: SigningKey) -> str:
    """The text of a card; raises CardError when a number does not fit."""
    try:
        days = (token.issued - EPOCH).days
        header = _HEADER.pack(VERSION, token.key_id, token.site, token.card, days, token.serial)
    except struct.error as error:
        raise CardError(f"a card's number is out of range: {token}") from error
    return PREFIX + base45.encode(header + key.sign(header))


def read(text: str, keys: Mapping[str, bytes]) -> Token:
    """The header of a genuine card; raises CardError for any other text. `keys` maps a key id to a public key."""
    if not text.startswith(PREFIX) or len(text) != LENGTH:
        raise CardError("not a card of ours")
    data = base45.decode(text.removeprefix(PREFIX))
    header, signature = data[:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]
    version, key_id, site, card, days, serial = _HEADER.unpack(header)
    public = keys.get(str(key_id))
    if version != VERSION or public is None or not verified(public, signature, header):
        raise CardError("not a card of ours: its signature does not hold")
    return Token(key_id, site, card, EPOCH + timedelta(days=days), serial)


class CodeReader:
    """The desk's way to judge a code. `keys`, key id to public key, may grow while the kiosk runs."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        """Believe cards that one of these keys signed."""
        self._keys = keys

    def key(self, text: str) -> str | None:
        """The card's key when the signature is ours, else None."""
        try:
            return read(text, self._keys).key
        except CardError:
            return None
