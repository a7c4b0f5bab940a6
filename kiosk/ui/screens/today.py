"""Today in numbers, behind the staff PIN: each number with its definition, by service, by hour, and who came last."""

from collections.abc import Iterator

from kivy.properties import ListProperty, StringProperty

from kiosk.core.pages import StaffToday
from kiosk.ui.figures import Row, age, arrivals, by_hour, by_service, numbers, remaining, turned
from kiosk.ui.screen import Screen


class TodayScreen(Screen):
    """Four views of one day: "numbers", "services", "hours" and "latest"."""

    shows = StaffToday
    view = StringProperty("numbers")
    figures = ListProperty([("", "", "")] * 3)
    lines = ListProperty([])
    bars = ListProperty([])
    age = StringProperty("")
    turned = StringProperty("")

    def arrive(self) -> None:
        """Begin with the three numbers."""
        self.view = "numbers"

    def further(self) -> Iterator[str]:
        """Every other view."""
        for self.view in ("services", "hours", "latest"):
            yield self.view
        self.arrive()

    def on_page(self, *_changed: object) -> None:
        """Work out what each view shows."""
        self.figures = numbers(self.say, self.page.count)
        self.bars = by_hour(self.say, self.page.count)
        self.age = age(self.say, self.page)
        self.turned = turned(self.say, self.page)
        self.on_view()

    def rest(self, lines: list[Row]) -> Row | None:
        """The services that did not fit, as one row."""
        return remaining(self.say, lines) if self.view == "services" else None

    def on_view(self, *_changed: object) -> None:
        """Fill the list with services or with arrivals."""
        tell = arrivals if self.view == "latest" else by_service
        self.lines = tell(self.say, self.page)
