"""Colours and sizes: what every screen takes its looks from, as plain values that tests can compute with.

Colours: one blue for what can be pressed, green only for "done", amber only for "look here"; no red for residents.
Sizes are millimetres on the glass, turned into pixels by the panel. Sources: ux-rules R1 (7.25 mm glyphs up to 11",
12 mm above), R3 (4.8 mm at the least), R12 (20 mm targets), R13 (3-6 mm between them).
"""

from dataclasses import dataclass, replace

from kiosk.ui.panel import Panel

Colour = tuple[float, float, float, float]

# Parts of an em in Noto Sans SC: what of a font's size is ink, and what of a line's height no ink reaches.
HANZI, CAPITAL, LEADING = 0.88, 0.733, 0.3
BODY_MM, BODY_MM_LARGE_PANEL = 8.3, 13.7
SMALL_MM = 6.6
ROOMY_MM = 110
LARGE_PANEL_INCHES = 11.0
LARGER = 1.25
"""How much larger the type is for who asked for it: what the smallest panel holds with its buttons as they are."""
FOUR, SIX, NINE = (2, 2), (3, 2), (3, 3)


def colour(code: str) -> Colour:
    """`#RRGGBB` as Kivy wants it."""
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue, 1.0


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme. `ground` is behind everything, `card` behind what stands on it."""

    ground: Colour
    done_ground: Colour
    look_ground: Colour
    card: Colour
    panel: Colour
    ink: Colour
    soft: Colour
    press: Colour
    press_dark: Colour
    on_press: Colour
    edge: Colour
    lip: Colour
    done: Colour
    on_done: Colour
    look: Colour
    on_look: Colour


CALM = Palette(
    ground=colour("#FFFDF5"),
    done_ground=colour("#EDF6EE"),
    look_ground=colour("#FFF7E3"),
    card=colour("#FFFFFF"),
    panel=colour("#E8F1F4"),
    ink=colour("#1A1A1A"),
    soft=colour("#3A3A38"),
    press=colour("#125478"),
    press_dark=colour("#0A3650"),
    on_press=colour("#FFFFFF"),
    edge=colour("#5F8499"),
    lip=colour("#C3D6DF"),
    done=colour("#0B5924"),
    on_done=colour("#FFFFFF"),
    look=colour("#FFC20A"),
    on_look=colour("#1A1A1A"),
)

CONTRAST = Palette(
    ground=colour("#1F1F1F"),
    done_ground=colour("#10241A"),
    look_ground=colour("#2B2410"),
    card=colour("#000000"),
    panel=colour("#343A3E"),
    ink=colour("#FFFFFF"),
    soft=colour("#F0F0F0"),
    press=colour("#FFFFFF"),
    press_dark=colour("#9A9A9A"),
    on_press=colour("#000000"),
    edge=colour("#FFFFFF"),
    lip=colour("#6A6A6A"),
    done=colour("#7BE29A"),
    on_done=colour("#00210C"),
    look=colour("#FFC20A"),
    on_look=colour("#1A1A1A"),
)

PALETTES = {"calm": CALM, "contrast": CONTRAST}


@dataclass(frozen=True, slots=True)
class Sizes:
    """Every length a screen uses, in whole pixels of one panel. `mm` is one millimetre.

    `word` is the text of a button, `detail` a tile's small print, `bar` the height of a row of buttons where
    a page needs its room. `floor` is the least size of essential text, `least` of any text; `growth` says how much
    larger than usual the type is.
    """

    mm: float
    inches: float
    width: int
    height: int
    hero: int
    large: int
    tile: int
    body: int
    word: int
    small: int
    detail: int
    floor: int
    least: int
    margin: int
    gap: int
    button: int
    bar: int
    radius: int
    border: int
    lip: int
    tiles: tuple[int, int]
    growth: float = 1.0

    @property
    def tight(self) -> bool:
        """Whether the glass is too low, for type of this size, to say everything at once."""
        return self.tiles != NINE

    @property
    def per_page(self) -> int:
        """How many services fit on one page."""
        return self.tiles[0] * self.tiles[1]


def sizes(panel: Panel, *, larger: bool = False) -> Sizes:
    """The sizes for a panel: they grow with its height, and text never falls below what R1 and R3 ask for.

    With `larger` type fewer services stand on a page. Buttons keep their size, which is large enough to hit, and on a
    low panel their words, too: three in a row would be wider than the glass. A tile's small print stays, too.
    """
    mm = panel.px_per_mm
    high = panel.height / mm
    growth = LARGER if larger else 1.0
    roomy = high > ROOMY_MM
    floor = BODY_MM if panel.inches <= LARGE_PANEL_INCHES else BODY_MM_LARGE_PANEL
    body, small = max(floor, high * 0.067), max(SMALL_MM, high * 0.052)

    def px(length: float) -> int:
        return round(length * mm)

    return Sizes(
        mm=mm,
        inches=panel.inches,
        width=panel.width,
        height=panel.height,
        hero=px(high * 0.2),
        large=px(max(floor * 1.2, high * 0.1) * growth),
        body=px(body * growth),
        word=px(body * growth if roomy else body),
        tile=px(max(floor, high * 0.072) * growth),
        small=px(small * growth),
        detail=px(small * growth if roomy else small),
        floor=px(floor),
        least=px(SMALL_MM),
        margin=px(high * 0.055 if roomy else 4),
        gap=px(min(6, max(3, high * 0.028))),
        button=px(max(20, high * 0.15)),
        bar=px(max(20, high * 0.15) if roomy else 18),
        radius=px(max(2.5, high * 0.03)),
        border=max(2, px(0.45)),
        lip=px(0.9),
        tiles=(FOUR, SIX, NINE)[roomy + (not larger)],
        growth=growth,
    )


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def faded(palette: Palette, share: float) -> Palette:
    """The same palette with the light turned down: 1 is full, 0 is black. For the night."""
    names = Palette.__dataclass_fields__
    return replace(palette, **{name: _dimmed(getattr(palette, name), share) for name in names})


def _dimmed(shade: Colour, share: float) -> Colour:
    red, green, blue, alpha = shade
    return red * share, green * share, blue * share, alpha


def _luminance(shade: Colour) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in shade[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
