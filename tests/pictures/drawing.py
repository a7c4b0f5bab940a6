"""The pictures of the documents.

Pages of the album; a stable few of them on the smallest panel, which a test compares; and the most common visits
as strips, acted out by a real finger at a real desk.
"""

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from PIL import Image

from kiosk.core.exchange import Change
from kiosk.core.model import Resident
from kiosk.ui.album import render
from kiosk.ui.easel import Easel
from kiosk.ui.panel import PANELS
from kiosk.ui.samples import sample_pages
from tests.centre import LI, NOBODY
from tests.glass import Act, Card, Glass, Touch, Wait

README = ("idle", "choose", "welcome", "today")
STABLE = (
    "idle",
    "choose-dotted",
    "choose-still-there",
    "welcome-many",
    "welcome-ask",
    "already",
    "taken-back",
    "unknown",
    "see-staff",
    "help",
    "out-of-order",
    "pin",
    "find-hard",
)
VISITS: dict[str, tuple[Act, ...]] = {
    "rush": (Card(LI), Wait(8)),
    "choice": (Card(LI), Touch("午餐"), Touch("棋牌"), Touch("好了")),
    "again": (Card(LI), Touch("午餐"), Touch("好了"), Wait(60), Card(LI)),
    "no-card": (Touch("没带卡"), Touch("李"), Touch("李*明"), Touch("午餐"), Touch("好了")),
    "guests": (Card(LI), Touch("带客人"), Touch("plus"), Touch("好了")),
    "unknown": (Card(NOBODY), Touch("找工作人员"), Wait(60)),
}
NAMESAKE = Resident("r-lan", "李秀兰", date(1949, 5, 6))
FRAME, GAP, PAPER, COLOURS = (384, 240), 6, "#9aa5aa", 64


def draw(out: Path, home: Path) -> Iterator[Path]:
    """Everything, one file after the other; `home` is for Kivy."""
    easel = Easel(home)
    easel.resize(*PANELS[2])
    for name in README:
        yield render(sample_pages("zh_CN")[name], easel, out / f"{name}.png")
    easel.resize(*PANELS[0])
    for theme, lang in (("calm", "zh_CN"), ("contrast", "en")):
        easel.look.dress(theme)
        for name in STABLE:
            yield render(sample_pages(lang)[name], easel, out / "stable" / theme / f"{name}.png")
    for name in VISITS:
        yield strip(name, home, out / f"visit-{name}.png")


def strip(name: str, home: Path, path: Path) -> Path:
    """One visit from the first page on, a frame after each act, beside each other."""
    with tempfile.TemporaryDirectory() as folder:
        glass = Glass(Path(folder), home)
        glass.stand.set(rush="lunch" if name in {"rush", "guests"} else None).at(11, 32)
        if name == "no-card":
            glass.stand.tell(Change("resident", NAMESAKE.id, 1, NAMESAKE))
        glass.do(Wait(60))
        frames = [_frame(glass, Path(folder) / "0.png")]
        for act in VISITS[name]:
            glass.do(act)
            frames.append(_frame(glass, Path(folder) / "0.png"))
        glass.close()
    sheet = Image.new("RGB", (len(frames) * (FRAME[0] + GAP) - GAP, FRAME[1]), PAPER)
    for number, frame in enumerate(frames):
        sheet.paste(frame, (number * (FRAME[0] + GAP), 0))
    sheet.quantize(COLOURS).save(path, optimize=True)
    return path


def _frame(glass: Glass, path: Path) -> Image.Image:
    glass.easel.wait(0.3)
    with Image.open(glass.easel.picture(path)) as picture:
        return picture.convert("RGB").resize(FRAME, Image.Resampling.LANCZOS)
