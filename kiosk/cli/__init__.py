"""The command line. Each command is thin and calls one function; only the module of the one asked for is loaded."""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Annotated

import typer

from kiosk import __version__
from kiosk.errors import DISTRIBUTION, KioskError, SetupError, install_line

COMMANDS = {
    "run": ("kiosk.cli.kiosk", "run", "ui"),
    "enrol": ("kiosk.cli.kiosk", "enrol", ""),
    "tap": ("kiosk.cli.kiosk", "tap", ""),
    "headcount": ("kiosk.cli.kiosk", "headcount", ""),
    "demo": ("kiosk.cli.demo", "demo", "ui,server"),
    "doctor": ("kiosk.cli.device", "doctor", ""),
    "units": ("kiosk.cli.device", "units", ""),
    "sound": ("kiosk.cli.sound", "sound", "ui"),
    "voice": ("kiosk.cli.sound", "voice", ""),
    "readers": ("kiosk.cli.readers", "app", ""),
    "cards": ("kiosk.cli.cards", "app", "server"),
    "server": ("kiosk.cli.server", "app", "server"),
    "verify": ("kiosk.cli.verify", "verify", ""),
    "sim": ("kiosk.cli.sim", "sim", "server"),
    "shots": ("kiosk.cli.shots", "shots", "ui"),
    "audit": ("kiosk.cli.audit", "audit", "ui"),
    "texts": ("kiosk.cli.texts", "app", "ui"),
}
"""Of each command its module, its name there, and the extras of the package that it needs."""
ANYTHING = {"allow_extra_args": True, "ignore_unknown_options": True}
USAGE_ERROR = 2
INTERRUPTED = 130
"""What a shell reports of a program that Ctrl-C ended."""


def main() -> None:
    """Run one command; an error of ours is one sentence and exit code 2, never a traceback."""
    asked = next((word for word in sys.argv[1:] if word in COMMANDS), None)
    try:
        try:
            build(asked)(prog_name="kiosk")
        except ModuleNotFoundError as error:  # some commands load their packages while they run
            raise (_lacking(asked, error) if asked else error) from error
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
    for name in COMMANDS:
        if asked in {None, name}:
            _add(app, name)
    return app


def _add(app: typer.Typer, name: str) -> None:
    """Add a command, or one that says what to install where this machine lacks what it needs."""
    module, attribute, _extras = COMMANDS[name]
    try:
        found = getattr(import_module(module), attribute)
    except ModuleNotFoundError as error:
        app.command(name, context_settings=ANYTHING)(_complaint(_lacking(name, error)))
        return
    if isinstance(found, typer.Typer):
        app.add_typer(found, name=name)
    else:
        app.command(name)(found)


def _complaint(lack: SetupError) -> Callable[[], None]:
    """A command that takes any options and raises `lack`."""

    def lacking() -> None:
        """Not installed here."""
        raise lack

    return lacking


def _lacking(name: str, error: ModuleNotFoundError) -> SetupError:
    """What to install for a command. A module of this package that is missing is a bug: its error is raised again."""
    if (error.name or "").split(".")[0] == __name__.split(".")[0]:
        raise error
    run = install_line(COMMANDS[name][2])
    return SetupError(f"{name} needs packages that are not installed here ({error.name}). Run: {run}")


def _tell_version(asked: bool) -> None:  # noqa: FBT001 - Typer hands the option's value by position
    """Print the version and end, where it was asked for."""
    if asked:
        typer.echo(f"{DISTRIBUTION} {__version__}")
        raise typer.Exit


def _root(
    *,
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_tell_version, is_eager=True)
    ] = False,
) -> None:
    """Keep `kiosk COMMAND` a group, also while only one command is loaded."""
