"""Field cases: names with characters of GB 18030-2022 level 3, which the font lacks."""

import pytest

from kiosk.core.names import GETA
from kiosk.letters import Letters
from kiosk.server.press import Face
from kiosk.ui.fonts import text_font
from kiosk.ui.rare import drawn
from tests.server.parts import press

RARE = ["\U0002b6aa", "\U00020bb7", "\u9ff0"]


@pytest.mark.parametrize("letter", RARE)
def test_a_sign_is_drawn_for_a_character_that_the_font_lacks(letter: str) -> None:
    """On the glass, on a card of paper and on a card for the telephone: neither a box nor nothing."""
    assert drawn(f"李{letter}明") == f"李{GETA}明"
    faces = [Face(name, "兴盛中心", "0000002A-1", "K1:TEXT") for name in (f"李{letter}明", f"李{GETA}明", "李明")]
    shown, signed, without = (press().picture(face) for face in faces)
    assert shown == signed
    assert shown != without


def test_what_the_font_has_is_drawn_as_it_is() -> None:
    """Without reading the font's own table for ordinary texts, all of whose characters it has."""
    letters = Letters(text_font())
    ordinary = "".join(map(chr, [*range(0x20, 0x7F), *range(0x4E00, 0x9FA6)])) + "·—…、。，！？：；（）“”\u3000\n"
    assert letters.missing(ordinary) == ""
    assert letters.drawn(ordinary) == ordinary
    assert drawn("㛃䶮，李𬭚") == "㛃䶮，李𬭚"
