"""Larger type for who asked for it: it comes with the card, goes with it, and overruns nothing on any panel."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from kivy.graphics.texture import Texture

from kiosk.core import events as e
from kiosk.core.exchange import Change
from kiosk.core.pages import ChooseService
from kiosk.ui.audit import measure, visible
from kiosk.ui.composition import composed
from kiosk.ui.easel import Easel
from kiosk.ui.panel import PANELS
from kiosk.ui.samples import ENLARGED, sample_pages
from kiosk.ui.theme import HANZI, PALETTES, sizes
from kiosk.ui.widgets import Icon
from kiosk.ui.words import Words, extent
from tests.centre import CHEN, LI, RESIDENTS, open_stand

PAGES = sample_pages("zh_CN")
GLASSES = pytest.mark.parametrize(
    "panel",
    [
        pytest.param(
            panel, id=f"{panel[0]}x{panel[1]}", marks=[] if panel in {PANELS[0], PANELS[-1]} else [pytest.mark.long]
        )
        for panel in PANELS
    ],
)
"""The smallest and the largest; those between them by night."""
A_LINE = 1.448
"""How high a line of Noto Sans SC is, in ems."""


def words(easel: Easel) -> Iterator[Words]:
    """Every text that is on the glass."""
    for widget, _ in visible(easel.screen, (0, 0, 0, 1)):
        if isinstance(widget, Words) and not isinstance(widget, Icon) and widget.text.strip() and widget.width > 1:
            yield widget


def read(easel: Easel, page: str) -> dict[str, float]:
    """The size of each text of a page, but of its title, which is large enough for everybody."""
    easel.show(PAGES[page])
    hero = easel.screen.look.sizes.hero
    return {one.text: one.font_size for one in words(easel) if one.most < hero}


@GLASSES
@pytest.mark.parametrize("name", ENLARGED)
def test_what_is_read_is_larger_and_stays_on_the_glass(easel: Easel, panel: tuple[int, int, float], name: str) -> None:
    """No text is smaller than in ordinary type, some grow by a sixth at least, and every rule is kept."""
    easel.resize(*panel)
    usual, larger = read(easel, name), read(easel, f"{name}-larger")
    growth = {text: size / usual[text] for text, size in larger.items() if text in usual}
    assert min(growth.values()) >= 0.99
    assert max(growth.values()) >= 7 / 6
    here = easel.screen.look.sizes
    found = [*measure(easel.screen, here), *composed(easel.screen, here)]
    assert [finding for finding in found if not finding.passed] == []


@GLASSES
@pytest.mark.parametrize("name", ENLARGED)
def test_no_text_runs_into_another(easel: Easel, panel: tuple[int, int, float], name: str) -> None:
    """The ink of two texts never meets, in either size of type."""
    easel.resize(*panel)
    for page in (name, f"{name}-larger"):
        easel.show(PAGES[page])
        for one, other in combinations(map(ink, words(easel)), 2):
            assert any(one[side + 2] <= other[side] or other[side + 2] <= one[side] for side in (0, 1)), page


def ink(text: Words) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of what is drawn, less half a millimetre of rounding."""
    wide, _ = extent(text.text.split("\n"), text.font_size, text.font_name)
    high = ((text.lines - 1) * A_LINE + HANZI) * text.font_size
    x, y = text.to_window(text.x, text.center_y)
    left = {"left": x, "center": x + (text.width - wide) / 2, "right": x + text.width - wide}[text.halign]
    return left + 2, y - high / 2 + 2, left + wide - 2, y + high / 2 - 2


def test_it_ends_with_the_visit(easel: Easel, tmp_path: Path) -> None:
    """Large from the tap on, also while help is on its way; as usual for the next card and on the first page."""
    stand = open_stand(tmp_path)
    stand.tell(Change("resident", "r-li", 2, replace(RESIDENTS[0], preferences={"type": "larger"})))

    def shown() -> bool:
        easel.show(stand.desk.page)
        return bool(easel.screen.look.larger)

    stand.tap(LI)
    assert shown()
    assert easel.screen.look.sizes.body > easel.look.sizes.body
    stand.do(e.HelpAsked)
    assert shown()
    stand.tap(CHEN)
    assert not shown()
    stand.tap(LI)
    assert shown()
    stand.do(e.Chose, service="chess")
    stand.do(e.Finished)
    assert shown()
    stand.do(e.Dismissed)
    assert not shown()
    stand.store.database.close()


def test_the_screens_of_everybody_else_are_left_as_they_are(easel: Easel) -> None:
    """To lay all of them out again takes a second; whoever taps sees the result within one (ux-rules R22)."""
    touched = list[object]()
    easel.look.fbind("sizes", lambda *changed: touched.append(changed))
    for name in ("choose", "welcome-larger", "choose-larger", "choose"):
        easel.show(PAGES[name])
    assert touched == []
    assert easel.screen.look is easel.look


