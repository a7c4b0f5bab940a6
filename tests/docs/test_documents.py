"""What the documents tell people to type and to open exists."""

import re
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from kiosk.cli import build

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PACKAGE = ROOT / "docs" / "package.md"
"""The page of the package on an index; nothing in the checkout leads there."""
DOCUMENTS = [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "hardware" / "README.md"]
COMMAND = re.compile(
    r"(?:^|[`(|;&]\s?|sudo (?:-u \w+ )?|/bin/)(kiosk(?: [a-z][a-z-]*)+(?: [^`\n|&;#]*)?)", re.MULTILINE
)
DEV = re.compile(r"\./dev ([a-z]+)")
FILE = re.compile(r"[`(]((?:kiosk|assets|hardware|systemd|tests|docs)/[\w./-]+|[A-Z]+\.md|[a-z-]+\.lock)[`)]")
SESSION = re.compile(r"^( *)```console\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^ *```(?:sh|console)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
EXTRAS = re.compile(r"elder[-_]kiosk[\w.-]*\[([a-z,]+)\]")
LINK = re.compile(r"\]\(([^)\s]+)\)")
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
    """Lines after `$ .venv/bin/kiosk ...` are its output."""
    for indent, session in SESSION.findall(document.read_text(encoding="utf-8")):
        lines = re.sub(f"^{indent}", "", session, flags=re.MULTILINE)
        found = re.findall(r"^\$ .venv/bin/kiosk (.*)\n((?:(?!\$).*\n)*)", lines, re.MULTILINE)
        assert found
        for command, printed in found:
            assert CliRunner().invoke(build(command.split()[0]), command.split()).output == printed


def blocks(document: Path) -> str:
    """What a document tells people to type."""
    return "\n".join(BLOCK.findall(document.read_text(encoding="utf-8")))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_the_shell_finds_every_command_of_a_block(document: Path) -> None:
    """`kiosk` alone is on nobody's PATH, unless the document puts it there first."""
    typed = blocks(document)
    if "/usr/local/bin/kiosk" not in typed:
        assert re.findall(r"^[ $]*(?:sudo (?:-u \S+ )?)?kiosk .*", typed, re.MULTILINE) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_a_reader_puts_in_is_explained(document: Path) -> None:
    """A word in capitals that stands in a block for something else is named in the text around it."""
    text = BLOCK.sub("", document.read_text(encoding="utf-8"))
    wanted = re.findall(r"(?<![\w/-])[A-Z]{4,}(?![\w/-])", blocks(document))
    assert [word for word in wanted if f"`{word}`" not in text] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_link_leads_somewhere(document: Path) -> None:
    """To a file, a folder, or a heading of the same document."""
    text = document.read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in re.findall(r"^#+ (.*)", text, re.MULTILINE)
    }
    broken = [
        target
        for target in LINK.findall(text)
        if not (target[1:] in headings if target.startswith("#") else (document.parent / target).exists())
    ]
    assert broken == []


def test_every_document_is_reached_from_the_readme() -> None:
    """A document that nothing links to is found by nobody; the way to the server was one."""
    reached, ahead = set(), [README]
    while ahead:
        document = ahead.pop()
        reached.add(document)
        targets = {
            (document.parent / target).resolve() for target in LINK.findall(document.read_text(encoding="utf-8"))
        }
        ahead += [target for target in targets & set(DOCUMENTS) if target not in reached]
    assert set(DOCUMENTS) - reached == {PACKAGE}


def test_the_readme_says_what_the_set_up_takes() -> None:
    """The figures stand in `dev`, which says them when it begins and when the disk is full."""
    figures = re.findall(r"\d+ MB to download and [\d.]+ GB of disk", (ROOT / "dev").read_text(encoding="utf-8"))
    assert len(figures) == len(set(figures)) == 2
    assert [figure for figure in figures if figure not in README.read_text(encoding="utf-8")] == []


def test_extras_that_people_are_told_to_install_exist() -> None:
    """In the documents and in what the programs say."""
    sources = [*DOCUMENTS, *(ROOT / "kiosk").rglob("*.py")]
    named = {found for path in sources for found in EXTRAS.findall(path.read_text(encoding="utf-8"))}
    known = set(distribution("elder-kiosk").metadata.get_all("Provides-Extra") or [])
    assert named
    assert {extra for words in named for extra in words.split(",")} <= known
