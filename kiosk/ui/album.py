"""Pictures of every page: page x size x language x theme, drawn in one window that takes each size in turn.

Importing this module opens the window (see `kivyapp`); prepare a `canvas` first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kiosk.core.pages import Page
from kiosk.i18n import PSEUDO
from kiosk.ui.audit import measure, settled
from kiosk.ui.composition import Sign, alike, composed, sign
from kiosk.ui.easel import Easel
from kiosk.ui.easel import glass as glass_panel
from kiosk.ui.finding import Finding, worst
from kiosk.ui.panel import PANELS
from kiosk.ui.samples import sample_pages
from kiosk.ui.theme import sizes as sizes_of
from kiosk.ui.trials import still, tried

Glass = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class Sitting:
    """One page as it is on the easel, about to be drawn or measured."""

    glass: Glass
    theme: str
    lang: str
    name: str

    @property
    def place(self) -> Path:
        """Where its picture belongs in an album."""
        return Path(f"{self.glass[0]}x{self.glass[1]}") / self.theme / self.lang / f"{self.name}.png"


def sittings(
    easel: Easel, languages: Iterable[str], themes: Iterable[str] = ("calm",), sizes: Iterable[Glass] = PANELS
) -> Iterator[Sitting]:
    """Put every page on the easel, in every size, language and theme, one after the other."""
    themes, languages = tuple(themes), tuple(languages)
    for glass in sizes:
        easel.resize(*glass)
        for theme in themes:
            easel.look.dress(theme)
            for lang in languages:
                for name in _on_easel(easel, lang):
                    yield Sitting(glass, theme, lang, name)


def album(
    out: Path,
    easel: Easel,
    languages: Iterable[str],
    themes: Iterable[str] = ("calm",),
    sizes: Iterable[Glass] = PANELS,
) -> Iterator[Path]:
    """Draw everything into `out`, one folder a size; yields each picture when it is there."""
    for sitting in sittings(easel, languages, themes, sizes):
        yield easel.picture(out / sitting.place)


def survey(easel: Easel, glass: Glass, languages: Iterable[str], themes: Iterable[str]) -> list[Finding]:
    """The figure of each rule that comes nearest to its bar on this panel, over all its pages.

    In the pseudo-language, whose texts are too long on purpose, only that nothing overruns is asked.
    """
    languages, themes = tuple(languages), tuple(themes)
    found = list(settled(sizes_of(glass_panel(easel.home, *glass))))
    signs: dict[tuple[str, str], list[Sign]] = {}
    with easel.undrawn():
        for sitting in sittings(easel, languages, themes, [glass]):
            screen, sizes = easel.screen, easel.screen.look.sizes
            here = [*measure(screen, sizes), *composed(screen, sizes), still(easel)]
            if sitting.lang == PSEUDO:
                here = [finding for finding in here if finding.rule.startswith("R8 ")]
            elif said := sign(screen, sitting.name):
                signs.setdefault((sitting.lang, sitting.theme), []).append(said)
            where = f"{sitting.name} {sitting.lang} {sitting.theme}:"
            found += worst(replace(finding, where=where) for finding in here).values()
    for told in signs.values():
        found += alike(told)
    easel.look.dress(themes[0])
    found += tried(easel, next(lang for lang in languages if lang != PSEUDO))
    return list(worst(found).values())


def render(page: Page, easel: Easel, path: Path) -> Path:
    """Draw one page as it is, at the easel's size."""
    easel.show(page)
    return easel.picture(path)


def _on_easel(easel: Easel, lang: str) -> Iterator[str]:
    """Show every sample and every further part or view of it, by name."""
    for name, page in sample_pages(lang).items():
        easel.show(page)
        yield name
        screen = easel.screen
        for further in screen.further():
            easel.frames()
            yield f"{name}-{further}"
        screen.arrive()
