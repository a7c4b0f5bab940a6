"""A glass that nobody stands before: drawn once a minute, never more than 30 times a second, and nothing burns in."""

from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import cast

from PIL import Image, ImageChops

from kiosk.core.pages import Idle
from kiosk.ui.easel import Easel
from kiosk.ui.panel import FRAMES_A_SECOND
from kiosk.ui.samples import NOW, sample_pages
from kiosk.ui.screens.idle import DRIFT, DRIFT_MINUTES

PAGE = cast(Idle, sample_pages("zh_CN")["idle"])
MOST_A_SECOND, ROUNDING = 30, 1
EARLY = 1 + 4 / 5
"""How many of its shortest sleeps Kivy's clock wakes early."""


def test_between_two_minutes_nothing_is_drawn(easel: Easel) -> None:
    """A page that does not change costs no frame; only the next minute is drawn."""
    window, drawn = import_module("kivy.core.window").Window, []

    def count(_window: object) -> None:
        drawn.append(window)

    easel.show(PAGE)
    window.bind(on_draw=count)
    easel.frames(100)
    assert drawn == []
    easel.show(replace(PAGE, now=NOW + timedelta(minutes=1)))
    assert drawn
    window.unbind(on_draw=count)


def test_it_draws_thirty_times_a_second_at_most() -> None:
    """What Kivy is asked for leaves a thirtieth of a second between two frames even when it wakes early."""
    early = EARLY * import_module("kivy.clock").Clock.get_resolution()
    assert 1 / FRAMES_A_SECOND - early >= 1 / MOST_A_SECOND


def test_the_waiting_page_moves_by_a_pixel_and_takes_no_button_along(easel: Easel, tmp_path: Path) -> None:
    """Every few minutes the same picture stands elsewhere by one pixel, while every button answers where it did."""
    still, targets = shot(easel, tmp_path, 0)
    for turn, (right, up) in enumerate(DRIFT):
        moved, answers = shot(easel, tmp_path, turn * DRIFT_MINUTES)
        back = moved.crop((8 + right, 8 - up, 1272 + right, 792 - up))
        difference = ImageChops.difference(back, still.crop((8, 8, 1272, 792))).convert("L")
        assert sum(difference.histogram()[ROUNDING + 1 :]) == 0
        assert answers == targets
    assert len(set(DRIFT)) == 9
    assert shot(easel, tmp_path, len(DRIFT) * DRIFT_MINUTES - 1)[0] != still


def shot(easel: Easel, folder: Path, minute: int) -> tuple[Image.Image, list[object]]:
    """The picture of that minute, and where each button answers."""
    easel.show(replace(PAGE, minute=minute))
    with Image.open(easel.picture(folder / f"{minute}.png")) as picture:
        return picture.convert("RGB"), [(one.x, one.y, one.width, one.height) for one in easel.stage.targets()]
