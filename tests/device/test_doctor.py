import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.core.bundle import Flaw, Problem
from kiosk.core.model import WallState
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
from kiosk.errors import AssetError, StoreDamaged
from tests.device.parts import FakeMachine, clock


def damaged() -> Opened:
    """A database that does not open."""
    raise StoreDamaged("kiosk.db: file is not a database")


def missing_font() -> Path:
    """A font that nobody installed."""
    raise AssetError("NotoSansSC-Regular.otf is missing")


@pytest.mark.parametrize(
    ("content", "reopen", "cause"),
    [
        pytest.param(b"\x8c" * 4096, lambda: Opened("3.54.0", 2), "synchronous FULL", id="good"),
        pytest.param(b"\x8c" * 4096, lambda: Opened("3.54.0", 1), "power cut", id="not durable"),
        pytest.param(b"SQLite format 3\0" * 9, lambda: Opened("3.54.0", 2), "not encrypted", id="plain"),
        pytest.param(b"\x8c" * 4096, damaged, "not a database", id="damaged"),
        pytest.param(None, damaged, "not enrolled", id="none yet"),
    ],
)
def test_a_database_is_good_only_when_durable_and_encrypted(
    tmp_path: Path, content: bytes | None, reopen: Callable[[], Opened], cause: str
) -> None:
    """Whatever else it is, the finding says why, and what to do."""
    path = tmp_path / "kiosk.db"
    if content:
        path.write_bytes(content)
    found = examine_database(path, reopen)
    assert found.ok == (cause == "synchronous FULL")
    assert cause in found.cause
    assert found.ok or found.fix


def test_free_space_is_that_of_the_disk_the_folder_will_be_on(tmp_path: Path) -> None:
    """A folder that does not exist yet has its parent's disk."""
    assert "MB free" in examine_space(tmp_path / "not" / "yet").cause


def test_a_missing_font_is_a_package_to_install(tmp_path: Path) -> None:
    """Without it every Chinese character is an empty box; the line installs into the Python that runs."""
    assert examine_font(lambda: tmp_path / "Noto.otf").ok
    assert examine_font(missing_font).fix == f"{shlex.quote(sys.executable)} -m pip install 'elder-kiosk[ui]'"


def test_a_window_needs_a_desktop_or_a_graphics_card_that_we_may_use(pi: FakeMachine) -> None:
    """SDL would else draw into nothing, and the panel stays black without an error."""
    assert not examine_window(pi.machine, {}).ok
    assert examine_window(pi.machine, {"WAYLAND_DISPLAY": "wayland-0"}).ok
    pi.write("/dev/dri/card0", "")
    assert examine_window(pi.machine, {}).ok
    pi.forbidden.add("card0")
    assert "usermod -aG video,render anna" in examine_window(pi.machine, {}).fix


def test_refused_settings_are_said_with_who_mends_them() -> None:
    """The technician reads what is wrong, which settings are in force instead, and that nothing is to be done here."""
    assert examine_settings("0123456789ab", ()).ok
    found = examine_settings("0123456789ab", [Problem(Flaw.RANGE, "result_seconds", "99 (5-15)")])
    assert "0123456789ab" in found.cause
    assert "result_seconds is 99 (5-15)" in found.cause
    assert "on the server" in found.fix


@pytest.mark.parametrize("state", WallState)
def test_a_clock_is_good_when_something_outside_vouches_for_it(state: WallState) -> None:
    """A time that was only saved before the last power cut may be hours behind; what mends it stands beside it."""
    found = examine_clock(clock(state))
    assert found.ok == (state not in {WallState.SAVED, WallState.EPOCH})
    assert bool(found.fix) == (not found.ok)
    assert "timedatectl" not in found.cause


def test_the_doctor_says_where_the_keys_lie(tmp_path: Path) -> None:
    """On the database's own disk they are no protection from a thief; on another they are; away they are a fault."""
    beside, apart, away = (examine_keys(tmp_path, keys) for keys in (tmp_path, Path("/proc"), tmp_path / "away"))
    assert (beside.ok, beside.cause) == (True, f"in {tmp_path}, on the database's disk: who takes it can read it")
    assert (apart.ok, apart.cause) == (True, "in /proc, on another disk than the database")
    assert (away.ok, away.fix) == (False, "plug in what holds the keys, and mount it there")
