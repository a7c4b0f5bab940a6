import os
import re
import subprocess
import sys
from email import message_from_string
from email.message import Message
from pathlib import Path
from zipfile import ZipFile

import pytest

DATA = ("assets", "hardware", "systemd")
WHERE = "import kiosk.paths as p; print(p.HERE, p.ASSETS, p.HARDWARE, p.SYSTEMD, sep='\\n')"


def run(*command: str | Path, cwd: Path, **environ: str) -> str:
    """Run a program and give what it printed; a failure shows everything."""
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=os.environ | environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=checkout)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked by pip into a folder of its own; its dependencies are those of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", folder)
    run(*pip, wheel, cwd=folder)
    return folder


def test_the_wheel_carries_everything_that_the_checkout_has(wheel: Path, checkout: Path) -> None:
    """A folder or a kind of file that is added is not forgotten; nothing else slips in."""
    kept = {
        path.relative_to(checkout)
        for name in ("kiosk", *DATA)
        for path in (checkout / name).rglob("*")
        if path.is_file()
    }
    wanted = {
        path.as_posix() if path.parts[0] == "kiosk" else f"kiosk/{path.as_posix()}"
        for path in kept
        if "__pycache__" not in path.parts
    }
    assert {name for name in ZipFile(wheel).namelist() if name.startswith("kiosk/")} == wanted


def test_an_installed_kiosk_finds_its_data_beside_its_code(installed: Path) -> None:
    """Not those of a checkout that happens to be near."""
    found = run(sys.executable, "-c", WHERE, cwd=installed, PYTHONPATH=str(installed)).split()
    assert found == [str(installed / "kiosk"), *(str(installed / "kiosk" / name) for name in DATA)]


def test_an_installed_kiosk_runs(installed: Path) -> None:
    """Its command lists what it can do, from anywhere on the disk."""
    said = run(installed / "bin" / "kiosk", "--help", cwd=installed.parent, PYTHONPATH=str(installed))
    assert "doctor" in said
    assert "server" in said


def test_an_installed_kiosk_says_its_version(installed: Path) -> None:
    """The one in the package's metadata, by which pip knows it."""
    said = run(installed / "bin" / "kiosk", "--version", cwd=installed.parent, PYTHONPATH=str(installed))
    assert said == f"elder-kiosk {metadata(installed)['Version']}\n"


def test_the_page_of_the_package_leads_nowhere_that_only_a_checkout_has(installed: Path) -> None:
    """An index shows it alone, without the pictures and documents beside it."""
    text = str(metadata(installed).get_payload())
    assert "pip install" in text
    assert [target for target in re.findall(r"\]\(([^)]*)\)", text) if not target.startswith("https://")] == []


def metadata(installed: Path) -> Message:
    """What the installed package says of itself."""
    return message_from_string(next(installed.glob("*.dist-info/METADATA")).read_text("utf-8"))
