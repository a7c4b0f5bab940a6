"""Nobody is here: one sentence, an arrow to the reader, the time, the day by sun and moon, and what there is to eat."""

from kivy.properties import ListProperty, StringProperty

from kiosk.core import room
from kiosk.core.opening import within
from kiosk.core.pages import Idle
from kiosk.ui.facts import by_moon, occasion
from kiosk.ui.screen import Screen

DRIFT = ((0, 0), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))
DRIFT_MINUTES = 4
"""A picture that stands all day burns in; this one moves by a pixel now and then. Its buttons answer where they did."""


class IdleScreen(Screen):
    """The clock is the way in for staff: they hold it for five seconds.

    Where a technician has to set something up, a line for staff takes the place of the centre's name.

    What has no room beside the rest takes turns with it, one a minute, so that nothing on the glass moves to be read.
    """

    shows = Idle
    centre = StringProperty("")
    menu = StringProperty("")
    news = StringProperty("")
    moon = StringProperty("")
    called = StringProperty("")
    drift = ListProperty(DRIFT[0])

    def sleeps(self) -> bool:
        """At night nobody waits here: a dark glass saves the panel and the neighbours' sleep."""
        now = self.page.now
        return now is not None and within(now.time(), *self.look.night)

    def on_kv_post(self, base_widget: object) -> None:
        """Another panel has room for more or less."""
        self.look.fbind("sizes", self.on_page)

    def on_page(self, *_changed: object) -> None:
        """Say what day it is, what there is to eat, and one of the notices."""
        page, say = self.page, self.say
        centre = room.shortened(page.centre, room.CENTRE)
        self.centre = say.text("order.no_server", code=page.lacks) if page.lacks else centre
        self.drift = DRIFT[page.minute // DRIFT_MINUTES % len(DRIFT)]
        title = say.text("idle.menu", meal=page.meal) if page.meal else say.text("idle.menu_plain")
        dishes = tuple(room.shortened(dish, room.DISH) for dish in page.menu)
        menu = room.lines(title, dishes, room.LINE)
        news = [room.shortened(notice, room.LINE) for notice in page.notices]
        if self.look.sizes.tight:
            turn = page.minute % max(1, len(menu) + len(news))
            menu, news = menu[turn : turn + 1], news[turn - len(menu) :][:1] if turn >= len(menu) else []
        self.menu = menu[page.minute % len(menu)] if menu else ""
        self.news = news[page.minute % len(news)] if news else ""
        self.moon, self.called = by_moon(say, page.leaf), occasion(say, page.leaf)
        if self.look.sizes.tight:
            named = self.called and (page.minute % 2 or not self.moon)
            self.moon, self.called = (self.called if named else self.moon), ""
