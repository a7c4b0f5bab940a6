"""`kiosk texts`: what a translator asks before he sends a file."""

from pathlib import Path
from typing import Annotated

import typer

from kiosk.i18n import FALLBACK, entries, faults
from kiosk.letters import Letters
from kiosk.paths import ASSETS
from kiosk.ui.fonts import text_font

app = typer.Typer(no_args_is_help=True, help="The texts of the kiosk and of the server, for translators.")
Catalog = Annotated[Path, typer.Argument(help="A catalog, such as assets/i18n/bca.po or assets/i18n/server.bca.po.")]


@app.callback()
def texts() -> None:
    """Keep `texts` a group while it has one command."""


@app.command()
def check(catalog: Catalog) -> None:
    """Say what a catalog lacks against the Chinese one. Exit code 1 when there is something."""
    part = catalog.stem.rpartition(".")[0]
    found = list(faults(catalog, ASSETS / "i18n" / f"{part}.{FALLBACK}.po".lstrip(".")))
    written = "".join(text for one in entries(catalog) for text in (one.msgstr, *one.msgstr_plural.values()))
    found += [f"U+{ord(letter):04X}: the font cannot draw it" for letter in Letters(text_font()).missing(written)]
    for line in found:
        typer.echo(f"{catalog.name}: {line}")
    typer.echo(f"{catalog.name}: {len(entries(catalog))} texts, {len(found)} to do")
    raise typer.Exit(1 if found else 0)
