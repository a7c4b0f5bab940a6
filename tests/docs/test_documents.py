"""What the documents tell people to type and to open exists."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from kiosk.cli import build

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(
    r"(?:^|[`(|;&]\s?|sudo (?:-u \w+ )?|/bin/)(kiosk(?: [a-z][a-z-]*)+(?: [^`\n|&;#]*)?)", re.MULTILINE
)
DEV = re.compile(r"\./dev ([a-z]+)")
FILE = re.compile(r"[`(]((?:kiosk|assets|hardware|systemd|tests|docs)/[\w./-]+|[A-Z]+\.md|[a-z-]+\.lock)[`)]")
SESSION = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
OPTION = re.compile(r" (--[a-z][a-z-]*)")


def missing(line: str) -> list[str]:
    """The words and options of a line of the shell that `kiosk` would not understand."""
    command: Any = typer.main.get_command(build(line.split()[1]))
    for word in line.split()[1:]:
        if word not in getattr(command, "commands", {}):
            break
        command = command.commands[word]
    if hasattr(command, "commands") and "--help" not in line:
        return [line]
    options = {"--help"} | {
        name for parameter in command.params for name in [*parameter.opts, *parameter.secondary_opts]
    }
    return [option for option in OPTION.findall(line) if option not in options]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_of_a_document_can_be_typed(document: Path) -> None:
    """Commands and options of `kiosk`, and the words of `./dev`."""
    text = document.read_text(encoding="utf-8")
    assert [bad for line in COMMAND.findall(text) for bad in missing(line)] == []
    words = re.findall(r"^([a-z |]+)\)", (ROOT / "dev").read_text(encoding="utf-8"), re.MULTILINE)
    known = {word for line in words for word in line.split(" | ")}
    assert set(DEV.findall(text)) - known == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_of_a_document_can_be_opened(document: Path) -> None:
    """A page that was moved or renamed is found before a newcomer does."""
    named = FILE.findall(document.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists() and not (document.parent / name).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_session_in_a_document_is_what_the_program_prints(document: Path) -> None:
    """Lines after `$ kiosk ...` are its output."""
    for session in SESSION.findall(document.read_text(encoding="utf-8")):
        for command, printed in re.findall(r"^\$ kiosk (.*)\n((?:(?!\$).*\n)*)", session, re.MULTILINE):
            assert CliRunner().invoke(build(command.split()[0]), command.split()).output == printed
