"""The workshop that the server and the command line use: tokens, pictures, sheets, numbers, readable names.

It fits the server's `Press`; the font and the readers' knowledge of printed numbers are handed in.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from PIL import Image

from kiosk.cards import numbers
from kiosk.cards.sheet import PER_PAGE, Printed, Sheets, bound
from kiosk.cards.token import Token, issue, site_number
from kiosk.credentials import SigningKey
from kiosk.letters import Letters

HINT, FOUND = "请将此面对准签到机", "拾到此卡，请交给上面的中心。谢谢！"


class CardPress:
    """Makes and reads cards with one font."""

    def __init__(self, font: Path, meanings: Callable[[str], tuple[str, list[bytes]]]) -> None:
        """`meanings` gives the bytes that a printed number can mean, likeliest first."""
        self._letters = Letters(font)
        self._meanings = meanings
        self._sheets = Sheets(font, HINT, FOUND)

    def issue(
        self, centre: str, number: int, serial: int, *, day: date, key_id: int, key: SigningKey
    ) -> tuple[str, str]:
        """A signed card: its key as readers tell it, and the text of its code. Raises CardError out of range."""
        token = Token(key_id, site_number(centre), number, day, serial)
        return token.key, issue(token, key)

    def picture(self, face: Printed) -> bytes:
        """One card as a PNG, for a telephone."""
        return self._sheets.picture(face)

    def sheets(self, faces: Sequence[Printed]) -> bytes:
        """Cards on A4 sheets as a PDF."""
        return self._sheets.pdf(faces)

    def pages(self, faces: Sequence[Printed]) -> Iterator[Image.Image]:
        """The pages of those sheets one by one, for whoever wants to show progress."""
        return self._sheets.pages(faces)

    def page_count(self, faces: Sequence[Printed]) -> int:
        """How many pages those are, fronts and backs."""
        return -(-len(faces) // PER_PAGE) * 2

    def bound(self, pages: Sequence[Image.Image]) -> bytes:
        """Pages as one PDF."""
        return bound(pages)

    def meanings(self, printed: str) -> list[str]:
        """The wire bytes in hex that a printed number can mean, likeliest first; none when it is no card's number."""
        return [wire.hex().upper() for wire in self._meanings(printed)[1]]

    def refusal(self, key: str) -> str | None:
        """Why a card with this key must not be enrolled; None when it may."""
        return numbers.refusal(key)

    def unreadable(self, name: str) -> str:
        """The characters of a name that the kiosk's font cannot draw."""
        return self._letters.missing(name)
