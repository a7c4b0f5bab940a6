"""The audit measures what is there: it names every rule, and sees each fault that is put under its eyes."""

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from kivy.animation import Animation
from kivy.core.window import Window

from kiosk.core.pages import ChooseService
from kiosk.i18n import PSEUDO
from kiosk.ui.album import survey
from kiosk.ui.audit import measure, visible
from kiosk.ui.composition import Sign, alike, composed
from kiosk.ui.easel import Easel
from kiosk.ui.finding import Finding
from kiosk.ui.fonts import icon_font
from kiosk.ui.panel import PANELS
from kiosk.ui.samples import sample_pages
from kiosk.ui.trials import still, tried
from kiosk.ui.widgets import Press
from kiosk.ui.words import Words

PAGES = sample_pages("zh_CN")


@pytest.mark.parametrize("glass", [PANELS[0], PANELS[3]], ids=lambda glass: f"{glass[0]}x{glass[1]}")
def test_every_rule_that_can_be_measured_has_a_row_and_is_kept(easel: Easel, glass: tuple[int, int, float]) -> None:
    """R1 to R20 each have a figure, except R9, which needs the font's own table and is asked by the command."""
    found = survey(easel, glass, ["zh_CN", PSEUDO], ["calm"])
    assert {int(finding.rule.split()[0][1:]) for finding in found} == set(range(1, 21)) - {9}
    assert [finding for finding in found if not finding.passed] == []


def failing(easel: Easel) -> set[str]:
    """The rules that the page on the easel breaks."""
    return {finding.rule for finding in composed(easel.screen, easel.look.sizes) if not finding.passed}


def test_a_panel_of_the_same_pixels_is_measured_by_its_own_inches(easel: Easel) -> None:
    """Ten inches and fifteen with as many pixels have other millimetres: also where the window need not change."""
    easel.resize(1280, 800, 10.1)
    fine = easel.look.sizes.mm
    easel.resize(1280, 800, 15.6)
    assert easel.look.sizes.mm == pytest.approx(fine * 10.1 / 15.6, rel=0.01)


def test_a_panel_that_was_just_put_up_is_at_rest(easel: Easel) -> None:
    """Nothing is drawn again within a second: Kivy's own timers are no part of a page."""
    drawn: list[object] = []

    def count(*_flip: object) -> None:
        drawn.append(None)

    easel.show(sample_pages("zh_CN")["idle"])
    easel.resize(*PANELS[0])
    easel.resize(*PANELS[1])
    Window.bind(on_flip=count)
    easel.wait(1)
    Window.unbind(on_flip=count)
    assert drawn == []


def test_a_page_with_faults_is_seen(easel: Easel) -> None:
    """A second face, an italic word, a button without an icon at the edge and in the way of the main one."""
    easel.show(PAGES["unknown"])
    assert failing(easel) == set()
    words = [widget for widget, _ in visible(easel.screen, (0, 0, 0, 1)) if type(widget) is Words and widget.text]
    words[0].italic = True
    words[1].font_name = str(icon_font())
    retry, helper = [
        target.thing for target in easel.stage.targets() if target.thing.text in {"再试一次", "找工作人员"}
    ]
    assert isinstance(retry, Press)
    retry.x, retry.icon = 0, "xmark"
    retry.right = helper.x
    helper.icon, helper.y = "", easel.look.sizes.height * 0.8
    retry.y = helper.y
    assert failing(easel) >= {"R7 faces", "R7 ornate", "R10 no icon", "R20 % main high", "R20 apart mm"}


def test_a_page_that_asks_too_much_is_seen(easel: Easel) -> None:
    """Four sizes that an eye tells apart, and a line of more than twelve hanzi."""
    easel.show(PAGES["choose"])
    words = [widget for widget, _ in visible(easel.screen, (0, 0, 0, 1)) if type(widget) is Words and widget.text]
    for size, label in zip((20, 32, 52, 84), words, strict=False):
        label.font_size = size
    words[4].text, words[4].least = "一二三四五六七八九十一二三", easel.look.sizes.floor
    assert failing(easel) >= {"R10 text sizes", "R10 hanzi a line"}


