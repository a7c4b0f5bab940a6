"""What the `.kv` files call `look`: palette and sizes in force. When one is replaced, every screen redraws itself."""

from datetime import time

from kivy.event import EventDispatcher
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from kiosk.ui.panel import Panel
from kiosk.ui.theme import PALETTES, faded, sizes


class Look(EventDispatcher):
    """The looks of one kiosk. `light` is 1 by day; less dims the whole screen at night.

    `speaks` shows the button that lets a page be heard again, `larger` enlarges the type for who asked for it.
    `night` is when nobody is expected: from, until.
    """

    sizes = ObjectProperty(rebind=True)
    palette = ObjectProperty(rebind=True)
    light = NumericProperty(1.0)
    reader = StringProperty("right")
    speaks = BooleanProperty(False)
    larger = BooleanProperty(False)

    def __init__(
        self, panel: Panel, theme: str = "calm", reader: str = "right", night: tuple[time, time] = (time(22), time(6))
    ) -> None:
        """Dress for a panel; `theme` is one of `PALETTES`, `reader` the side of it that cards are held to."""
        super().__init__(sizes=sizes(panel), palette=PALETTES[theme], reader=reader)
        self.panel = self._glass = panel
        self.theme = theme
        self.night = night

    def fit(self, width: float, height: float) -> None:
        """Take new sizes when the window turns out to have, or gets, other pixels than the panel was said to have."""
        if (round(width), round(height)) != (self.sizes.width, self.sizes.height):
            self._glass = self.panel.sized(width, height)
            self.on_larger()

    def on_larger(self, *_changed: object) -> None:
        """Take the sizes for the type that is wanted now."""
        self.sizes = sizes(self._glass, larger=self.larger)

    def dress(self, theme: str) -> None:
        """Change the palette."""
        self.theme = theme
        self.on_light()

    def on_light(self, *_changed: object) -> None:
        """Turn the light of the palette up or down."""
        self.palette = PALETTES[self.theme] if self.light >= 1 else faded(PALETTES[self.theme], self.light)
