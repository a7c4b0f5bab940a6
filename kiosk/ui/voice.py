"""What the kiosk says aloud: sentences put together from clips that people of the centre recorded.

A pack is a folder with a `pack.toml` and one clip a part (`assets/voice/README.md` lists the parts). There are no parts
for names, ages and balances, and a medical service is left out: others stand in the queue (ux-rules R29-R31).
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.core import pages
from kiosk.errors import AssetError

CLIPS = (".wav", ".ogg")
SERVICES_SPOKEN = 2
NUMBERS = 100


@dataclass(frozen=True, slots=True)
class Pack:
    """One voice: its name for staff, and its clips by part."""

    tag: str
    title: str
    clips: dict[str, Path]


class Voice:
    """Chooses the clips for a page: from the pack named `chosen`, else from the first other one that has them all."""

    def __init__(self, folder: Path, chosen: str = "") -> None:
        """Look for packs in `folder`; none at all is fine. Raises AssetError for a pack that cannot be read."""
        found = [read_pack(path) for path in sorted(folder.glob("*/pack.toml"))]
        self.packs = sorted(found, key=lambda pack: pack.tag != chosen)

    def clips(self, page: pages.Page) -> list[Path]:
        """The clips that say what the page says, in order; empty when no pack can say all of it."""
        wanted = spoken(page)
        for pack in self.packs:
            if wanted and all(part in pack.clips for part in wanted):
                return [pack.clips[part] for part in wanted]
        return []


def read_pack(path: Path) -> Pack:
    """The pack whose `pack.toml` this is."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        title = str(told["title"])
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise AssetError(f'{path}: is not a voice pack ({error}); write title = "..." into it') from error
    clips = {clip.stem: clip for clip in sorted(path.parent.iterdir()) if clip.suffix in CLIPS}
    return Pack(path.parent.name, title, clips)


def spoken(page: pages.Page) -> tuple[str, ...]:
    """The parts of the sentence for a page; empty for pages that say nothing."""
    match page:
        case pages.Welcome(lines=()):
            return ("arrived",)
        case pages.Welcome():
            return ("welcome", *_services(page.lines), *_due(page.total))
        case pages.ChooseService():
            return ("still_there",) if page.still_there else ("choose",)
        case pages.UnknownCard():
            return ("again",) if page.again else ("unknown",)
        case _:
            return _PLAIN.get(type(page), ())


def _services(lines: Sequence[pages.Line]) -> list[str]:
    return [f"service.{line.service}" for line in lines if not line.private][:SERVICES_SPOKEN]


def _due(total: int | None) -> tuple[str, ...]:
    """What is to be paid, where it can be said in one number; a price with fen is only written."""
    if total is None or total % 100 or total // 100 >= NUMBERS:
        return ()
    return ("pay", f"number.{total // 100}", "yuan") if total else ("free",)


_PLAIN: dict[type[pages.Page], tuple[str, ...]] = {
    pages.AlreadyHere: ("already",),
    pages.TakenBack: ("taken_back",),
    pages.NotOurCard: ("not_ours",),
    pages.SeeStaff: ("see_staff",),
    pages.HelpCalled: ("help",),
}
