"""The command line. Each command is thin and calls one function; only the module of the one asked for is loaded."""

import sys
from importlib import import_module
from typing import Any

import typer

from kiosk.errors import KioskError, SetupError

COMMANDS = {
    "run": ("kiosk.cli.kiosk", "run"),
    "enrol": ("kiosk.cli.kiosk", "enrol"),
    "tap": ("kiosk.cli.kiosk", "tap"),
    "headcount": ("kiosk.cli.kiosk", "headcount"),
    "demo": ("kiosk.cli.demo", "demo"),
    "doctor": ("kiosk.cli.device", "doctor"),
    "units": ("kiosk.cli.device", "units"),
    "sound": ("kiosk.cli.sound", "sound"),
    "voice": ("kiosk.cli.sound", "voice"),
    "readers": ("kiosk.cli.readers", "app"),
    "cards": ("kiosk.cli.cards", "app"),
    "server": ("kiosk.cli.server", "app"),
    "verify": ("kiosk.cli.verify", "verify"),
    "sim": ("kiosk.cli.sim", "sim"),
    "shots": ("kiosk.cli.shots", "shots"),
    "audit": ("kiosk.cli.audit", "audit"),
    "texts": ("kiosk.cli.texts", "app"),
}
USAGE_ERROR = 2
INTERRUPTED = 130
"""What a shell reports of a program that Ctrl-C ended."""


def main() -> None:
    """Run one command; an error of ours is one sentence and exit code 2, never a traceback."""
    asked = next((word for word in sys.argv[1:] if word in COMMANDS), None)
    try:
        build(asked)(prog_name="kiosk")
    except KioskError as error:
        typer.echo(f"kiosk: {error}", err=True)
        sys.exit(USAGE_ERROR)
    except KeyboardInterrupt:  # while the command's own modules were still being loaded
        sys.exit(INTERRUPTED)


def build(asked: str | None = None) -> typer.Typer:
    """The application with the command `asked` for, or with all of them."""
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="A self-service check-in kiosk for elder-care centres, and its server.",
    )
    app.callback()(_root)
    for name, (module, attribute) in COMMANDS.items():
        if asked in {None, name}:
            found = _load(name, module, attribute)
            if isinstance(found, typer.Typer):
                app.add_typer(found, name=name)
            else:
                app.command(name)(found)
    return app


def _load(name: str, module: str, attribute: str) -> Any:
    """A command, or one that says what to install where this machine lacks what it needs."""
    try:
        return getattr(import_module(module), attribute)
    except ModuleNotFoundError as error:
        missing = error.name

    def lacking() -> None:
        """Not installed here."""
        raise SetupError(f"{name}: the package {missing} is missing; pip install 'elder-kiosk[ui]' or '[server]'")

    return lacking


def _root() -> None:
    """Keep `kiosk COMMAND` a group, also while only one command is loaded."""
