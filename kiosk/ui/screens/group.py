"""No card: a key for every surname, and where many share one, for every animal of the years of birth."""

from kivy.core.text import DEFAULT_FONT
from kivy.properties import NumericProperty, StringProperty

from kiosk.core.events import GroupPicked
from kiosk.core.pages import PickGroup
from kiosk.ui.facts import placed
from kiosk.ui.paging import Paged
from kiosk.ui.screen import Screen
from kiosk.ui.widgets import GroupKey
from kiosk.ui.words import extent

SIGNS = 12


class GroupScreen(Paged, Screen):
    """A grid of keys. All twelve signs stand on one page where their words are short enough for it."""

    shows = PickGroup
    columns = NumericProperty(4)
    title = StringProperty("")

    def on_kv_post(self, base_widget: object) -> None:
        """Lay the keys out again when the page, the part of it or the panel changes."""
        for name, answer in (("page", self.begin), ("page", self.lay_out), ("first", self.lay_out)):
            self.fbind(name, answer)
        self.look.fbind("sizes", self.lay_out)
        self.lay_out()

    def things(self) -> tuple[str, ...]:
        """All surnames, or the signs that somebody has."""
        groups: tuple[str, ...] = self.page.groups
        return groups

    def word(self, group: str) -> str:
        """What stands on a key."""
        return self.say.text(f"sign.{group}") if self.page.surname else group

    def lay_out(self, *_changed: object) -> None:
        """Put this part on the grid; places without a key stay empty, so that keys keep their size."""
        small = self.look.sizes.tight
        self.columns = 6 if small and self.page.surname and self._short() else 4
        self.room = self.columns * (2 if small else 3)
        self.title = self.say.text("nocard.sign" if self.page.surname else "nocard.surname")
        part = self.part()
        self.ids.grid.clear_widgets()
        for group in placed(part, self.columns, self.room // self.columns):
            self.ids.grid.add_widget(key := GroupKey(group=group or "", text=self.word(group) if group else ""))
            key.bind(on_fire=lambda pressed: self.tell(GroupPicked, group=pressed.group))

    def _short(self) -> bool:
        sizes = self.look.sizes
        wide, _ = extent([max(map(self.word, self.page.groups), key=len)], sizes.least, DEFAULT_FONT)
        return bool(wide <= (sizes.width - 2 * sizes.margin - 5 * sizes.gap) / 6 - 3 * sizes.mm)
