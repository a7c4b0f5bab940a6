"""Staff find whose card it is: a few letters of the name's pinyin, then a press on the person."""

from collections.abc import Iterator

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.core.events import Erased, PersonPicked, Typed
from kiosk.core.pages import FindResident
from kiosk.ui.screen import Screen
from kiosk.ui.widgets import Named


class FindScreen(Screen):
    """Letters below, the best matches above them. `first` is the first person of this part, `shown` how many fit."""

    shows = FindResident
    first = NumericProperty(0)
    shown = NumericProperty(2)
    paged = BooleanProperty(False)
    hint = StringProperty("")

    def on_kv_post(self, base_widget: object) -> None:
        """Lay the people out again when they, the part of them or the panel change."""
        self.fbind("page", self.begin)
        for name in ("first", "shown"):
            self.fbind(name, self.lay_out)
        self.begin()

    def begin(self, *_changed: object) -> None:
        """Show the best matches of what is typed now."""
        typed, people = self.page.typed, self.page.people
        self.hint = "" if people else self.say.text("find.nobody" if typed else "find.ask")
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
            button.detail = str(person.birth_year or "")
            button.bind(on_fire=lambda pressed: self.tell(PersonPicked, person=pressed.person.id))

    def press(self, key: str) -> None:
        """Type a letter, or take the last one back for an empty key."""
        self.tell(Typed, letter=key.lower()) if key else self.tell(Erased)
