"""Nobody is here: one sentence, an arrow to the reader, the time, and what there is to eat."""

from kivy.properties import StringProperty

from kiosk.core.opening import within
from kiosk.core.pages import Idle
from kiosk.ui.screen import Screen


class IdleScreen(Screen):
    """The clock is the way in for staff: they hold it for five seconds."""

    shows = Idle
    told = StringProperty("")

    def sleeps(self) -> bool:
        """At night nobody waits here: a dark glass saves the panel and the neighbours' sleep."""
        now = self.page.now
        return now is not None and within(now.time(), *self.look.night)

    def on_page(self, *_changed: object) -> None:
        """Say what there is to eat, else the first notice, else nothing."""
        page, say = self.page, self.say
        title = say.text("idle.menu", meal=page.meal) if page.meal else say.text("idle.menu_plain")
        self.told = "  ".join((title, *page.menu)) if page.menu else "".join(page.notices[:1])
