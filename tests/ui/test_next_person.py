"""What the next card finds: neither the finger nor the part of the page of the person before."""

from dataclasses import replace

import pytest

from kiosk.core.events import Touched
from kiosk.core.pages import ChooseService, Welcome
from kiosk.ui.easel import Easel, Finger
from kiosk.ui.samples import sample_pages

PAGES = sample_pages("zh_CN")


@pytest.mark.parametrize(("page", "button"), [("choose", "书画室"), ("welcome", "按错了")])
def test_a_press_that_was_meant_for_the_person_before_is_nobodys(easel: Easel, page: str, button: str) -> None:
    """A finger is on its way when the next card brings the same page of another person: it presses nothing there."""
    shown = PAGES[page]
    assert isinstance(shown, ChooseService | Welcome)
    easel.show(shown)
    finger = Finger()
    finger.down(*easel.button(button).center)
    easel.sent.clear()
    easel.show(replace(shown, name="王*"), another=True)
    finger.up(*easel.button(button).center)
    assert easel.sent == []
    easel.tap(button)
    assert [type(event) for event in easel.sent] == [Touched]
    easel.sent.clear()
    easel.tap(button)
    assert [type(event) for event in easel.sent] != [Touched]
