"""The sentences that several result screens share, from a page's values and a language."""

from collections.abc import Sequence

from kiosk.core.pages import Line, Tile
from kiosk.i18n import Catalog


def who_and_what(say: Catalog, name: str | None, lines: Sequence[Line]) -> str:
    """The masked name and the services in one line; either may be missing."""
    words = say.join(line.word for line in lines)
    return "　".join(part for part in (name, words) if part)


def bill(say: Catalog, lines: Sequence[Line], total: int | None) -> str:
    """What is to be paid, or what to do instead; empty when nothing was used."""
    if not lines:
        return ""
    notes = [f"{line.word}：{say.text(f'note.{line.note}')}" for line in lines if line.note]
    if notes:
        return notes[0] if len(lines) > 1 else say.text(f"note.{lines[0].note}")
    if total:
        return say.text("welcome.pay", money=say.money(total))
    return say.price(total)


def detail(say: Catalog, tile: Tile) -> str:
    """The one thing to know about a service before choosing it: the most pressing first."""
    if tile.done:
        return say.text("tile.done")
    if tile.note:
        return say.text(f"note.{tile.note}")
    if tile.left is not None:
        return say.text("tile.left", n=tile.left)
    return say.price(tile.price)
