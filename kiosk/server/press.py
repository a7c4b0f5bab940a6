"""What the server needs from the cards workshop, which it may not know: tokens, pictures, numbers, readable names.

The command line hands in the real one, `kiosk.cards.press.CardPress`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from kiosk.credentials import SigningKey
from kiosk.errors import CardError


@dataclass(frozen=True, slots=True)
class Face:
    """What is printed on one card: the name large, the centre small, the code. No photo, no birth date, no address."""

    name: str
    centre: str
    number: str
    text: str


class Press(Protocol):
    """Makes and reads cards."""

    def issue(
        self, centre: str, number: int, serial: int, *, day: date, key_id: int, key: SigningKey
    ) -> tuple[str, str]:
        """A signed card: its key as readers tell it, and the text of its code."""
        ...

    def picture(self, face: Face) -> bytes:
        """One card as a PNG, for a telephone."""
        ...

    def sheets(self, faces: Sequence[Face]) -> bytes:
        """Cards on A4 sheets as a PDF."""
        ...

    def meanings(self, printed: str) -> list[str]:
        """The wire bytes in hex that a printed number can mean, likeliest first; none when it is no card's number."""
        ...

    def refusal(self, key: str) -> str | None:
        """Why a card with this key must not be enrolled; None when it may."""
        ...

    def unreadable(self, name: str) -> str:
        """The characters of a name that the kiosk's font cannot draw."""
        ...


class NoPress:
    """A server without a workshop: cards are given by their keys, as readers tell them, and none are made."""

    def issue(
        self, centre: str, number: int, serial: int, *, day: date, key_id: int, key: SigningKey
    ) -> tuple[str, str]:
        """Refuse."""
        asked = f"{centre} {number:08X}-{serial} of {day} under key {key_id} ({len(key.public)} bytes)"
        raise CardError(f"this server makes no cards, so not {asked} either; start it with `kiosk server run`")

    def picture(self, face: Face) -> bytes:
        """Refuse."""
        raise CardError(f"this server draws no cards, so not {face.number} either; start it with `kiosk server run`")

    def sheets(self, faces: Sequence[Face]) -> bytes:
        """Refuse."""
        raise CardError(f"this server prints none of {len(faces)} cards; start it with `kiosk server run`")

    def meanings(self, printed: str) -> list[str]:  # noqa: ARG002 - the same answer to everything
        """Nothing: a printed number means no card here."""
        return []

    def refusal(self, key: str) -> str | None:  # noqa: ARG002 - the same answer to everything
        """Every key may be enrolled."""
        return None

    def unreadable(self, name: str) -> str:  # noqa: ARG002 - the same answer to everything
        """Every name can be shown."""
        return ""
