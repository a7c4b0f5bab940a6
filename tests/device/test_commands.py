import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.cli import build
from kiosk.paths import SYSTEMD


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """A kiosk that nobody enrolled, with a reader that nobody plugged in."""
    path = tmp_path / "kiosk.toml"
    path.write_text(
        f'state = "{tmp_path}/state"\n[[readers]]\nname = "card"\nport = "/dev/no-such"\nmodel = "rdm6300"\n'
    )
    return path


def test_the_doctor_prints_every_finding_and_fails_when_one_is_bad(settings: Path) -> None:
    """A program reads the same as a person, and the exit code says it all in one number."""
    done = CliRunner().invoke(build("doctor"), ["doctor", "--config", str(settings), "--json"])
    findings = {finding["name"]: finding for finding in json.loads(done.output)}
    assert done.exit_code == 1
    assert not findings["reader card"]["ok"]
    assert "enrol" in findings["database"]["fix"]
    assert findings["font"]["ok"]


def test_the_doctor_leaves_nothing_behind(settings: Path) -> None:
    """It may be run by root before the kiosk's first start, and the kiosk must still own its folder."""
    CliRunner().invoke(build("doctor"), ["doctor", "--config", str(settings)])
    assert [path.name for path in settings.parent.iterdir()] == ["kiosk.toml"]


def test_a_finding_on_the_screen_ends_with_the_line_that_mends_it(settings: Path) -> None:
    """Where the eye stops reading, the hand begins to type."""
    done = CliRunner().invoke(build("doctor"), ["doctor", "--config", str(settings)])
    assert "→ plug the reader in" in done.output


def test_installing_units_says_what_starts_them(tmp_path: Path) -> None:
    """Every file that it wrote is listed, and the last line is the next command."""
    done = CliRunner().invoke(build("units"), ["units", "install", "server", "--root", str(tmp_path)])
    assert done.output.splitlines()[0] == str(tmp_path / "etc/systemd/system/kiosk-server.service")
    assert "systemctl enable --now kiosk-server" in done.output
    assert len(list(SYSTEMD.glob("kiosk-server.*"))) == len(done.output.splitlines()) - 1
