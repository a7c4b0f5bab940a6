"""`kiosk audit`: measure every page on every panel against the rules for old eyes and hands."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from kiosk.ui.panel import PANELS, canvas
from kiosk.ui.theme import PALETTES

Languages = Annotated[list[str] | None, typer.Option("--language", help="Only these languages, for example zh_CN.")]
Themes = Annotated[list[str] | None, typer.Option("--theme", help="Only these themes.")]
Sizes = Annotated[list[str] | None, typer.Option("--size", help="Only these panels, for example 800x480.")]


def audit(languages: Languages = None, themes: Themes = None, sizes: Sizes = None) -> None:
    """Print, for each panel and rule, the figure that comes nearest to its bar. Exit code 1 when one falls short."""
    with tempfile.TemporaryDirectory() as home:
        canvas(Path(home)).prepare()

        from kiosk.i18n import Catalogs
        from kiosk.paths import ASSETS
        from kiosk.ui.album import survey
        from kiosk.ui.easel import Easel

        tags = languages or list(Catalogs(ASSETS / "i18n"))
        passed = True
        for glass in PANELS:
            if sizes and f"{glass[0]}x{glass[1]}" not in sizes:
                continue
            typer.echo(f"\n{glass[0]} x {glass[1]}, {glass[2]} inches")
            for finding in survey(Easel(Path(home)), glass, tags, themes or list(PALETTES)):
                passed = passed and finding.passed
                verdict = "pass" if finding.passed else "FAIL"
                typer.echo(
                    f"  {verdict}  {finding.rule:22} {finding.figure:8.2f}  >= {finding.bar:5.2f}  {finding.line}"
                )
    raise typer.Exit(0 if passed else 1)
