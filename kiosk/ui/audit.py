"""Measures what is on the glass against the rules for old eyes and hands: the tree of widgets, not a promise.

Sources of the bars: ux-rules R1-R5, R8, R12, R13, R18. The same walk runs in tests, in `kiosk audit` and on the device.
The pitch of R4 is that of lines of one text; a tile's word, price and terms are texts of their own.
How a page is put together is measured in `composition`, what fingers do in `trials`.
"""

from collections.abc import Iterator
from math import atan, degrees
from typing import Any

from kivy.core.text import Label as CoreLabel
from kivy.uix.widget import Widget

from kiosk.ui.finding import Finding
from kiosk.ui.hand import REST_SECONDS, SAME_SPOT_SECONDS
from kiosk.ui.theme import CAPITAL, HANZI, LEADING, Colour, Sizes, contrast
from kiosk.ui.widgets import Hold, Icon, LetterKey, Touchable
from kiosk.ui.words import Words

# Millimetres of ink, millimetres of target, ratios of contrast.
ESSENTIAL_MM, ESSENTIAL_MM_LARGE_PANEL = 7.25, 12.0
FLOOR_MM = 4.8
# Letter keys are for staff only (ux-rules B3).
TARGET_MM, LETTER_MM = 16.0, 15.0
# A density-independent pixel is 1/160 inch; R2 is stated for 500 mm.
MM_PER_DP, READING_MM = 25.4 / 160, 500
TEXT_CONTRAST, SHAPE_CONTRAST = 7.0, 3.0


def measure(root: Widget, sizes: Sizes) -> Iterator[Finding]:
    """Every finding about what a person sees and can touch under `root`."""
    for widget, ground in visible(root, (0.0, 0.0, 0.0, 1.0)):
        if isinstance(widget, Icon):
            yield Finding("R5 icon", widget.name, contrast(tuple(widget.color), ground), SHAPE_CONTRAST)
        elif isinstance(widget, Words) and widget.text.strip():
            yield from _text(widget, ground, sizes)
        if isinstance(widget, Touchable) and widget.live and not isinstance(widget, Hold):
            bar = LETTER_MM if isinstance(widget, LetterKey) else TARGET_MM
            yield Finding("R12", _name(widget), min(widget.width, widget.height) / sizes.mm, bar)
            if widget.edge[3]:
                yield Finding("R5 edge", _name(widget), contrast(tuple(widget.edge), _behind(widget)), SHAPE_CONTRAST)
        if widget.parent is not None and (isinstance(widget, (Words, Touchable)) and widget.width > 1):
            yield Finding("R8 inside", _name(widget), _inside(widget, sizes), 0)


def settled(sizes: Sizes) -> Iterator[Finding]:
    """What the sizes and the laws of the hand settle for every page of a panel at once."""
    panel = f"{sizes.width}x{sizes.height}"
    yield Finding("R2 degrees at 500 mm", panel, degrees(atan(sizes.body * CAPITAL / sizes.mm / READING_MM)), 0.7)
    yield Finding("R4 dp of main text", panel, sizes.body / sizes.mm / MM_PER_DP, 30)
    yield Finding("R13 gap mm", panel, sizes.gap / sizes.mm, 3)
    yield Finding("R18 rest s", "every button", REST_SECONDS, 0.4)
    yield Finding("R18 same spot s", "every button", SAME_SPOT_SECONDS, 0.7)


def visible(widget: Widget, ground: Colour) -> Iterator[tuple[Widget, Colour]]:
    """What can be seen, each with the colour behind it."""
    if not widget.opacity:
        return
    yield widget, ground
    fill = getattr(widget, "fill", None)
    behind: Colour = tuple(fill) if fill is not None and fill[3] else ground
    for child in widget.children:
        yield from visible(child, behind)


def _text(words: Words, ground: Colour, sizes: Sizes) -> Iterator[Finding]:
    essential = is_essential(words, sizes)
    ink = words.font_size / sizes.mm * (HANZI if _has_hanzi(words.text) else CAPITAL)
    bar = (ESSENTIAL_MM if sizes.inches <= 11 else ESSENTIAL_MM_LARGE_PANEL) if essential else FLOOR_MM
    # R1 speaks of hanzi; a text without any is measured by its capitals and needs R2's angle at 500 mm, 6.1 mm.
    if essential and not _has_hanzi(words.text):
        bar = 6.08
    yield Finding("R1" if essential else "R3", words.text, ink, bar)
    yield Finding("R5 text", words.text, contrast(tuple(words.color), ground), TEXT_CONTRAST)
    text = _drawn(words, words.text)
    spare = min(words.width - text.width, words.height + LEADING * words.font_size - text.height) + 1
    yield Finding("R8 fits", words.text, float(spare), 0)
    if words.wraps or "\n" in words.text:
        pitch = (_drawn(words, "字\n字").height - _drawn(words, "字").height) / words.font_size
        yield Finding("R4 line spacing", words.text, pitch, 1.3)


def is_essential(words: Words, sizes: Sizes) -> bool:
    """Whether R1 holds for a text: for those that are marked so, and all that no box may shrink below its bar.

    Three tiles in a row leave each 44 mm of a 7-inch panel. There R1 holds for words of up to five hanzi, the most
    that a server takes, for a price of two digits, and for whatever stands alone. R3 only holds for a Latin word there
    and on the key of a group, for one of five hanzi while its tick stands beside it, for a longer price beside other
    terms, and for these.
    """
    return bool(words.essential or words.least >= sizes.floor)


def _drawn(words: Words, text: str) -> CoreLabel:
    """A text as a widget would draw it in a box without end: its own box clips, so it is measured anew."""
    width = words.width if words.wraps else None
    label = CoreLabel(
        text=text,
        font_size=words.font_size,
        font_name=words.font_name,
        line_height=words.line_height,
        text_size=(width, None),
        max_lines=words.max_lines,
    )
    label.refresh()
    return label


def _has_hanzi(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def _name(widget: Any) -> str:
    return str(getattr(widget, "text", "") or type(widget).__name__)


def _behind(widget: Widget) -> Colour:
    parent = widget.parent
    while parent is not None:
        fill = getattr(parent, "fill", None)
        if fill is not None and fill[3]:
            return tuple(fill)
        parent = parent.parent if parent.parent is not parent else None
    return (0.0, 0.0, 0.0, 1.0)


def _inside(widget: Widget, sizes: Sizes) -> float:
    """How far inside the glass it lies, in pixels; negative when it hangs over an edge."""
    x, y = widget.to_window(widget.x, widget.y)
    return float(min(x, y, sizes.width - x - widget.width, sizes.height - y - widget.height))
