"""A kiosk that was installed without some extras says what each command needs, whatever is typed after it."""

import os
import re
import subprocess
import sys
from collections.abc import Collection
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from kiosk.cli import COMMANDS

TYPED = {
    "demo": ["--headless", "--seconds", "30"],
    "sound": ["test"],
    "cards": ["batch", "--count", "3"],
    "server": ["staff", "add", "--place", "here"],
    "sim": ["--seeds", "1"],
    "shots": ["--out", "shots"],
    "audit": ["--here"],
    "texts": ["check", "zh_TW.po"],
}
"""What is typed after each command that needs an extra. `run` is not tried: it asks for an enrolled kiosk first."""
MAIN = "import sys; sys.path[:0] = [sys.argv.pop(1), sys.argv.pop(1)]; from kiosk.cli import main; main()"


def needed(name: str, extras: Collection[str], found: set[str]) -> set[str]:
    """The distributions that a distribution needs with these extras, itself among them."""
    found.add(canonicalize_name(name))
    for text in distribution(name).requires or []:
        wanted = Requirement(text)
        holds = wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in ["", *extras])
        if holds and (canonicalize_name(wanted.name) not in found or wanted.extras):
            needed(wanted.name, wanted.extras, found)
    return found


def room(folder: Path, extras: Collection[str]) -> Path:
    """A folder of packages as `pip install elder-kiosk[...]` fills it: links to those of the tests."""
    folder.mkdir()
    for name in needed("elder-kiosk", extras, set()) - {"elder-kiosk"}:
        for file in distribution(name).files or []:
            top = folder / file.parts[0]
            if file.parts[0] != ".." and not top.exists():
                top.symlink_to(Path(str(distribution(name).locate_file(file.parts[0]))))
    return folder


def kiosk(packages: Path, checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line with these packages and no others."""
    command = [sys.executable, "-I", "-S", "-c", MAIN, str(packages), str(checkout), *words]
    return subprocess.run(
        command, cwd=packages.parent, env=os.environ | {"COLUMNS": "200"}, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages of an installation without extras."""
    return room(tmp_path_factory.mktemp("bare") / "packages", ())


@pytest.mark.parametrize("name", TYPED)
def test_a_command_without_its_packages_names_the_extras_to_install(bare: Path, checkout: Path, name: str) -> None:
    """One sentence with a line to copy, not an unknown option and not a traceback."""
    done = kiosk(bare, checkout, name, *TYPED[name])
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert f"pip install 'elder-kiosk[{COMMANDS[name][2]}]'" in done.stderr


def test_every_command_that_needs_extras_is_tried() -> None:
    """A new command is not forgotten."""
    assert {name for name, row in COMMANDS.items() if row[2]} - {"run"} == set(TYPED)


@pytest.mark.parametrize("extras", ["", "ui", "server", "ui,server"])
def test_the_extras_that_a_command_names_are_enough(tmp_path: Path, checkout: Path, extras: str) -> None:
    """Who installed what the sentence says is not asked for more, and a command that names none works without any."""
    done = kiosk(room(tmp_path / "packages", extras.split(",")), checkout, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    enough = {name for name, row in COMMANDS.items() if set(row[2].split(",")) <= {"", *extras.split(",")}}
    assert enough & set(re.findall(r"(\w+) +Not installed here", done.stdout)) == set()


def test_the_parts_of_the_package_are_its_extras() -> None:
    """A command cannot name one that pip does not know."""
    known = set(distribution("elder-kiosk").metadata.get_all("Provides-Extra") or [])
    assert {extra for row in COMMANDS.values() for extra in row[2].split(",") if extra} <= known
