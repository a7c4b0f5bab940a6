"""Lists and bars for staff: as many rows as the glass holds, and one column an hour."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget


class Row(BoxLayout):
    """A line of three words."""

    words = ListProperty(["", "", ""])


class Rows(GridLayout):
    """Rows in one or two columns, each `deep` pixels. What does not fit is told in one last row, made by `rest`."""

    lines = ListProperty([])
    columns = NumericProperty(1)
    deep = NumericProperty(40)
    rest = ObjectProperty(list)

    def __init__(self, **values: Any) -> None:
        """Lay out again when something changes."""
        self._again = Clock.create_trigger(self.lay_out, -1)
        super().__init__(**values)
        for name in ("lines", "columns", "deep", "height"):
            self.fbind(name, self._again)

    def lay_out(self, *_changed: object) -> None:
        """Show as many rows as there is room for, down the first column and then the second."""
        deep = max(1, int(self.height // self.deep))
        shown, left = self.lines[: deep * self.columns], self.lines[deep * self.columns - 1 :]
        if len(left) > 1 and (rest := self.rest(left)):
            shown[-1] = rest
        self.clear_widgets()
        self.cols = self.columns
        for at in range(deep * self.columns):
            place = at // self.columns + at % self.columns * deep
            self.add_widget(Row(words=shown[place]) if place < len(shown) else Widget())


class Column(BoxLayout):
    """One bar with its number above it and its label below."""

    label = StringProperty("")
    number = StringProperty("")
    share = NumericProperty(0)


class Columns(BoxLayout):
    """A bar chart of shares."""

    bars = ListProperty([])

    def on_bars(self, *_changed: object) -> None:
        """Draw one column a bar."""
        self.clear_widgets()
        for label, number, share in self.bars:
            self.add_widget(Column(label=label, number=number, share=share))
