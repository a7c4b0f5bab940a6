"""`kiosk audit`: measure every page on every panel against the rules for old eyes and hands."""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from kiosk.app import all_names
from kiosk.clock import SystemClock
from kiosk.config import Config, load
from kiosk.i18n import PSEUDO, Catalogs
from kiosk.letters import Letters
from kiosk.paths import ASSETS
from kiosk.ui.finding import Finding
from kiosk.ui.fonts import text_font
from kiosk.ui.panel import PANELS, Panel, canvas
from kiosk.ui.theme import PALETTES

Languages = Annotated[list[str] | None, typer.Option("--language", help="Only these languages, for example zh_CN.")]
Themes = Annotated[list[str] | None, typer.Option("--theme", help="Only these themes.")]
Sizes = Annotated[list[str] | None, typer.Option("--size", help="Only these panels, for example 800x480.")]
Here = Annotated[bool, typer.Option("--here", help="This kiosk's own panel and residents; --config says which.")]
ConfigFile = Annotated[
    Path | None, typer.Option("--config", "-c", envvar="KIOSK_CONFIG", help="The kiosk's TOML file, for --here.")
]
Glass = tuple[int, int, float]


def audit(
    languages: Languages = None,
    themes: Themes = None,
    sizes: Sizes = None,
    *,
    here: Here = False,
    config: ConfigFile = None,
) -> None:
    """Print, for each panel and rule, the figure that comes nearest to its bar. Exit code 1 when one falls short.

    It draws without a display, so that it also runs beside a kiosk that is at work. R21 and later are not about what
    is on the glass, or need a person: see docs/by-hand.md.
    """
    settings = load(config) if here else None
    glasses = _panels(settings, sizes)
    names = _residents(settings) if settings else []
    tags = languages or [*Catalogs(ASSETS / "i18n"), PSEUDO]
    passed = True
    with tempfile.TemporaryDirectory() as home:
        _window(Path(home), glasses).prepare()

        from kiosk.ui.album import survey
        from kiosk.ui.easel import Easel
        from kiosk.ui.samples import sample_names

        drawn = _drawn(tags, [*sample_names(), *names])
        for glass in glasses:
            typer.echo(f"\n{glass[0]} x {glass[1]}, {glass[2]} inches")
            found = survey(Easel(Path(home)), glass, tags, themes or list(PALETTES))
            passed &= _print(sorted([*found, drawn], key=lambda finding: int(finding.rule[1:].split()[0])))
    raise typer.Exit(0 if passed else 1)


def _panels(settings: Config | None, sizes: Sequence[str] | None) -> list[Glass]:
    if settings:
        return [(settings.screen.width, settings.screen.height, settings.screen.inches)]
    return [glass for glass in PANELS if not sizes or f"{glass[0]}x{glass[1]}" in sizes]


def _window(home: Path, glasses: Sequence[Glass]) -> Panel:
    """A window that can become each of these panels: it can shrink but not grow."""
    if all(width <= PANELS[-1][0] and height <= PANELS[-1][1] for width, height, _ in glasses):
        return canvas(home)
    width, height, inches = glasses[0]
    return Panel(width=width, height=height, inches=inches, home=home, offscreen=True, by_hand=True)


def _residents(settings: Config) -> list[str]:
    enrolled = (settings.state / "identity.json").exists()
    return list(all_names(settings, SystemClock())) if enrolled else []


def _drawn(tags: Iterable[str], names: Sequence[str]) -> Finding:
    """Whether the font has every character of the texts and of the names; the names themselves are not told."""
    catalogs = Catalogs(ASSETS / "i18n")
    texts = [text for tag in tags for text in catalogs[tag].texts()]
    missing = Letters(text_font()).missing("".join([*texts, *names]))
    told = f"of {len(texts)} texts and {len(names)} names {' '.join(f'U+{ord(one):04X}' for one in missing)}"
    return Finding("R9 not drawn", told, len(missing), 0, most=True)


def _print(findings: Iterable[Finding]) -> bool:
    passed = True
    for finding in findings:
        passed &= finding.passed
        verdict, sign = "pass" if finding.passed else "FAIL", "<=" if finding.most else ">="
        typer.echo(
            f"  {verdict}  {finding.rule:22} {finding.figure:8.2f}  {sign} {finding.bar:6.2f}  {finding.line}".rstrip()
        )
    return passed
