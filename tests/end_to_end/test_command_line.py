"""The kiosk's own commands, run as a person types them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.clock import SystemClock
from kiosk.demo.centre import open_centre

LI = "em4100:67003B51C6"
KIOSK = Path(sys.executable).with_name("kiosk")
WAIT_SECONDS = 120
"""Only there to end a hang."""
LATER = {"httpx", "cryptography", "argon2", "kivy", "PIL", "litestar", "qrcode", "borax", "pypinyin"}
"""What takes long to import, and what no tap waits for."""


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run `kiosk` to its end."""
    return subprocess.run([KIOSK, *arguments], capture_output=True, text=True, timeout=WAIT_SECONDS, check=False)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A kiosk that was enrolled with a server over a real socket by the command line."""
    folder = tmp_path_factory.mktemp("command-line")
    with open_centre(folder / "server", SystemClock()) as centre:
        path = folder / "kiosk.toml"
        path.write_text(f'state = "{folder / "kiosk"}"\n[server]\nurl = "{centre.url}"\nevery = 0.2\n')
        assert "no kiosk is enrolled here" in run("headcount", "--config", str(path)).stderr
        assert "is not enrolled" in run("run", "--no-window", "--config", str(path)).stderr
        answer = run("enrol", "--token", centre.token, "--config", str(path))
        assert answer.stdout.startswith("enrolled as 1号签到机 ")
        assert run("enrol", "--token", centre.token, "--config", str(path)).stdout == answer.stdout
        other = folder / "other.toml"
        other.write_text(path.read_text().replace("/kiosk", "/other"))
        assert run("enrol", "--token", centre.token, "--config", str(other)).returncode == 2
        yield path


def headcount(config: Path) -> dict[str, Any]:
    """What `kiosk headcount --json` prints."""
    numbers: dict[str, Any] = json.loads(run("headcount", "--json", "--config", str(config)).stdout)
    return numbers


def test_a_tap_from_another_terminal_is_counted(config: Path) -> None:
    """`kiosk run --simulate` takes `kiosk tap`, `kiosk headcount` counts it meanwhile, and SIGTERM ends the kiosk."""
    command = [str(KIOSK), "run", "--simulate", "--no-window", "--config", str(config)]
    process = subprocess.Popen(command, env=os.environ | {"KIOSK_LANGUAGE": "en"})
    try:
        deadline = time.monotonic() + WAIT_SECONDS
        while run("tap", LI, "--config", str(config)).returncode and time.monotonic() < deadline:
            time.sleep(0.2)
        while headcount(config)["people"] != 1 and time.monotonic() < deadline:
            run("tap", LI, "--config", str(config))
        numbers = headcount(config)
        assert (numbers["people"], numbers["unknown_cards"], numbers["centre"][:2]) == (1, 0, "兴盛")
        assert "people" in run("headcount", "--config", str(config)).stdout
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            assert process.wait(WAIT_SECONDS) == 0
        finally:
            process.kill()


def test_a_tap_without_a_kiosk_says_what_to_start(config: Path) -> None:
    """One sentence with the remedy and exit code 2, no traceback."""
    answer = run("tap", LI, "--config", str(config))
    assert answer.returncode == 2
    assert "kiosk run --simulate" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_tap_waits_for_no_library_that_it_does_not_need() -> None:
    """What `kiosk run` loads before the first tap is neither network nor window, cards or server."""
    command = [sys.executable, "-c", "import sys, kiosk.cli.kiosk; print(*sys.modules)"]
    loaded = subprocess.run(command, capture_output=True, text=True, timeout=WAIT_SECONDS, check=True).stdout.split()
    assert LATER & set(loaded) == set()
