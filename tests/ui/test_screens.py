"""Every page on the glass, at every size and in every language."""

from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import pytest

from kiosk.core.pages import Page
from kiosk.ui.album import Sitting, album, sittings
from kiosk.ui.audit import measure
from kiosk.ui.easel import Easel
from kiosk.ui.panel import PANELS
from kiosk.ui.samples import sample_pages
from kiosk.ui.screen import Screen
from kiosk.ui.screens import discover
from kiosk.ui.sound import Tone
from kiosk.ui.theme import PALETTES


def test_every_page_has_exactly_one_screen() -> None:
    """A new page without a screen, or two screens for one page, is seen here and not by a resident."""
    assert set(discover()) == set(get_args(Page))
    assert {type(page) for page in sample_pages("en").values()} == set(get_args(Page))


def test_a_second_screen_for_a_page_is_refused() -> None:
    """Which of two screens would be shown is nobody's guess."""
    first = next(iter(discover()))
    with pytest.raises(TypeError, match="both show"):
        type("Another", (Screen,), {"shows": first})


def broken(easel: Easel, sittings: Iterable[Sitting]) -> list[str]:
    """What each of these pages breaks of the rules that are measured on the tree of a page."""
    with easel.undrawn():
        return [
            f"{sitting.place}: {finding}"
            for sitting in sittings
            for finding in measure(easel.screen, easel.look.sizes)
            if not finding.passed
        ]


@pytest.mark.parametrize(
    ("lang", "panel"),
    [
        pytest.param("zh_CN", 1, id="zh_CN on the second panel"),
        pytest.param("zh_CN", 2, id="zh_CN on the third panel"),
        pytest.param("en", 0, id="en on the smallest panel"),
        pytest.param("en", 1, id="en on the second panel", marks=pytest.mark.long),
        pytest.param("en", 2, id="en on the third panel"),
        pytest.param("en", 3, id="en on the largest panel", marks=pytest.mark.long),
    ],
)
def test_every_page_keeps_the_rules_for_old_eyes_and_hands(easel: Easel, lang: str, panel: int) -> None:
    """Glyphs, targets, contrast and room. `test_audit` has Chinese on the other panels, and texts that are too long."""
    assert broken(easel, sittings(easel, [lang], ["calm"], [PANELS[panel]])) == []


def test_a_change_of_theme_and_size_keeps_the_rules_too(easel: Easel) -> None:
    """Screens that were drawn before take the other palette and the other sizes in every one of their parts."""
    with easel.undrawn():
        for page in sample_pages("zh_CN").values():
            easel.show(page)
    assert broken(easel, sittings(easel, ["zh_CN"], ["contrast"], [PANELS[0]])) == []


@pytest.mark.long
def test_every_change_of_theme_and_size_keeps_the_rules(easel: Easel) -> None:
    """There and back, every page measured each time."""
    assert broken(easel, sittings(easel, ["zh_CN"], PALETTES, (PANELS[2], PANELS[0]))) == []


@pytest.mark.parametrize(
    ("name", "tone"),
    [
        pytest.param("welcome", Tone.SUCCESS, id="a success rises"),
        pytest.param("already", Tone.AGAIN, id="the same again is one calm tone"),
        pytest.param("unknown", Tone.PROBLEM, id="a problem is two equal tones"),
        pytest.param("not-ours", Tone.PROBLEM, id="a stranger's card"),
        pytest.param("not-ours-phone", Tone.PROBLEM, id="a phone"),
        pytest.param("see-staff", Tone.PROBLEM, id="a card that staff must see"),
        pytest.param("help", Tone.CALLED, id="help is on its way"),
        pytest.param("pin-wrong", Tone.PROBLEM, id="a wrong PIN"),
    ],
)
def test_each_outcome_has_its_sound(easel: Easel, name: str, tone: Tone) -> None:
    """A person who looks away hears what happened."""
    easel.show(sample_pages("zh_CN")[name])
    assert easel.player.played == [tone]


@pytest.mark.parametrize("name", ["idle", "choose", "out-of-order", "pin", "today"])
def test_pages_that_only_wait_are_silent(easel: Easel, name: str) -> None:
    """No attract loop, and no tone for a question."""
    easel.show(sample_pages("zh_CN")[name])
    assert easel.player.played == []


def test_the_album_has_a_picture_of_the_right_size(easel: Easel, tmp_path: Path) -> None:
    """A picture has the panel's pixels and is not one flat colour."""
    picture = next(album(tmp_path, easel, ["zh_CN"], sizes=PANELS[:1]))
    header = picture.read_bytes()
    assert picture.relative_to(tmp_path) == Path("800x480/calm/zh_CN/idle.png")
    assert (int.from_bytes(header[16:20]), int.from_bytes(header[20:24])) == (800, 480)
    assert len(header) > 5000
