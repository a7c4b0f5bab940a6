"""What does not fit on the glass at once is shown in parts, with a way to the next one and a way back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis.strategies import integers

from kiosk.core.events import Touched
from kiosk.core.pages import ChooseService, PickYourself
from kiosk.ui.easel import Easel
from kiosk.ui.facts import parts
from kiosk.ui.panel import PANELS
from kiosk.ui.samples import sample_pages

PAGES = sample_pages("zh_CN")


def test_more_services_are_a_page_away_and_so_is_the_way_back(easel: Easel) -> None:
    """Paging stays on the screen, turns both ways and begins anew for the next person."""
    page = PAGES["choose"]
    assert isinstance(page, ChooseService)
    easel.show(page)
    easel.sent.clear()
    easel.tap("下一页")
    assert [type(event) for event in easel.sent] == [Touched]
    assert easel.button("居民议事厅")
    easel.show(replace(page, total=1500))
    assert easel.button("居民议事厅")
    easel.tap("上一页")
    assert easel.button("午餐")
    easel.tap("下一页")
    easel.show(PAGES["welcome"])
    easel.show(page)
    assert easel.button("午餐")


def test_the_way_out_is_where_the_services_begin_and_none_is_passed_over_for_it(easel: Easel) -> None:
    """On every panel each service is on one part, and the way out on the first."""
    page = PAGES["choose"]
    assert isinstance(page, ChooseService)
    for panel in PANELS:
        easel.resize(*panel)
        easel.show(PAGES["idle"])
        easel.show(replace(page, may_leave=True))
        seen = [tiles(easel)]
        while "下一页" in seen[-1]:
            easel.tap("下一页")
            seen.append(tiles(easel))
        assert ["我走了" in part for part in seen] == [number == 0 for number in range(len(seen))]
        assert ["上一页" in part for part in seen] == [number > 0 for number in range(len(seen))]
        shown = [word for part in seen for word in part if word not in {"我走了", "上一页", "下一页"}]
        assert len(shown) == len(set(shown)) == len(page.tiles)


def tiles(easel: Easel) -> list[str]:
    """What stands on the tiles."""
    return [tile.text for tile in reversed(easel.screen.ids.tiles.children) if tile.tile]


@given(count=integers(0, 40), room=integers(4, 9), taken=integers(0, 1))
def test_parts_show_everything_once_and_never_more_than_fits(count: int, room: int, taken: int) -> None:
    """Each with the tiles that lead to the parts beside it."""
    cuts = parts(count, room, taken)
    assert [number for cut in cuts for number in range(count)[cut]] == list(range(count))
    for number, cut in enumerate(cuts):
        turning = (number > 0) + (number < len(cuts) - 1)
        assert len(range(count)[cut]) + turning + (taken if number == 0 else 0) <= room


def test_the_next_person_begins_with_the_first_services(easel: Easel) -> None:
    """A card that wins over a page somebody had turned finds no empty page."""
    page = PAGES["choose"]
    assert isinstance(page, ChooseService)
    easel.show(page)
    easel.tap("下一页")
    easel.show(replace(page, tiles=page.tiles[:9]), another=True)
    assert easel.button("午餐")
    easel.show(page)
    easel.tap("下一页")
    easel.show(replace(page, tiles=page.tiles[:3]))
    assert easel.button("午餐")


def test_names_turn_forward_and_back(easel: Easel) -> None:
    """The button at the left leads to the part before; on the first part it begins the question anew."""
    easel.resize(*PANELS[0])
    page = PAGES["yourself-many"]
    assert isinstance(page, PickYourself)
    easel.show(page)
    assert easel.button("重选")
    for _ in range(2):
        easel.tap("下一页")
    with pytest.raises(LookupError):
        easel.button("下一页")
    easel.tap("上一页")
    easel.tap("上一页")
    assert easel.button("重选")
    assert easel.button("王**明")
