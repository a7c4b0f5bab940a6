"""`kiosk demo`: see it run."""

import logging
import shutil
from pathlib import Path
from typing import Annotated

import typer

from kiosk.demo.show import has_display, run_demo

SHOWN = ("server", "kiosk", "pictures")


def demo(
    out: Annotated[Path, typer.Option(help="Where it is kept; an earlier demo is replaced.")] = Path("out/demo"),
    seconds: Annotated[float | None, typer.Option(min=30, help="End by itself after so long.")] = None,
    *,
    headless: Annotated[bool, typer.Option(help="Play a morning off-screen, also where there is a display.")] = False,
) -> None:
    """Run a server, a kiosk and simulated readers with sample residents."""
    for name in SHOWN:
        shutil.rmtree(out / name, ignore_errors=True)
    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("kiosk.readers").setLevel(logging.ERROR)
    out.mkdir(parents=True, exist_ok=True)
    run_demo(out.absolute(), headless=headless or not has_display(), seconds=seconds, say=typer.echo)
    typer.echo(f"done      everything is in {out}")
