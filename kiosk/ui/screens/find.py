"""Staff find whose card it is: letters of the name's pinyin or digits of a number, then a press on the person."""

from kiosk.core.events import Erased, KeysTurned, PersonPicked, Typed
from kiosk.core.pages import FindResident, Person
from kiosk.ui.paging import Paged
from kiosk.ui.screen import Screen
from kiosk.ui.widgets import Named


class FindScreen(Paged, Screen):
    """Keys below, the best matches above them."""

    shows = FindResident

    def on_kv_post(self, base_widget: object) -> None:
        """Lay the people out again when they, the part of them or the panel change."""
        for name, answer in (("page", self.begin), *((name, self.lay_out) for name in ("page", "first", "room"))):
            self.fbind(name, answer)
        self.lay_out()

    def things(self) -> tuple[Person, ...]:
        """The best matches of what is typed now."""
        people: tuple[Person, ...] = self.page.people
        return people

    def lay_out(self, *_changed: object) -> None:
        """Put this part's people on the grid."""
        self.ids.grid.clear_widgets()
        for person in self.part():
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
