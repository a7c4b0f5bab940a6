"""The few things screens are made of: buttons, tiles, keys, emblems. Their looks are in widgets.kv."""

from string import ascii_uppercase
from typing import Any, ClassVar

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from kiosk.ui.words import SPARE, Words, extent

# Kivy counts a little less than asked for.
SHOWN_PRESSED_SECONDS = 0.16


class Ground(BoxLayout):
    """A box with a fill behind its children; the audit reads their contrast against it."""

    fill = ListProperty([1, 1, 1, 1])
    edge = ListProperty([0, 0, 0, 0])
    radius = NumericProperty(0)


class Touchable(BoxLayout):
    """Something that answers to a finger: `on_fire` happens once per press.

    `live` False keeps it on the screen but takes no touch. `hold` asks for a finger that stays so many seconds;
    a `silent` one does not click, where a microphone would hear it.
    """

    live = BooleanProperty(True)
    silent = BooleanProperty(False)
    pressed = BooleanProperty(False)
    hold = NumericProperty(0)
    __events__ = ("on_fire",)
    _unpress: Any = None

    def on_fire(self) -> None:
        """Nothing by itself: a screen's kv says what a press means."""

    def show_pressed(self) -> None:
        """Look pressed."""
        if self._unpress is not None:
            self._unpress.cancel()
        self.pressed = True

    def show_released(self) -> None:
        """Look pressed for a moment longer: an eye that just left the finger must catch it (ux-rules R19)."""
        self._unpress = Clock.schedule_once(lambda _passed: setattr(self, "pressed", False), SHOWN_PRESSED_SECONDS)


class Press(Touchable):
    """Something that looks as if it can be pressed; `main` is the page's main action, filled in blue."""

    text = StringProperty("")
    icon = StringProperty("")
    main = BooleanProperty(False)
    fill = ListProperty([1, 1, 1, 1])
    ink = ListProperty([0, 0, 0, 1])
    edge = ListProperty([0, 0, 0, 1])
    lip = ListProperty([0, 0, 0, 0])
    sunk = ListProperty([0, 0, 0, 0])
    sink = NumericProperty(0)


class WordButton(Press):
    """A word with its icon before it, both centred as one; `essential` as of `Words`."""

    essential = BooleanProperty(False)
    most = NumericProperty(40)
    least = NumericProperty(20)
    last = NumericProperty(10)
    word_size = NumericProperty(40)
    word_width = NumericProperty(10)

    def __init__(self, **values: object) -> None:
        """Measure again when something changes."""
        self._measure = Clock.create_trigger(self._fit, -1)
        super().__init__(**values)
        for name in ("text", "size", "most", "last", "icon"):
            self.fbind(name, self._measure)
        self._measure()

    def _fit(self, *_changed: object) -> None:
        room = self.width - self.padding[0] - self.padding[2]
        wide, _ = extent([self.text], self.most, "Noto Sans SC")
        icon = self.most * 1.42 if self.icon else 0
        self.word_size = int(max(self.last, self.most * min(1, room / (wide + icon))))
        share = self.word_size / self.most
        self.word_width = min(room - icon * share, wide * share * 1.03 + 4) if self.text else 0


class Tile(Press):
    """One service to choose: icon, word and terms; filled when chosen, and a tick in the icon's place.

    A word that has no room beside its icon takes the icon's; a tick stays. The price is `priced` pixels wide.
    """

    tile = ObjectProperty(None, rebind=True, allownone=True)
    terms = ListProperty(["", "", ""])
    ticked = BooleanProperty(False)
    sign = StringProperty("circle-check")
    signed = BooleanProperty(True)
    side = NumericProperty(0)
    mark = NumericProperty(0)
    shortest = NumericProperty(20)
    long = BooleanProperty(False)
    beside = BooleanProperty(False)
    whole = BooleanProperty(True)
    taller = NumericProperty(1.0)
    below = NumericProperty(1.0)
    priced = NumericProperty(0)

    def on_kv_post(self, base_widget: object) -> None:
        """See whether the word has room, and what the terms leave the price, whenever one or its box changes."""
        for name in ("text", "width", "shortest", "mark"):
            self.fbind(name, self._see)
        self._see()
        row, price, until, left = (self.ids[name] for name in ("row", "price", "until", "left"))
        for thing, name in ((row, "width"), (price, "text"), (price, "most"), (until, "text"), (left, "text")):
            thing.fbind(name, self._share)
        for term in (until, left):
            term.fbind("least", self._share)
        self.fbind("beside", self._share)
        self._share()

    def _see(self, *_changed: object) -> None:
        wide, _ = extent([self.text], self.shortest, self.ids.word.font_name)
        self.long = wide > SPARE * (self.width - 2 * self.side - self.mark)

    def _share(self, *_changed: object) -> None:
        for term in (self.ids.until, self.ids.left):
            term.part = _wide(term, term.least) if term.text else 0.001
        needs = [term.part for term in (self.ids.until, self.ids.left) if term.text]
        kept = sum(needs) + self.side * len(needs) if self.beside else max(needs, default=0)
        most = _wide(self.ids.price, self.ids.price.most) if needs else self.ids.row.width
        self.priced = max(1, min(most, self.ids.row.width - self.ids.row.spacing - kept))


