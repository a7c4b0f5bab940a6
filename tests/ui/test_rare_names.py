"""What the glass draws for a character that its font lacks."""

from kiosk.core.names import GETA
from kiosk.ui.easel import Easel
from kiosk.ui.words import Words


def pixels(text: str) -> bytes:
    """What is drawn of a text."""
    words = Words(text=text, size=(600, 100), most=60)
    words.fit()
    words.texture_update()
    return bytes(words.texture.pixels)


def test_the_glass_draws_a_sign_for_a_rare_character(easel: Easel) -> None:
    """The same as for the sign itself; the text stays what it is, so a pressed name is still that person's."""
    assert easel
    assert pixels("李\U0002b6aa明") == pixels(f"李{GETA}明")
    assert pixels(f"李{GETA}明") != pixels("李 明")
    assert Words(text="李\U0002b6aa明").text == "李\U0002b6aa明"
