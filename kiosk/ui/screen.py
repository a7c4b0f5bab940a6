"""What a screen is: a class that says which page it shows, beside a `.kv` file of its module's name."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from kivy.lang import Builder
from kivy.properties import ListProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.core.events import Event
from kiosk.core.pages import Page
from kiosk.ui.sound import Tone


class Screen(BoxLayout):
    """Shows the page in `page` in the language of `say`; reports what is pressed through `post`.

    A subclass registers itself by `shows = SomePage` (Kivy's widget metaclass takes no class keywords); `tone` is
    what is heard when its page appears. Setting `page` again changes the picture in place, and is said aloud again only
    when one of the fields in `once` changed (none named: always).
    """

    shows: ClassVar[type[Page]]
    tone: ClassVar[Tone | None] = None
    once: ClassVar[tuple[str, ...]] = ()
    registry: ClassVar[dict[type[Page], type["Screen"]]] = {}

    page = ObjectProperty(rebind=True)
    say = ObjectProperty(rebind=True)
    post = ObjectProperty()
    replay = ObjectProperty()
    look = ObjectProperty()
    fill = ListProperty([1, 1, 1, 1])

    def __init_subclass__(cls, **keywords: object) -> None:
        """Register what it shows; a second screen for one page is a mistake."""
        super().__init_subclass__(**keywords)
        if cls.shows in Screen.registry and Screen.registry[cls.shows].__qualname__ != cls.__qualname__:
            raise TypeError(f"{cls.__name__} and {Screen.registry[cls.shows].__name__} both show {cls.shows.__name__}")
        Screen.registry[cls.shows] = cls

    @classmethod
    def looks(cls) -> Path:
        """The screen's own `.kv` file."""
        return Path(str(sys.modules[cls.__module__].__file__)).with_suffix(".kv")

    @classmethod
    def load_looks(cls) -> None:
        """Read the `.kv` file, once."""
        if str(cls.looks()) not in Builder.files:
            Builder.load_file(str(cls.looks()))

    def tell(self, event: type[Event], **details: Any) -> None:
        """Report that a person did something here."""
        self.post(event, **details)

    def heard(self) -> Tone | None:
        """The tone for the page as it is now."""
        return self.tone

    def speaks(self, before: Page | None) -> bool:
        """Whether this page is heard by itself when it comes after `before` on this screen, or else only if asked."""
        old = before if isinstance(before, self.shows) else None
        return not self.once or any(getattr(old, name, None) != getattr(self.page, name) for name in self.once)

    def sleeps(self) -> bool:
        """Whether the glass is dark while this page is shown."""
        return False

    def further(self) -> Iterator[str]:
        """Turn to each further part or view of the page that a press would show, and name it: for album and audit."""
        yield from ()

    def arrive(self) -> None:
        """A new person stands here: forget what the last one had paged to or typed."""