def _wide(words: Words, size: float) -> float:
    """The width of the box in which a text can have a size."""
    return extent([words.text], size, words.font_name)[0] / SPARE + 1


class Named(Press):
    """A person to pick by name; `detail` (a year of birth, say) tells two of one name apart, beside it or `beneath` it.

    A name of several parts that is too long for its line takes two. Whoever picks themselves has to read it: it is
    `essential`.
    """

    essential = BooleanProperty(True)
    beneath = BooleanProperty(False)
    person = ObjectProperty(None, rebind=True, allownone=True)
    detail = StringProperty("")
    room = NumericProperty(2.6)
    most = NumericProperty(0)
    least = NumericProperty(20)
    first = StringProperty("")
    second = StringProperty("")

    def on_kv_post(self, base_widget: object) -> None:
        """See whether the name has room whenever it or its box changes."""
        self.ids.name.fbind("width", self._see)
        for name in ("text", "least"):
            self.fbind(name, self._see)
        self._see()

    def _see(self, *_changed: object) -> None:
        wide, _ = extent([self.text], self.least, self.ids.name.font_name)
        parts = self.text.partition("·")
        split = bool(parts[2]) and wide > self.ids.name.width * SPARE > 1
        self.first, self.second = (parts[0] + parts[1], parts[2]) if split else (self.text, "")


class Hold(Touchable):
    """Something that looks like plain text and answers only to a long press: the way in for staff."""


class Emblem(Widget):
    """The sign of an outcome: a circle or a square with an icon, so that colour is never the only signal."""

    icon = StringProperty("check")
    round = BooleanProperty(True)
    fill = ListProperty([0, 0, 0, 1])
    ink = ListProperty([1, 1, 1, 1])


class Icon(Words):
    """One icon, as large as its box allows."""

    name = StringProperty("check")
    spelt = False


class Bar(Widget):
    """One bar of a chart, as high as its box."""

    fill = ListProperty([0, 0, 0, 1])


class Key(WordButton):
    """One key of a keypad."""


class GroupKey(Key):
    """A surname, or the sign of a year: a key with a word on it. `group` is what it sends; empty keys are not drawn.

    One that stands `apart` is no group like the others.
    """

    group = StringProperty("")
    apart = BooleanProperty(False)


class LetterKey(Key):
    """A key that only staff press: nine in a row have to fit, so it may be a little smaller (ux-rules B3)."""


class Keypad(GridLayout):
    """Ten digits as on a telephone, and a key that takes the last one back, which reports an empty text."""

    live = BooleanProperty(True)
    keys: ClassVar[tuple[str | None, ...]] = ("1", "2", "3", "4", "5", "6", "7", "8", "9", None, "0", "")
    kind: ClassVar[type[Key]] = Key
    __events__ = ("on_key",)

    def __init__(self, **values: object) -> None:
        """Lay the keys out."""
        super().__init__(**values)
        for key in self.keys:
            self.add_widget(Widget() if key is None else self._key(key))

    def on_key(self, key: str) -> None:
        """Nothing by itself."""

    def _key(self, key: str) -> Press:
        button = self.kind(text=key, icon="" if key else "delete-left")
        self.bind(live=button.setter("live"))
        button.bind(on_fire=lambda _button: self.dispatch("on_key", key))
        return button


class TailPad(Keypad):
    """The digits, and the X that an ID number may end in."""

    keys = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "X", "0", "")


class Letters(Keypad):
    """The letters of pinyin in the order of the alphabet, and the key that asks for digits instead."""

    keys = (*ascii_uppercase, "123")
    kind = LetterKey


class Numbers(Keypad):
    """What numbers of people and of cards are made of, and the key that asks for letters again."""

    keys = (*"123ABC456DEF7890X", "A–Z")


class Result(BoxLayout):
    """An emblem, and beside it what it means: the children given in a screen's kv.

    Beneath the emblem is a button for whatever else can be done now: `also` has up to two, each as an icon, a word and
    what `on_fire` is told when it is pressed. The emblem gives them its room.
    """

    also = ListProperty([])
    __events__ = ("on_fire",)
    emblem = StringProperty("check")
    round = BooleanProperty(True)
    emblem_fill = ListProperty([0, 0, 0, 1])
    emblem_ink = ListProperty([1, 1, 1, 1])

    def on_fire(self, event: object) -> None:
        """Nothing by itself: a screen's kv says what a press means."""

    def add_widget(self, widget: Widget, *place: int, **options: object) -> None:
        """The emblem and the column come from our own kv; everything after them goes into the column."""
        words = self.ids.get("words")
        if words is None or widget is words:
            super().add_widget(widget, *place, **options)
        else:
            words.add_widget(widget, *place, **options)
