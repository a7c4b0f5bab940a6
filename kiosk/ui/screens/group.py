"""No card: a key for every surname, and where many share one, for every animal of the years of birth."""

from kivy.core.text import DEFAULT_FONT
from kivy.properties import NumericProperty, StringProperty

from kiosk.core.events import GroupPicked, GuestsAsked
from kiosk.core.pages import PickGroup
from kiosk.ui.facts import placed
from kiosk.ui.paging import Paged
from kiosk.ui.screen import Screen
from kiosk.ui.widgets import GroupKey
from kiosk.ui.words import extent

GUEST = "guest"


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
        """What stands on a key; nothing on an empty one."""
        key = "guests.self" if group == GUEST else f"sign.{group}"
        return self.say.text(key) if group and (self.page.surname or group == GUEST) else group

    def lay_out(self, *_changed: object) -> None:
        """Put this part on the grid; places without a key stay empty, so that keys keep their size."""
        small = self.look.sizes.tight
        self.columns = 6 if small and self.page.surname and self._short() else 4
        self.room = self.columns * (rows := 2 if small else 3) - self.page.may_bring
        self.title = self.say.text("nocard.sign" if self.page.surname else "nocard.surname")
        keys = (*self.part(), GUEST) if self.page.may_bring else self.part()
        self.ids.grid.clear_widgets()
        for group in (one or "" for one in placed(keys, self.columns, rows)):
            icon = "user-plus" if group == GUEST else ""
            self.ids.grid.add_widget(GroupKey(group=group, text=self.word(group), icon=icon, on_fire=self.press))

    def press(self, key: GroupKey) -> None:
        """Somebody of that group, or a guest who belongs to none."""
        self.tell(GuestsAsked) if key.group == GUEST else self.tell(GroupPicked, group=key.group)

    def _short(self) -> bool:
        sizes = self.look.sizes
        wide, _ = extent([max(map(self.word, self.page.groups), key=len)], sizes.least, DEFAULT_FONT)
        return bool(wide <= (sizes.width - 2 * sizes.margin - 5 * sizes.gap) / 6 - 3 * sizes.mm)
