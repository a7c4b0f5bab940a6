"""Every page on the glass, at every size and in every language."""

from pathlib import Path
from typing import get_args

import pytest

from kiosk.core.pages import Page
from kiosk.i18n import PSEUDO
from kiosk.ui.album import album, sittings
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


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("glass", PANELS, ids=lambda glass: f"{glass[0]}x{glass[1]}")
def test_every_page_keeps_the_rules_for_old_eyes_and_hands(
    easel: Easel, glass: tuple[int, int, float], lang: str
) -> None:
    """Glyphs, targets, contrast and room, measured on the tree of every page."""
    failed = [
        f"{sitting.place}: {finding}"
        for sitting in sittings(easel, [lang], ["calm"], [glass])
        for finding in measure(easel.stage.current, easel.look.sizes)
        if not finding.passed
    ]
    assert failed == []


def test_a_change_of_theme_and_size_keeps_the_rules_too(easel: Easel) -> None:
    """Screens that were drawn before take the other palette and the other sizes in every one of their parts."""
    for sitting in sittings(easel, ["zh_CN"], PALETTES, (PANELS[2], PANELS[0])):
        assert [found for found in measure(easel.stage.current, easel.look.sizes) if not found.passed] == [], sitting


@pytest.mark.parametrize("glass", [PANELS[0], PANELS[3]], ids=lambda glass: f"{glass[0]}x{glass[1]}")
def test_texts_two_fifths_longer_still_fit(easel: Easel, glass: tuple[int, int, float]) -> None:
    """A translator's longer words shrink rather than overrun, in every place that shows words."""
    for sitting in sittings(easel, [PSEUDO], ["calm"], [glass]):
        found = [finding for finding in measure(easel.stage.current, easel.look.sizes) if finding.rule == "R8 fits"]
        assert [finding for finding in found if not finding.passed] == [], sitting


@pytest.mark.parametrize(
    ("name", "tone"),
    [
        pytest.param("welcome", Tone.SUCCESS, id="a success rises"),
        pytest.param("already", Tone.AGAIN, id="the same again is one calm tone"),
        pytest.param("unknown", Tone.PROBLEM, id="a problem is two equal tones"),
        pytest.param("not-ours", Tone.PROBLEM, id="a stranger's card"),
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
