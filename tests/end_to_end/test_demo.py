"""The README's first command, run as a newcomer runs it: at any hour, on a machine of any age, however busy it is."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import which

import pytest
from PIL import Image

from kiosk.cli import INTERRUPTED
from kiosk.demo.morning import MORNING

UPTIME_SECONDS, NAMESPACES = 20, (("unshare", "-T"), ("unshare", "-r", "-T"))
LIMIT_SECONDS = 1500
"""Only there to end a hang."""
OURS = {"KIVY_HOME", "KIVY_NO_ARGS", "KIVY_NO_CONSOLELOG", "KIVY_NO_FILELOG", "SDL_AUDIODRIVER", "SDL_VIDEODRIVER"}
"""What this suite sets for the windows of its own process."""
AGE = "import time; print(time.clock_gettime(time.CLOCK_BOOTTIME))"


@pytest.fixture
def dev(checkout: Path) -> str:
    """The checkout's own command, where its set-up made the environment that runs this."""
    if Path(sys.prefix) != checkout / ".venv" or not (checkout / ".venv/installed").exists():
        pytest.skip("./dev did not make this environment, and would first have to")
    return str(checkout / "dev")


def just_started() -> list[str]:
    """What to write before a command to run it on a machine that has been up for 20 s; skips where it cannot be."""
    back = f"{UPTIME_SECONDS - time.clock_gettime(time.CLOCK_BOOTTIME):.0f}"
    for unshare in NAMESPACES:
        if which(unshare[0]):
            command = [*unshare, "--boottime", back]
            tried = subprocess.run([*command, sys.executable, "-c", AGE], capture_output=True, text=True, check=False)
            if tried.returncode == 0 and abs(float(tried.stdout) - UPTIME_SECONDS) < LIMIT_SECONDS:
                return command
    pytest.skip("time namespaces (unshare -T) are not allowed here")


@contextmanager
def busy() -> "Iterator[list[subprocess.Popen[bytes]]]":
    """Keep every core busy."""
    loops: list[subprocess.Popen[bytes]] = []
    try:
        loops += (subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in os.sched_getaffinity(0))
        yield loops
    finally:
        for loop in loops:
            loop.kill()
        for loop in loops:
            loop.wait()


@contextmanager
def playing(command: Sequence[str], out: Path, *more: str) -> "Iterator[subprocess.Popen[str]]":
    """The morning, as fast as it goes, with a newcomer's environment; nothing of it is left behind."""
    words = [*command, "demo", "--headless", "--seconds", "0", "--out", str(out), *more]
    environ = {"PIP_NO_INDEX": "1"} | {name: text for name, text in os.environ.items() if name not in OURS}
    with subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as demo:
        try:
            yield demo
        finally:
            demo.kill()


def ends_well(demo: "subprocess.Popen[str]", out: Path) -> None:
    """Every scene was played, every picture is there and shows something, and nothing had to be said to anybody."""
    said, complaints = demo.communicate()
    assert (demo.returncode, complaints) == (0, ""), said
    assert said.endswith(f"done      everything is in {out}\n")
    assert "page welcome 李*明 午餐 12" in said
    kept = {f"{scene.picture}.png" for scene in MORNING if scene.picture} | {"dashboard.png"}
    assert {path.name for path in (out / "pictures").glob("*.png")} == kept
    for name in kept:
        darkest, lightest = Image.open(out / "pictures" / name).convert("L").getextrema()
        assert darkest != lightest, name


@pytest.mark.timeout(LIMIT_SECONDS)
def test_the_demo_plays_in_the_evening_of_a_machine_that_just_started(dev: str, tmp_path: Path) -> None:
    """At 20:00 in Dali, 20 s after boot, no press is thrown away."""
    with playing([*just_started(), dev], tmp_path, "--now", "20:00") as demo:
        ends_well(demo, tmp_path)


@pytest.mark.timeout(LIMIT_SECONDS)
def test_the_demo_plays_on_a_machine_that_is_busy(dev: str, tmp_path: Path) -> None:
    """While every core works for somebody else, here from the start until lunch, it only takes longer."""
    with playing([dev], tmp_path) as demo:
        assert demo.stdout is not None
        with busy():
            before = next((line for line in demo.stdout if line.startswith("10:50")), "")
        assert before, "the demo ended before lunch"
        ends_well(demo, tmp_path)


@pytest.mark.timeout(LIMIT_SECONDS)
def test_a_demo_that_is_told_to_end_does_so_in_order(dev: str, tmp_path: Path) -> None:
    """In the middle of the morning, by SIGTERM here and by Ctrl-C alike: a sentence, and no traceback."""
    with playing([dev], tmp_path) as demo:
        assert demo.stdout is not None
        assert any(line.startswith("08:02") for line in demo.stdout)
        demo.terminate()
        said, complaints = demo.communicate()
    assert (demo.returncode, complaints) == (INTERRUPTED, "")
    assert said.endswith(f"ended     before it was over; what there is is in {tmp_path}\n")
