"""Staff find whose card it is: letters of the name's pinyin or digits of a number, then a press on the person."""

from collections.abc import Iterator

from kivy.properties import BooleanProperty, NumericProperty

from kiosk.core.events import Erased, KeysTurned, PersonPicked, Typed
from kiosk.core.pages import FindResident
from kiosk.ui.screen import Screen
from kiosk.ui.widgets import Named


class FindScreen(Screen):
    """Keys below, the best matches above them. `first` is the first person of this part, `shown` how many fit."""

    shows = FindResident
    first = NumericProperty(0)
    shown = NumericProperty(2)
    paged = BooleanProperty(False)

    def on_kv_post(self, base_widget: object) -> None:
        """Lay the people out again when they, the part of them or the panel change."""
        self.fbind("page", self.begin)
        for name in ("first", "shown"):
            self.fbind(name, self.lay_out)
        self.begin()

    def begin(self, *_changed: object) -> None:
        """Show the best matches of what is typed now."""
        self.first = 0
        self.lay_out()

    def further(self) -> Iterator[str]:
        """Every other part."""
        while self.paged and self.first + self.shown < len(self.page.people):
            self.turn()
            yield f"from-{self.first + 1}"

    def turn(self) -> None:
        """Show the next people, and the first ones after the last."""
        self.first = self.first + self.shown if self.first + self.shown < len(self.page.people) else 0

    def lay_out(self, *_changed: object) -> None:
        """Put this part's people on the grid."""
        self.paged = len(self.page.people) > self.shown
        self.ids.grid.clear_widgets()
        for person in self.page.people[self.first : self.first + self.shown]:
            self.ids.grid.add_widget(button := Named(person=person, text=person.name, essential=False))
            button.detail = person.number or str(person.birth_year or "")
            button.icon = ("id-card" if person.of_card else "hashtag") if person.number else ""
            button.bind(on_fire=lambda pressed: self.tell(PersonPicked, person=pressed.person.id))

    def press(self, key: str) -> None:
        """Type a letter or a digit, take the last one back for an empty key, or turn to the other keys."""
        if len(key) > 1:
            self.tell(KeysTurned)
        else:
            self.tell(Typed, letter=key.lower()) if key else self.tell(Erased)
