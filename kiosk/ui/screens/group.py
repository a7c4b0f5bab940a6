"""No card: keys for surnames, one for all the others, and where many share one, for every animal of the birth years."""

from collections.abc import Iterator

from kivy.properties import BooleanProperty, StringProperty

from kiosk.core.events import GroupPicked, GuestsAsked, OthersPicked
from kiosk.core.pages import PickGroup
from kiosk.ui.paging import Paged
from kiosk.ui.screen import Screen
from kiosk.ui.widgets import GroupKey


class GroupScreen(Paged, Screen):
    """Surnames are never turned: who has no key among them says so, and the desk asks what is next.

    `second` says that something was answered before, which can be answered anew.
    """

    shows = PickGroup
    once = ("groups", "still_there")
    second = BooleanProperty(False)
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

    def further(self) -> Iterator[str]:
        """Every other part of the signs."""
        yield from super().further() if self.page.surnames else ()

    def lay_out(self, *_changed: object) -> None:
        """Put this part on the grid, and after it who belongs to no surname here: a guest."""
        signs = self.page.surnames
        words = {group: self.say.text(f"sign.{group}") if signs else group for group in self.page.groups}
        guest = {"guest": self.say.text("guests.self")} if self.page.may_bring else {}
        self.title = self.say.text("nocard.sign" if signs else "nocard.surname")
        self.room = self.ids.grid.widen([*guest.values(), *words.values()], self.look.sizes) - len(guest)
        self.ids.grid.put({group: words[group] for group in self.part()}, guest)

    def press(self, key: GroupKey) -> None:
        """Somebody of that group, or a guest."""
        self.tell(GuestsAsked) if key.apart else self.tell(GroupPicked, group=key.group)

    def others(self) -> None:
        """None of the surnames with a key."""
        self.tell(OthersPicked, seen=self.room)
