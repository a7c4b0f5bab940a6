"""A stage driven by hand: frames are drawn when asked for, time passes when told, a finger presses where it is put.

Pictures, audits and tests all use it, with the real window, the real screens and Kivy's own input. Importing this
module opens the window (see `kivyapp`), so prepare a `canvas` first: SDL's off-screen window can shrink but not grow.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics import ScissorPop, ScissorPush
from kivy.input.motionevent import MotionEvent

from kiosk.clock import SteppedClock
from kiosk.core.events import Event
from kiosk.core.pages import Page
from kiosk.i18n import Catalogs
from kiosk.paths import ASSETS
from kiosk.ui.look import Look
from kiosk.ui.mailbox import Mailbox
from kiosk.ui.panel import PANELS, Panel
from kiosk.ui.screen import Screen
from kiosk.ui.sound import Player, Silent
from kiosk.ui.stage import Stage
from kiosk.ui.widgets import Touchable

SETTLE_FRAMES = 4
START = datetime(2026, 11, 24, 3, 32, tzinfo=UTC)


class Finger(MotionEvent):
    """One finger on the glass, through Kivy's own input. Pixels count from the lower left corner."""

    def __init__(self, number: int = 0) -> None:
        """Hover; `number` tells fingers apart."""
        super().__init__("easel", number, {"x": 0.5, "y": 0.5}, is_touch=True, type_id="touch")

    def depack(self, args: dict[str, Any]) -> None:
        """Take a position as shares of the window, as every provider gives it."""
        self.sx, self.sy = args["x"], args["y"]
        self.profile = ["pos"]
        super().depack(args)

    def down(self, x: float, y: float) -> None:
        """Land."""
        self._happen("begin", x, y)

    def slide(self, x: float, y: float) -> None:
        """Move without lifting."""
        self._happen("update", x, y)

    def up(self, x: float, y: float) -> None:
        """Lift."""
        self._happen("end", x, y)

    def _happen(self, kind: str, x: float, y: float) -> None:
        wide, high = Window.size
        self.move({"x": x / (wide - 1), "y": y / (high - 1)})
        EventLoop.post_dispatch_input(kind, self)


class Easel:
    """A stage in the window that is open. What was sent to the desk is in `sent`, what was heard in `player.played`."""

    def __init__(
        self,
        home: Path,
        theme: str = "calm",
        *,
        strict: bool = False,
        clock: SteppedClock | None = None,
        player: Player | None = None,
    ) -> None:
        """Put an empty stage into the window; `strict` makes a missing text an error.

        With a `clock` of somebody else's the glass lives in his time, with a `player` it is heard.

        The button to hear a page again is there, as in a centre with a voice pack: it leaves the least room.
        """
        self.home = home
        self.clock = clock or SteppedClock(START)
        self.sent: list[Event] = []
        self.player = Silent()
        self.mailbox = Mailbox()
        self.look = Look(glass(home, *PANELS[2]), theme)
        self.look.speaks = True
        self.stage = Stage(
            send=self.sent.append,
            clock=self.clock,
            catalogs=Catalogs(ASSETS / "i18n", strict=strict),
            look=self.look,
            player=player or self.player,
            mailbox=self.mailbox,
        )
        self._enter()

    def resize(self, width: int, height: int, inches: float) -> None:
        """Become another panel."""
        self.look.panel = glass(self.home, width, height, inches)
        Window.size = width, height
        self.look.fit(width, height)
        self.frames()
        # Half a second after a new size Kivy draws everything again, for a keyboard on the glass that no kiosk has.
        Window.trigger_keyboard_height.cancel()

    def frames(self, count: int = SETTLE_FRAMES) -> None:
        """Let Kivy lay out and draw so many frames."""
        for _ in range(count):
            EventLoop.idle()

    @contextmanager
    def undrawn(self) -> Iterator[None]:
        """Lay out everything and colour one pixel, for what is only measured: it takes half the time."""
        narrow, wide = ScissorPush(x=0, y=0, width=1, height=1), ScissorPop()
        Window.canvas.before.add(narrow)
        Window.canvas.after.add(wide)
        Window.bind(on_flip=_leave_out)
        try:
            yield
        finally:
            Window.unbind(on_flip=_leave_out)
            Window.canvas.before.remove(narrow)
            Window.canvas.after.remove(wide)

    def wait(self, seconds: float) -> None:
        """Let Kivy's own timers run: real time, because Kivy's clock knows no other."""
        Clock.usleep(seconds * 1e6)
        self.frames()

    def show(self, page: Page, *, another: bool = False) -> None:
        """Show a page and let it settle; `another` when a card brought it."""
        self.mailbox.show(page, another=another)
        self.frames()

    def picture(self, path: Path) -> Path:
        """Save what is on the glass as a PNG."""
        Window.clearcolor = self.look.palette.ground
        self.frames(1)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Kivy puts a number into the name of a screenshot; the file gets the name that was asked for.
        return Path(Window.screenshot(name=str(path.with_suffix(".shot.png")))).replace(path)

    @property
    def screen(self) -> Screen:
        """The screen on the glass; raises LookupError while no page was shown."""
        if self.stage.current is None:
            raise LookupError("no page was shown yet")
        return self.stage.current

    def button(self, text: str) -> Touchable:
        """What can be pressed and says `text`, or shows the icon of that name; raises LookupError when nothing does."""
        for target in self.stage.targets():
            if getattr(target.thing, "text", None) == text or (text and getattr(target.thing, "icon", "") == text):
                return target.thing
        raise LookupError(f"nothing to press says {text!r}")

    def tap(self, text: str) -> None:
        """Press the button that says `text` in its middle, and wait until another press counts."""
        button = self.button(text)
        finger = Finger()
        finger.down(*button.center)
        finger.up(*button.center)
        self.clock.advance(1)
        self.frames()

    def _enter(self) -> None:
        EventLoop.ensure_window()
        for child in list(Window.children):
            Window.remove_widget(child)
        Window.add_widget(self.stage)
        if EventLoop.status != "started":
            EventLoop.start()


def _leave_out(*_frame: object) -> bool:
    """Tell Kivy that this frame needs no showing. What was bound later, such as a count of frames, came before."""
    return True


def glass(home: Path, width: int, height: int, inches: float) -> Panel:
    """An off-screen panel whose frames are drawn by hand."""
    return Panel(width=width, height=height, inches=inches, home=home, offscreen=True, by_hand=True)
