"""How the demo names what it shows: pages in words, people masked as on the screen, prices in yuan."""

import re
from typing import Any

from kiosk.core import pages as p

CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def named(wanted: Any) -> str:
    """A kind of page in words, such as "choose service"; of a union, all its kinds."""
    kinds: tuple[type[p.Page], ...] = getattr(wanted, "__args__", (wanted,))
    return " or ".join(CAPITAL.sub(" ", kind.__name__).lower() for kind in kinds)


def described(page: p.Page) -> str:
    """A page in one line; only masked names, as on the screen."""
    shown = ", ".join(f"{line.word} {price(line.price)}" for line in getattr(page, "lines", ()))
    return " ".join(filter(None, [named(type(page)), getattr(page, "name", None), shown]))


def price(fen: int | None) -> str:
    """Yuan, or a question mark where staff have to say it."""
    return "?" if fen is None else f"{fen / 100:g}"
