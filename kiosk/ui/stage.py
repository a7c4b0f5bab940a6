"""The stage: shows the page that the desk decided on, and reports what hands do. The only way in is `show(page)`.

Pages come from any thread through a mailbox that wakes Kivy; nobody polls. Touches are read here, once for all screens,
so that a double tap cannot press the next screen's button and a slip is forgiven everywhere in the same way.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.lang import Builder
from kivy.lang.parser import global_idmap
from kivy.uix.relativelayout import RelativeLayout
from kivy.uix.widget import Widget

from kiosk.core.events import Event, Speaking, Touched
from kiosk.core.pages import Idle, Page, manner_of
from kiosk.core.ports import Clock as Moments
from kiosk.i18n import Catalog
from kiosk.ui.hand import Hand, Target
from kiosk.ui.look import Look
from kiosk.ui.mailbox import Mailbox
from kiosk.ui.screen import Screen
from kiosk.ui.screens import discover
from kiosk.ui.sound import Player, Tone
from kiosk.ui.voice import Voice
from kiosk.ui.widgets import Touchable

AWAKE_SECONDS = 30.0
MOST_SECONDS = 6.0
"""Nobody waits for a longer speech (ux-rules R31)."""
WIDGETS = Path(__file__).with_name("widgets.kv")


class Stage(RelativeLayout):
    """Holds one screen at a time. `send` takes events on Kivy's thread and must return at once."""

    def __init__(
        self,
        *,
        send: Callable[[Event], object],
        clock: Moments,
        catalogs: Mapping[str, Catalog],
        look: Look,
        player: Player,
        mailbox: Mailbox,
        voice: Voice | None = None,
        quiet: Callable[[], bool] = lambda: False,
    ) -> None:
        """Build an empty stage; screens are built when their page is first shown.

        Without a voice, and while it is `quiet`, only tones sound.
        """
        super().__init__()
        self._send = send
        self._clock = clock
        self._catalogs = catalogs
        self._player = player
        self._mailbox = mailbox
        self._voice = voice
        self._quiet = quiet
        self._screens: dict[tuple[type[Page], bool], Screen] = {}
        self._kinds = discover()
        self._hand: Hand[Touchable] = Hand(look.sizes.mm)
        self._held: Any = None
        self._awake: float | None = None
        self.look = look
        self._looks = {False: look, True: look.enlarged()}
        self.current: Screen | None = None
        # The names that `.kv` files may use without passing them from parent to child live in Kivy's own table.
        global_idmap["look"] = look
        if str(WIDGETS) not in Builder.files:
            Builder.load_file(str(WIDGETS))
        self.fbind("size", lambda *_: self.look.fit(*self.size))
        mailbox.wake_with(Clock.create_trigger(self._take))

    def show(self, page: Page) -> None:
        """Show a page soon, from any thread; only the latest of several is drawn."""
        self._mailbox.show(page)

    def present(self, page: Page, *, another: bool = False) -> None:
        """Show a page now; only on Kivy's thread. A card that was read brings a page for `another` person."""
        before = self.current
        shown = before.page if before is not None else None
        if shown is page:
            return
        manner = manner_of(page)
        self._player.louder = manner.louder
        screen = self._screen(page, larger=manner.larger)
        if another and shown is not None and not isinstance(shown, Idle):
            self._let_go()
            self._hand.rest(self._clock.monotonic())
        if another:
            screen.arrive()
        if screen is not before:
            self._let_go()
            screen.arrive()
            self.clear_widgets()
            self.add_widget(screen)
            self.current = screen
        self.look.light = 0.0 if screen.sleeps() and not self._is_awake() else 1.0
        if self._voice:
            self.look.speaks = self._voice.speaks(page) and not self._quiet()
        self._player.play(screen.heard())
        if another or screen.speaks(shown):
            self._speak(page)

    def _is_awake(self) -> bool:
        """Whether a touch woke the glass a short while ago."""
        return self._awake is not None and self._clock.monotonic() <= self._awake

    def replay(self) -> None:
        """Let the page be heard, again."""
        if self.current is not None:
            self._player.play(self.current.heard())
            self._speak(self.current.page)

    def _speak(self, page: Page) -> None:
        """Say the page after its tone, in at most six seconds with it, unless these are hours to be quiet."""
        if self._voice is None or self._quiet():
            return
        choices = list(self._voice.choices(page))
        self._say(next((clips for clips in choices if self._seconds(clips) <= MOST_SECONDS), []))
        if not choices:
            self._voice.ask(page, lambda clip: Clock.schedule_once(lambda _passed: self._made(page, clip)))

    def _made(self, page: Page, clip: Path) -> None:
        """The synthesiser is done: say it, if the page still stands."""
        if self.current is not None and self.current.page is page and self._seconds([clip]) <= MOST_SECONDS:
            self._say([clip])

    def _say(self, clips: list[Path]) -> None:
        if clips:
            self._player.follow(clips)
            self.tell(Speaking, seconds=self._seconds(clips))

    def _seconds(self, clips: list[Path]) -> float:
        tone = self.current.heard() if self.current else None
        return self._player.seconds(tone, clips)

    def tell(self, kind: type[Event], **details: Any) -> None:
        """Send what a person did, with this moment on it."""
        self._send(kind(at=self._clock.now(), **details))

    def on_touch_down(self, touch: Any) -> bool:
        """A finger lands."""
        if "button" in touch.profile and touch.button not in {"left", ""}:
            return True
        if not self.look.light:
            # Nobody presses what he cannot see: the first touch of the night only wakes the glass.
            self._awake = self._clock.monotonic() + AWAKE_SECONDS
            self.look.light = 1.0
            self.tell(Touched)
            return True
        self._hand.mm = self.look.sizes.mm
        press = self._hand.down(touch.uid, touch.pos, self._clock.monotonic(), list(self.targets()))
        if press is None:
            self.tell(Touched)
            return True
        press.show_pressed()
        if press.hold:
            self._held = Clock.schedule_once(lambda _passed: self._held_long(press), press.hold)
        elif not press.silent:
            self._player.play(Tone.CLICK)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        """Sliding means nothing until the finger lifts."""
        return bool(touch)

    def on_touch_up(self, touch: Any) -> bool:
        """A finger lifts: what it pressed fires, unless it slid away."""
        resting = self._hand.pressed
        fired = self._hand.up(touch.uid, touch.pos, self._clock.monotonic())
        if resting is not None and self._hand.pressed is None:
            resting.show_released()
            if self._held is not None:
                self._held.cancel()
        if fired is not None and not fired.hold:
            fired.dispatch("on_fire")
        return True

    def targets(self) -> Iterator[Target[Touchable]]:
        """Everything that can be pressed now, each reaching to the middle of the gap around it."""
        for widget in drawn(self):
            if isinstance(widget, Touchable) and widget.live and widget.width:
                x, y = widget.to_window(widget.x, widget.y)
                yield Target(widget, x, y, widget.width, widget.height, self.look.sizes.gap / 2)

    def _let_go(self) -> None:
        if self._hand.pressed is not None:
            self._hand.pressed.show_released()
        self._hand.lift()

    def _held_long(self, press: Touchable) -> None:
        self._let_go()
        press.dispatch("on_fire")

    def _take(self, *_passed: object) -> None:
        page, another = self._mailbox.take()
        if page is not None:
            self.present(page, another=another)

    def _screen(self, page: Page, *, larger: bool) -> Screen:
        say = self._catalogs[page.lang]
        screen = self._screens.get((type(page), larger))
        # What `look` means in a `.kv` file is settled when a widget is made; a screen may make some for each page.
        look = global_idmap["look"] = self._looks[larger]
        if screen is None:
            kind = self._kinds[type(page)]
            kind.load_looks()
            screen = kind(look=look, post=self.tell, replay=self.replay, say=say, page=page)
            self._screens[type(page), larger] = screen
            return screen
        screen.say = say
        screen.page = page
        return screen


def drawn(widget: Widget) -> Iterator[Widget]:
    """A widget and all in it, without what is hidden: nobody means to press what cannot be seen."""
    if widget.opacity:
        yield widget
        for child in widget.children:
            yield from drawn(child)
