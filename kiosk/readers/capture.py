"""Recorded bytes of a reader: a text file to keep, to test decoders with, and to play again. Nobody's card is in it.

    {"about": "two fobs, one after the other", "source": "...", "protocol": "rdm6300", "reads": [{"id": "em4100:..."}]}
    {"after": 0.0, "hex": "0230313030..."}
    {"after": 1.3, "hex": "02"}

`after` is the silence in seconds before the bytes came. A recording replaces each card and each code by another of the
same form, the same one for the same card within one file, and keeps of damaged bytes only how many they were.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.core.base45 import ALPHABET
from kiosk.errors import ReaderError
from kiosk.readers.ascii_line import PREFIX
from kiosk.readers.decoder import CardId, Fault, Read, Reply, Text
from kiosk.readers.protocols import Dialect


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that came together, `after` seconds of silence."""

    after: float
    data: bytes


@dataclass(frozen=True, slots=True)
class Capture:
    """A file's contents; `reads` is what the bytes say, in the form of `as_json`."""

    about: str
    source: str
    protocol: str
    reads: tuple[dict[str, Any], ...]
    pieces: tuple[Piece, ...]


def as_json(read: Read) -> dict[str, Any]:
    """A read as the plain object that captures hold and the command line prints."""
    match read:
        case CardId(key=key, text=text, others=others, warn=warn):
            return {"id": key} | _present(text=text, others=list(others), warn=warn)
        case Text(text=text, aim=aim):
            return {"text": text} | _present(aim=aim)
        case Reply(text=text):
            return {"text": text, "reply": True}
        case Fault(error=error):
            return {"error": error.value}


def load_capture(path: Path) -> Capture:
    """Read a file; raises ReaderError naming it when it is not a capture."""
    try:
        head, *rest = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        pieces = tuple(Piece(float(row["after"]), bytes.fromhex(row["hex"])) for row in rest if "hex" in row)
        return Capture(head["about"], head["source"], head["protocol"], tuple(head["reads"]), pieces)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReaderError(f"{path}: is not a capture ({error!r}); see hardware/TEMPLATE/captures") from error


def decode(dialect: Dialect, pieces: Iterable[Piece]) -> list[Read]:
    """What the pieces say; a silence longer than the protocol's idle time is a gap, and so is the end."""
    decoder = dialect.decoder()
    reads: list[Read] = []
    for piece in pieces:
        if piece.after >= dialect.idle:
            reads += decoder.gap()
        reads += decoder.feed(piece.data)
    return reads + decoder.gap()


class Recorder:
    """Turns live bytes into the rows of a capture, with other cards in them than those that were there."""

    def __init__(self, dialect: Dialect, secret: bytes) -> None:
        """`secret` is drawn anew for each recording and thrown away: nobody can find the cards again."""
        self._dialect = dialect
        self._secret = secret

    def rows(self, piece: Piece) -> list[dict[str, Any]]:
        """What to keep of one burst between two silences."""
        encode = self._dialect.encode
        reads = decode(self._dialect, [Piece(0.0, piece.data)])
        frames = [self._frame(read, encode) for read in reads if isinstance(read, CardId | Text)] if encode else []
        if frames and len(frames) == len(reads):
            return [{"after": round(piece.after, 3), "hex": b"".join(frames).hex().upper()}]
        return [{"after": round(piece.after, 3), "bytes": len(piece.data), **_problem(reads)}]

    def _frame(self, read: CardId | Text, encode: Callable[[str], bytes]) -> bytes:
        return encode(self._masked_code(read.text) if isinstance(read, Text) else self._masked_card(read.wire_hex))

    def _masked_card(self, wire_hex: str) -> str:
        """Another card of the same length; its first byte stays, since it tells kinds of cards apart."""
        return (wire_hex[:2] + self._digest(wire_hex).hex().upper())[: len(wire_hex)]

    def _masked_code(self, text: str) -> str:
        """Another text of the same length; our prefix stays."""
        prefix = PREFIX if text.startswith(PREFIX) else ""
        letters = ALPHABET[:36]
        drawn = (letters[byte % 36] for count in range(9) for byte in self._digest(f"{count} {text}"))
        return prefix + "".join(drawn)[: len(text) - len(prefix)]

    def _digest(self, text: str) -> bytes:
        return hmac.new(self._secret, text.encode(), hashlib.sha512).digest()


def _problem(reads: list[Read]) -> dict[str, Any]:
    errors = sorted({read.error.value for read in reads if isinstance(read, Fault)})
    return {"errors": errors} if errors else {"replies": sum(isinstance(read, Reply) for read in reads)}


def _present(**fields: object) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value}
