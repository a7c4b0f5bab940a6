"""`kiosk run`, `enrol`, `tap` and `headcount`: the kiosk itself."""

import json
import logging
import os
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from kiosk.app import build_kiosk, today
from kiosk.clock import SystemClock
from kiosk.config import load
from kiosk.core.pages import StaffToday
from kiosk.errors import ConfigError
from kiosk.readers.lines import held, release
from kiosk.showing import show_kiosk, start_afresh
from kiosk.tapping import Tapping, send_tap

ConfigFile = Annotated[
    Path | None, typer.Option("--config", "-c", envvar="KIOSK_CONFIG", help="The kiosk's TOML file.")
]


def run(
    config: ConfigFile = None,
    *,
    simulate: Annotated[bool, typer.Option(help="Simulated readers that `kiosk tap` talks to.")] = False,
    window: Annotated[
        bool, typer.Option(help="Open the window; without it the kiosk records, but shows nothing.")
    ] = True,
) -> None:
    """Run the kiosk until it is told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    settings = load(config)
    lines = held(os.environ)
    with Tapping(settings.state, on=simulate) as tapping:
        kiosk = build_kiosk(tapping.configured(settings), keep=bool(lines))
        kiosk.start()
        if lines:
            kiosk.crew.add("lines", partial(release, lines, kiosk.clock.wait))
        tapping.start(kiosk.crew)
        afresh = show_kiosk(kiosk, window=window)
    if afresh:
        start_afresh()


def enrol(
    token: Annotated[str, typer.Option(help="The one-use token that the server gave out for this kiosk.")],
    config: ConfigFile = None,
) -> None:
    """Make this machine a kiosk of a centre."""
    from kiosk.online import enrol_kiosk

    reply = enrol_kiosk(load(config), token, SystemClock())
    typer.echo(f"enrolled as {reply.name} ({reply.kiosk_id}) of centre {reply.centre}")


def tap(
    card: Annotated[str, typer.Argument(help="A card's key, such as em4100:67003B51C6, or the text of a code.")],
    config: ConfigFile = None,
    state: Annotated[Path | None, typer.Option(help="The kiosk's state folder, where --config is not given.")] = None,
) -> None:
    """Put a card on the simulated reader of a kiosk that runs with --simulate."""
    send_tap(state or load(config).state, card)


def headcount(
    config: ConfigFile = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
) -> None:
    """Print today's numbers as this kiosk knows them."""
    settings = load(config)
    if not (settings.state / "identity.json").exists():
        raise ConfigError(f"{settings.state}: no kiosk is enrolled here; give --config FILE")
    numbers = as_numbers(today(settings, SystemClock()))
    typer.echo(json.dumps(numbers, ensure_ascii=False) if as_json else _table(numbers))


def as_numbers(page: StaffToday) -> dict[str, object]:
    """The same numbers as on the staff page, as plain values; services by their word, times in the centre's zone."""
    count = page.count
    return {
        "centre": page.centre,
        "day": page.day.isoformat(),
        "people": count.people,
        "visits": count.visits,
        "inside": count.inside,
        "guests": count.guests,
        "unknown_cards": count.unknown_cards,
        "voided": count.voided,
        "by_service": {page.words.get(service, service): number for service, number in count.by_service.items()},
        "by_hour": {str(hour): number for hour, number in sorted(count.by_hour.items())},
        "by_band": dict(count.by_band),
        "unsent": page.unsent,
        "from_other_kiosks": page.others,
        "others_until": page.others_at.isoformat(timespec="seconds") if page.others_at else None,
    }


def _table(numbers: dict[str, object]) -> str:
    width = max(map(len, numbers))
    return "\n".join(f"{name:<{width}}  {_cell(value)}" for name, value in numbers.items())


def _cell(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {number}" for key, number in value.items()) or "-"
    return "-" if value is None else str(value)
