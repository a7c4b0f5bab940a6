"""`kiosk demo`: see it run."""

import logging
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from kiosk.cli import INTERRUPTED
from kiosk.clock import SystemClock
from kiosk.core.model import Settings
from kiosk.demo.folder import emptied
from kiosk.demo.show import has_display, run_demo

FORMATS = ["%H:%M", "%Y-%m-%dT%H:%M"]
UNDATED = 1900
"""The year that a time of day alone is read as."""


def demo(
    out: Annotated[Path, typer.Option(help="Where it is kept; an earlier demo is replaced.")] = Path("out/demo"),
    seconds: Annotated[
        float | None,
        typer.Option(min=0, help="Play the morning in about so long, 0 for as fast as it goes; or close the window."),
    ] = None,
    now: Annotated[
        datetime | None, typer.Option(formats=FORMATS, help="Take this for the present time at the centre, in Dali.")
    ] = None,
    *,
    headless: Annotated[bool, typer.Option(help="Play a morning off-screen, also where there is a display.")] = False,
) -> None:
    """Run a server, a kiosk and simulated readers with sample residents."""
    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("kiosk.readers").setLevel(logging.ERROR)
    with emptied(out) as folder:
        try:
            run_demo(folder, headless=headless or not has_display(), seconds=seconds, now=there(now), say=typer.echo)
        except KeyboardInterrupt:
            typer.echo(f"ended     before it was over; what there is is in {out}")
            raise typer.Exit(INTERRUPTED) from None
    typer.echo(f"done      everything is in {out}")


def there(given: datetime | None) -> datetime | None:
    """What was given, as a time at the centre; a time of day alone is today's."""
    if given is None:
        return None
    zone = ZoneInfo(Settings().zone)
    today = SystemClock().now().wall.astimezone(zone).date()
    return datetime.combine(today if given.year == UNDATED else given.date(), given.time(), zone)