def test_both_sizes_of_type_follow_panel_theme_and_voice(easel: Easel) -> None:
    """What changes for everybody changes for who asked for larger type."""
    easel.show(PAGES["welcome-larger"])
    larger = easel.screen.look
    easel.resize(*PANELS[0])
    easel.look.dress("contrast")
    easel.look.speaks = False
    assert larger.sizes == sizes(easel.look.panel, larger=True)
    assert (larger.palette, larger.speaks) == (PALETTES["contrast"], False)


@pytest.mark.parametrize("name", ["find-many", "yourself", "surname", "sign", "choose"])
def test_a_full_page_fits_a_panel_that_holds_less(easel: Easel, name: str) -> None:
    """It is laid out again with fewer places, and nothing ends the program."""
    easel.show(PAGES[name])
    easel.resize(*PANELS[0])
    assert [found for found in measure(easel.screen, easel.look.sizes) if not found.passed] == []


def test_what_was_shown_before_changes_nothing(easel: Easel) -> None:
    """Larger type after ordinary type looks as it does alone, down to the emblem and the icons of the buttons."""
    easel.resize(*PANELS[0])

    def drawn() -> list[tuple[str, float]]:
        easel.show(PAGES["welcome-bring-larger"])
        seen = (widget for widget, _ in visible(easel.screen, (0, 0, 0, 1)))
        return [(one.text, one.font_size) for one in seen if isinstance(one, Words)]

    first = drawn()
    for name in ("welcome-bring", "already-bring-larger"):
        easel.show(PAGES[name])
    assert drawn() == first


def test_a_part_of_the_services_that_is_smaller_still_shows_them_all(easel: Easel) -> None:
    """Four on a page of the smallest panel instead of six: turning goes through every one of them."""
    easel.resize(*PANELS[0])
    page = PAGES["choose-larger"]
    assert isinstance(page, ChooseService)
    easel.show(page)
    seen = {tile.text for tile in easel.screen.ids.tiles.children if tile.tile}
    assert len(seen) == 4
    for _part in easel.screen.further():
        easel.frames()
        seen |= {tile.text for tile in easel.screen.ids.tiles.children if tile.tile}
    assert seen == {"上一页", "下一页", *(tile.word for tile in page.tiles)}


@GLASSES
@pytest.mark.parametrize("few", range(1, 10))
def test_few_services_have_tiles_that_are_no_smaller(easel: Easel, panel: tuple[int, int, float], few: int) -> None:
    """Whatever is open today fills the glass in tiles of one size, every rule kept; parts to turn to are all alike."""
    easel.resize(*panel)
    page = PAGES["choose"]
    assert isinstance(page, ChooseService)
    heights = []
    for tiles in (page.tiles[:few], page.tiles):
        easel.show(replace(page, tiles=tiles))
        shown = [tile for tile in easel.screen.ids.tiles.children if tile.tile]
        assert len({(tile.width, tile.height) for tile in shown}) == 1
        heights.append(shown[0].height)
        for _part in (None, *easel.screen.further()):
            easel.frames()
            assert [found for found in measure(easel.screen, easel.look.sizes) if not found.passed] == []
    easel.screen.arrive()
    assert heights[0] >= heights[1]
    assert few > 3 or heights[0] == pytest.approx(1.5 * heights[1])


def test_a_full_page_after_an_empty_one_stays_on_the_glass(easel: Easel) -> None:
    """The room that the first one left free is given back, whichever was shown before."""
    easel.resize(*PANELS[0])
    for name in ("welcome-arrived", "welcome-birthday-two", "already-plain", "already"):
        easel.show(PAGES[name])
        assert [found for found in measure(easel.screen, easel.look.sizes) if not found.passed] == [], name


@pytest.mark.usefixtures("easel")
def test_a_line_in_a_low_box_keeps_its_lower_end() -> None:
    """A box that only the ink fits cuts no descender off: the line hangs over it by its leading."""
    label = Words(text="jumping", size=(1000, 116))
    label.most = 100
    label.fit()
    label.texture_update()
    assert label.font_size == 100
    assert label.texture_size[1] >= extent(["jumping"], 100, "Noto Sans SC")[1]


@pytest.mark.usefixtures("easel")
@pytest.mark.parametrize("wraps", [False, True])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_every_line_of_a_text_is_drawn(count: int, wraps: bool) -> None:  # noqa: FBT001 - a case of the test
    """Each line of the text is a band of ink; the last ones are not left out."""
    label = Words(text="\n".join("字" * count), size=(300, 400), wraps=wraps)
    label.fit()
    label.texture_update()
    texture = label.texture
    alphas = [any(row) for row in (texture.pixels[at + 3 : at + 4 * texture.width : 4] for at in rows(texture))]
    assert sum(one and not before for before, one in pairwise([False, *alphas])) == count


def rows(texture: Texture) -> range:
    """Where each row of a picture's pixels begins."""
    return range(0, len(texture.pixels), 4 * texture.width)