def test_small_essential_words_and_close_lines_are_seen(easel: Easel) -> None:
    """A name, a word or a price that shrank into its box is held to R1, whatever its box allows; lines to R4."""

    def broken() -> set[str]:
        found = measure(easel.screen, easel.look.sizes)
        return {finding.rule for finding in found if not finding.passed}

    easel.show(PAGES["welcome-many"])
    said = next(one for one, _ in visible(easel.screen, (0, 0, 0, 1)) if "\n" in getattr(one, "text", ""))
    said.line_height = 0.8
    assert broken() == {"R4 line spacing"}
    for name, text in (("choose", "午餐"), ("choose", "2 元"), ("surname", "欧阳"), ("yourself", "欧阳*国")):
        easel.show(PAGES[name])
        assert broken() == set()
        words = [one for one, _ in visible(easel.screen, (0, 0, 0, 1)) if isinstance(one, Words) and one.text == text]
        usual, words[0].font_size = words[0].font_size, easel.look.sizes.least
        assert broken() == {"R1"}, text
        words[0].font_size = usual


@pytest.mark.parametrize("drawn", [True, False], ids=["drawn", "only measured"])
def test_something_that_moves_is_seen(easel: Easel, drawn: bool) -> None:  # noqa: FBT001 - a case of the test
    """A picture that changes by itself is drawn again in every frame, also where no pixel of it is asked for."""
    with nullcontext() if drawn else easel.undrawn():
        easel.show(PAGES["welcome"])
        easel.wait(0.3)
        assert still(easel).passed
        moving = Animation(opacity=0.9, duration=5)
        moving.start(easel.screen)
        assert not still(easel).passed
        moving.cancel(easel.screen)


def test_a_picture_after_measuring_has_every_pixel_again(easel: Easel, tmp_path: Path) -> None:
    """What was left out while pages were only measured is drawn as soon as somebody looks."""
    easel.show(PAGES["welcome"])
    before = easel.picture(tmp_path / "before.png").read_bytes()
    with easel.undrawn():
        easel.show(PAGES["choose"])
        easel.show(PAGES["welcome"])
    assert easel.picture(tmp_path / "after.png").read_bytes() == before


def test_two_outcomes_that_only_colour_tells_apart_are_seen() -> None:
    """The same shape, word or tone on a green page and on an amber one is no difference for many eyes."""
    done = Sign(ChooseService, "done", "done", ("check", True), "好", "success")
    other = replace(done, name="look", ground="look", kind=type(PAGES["unknown"]))
    assert {finding.rule for finding in alike([done, other]) if not finding.passed} == {
        "R6 same shape",
        "R6 same word",
        "R6 same sound",
    }
    mute = replace(other, shape=("hand", False), word="不", sound=None)
    assert {finding.rule for finding in alike([done, mute]) if not finding.passed} == {"R6 silent"}


def test_figures_at_the_most_and_at_the_least_fail_on_their_own_side() -> None:
    """A bar is kept at the bar itself."""
    assert Finding("R1", "", 7.25, 7.25).passed
    assert not Finding("R1", "", 7.1, 7.25).passed
    assert Finding("R11", "", 0, 0, most=True).passed
    assert not Finding("R11", "", 1, 0, most=True).passed


def test_the_figures_of_the_hand_are_those_of_real_fingers(easel: Easel) -> None:
    """No finger between two buttons is lost, and a slip is forgiven to 5 mm and not to 6."""
    found = {finding.rule: finding for finding in tried(easel, "zh_CN")}
    assert found["R13 % hit in gaps"].figure == 100
    assert 5 <= found["R17 slip mm"].figure < found["R17 away mm"].figure <= 6
    assert found["R19 shown ms"].figure <= 100
