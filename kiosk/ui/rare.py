"""What the glass draws of a text: apart from where the fonts lie, which the doctor asks for also without the extras."""

from functools import cache

from kiosk.letters import Letters
from kiosk.ui.fonts import text_font


def drawn(text: str) -> str:
    """The text with a sign for each character that the font of texts lacks."""
    return _letters().drawn(text)


@cache
def _letters() -> Letters:
    return Letters(text_font())
