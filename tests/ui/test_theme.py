"""Colours and sizes as numbers."""

from pathlib import Path

import pytest

from kiosk.ui.easel import glass
from kiosk.ui.panel import PANELS
from kiosk.ui.theme import CALM, CAPITAL, HANZI, PALETTES, Palette, colour, contrast, faded, sizes


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#1A1A1A", "#FFFDF5", 17.1), ("#FFFFFF", "#125478", 8.2), ("#777777", "#777777", 1.0)]
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    """The formula gives the ratios that ux-rules R5 lists."""
    assert contrast(colour(one), colour(other)) == pytest.approx(ratio, abs=0.05)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=list(PALETTES))
def test_every_pair_of_a_palette_can_be_read(palette: Palette) -> None:
    """Text reaches 7:1 on whatever it stands on, edges 3:1."""
    grounds = (palette.ground, palette.done_ground, palette.look_ground, palette.card, palette.panel)
    assert min(contrast(ink, ground) for ink in (palette.ink, palette.soft) for ground in grounds) >= 7
    assert contrast(palette.on_press, palette.press) >= 7
    assert contrast(palette.on_done, palette.done) >= 7
    assert contrast(palette.on_look, palette.look) >= 7
    assert contrast(palette.done, palette.done_ground) >= 7
    assert contrast(palette.edge, palette.ground) >= 3


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: f"{panel[0]}x{panel[1]}")
def test_sizes_keep_their_floors_on_every_panel(panel: tuple[int, int, float], tmp_path: Path) -> None:
    """Essential hanzi and the smallest capitals are as tall as R1 and R3 ask, buttons at least 20 mm."""
    found = sizes(glass(tmp_path, *panel))
    assert found.body / found.mm * HANZI >= (7.25 if panel[2] <= 11 else 12)
    assert found.small / found.mm * CAPITAL >= 4.75
    assert found.button / found.mm >= 19.9
    assert 2.9 <= found.gap / found.mm <= 6.1
    assert found.per_page == (6 if panel[2] == 7.0 else 9)


@pytest.mark.parametrize(("panel", "services"), list(zip(PANELS, (4, 4, 6, 6), strict=True)))
def test_larger_type_has_fewer_services_on_a_page(panel: tuple[int, int, float], services: int, tmp_path: Path) -> None:
    """A quarter larger than usual; buttons, gaps and floors are those of the panel."""
    usual, larger = (sizes(glass(tmp_path, *panel), larger=asked) for asked in (False, True))
    assert larger.body / usual.body == pytest.approx(1.25, abs=0.03)
    assert larger.large / usual.large == pytest.approx(1.25, abs=0.03)
    assert (larger.per_page, larger.tight) == (services, True)
    assert (larger.button, larger.gap, larger.floor) == (usual.button, usual.gap, usual.floor)


def test_a_millimetre_comes_from_the_diagonal(tmp_path: Path) -> None:
    """20 mm are as many pixels as ux-rules R12 measured on each panel."""
    assert [round(20 * sizes(glass(tmp_path, *panel)).mm) for panel in PANELS] == [105, 134, 118, 111]


def test_the_night_dims_every_colour() -> None:
    """A dimmed palette keeps its hues and loses its light."""
    assert faded(CALM, 0).ground == (0, 0, 0, 1)
    assert faded(CALM, 1) == CALM
