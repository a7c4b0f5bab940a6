import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.device.units import EXAMPLE, Role, install
from kiosk.errors import SetupError
from kiosk.paths import HARDWARE, SYSTEMD

LONGEST_GROUP = 4


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """An installed kiosk, as far as systemd looks at it."""
    path = tmp_path / "opt" / "kiosk"
    path.parent.mkdir()
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("role", Role)
def test_installed_units_pass_systemds_own_check(role: Role, program: Path, tmp_path: Path) -> None:
    """No unknown setting, no missing program, no contradiction; systemd prints nothing at all."""
    written = install(role, program, tmp_path / "root")
    unit = next(path for path in written if path.suffix == ".service")
    check = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (check.returncode, check.stdout + check.stderr) == (0, "")


@pytest.mark.parametrize(("role", "most"), [(Role.KIOSK, 25), (Role.SERVER, 20)])
def test_a_service_has_few_ways_out(role: Role, most: int, program: Path, tmp_path: Path) -> None:
    """Systemd's own measure of exposure, in tenths from 0 (none) to 100, does not grow unnoticed."""
    unit = next(path for path in install(role, program, tmp_path / "root") if path.suffix == ".service")
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={most}", "--no-pager", str(unit)]
    check = subprocess.run(command, capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stdout[-300:] + check.stderr


@pytest.mark.parametrize("role", Role)
def test_a_unit_starts_the_program_that_installed_it(role: Role, program: Path, tmp_path: Path) -> None:
    """Wherever pip put it, and again after it moved."""
    root = tmp_path / "root"
    install(role, program, root)
    elsewhere = program.with_name("kiosk2")
    shutil.copy(program, elsewhere)
    unit = install(role, elsewhere, root)[0].read_text()
    assert f"\nExecStart={elsewhere} " in unit


def test_settings_that_are_there_stay_as_they_are(program: Path, tmp_path: Path) -> None:
    """Repeating the installation renews the units only; the first one brings the documented example."""
    settings = tmp_path / "etc/kiosk/kiosk.toml"
    install(Role.KIOSK, program, tmp_path)
    assert settings.read_text() == EXAMPLE.read_text()
    settings.write_text("language = 'en'\n")
    install(Role.KIOSK, program, tmp_path)
    assert settings.read_text() == "language = 'en'\n"


def test_every_known_reader_may_be_plugged_into_a_kiosk(program: Path, tmp_path: Path) -> None:
    """The rules of all models are installed, but not the template's; a server needs none."""
    install(Role.SERVER, program, tmp_path)
    assert not (tmp_path / "etc/udev").exists()
    install(Role.KIOSK, program, tmp_path)
    names = {path.name for path in (tmp_path / "etc/udev/rules.d").iterdir()}
    assert names == {path.name for path in HARDWARE.glob("*/*.rules")} - {"70-kiosk-TEMPLATE.rules"} | {
        "70-kiosk-backlight.rules"
    }


def test_a_program_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A unit that cannot start would be found out at the next power cut."""
    with pytest.raises(SetupError, match="is not there"):
        install(Role.KIOSK, tmp_path / "nothing", tmp_path)


@pytest.mark.parametrize("unit", sorted(SYSTEMD.glob("*.service")), ids=lambda path: path.stem)
def test_each_choice_stands_under_a_reason(unit: Path) -> None:
    """Every setting of a service follows a comment, or one that shares its comment: no group is longer than four."""
    service = unit.read_text().partition("[Service]\n")[2].partition("[Install]")[0]
    groups = re.findall(r"((?:^#.*\n)*)((?:^[A-Z].*\n)+)", service, re.MULTILINE)
    assert [settings for reason, settings in groups if not reason or settings.count("\n") > LONGEST_GROUP] == []
