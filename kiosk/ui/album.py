"""Pictures of every page: page x size x language, drawn off-screen in one window that takes each size in turn.

Importing this module opens the window (see `kivyapp`); prepare a panel first.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from kivy.base import EventLoop
from kivy.core.window import Window

from kiosk.clock import SteppedClock
from kiosk.core.pages import Page
from kiosk.i18n import Catalogs
from kiosk.paths import ASSETS
from kiosk.ui.look import Look
from kiosk.ui.mailbox import Mailbox
from kiosk.ui.panel import Panel
from kiosk.ui.samples import album as sample_pages
from kiosk.ui.sound import Silent
from kiosk.ui.stage import Stage

# Width and height in pixels, diagonal in inches: the panels that centres buy.
PANELS = ((800, 480, 7.0), (1024, 600, 7.0), (1280, 800, 10.1), (1920, 1080, 15.6))
SETTLE_FRAMES = 4


class Easel:
    """A stage that is drawn frame by frame, by hand: for pictures, audits and tests."""

    def __init__(self, home: Path, theme: str = "calm") -> None:
        """Put an empty stage into the window that is open."""
        self.home = home
        self.clock = SteppedClock(datetime(2026, 11, 24, 3, 32, tzinfo=UTC))
        self.sent: list[object] = []
        self.player = Silent()
        self.mailbox = Mailbox()
        self.look = Look(panel(home, *PANELS[2]), theme)
        self.stage = Stage(
            send=self.sent.append,
            clock=self.clock,
            catalogs=Catalogs(ASSETS / "i18n"),
            look=self.look,
            player=self.player,
            mailbox=self.mailbox,
        )
        EventLoop.ensure_window()
        for child in list(Window.children):
            Window.remove_widget(child)
        Window.add_widget(self.stage)
        if EventLoop.status != "started":
            EventLoop.start()

    def resize(self, width: int, height: int, inches: float) -> None:
        """Become another panel."""
        self.look.panel = panel(self.home, width, height, inches)
        Window.size = width, height
        self.look.fit(width, height)
        self.frames()

    def frames(self, count: int = SETTLE_FRAMES) -> None:
        """Let Kivy lay out and draw so many frames."""
        for _ in range(count):
            EventLoop.idle()

    def show(self, page: Page) -> None:
        """Show a page and let it settle."""
        self.mailbox.show(page)
        self.frames()

    def picture(self, path: Path) -> Path:
        """Save what is on the glass as a PNG."""
        Window.clearcolor = self.look.palette.ground
        self.frames(1)
        path.parent.mkdir(parents=True, exist_ok=True)
        shot = Path(Window.screenshot(name=str(path.with_suffix(".shot.png"))))
        return shot.replace(path)


def panel(home: Path, width: int, height: int, inches: float) -> Panel:
    """An off-screen panel."""
    return Panel(width=width, height=height, inches=inches, home=home, offscreen=True, by_hand=True)


def album(out: Path, home: Path, languages: Iterable[str], themes: Iterable[str] = ("calm",)) -> Iterator[Path]:
    """Draw everything into `out`, one folder a size; yields each picture as it is done."""
    easel = Easel(home)
    for width, height, inches in PANELS:
        easel.resize(width, height, inches)
        for theme in themes:
            easel.look.dress(theme)
            for lang in languages:
                for name, page in sample_pages(lang).items():
                    easel.show(page)
                    yield easel.picture(out / f"{width}x{height}" / theme / lang / f"{name}.png")
