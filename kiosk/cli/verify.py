"""`kiosk verify`: an auditor's check of an exported month, with nothing but the file and the server's public key."""

from base64 import b64decode
from pathlib import Path
from typing import Annotated

import typer

from kiosk.core.audit import Export, Report, audit, parse
from kiosk.credentials import verified
from kiosk.errors import ConfigError

Exported = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="What `kiosk server export` wrote.")]


def verify(
    file: Exported,
    key: Annotated[str | None, typer.Option(help="The server's public key in hex; without it the file's own.")] = None,
    before: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="An earlier export, kept by the auditor.")
    ] = None,
    *,
    corrections: Annotated[bool, typer.Option("--corrections", help="List who annulled or dated what.")] = False,
) -> None:
    """Say in one line whether anything was added, changed or removed, and where; exit code 1 if so."""
    report = check(file, key, before)
    if corrections:
        for one in report.corrections:
            typer.echo(str(one))
        for said in report.answers:
            typer.echo(said)
    if key is None:
        typer.echo(f"signed by {report.export.key}: compare with the server's, or give --key", err=True)
    typer.echo(report.verdict)
    raise typer.Exit(1 if report.troubles else 0)


def check(file: Path, key: str | None, before: Path | None) -> Report:
    """Audit `file`; raises ConfigError when it, or the earlier one, is no export or the key no key."""
    export = _read(file)
    return audit(export, genuine=_genuine(export, key), before=_read(before) if before else None)


def _read(file: Path) -> Export:
    try:
        return parse(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ConfigError(f"{file}: is not an export of `kiosk server export` ({error})") from error


def _genuine(export: Export, key: str | None) -> bool:
    try:
        public = bytes.fromhex(key or export.key)
        signature = b64decode(export.signature, validate=True)
    except ValueError as error:
        raise ConfigError(f"--key and the export's signature have to be hex and base64 ({error})") from error
    return verified(public, signature, export.head.encode())
