"""`kiosk doctor` and `kiosk units`: what a technician does with the machine."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from getpass import getuser
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kiosk.app import Sealing
from kiosk.clock import SystemClock
from kiosk.config import Config, load
from kiosk.core.anchors import Anchor
from kiosk.core.exchange import Cursor, ServerTime
from kiosk.core.finding import Finding
from kiosk.credentials import SigningKey
from kiosk.device.doctor import (
    Opened,
    examine_clock,
    examine_database,
    examine_font,
    examine_keys,
    examine_settings,
    examine_space,
    examine_window,
)
from kiosk.device.line import examine_line
from kiosk.device.machine import Machine
from kiosk.device.ports import examine_disturbers, examine_readers
from kiosk.device.units import Role, install
from kiosk.errors import SetupError
from kiosk.keeping import look_into_store, second_copy
from kiosk.state import State
from kiosk.store.checks import examine_store
from kiosk.sync.client import ServerClient
from kiosk.sync.tls import connect, tls_context
from kiosk.ui.fonts import text_font

units = typer.Typer(no_args_is_help=True, help="systemd units of the kiosk and of the server.")


@units.callback()
def _units() -> None:
    """Keep `kiosk units install` two words."""


@units.command("install")
def install_units(
    role: Annotated[Role, typer.Argument(help="What this machine is.")] = Role.KIOSK,
    root: Annotated[Path, typer.Option(help="The root of another system, such as a mounted memory card.")] = Path("/"),
) -> None:
    """Write the units, the account and the folders of a role, then say what starts them."""
    for path in install(role, Path(sys.executable).with_name("kiosk"), root):
        typer.echo(path)
    service = "kiosk" if role is Role.KIOSK else "kiosk-server"
    typer.echo(f"now: systemd-sysusers; systemd-tmpfiles --create; udevadm trigger; systemctl enable --now {service}")


def doctor(
    config: Annotated[
        Path | None, typer.Option("--config", "-c", envvar="KIOSK_CONFIG", help="The kiosk's TOML file.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list instead of a table.")] = False,
) -> None:
    """Look for everything that can be wrong with this kiosk; exit code 1 when something is."""
    findings = list(examine(load(config)))
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        Console().print(as_table(findings))
    raise typer.Exit(not all(finding.ok for finding in findings))


def examine(config: Config) -> Iterator[Finding]:
    """Every check, in the order of a tap's way."""
    machine, clock = Machine(getuser()), SystemClock()
    yield from examine_readers(config.readers, machine)
    yield from examine_disturbers(machine)
    database = config.state / "kiosk.db"
    yield (kept := examine_database(database, partial(reopen, config, clock)))
    if database.exists():
        yield examine_keys(config.state, config.keys or config.state)
    if kept.ok:
        yield from examine_log(config, clock)
    yield examine_space(config.state)
    yield examine_font(text_font)
    yield examine_window(machine, os.environ)
    if config.server.url:
        tls = tls_context(config.server.ca, clock)
        waits, proxy = config.server.timeout, config.server.proxy
        yield from examine_line(config.server.url, tls, partial(ask, config, clock), timeout=waits, proxy=proxy)
    else:
        yield Finding("server", False, "none is set: visits stay on this kiosk", "set `url` of [server] in kiosk.toml")
    yield examine_clock(clock)


def reopen(config: Config, clock: SystemClock) -> Opened:
    """Open the kiosk's database as the kiosk does, beside it, and ask the engine about itself."""
    database = look_into_store(config, State(config.state, config.keys), clock).database
    try:
        return Opened(str(database.scalar("SELECT sqlite_version()")), int(database.scalar("PRAGMA synchronous")))
    finally:
        database.close()


def examine_log(config: Config, clock: SystemClock) -> list[Finding]:
    """What keeps visits safe, as the database itself tells."""
    state = State(config.state, config.keys)
    store = look_into_store(config, state, clock)
    try:
        zone = ZoneInfo(store.roster.settings().zone)
        shadow = second_copy(config, clock, Sealing(state.store_key()))
        settings = examine_settings(store.roster.version(), store.roster.refused)
        return [*examine_store(store.database, shadow, clock.now(), zone), settings]
    finally:
        store.database.close()


def ask(config: Config, clock: SystemClock) -> None:
    """Read one row of the feed in the kiosk's name, and hear the time; raises KioskError, also before enrolment."""

    def heard(time: ServerTime) -> None:
        clock.hear(Anchor(0, time.boot_ns, time.utc, time.error))

    state = State(config.state, config.keys) if config.state.exists() else None
    identity = state.identity() if state else None
    if state is None or identity is None:
        raise SetupError("this kiosk is not enrolled; run: kiosk enrol --token TOKEN")
    key = SigningKey(state.signing_key())
    tls = tls_context(config.server.ca, clock)
    with connect(config.server.url or "", tls, config.server.timeout, config.server.proxy) as http:
        client = ServerClient(http, key, identity.kiosk_id, identity.server_key, clock, heard=heard)
        client.feed(Cursor("", 0), 1)


def as_table(findings: list[Finding]) -> Table:
    """Good in one colour, bad in another, and under what is bad the line that mends it."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        mark = "[green]✓[/]" if finding.ok else "[red]✗[/]"
        table.add_row(mark, finding.name, Text(finding.cause + (f"\n→ {finding.fix}" if finding.fix else "")))
    return table
