"""`kiosk shots`: a picture of every page, in every size, language and theme."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from kiosk.ui.panel import PANELS, canvas
from kiosk.ui.theme import PALETTES

Out = Annotated[Path, typer.Option(help="Folder for the pictures, one folder a size in it.")]
Languages = Annotated[list[str] | None, typer.Option("--language", help="Only these languages, for example zh_CN.")]
Themes = Annotated[list[str] | None, typer.Option("--theme", help="Only these themes.")]
Sizes = Annotated[list[str] | None, typer.Option("--size", help="Only these panels, for example 800x480.")]


def shots(
    out: Out = Path("out/shots"), languages: Languages = None, themes: Themes = None, sizes: Sizes = None
) -> None:
    """Draw every page of the kiosk into OUT, without a display."""
    with tempfile.TemporaryDirectory() as home:
        canvas(Path(home)).prepare()

        from kiosk.i18n import Catalogs
        from kiosk.paths import ASSETS
        from kiosk.ui.album import album
        from kiosk.ui.easel import Easel

        glasses = [glass for glass in PANELS if not sizes or f"{glass[0]}x{glass[1]}" in sizes]
        tags = languages or list(Catalogs(ASSETS / "i18n"))
        pictures = album(out, Easel(Path(home)), tags, themes or list(PALETTES), glasses)
        with typer.progressbar(pictures, label="Drawing") as drawn:
            count = sum(1 for _ in drawn)
    typer.echo(f"{count} pictures in {out}")
