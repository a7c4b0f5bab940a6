"""Nobody is here: one sentence, an arrow to the reader, the time, and what there is to eat."""

from kivy.properties import StringProperty

from kiosk.core.pages import Idle
from kiosk.ui.screen import Screen


class IdleScreen(Screen):
    """The clock is the way in for staff: they hold it for five seconds."""

    shows = Idle
    meal = StringProperty("")
    extra = StringProperty("")

    def on_page(self, *_changed: object) -> None:
        """Say what there is to eat, else the first notice, else nothing."""
        page, say = self.page, self.say
        if page.menu:
            self.meal = say.text("idle.menu", meal=page.meal) if page.meal else say.text("idle.menu_plain")
            self.extra = "　".join(page.menu)
        else:
            self.meal = ""
            self.extra = "\n".join(page.notices[:1])
