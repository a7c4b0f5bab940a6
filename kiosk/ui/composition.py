"""Measures how a page is put together: how much it asks at once, in how many sizes, with which signs and where.

Sources of the bars: ux-rules R6, R7, R10, R11, R14, R15, R20. `Sign` is what tells one outcome from another.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from kivy.uix.carousel import Carousel
from kivy.uix.gridlayout import GridLayout
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from kiosk.core.pages import OutOfOrder, Page
from kiosk.ui.audit import MM_PER_DP, is_essential, visible
from kiosk.ui.finding import Finding
from kiosk.ui.screen import Screen
from kiosk.ui.theme import Colour, Sizes
from kiosk.ui.widgets import Hold, Icon, Key, Keypad, Letters, Named, Press, Result, Tile, Touchable
from kiosk.ui.words import Words

BLACK: Colour = (0.0, 0.0, 0.0, 1.0)
# Two sizes closer than this are one size to the eye: the step between two formats of paper.
SIZE_STEP = 2**0.5
TEXT_SIZES, HANZI_A_LINE = 3, 12
LEGAL_DP, LEGAL_CSS_PX, MM_PER_CSS_PX = 60, 44, 25.4 / 96
KEY_LONG_MM, KEY_SHORT_MM, LETTER_MM = 20, 16, 15
LEFT_EDGE_MM, APART_MM, UPPER_THIRD = 3, 20, 66.7
# Icons of buttons that take something back.
RISKY = {"rotate-left", "trash-can", "xmark"}


def composed(screen: Screen, sizes: Sizes) -> Iterator[Finding]:
    """Every finding about the page as a whole. What only staff see may ask more of the eye."""
    seen = [widget for widget, _ in visible(screen, BLACK) if widget.width > 1 and widget.height > 1]
    texts = [widget for widget in seen if isinstance(widget, Words) and widget.text.strip()]
    plain = [words for words in texts if not isinstance(words, Icon)]
    presses = [widget for widget in seen if isinstance(widget, Touchable) and widget.live]
    yield Finding("R7 faces", "faces on a page", len({words.font_name for words in plain}), 1, most=True)
    ornate = [words for words in texts if words.italic or words.outline_width or words.underline]
    yield Finding("R7 ornate", "italic, outlined or underlined", len(ornate), 0, most=True)
    moving = [widget for widget in seen if isinstance(widget, ScrollView | Carousel)]
    yield Finding("R11 scrolling", "parts that scroll", len(moving), 0, most=True)
    yield from _floors(presses, seen, sizes)
    if not for_staff(screen.page):
        yield from _asked(plain, presses, seen, sizes)
        yield from _placed(presses, sizes)


def for_staff(page: Page) -> bool:
    """Whether the page is behind the PIN."""
    return not type(page).__module__.endswith((".resident", ".cardless", ".guests"))


def _floors(presses: list[Touchable], seen: list[Widget], sizes: Sizes) -> Iterator[Finding]:
    for press in presses:
        if not isinstance(press, Hold):
            side = min(press.width, press.height) / sizes.mm
            yield Finding("R14 dp", _said(press), side / MM_PER_DP, LEGAL_DP)
            yield Finding("R14 css px", _said(press), side / MM_PER_CSS_PX, LEGAL_CSS_PX)
    for pad in (widget for widget in seen if isinstance(widget, Keypad)):
        for key in (child for child in pad.children if isinstance(child, Key)):
            short, long = sorted((key.width / sizes.mm, key.height / sizes.mm))
            if isinstance(pad, Letters):
                yield Finding("R15 letter mm", _said(key), short, LETTER_MM)
            else:
                yield Finding("R15 digit long mm", _said(key), long, KEY_LONG_MM)
                yield Finding("R15 digit short mm", _said(key), short, KEY_SHORT_MM)


def _asked(plain: list[Words], presses: list[Touchable], seen: list[Widget], sizes: Sizes) -> Iterator[Finding]:
    yield Finding("R10 text sizes", "sizes that an eye tells apart", told_apart(plain), TEXT_SIZES, most=True)
    for grid in (widget for widget in seen if isinstance(widget, GridLayout) and not isinstance(widget, Keypad)):
        shown = [child for child in grid.children if _is_choice(child)]
        yield Finding("R10 choices", "choices at once", len(shown), 6 if sizes.tight else 9, most=True)
    for words in plain:
        if is_essential(words, sizes):
            yield Finding("R10 hanzi a line", words.text, _longest_line(words), HANZI_A_LINE, most=True)
    bare = [press for press in presses if isinstance(press, Press) and not _has_sign(press)]
    yield Finding("R10 no icon", ", ".join(map(_said, bare)) or "buttons without one", len(bare), 0, most=True)


def _placed(presses: list[Touchable], sizes: Sizes) -> Iterator[Finding]:
    buttons = [press for press in presses if isinstance(press, Press)]
    main = [press for press in buttons if press.main and not isinstance(press, Tile)]
    for press in main:
        yield Finding("R20 % main high", _said(press), 100 * press.center_y / sizes.height, UPPER_THIRD, most=True)
        for risky in (button for button in buttons if button.icon in RISKY):
            yield Finding("R20 apart mm", _said(risky), _between(press, risky) / sizes.mm, APART_MM)
    choices = [press for press in buttons if isinstance(press, Tile | Named)]
    if choices:
        middle = 100 * sum(choice.center_y for choice in choices) / len(choices) / sizes.height
        yield Finding("R20 % choices high", "the middle of the choices", middle, UPPER_THIRD, most=True)
    for press in buttons:
        yield Finding("R20 left edge mm", _said(press), press.x / sizes.mm, LEFT_EDGE_MM)


def told_apart(texts: Iterable[Words]) -> int:
    """How many sizes of text an eye tells apart."""
    steps: list[float] = []
    for size in sorted({words.font_size for words in texts}):
        if not steps or size >= steps[-1] * SIZE_STEP:
            steps.append(size)
    return len(steps)


@dataclass(frozen=True, slots=True)
class Sign:
    """What a page says by colour, shape, word and sound. `kind` is the page's class, `ground` empty for no colour."""

    kind: type[Page]
    name: str
    ground: str
    shape: tuple[str, bool]
    word: str
    sound: str | None


