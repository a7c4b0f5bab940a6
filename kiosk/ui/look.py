"""What the `.kv` files call `look`: palette and sizes in force. When one is replaced, every screen redraws itself."""

from datetime import time

from kivy.event import EventDispatcher
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from kiosk.ui.panel import Panel
from kiosk.ui.theme import PALETTES, faded, sizes


class Look(EventDispatcher):
    """The looks of one kiosk. `light` is 1 by day; less dims the whole screen at night.

    `speaks` shows the button that lets a page be heard again. `night` is when nobody is expected: from, until.
    Screens for who asked for larger type have a look of their own, `enlarged`: to change the sizes of all screens for a
    visit takes a second and more.
    """

    sizes = ObjectProperty(rebind=True)
    palette = ObjectProperty(rebind=True)
    light = NumericProperty(1.0)
    reader = StringProperty("right")
    speaks = BooleanProperty(False)

    def __init__(
        self,
        panel: Panel,
        theme: str = "calm",
        reader: str = "right",
        night: tuple[time, time] = (time(22), time(6)),
        *,
        larger: bool = False,
    ) -> None:
        """Dress for a panel; `theme` is one of `PALETTES`, `reader` the side of it that cards are held to."""
        super().__init__(sizes=sizes(panel, larger=larger), palette=PALETTES[theme], reader=reader)
        self.panel = panel
        self.larger = larger
        self.theme = theme
        self.night = night

    def fit(self, width: float, height: float) -> None:
        """Take new sizes when the window turns out to have other pixels than was said, or gets them."""
        self.sizes = sizes(self.panel.sized(width, height), larger=self.larger)

    def enlarged(self) -> "Look":
        """The same look in larger type; whatever changes here changes there."""
        other = Look(self.panel, self.theme, self.reader, self.night, larger=True)
        other.speaks, other.palette = self.speaks, self.palette

        def follow(*_changed: object) -> None:
            """Stand on the same glass."""
            other.panel = self.panel
            other.fit(self.sizes.width, self.sizes.height)

        follow()
        self.fbind("sizes", follow)
        self.bind(palette=other.setter("palette"), speaks=other.setter("speaks"))
        return other

    def dress(self, theme: str) -> None:
        """Change the palette."""
        self.theme = theme
        self.on_light()

    def on_light(self, *_changed: object) -> None:
        """Turn the light of the palette up or down."""
        self.palette = PALETTES[self.theme] if self.light >= 1 else faded(PALETTES[self.theme], self.light)
