"""Which of these are you? Masked names, large enough to point at."""

from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

from kiosk.core.events import SelfPicked
from kiosk.core.pages import Masked, PickYourself
from kiosk.ui.facts import placed
from kiosk.ui.paging import Paged
from kiosk.ui.screen import Screen
from kiosk.ui.widgets import Named


class YourselfScreen(Paged, Screen):
    """As many people as may be offered at once; whoever is on a further part is behind one large button."""

    shows = PickYourself
    once = ("people", "still_there")
    columns = NumericProperty(2)
    rows = NumericProperty(2)

    def on_kv_post(self, base_widget: object) -> None:
        """Lay the names out again when the page, the part of it or the panel changes."""
        for name, answer in (("page", self.begin), ("page", self.lay_out), ("first", self.lay_out)):
            self.fbind(name, answer)
        self.look.fbind("sizes", self.lay_out)
        self.lay_out()

    def things(self) -> tuple[Masked, ...]:
        """Everybody it may be."""
        people: tuple[Masked, ...] = self.page.people
        return people

    def lay_out(self, *_changed: object) -> None:
        """Put this part's people on the grid; names keep their size however few they are."""
        grid = self.ids.grid
        grid.clear_widgets()
        self.rows = 2 if self.look.sizes.tight else 3
        self.columns = 2 if len(self.page.people) <= 2 * self.rows else 3
        self.room = self.columns * self.rows
        for person in placed(self.part(), self.columns, self.rows):
            if person is None:
                grid.add_widget(Widget())
                continue
            detail = self.say.text("nocard.ending", tail=person.tail) if person.tail else ""
            beneath = self.columns > 2
            grid.add_widget(button := Named(person=person, text=person.name, detail=detail, room=4, beneath=beneath))
            button.most = self.look.sizes.body if beneath and detail else self.look.sizes.large
            button.bind(on_fire=lambda pressed: self.tell(SelfPicked, person=pressed.person.id))