def sign(screen: Screen, name: str) -> Sign | None:
    """The sign of a resident's page that has one: a result with its emblem."""
    if for_staff(screen.page):
        return None
    result = next((widget for widget in screen.walk(restrict=True) if isinstance(widget, Result)), None)
    if result is None:
        return None
    word = next(words.text for words in reversed(result.ids.words.children) if isinstance(words, Words))
    grounds = {tuple(screen.look.palette.done_ground): "done", tuple(screen.look.palette.look_ground): "look"}
    ground = grounds.get(tuple(screen.fill), "")
    return Sign(type(screen.page), name, ground, (result.emblem, result.round), word, screen.heard())


def alike(signs: Iterable[Sign]) -> Iterator[Finding]:
    """Which outcomes only their colour would tell apart: none may share its shape, word or sound with another's."""
    signs = list(signs)
    same_shape, same_word, same_sound = list[str](), list[str](), list[str]()
    for one, other in combinations(signs, 2):
        pair = f"{one.name} = {other.name}"
        if one.ground != other.ground and one.shape == other.shape:
            same_shape.append(pair)
        if one.kind != other.kind and one.word == other.word:
            same_word.append(pair)
        if one.ground and other.ground and one.ground != other.ground and one.sound == other.sound:
            same_sound.append(pair)
    mute = [one.name for one in signs if one.ground and not one.sound and one.kind is not OutOfOrder]
    for what, found in (("same shape", same_shape), ("same word", same_word), ("same sound", same_sound)):
        yield Finding(f"R6 {what}", ", ".join(found), len(found), 0, most=True)
    yield Finding("R6 silent", ", ".join(mute), len(mute), 0, most=True)


def _is_choice(widget: Widget) -> bool:
    """A key is no choice: surnames are found by the eye as letters are, so more of them may stand together (A6)."""
    return isinstance(widget, Press) and not isinstance(widget, Key) and widget.opacity > 0 and widget.height > 1


def _longest_line(words: Words) -> float:
    lines = [sum("\u4e00" <= letter <= "\u9fff" for letter in line) for line in words.text.split("\n")]
    room = int(words.width / words.font_size) if words.wraps else len(words.text)
    return float(min(max(lines), room))


def _has_sign(press: Press) -> bool:
    return bool(press.icon) or isinstance(press, Key | Named | Tile)


def _between(one: Widget, other: Widget) -> float:
    across = max(one.x, other.x) - min(one.right, other.right)
    down = max(one.y, other.y) - min(one.top, other.top)
    return float(max(across, down))


def _said(press: Touchable) -> str:
    return str(getattr(press, "text", "") or getattr(press, "icon", "") or type(press).__name__)
