"""A page that shows more than fits: part by part, with one button for the next and one for the one before."""

from collections.abc import Callable, Iterator
from typing import Any

from kivy.properties import BooleanProperty, NumericProperty

from kiosk.core.events import Touched


class Paged:
    """For a `Screen`: `first` is the first thing of this part, `room` how many fit; `things` gives all there is.

    Other things than before begin with their first: who picked a surname on the third part sees the first signs.
    Turning is a touch like any other, so that a page is not taken away from somebody who is looking for a name on it.
    """

    first = NumericProperty(0)
    room = NumericProperty(6)
    ahead = BooleanProperty(False)
    behind = BooleanProperty(False)
    tell: Any
    things: Callable[[], tuple[Any, ...]]
    page: Any
    _known: tuple[Any, ...] = ()

    def part(self) -> tuple[Any, ...]:
        """What is shown now."""
        things = self.things()
        self.ahead, self.behind = len(things) > self.first + self.room, self.first > 0
        return things[self.first : self.first + self.room]

    def begin(self, *_changed: object) -> None:
        """Show the first of other things; to be called whenever the page changes."""
        if (things := self.things()) != self._known:
            self._known, self.first = things, 0

    def arrive(self) -> None:
        """Begin with the first."""
        self.first = 0

    def further(self) -> Iterator[str]:
        """Every other part."""
        while self.ahead and not getattr(self.page, "still_there", False):
            self.turn()
            yield f"from-{self.first + 1}"

    def turn(self, parts: int = 1) -> None:
        """Show the next ones, or with -1 those before."""
        self.first = max(0, self.first + parts * self.room)
        self.tell(Touched)
