"""Which of these are you? Masked names, large enough to point at."""

from kivy.uix.widget import Widget

from kiosk.core.events import SelfPicked
from kiosk.core.pages import Masked, PickYourself
from kiosk.ui.facts import placed
from kiosk.ui.paging import Paged
from kiosk.ui.screen import Screen
from kiosk.ui.widgets import Named


class YourselfScreen(Paged, Screen):
    """Two columns; who is on a further page is behind one large button."""

    shows = PickYourself

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
        self.room = 4 if self.look.sizes.tight else 6
        for person in placed(self.part(), 2, self.room // 2):
            if person is None:
                grid.add_widget(Widget())
                continue
            detail = self.say.text("nocard.ending", tail=person.tail) if person.tail else ""
            grid.add_widget(button := Named(person=person, text=person.name, detail=detail, room=4))
            button.most = self.look.sizes.large
            button.bind(on_fire=lambda pressed: self.tell(SelfPicked, person=pressed.person.id))
