"""The parts of the demo that meet a person's machine: its folder, its browser, its terminal, its words."""

import select
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from threading import Event
from typing import get_args

import pytest

from kiosk.app import build_kiosk
from kiosk.core import pages as p
from kiosk.demo.centre import open_centre
from kiosk.demo.folder import SHOWN, emptied
from kiosk.demo.morning import until_morning
from kiosk.demo.pictures import drawn, keep_dashboard
from kiosk.demo.play import Play
from kiosk.demo.show import config_of, tap_lines, turned_clock
from kiosk.demo.words import described, named
from kiosk.errors import SetupError
from kiosk.online import enrol_kiosk
from kiosk.tapping import Tapping
from kiosk.workers import Crew


def test_an_earlier_demo_is_replaced(tmp_path: Path) -> None:
    """What it left is gone; what is not the demo's stays."""
    for name in (*SHOWN, "mine"):
        (tmp_path / name).mkdir()
    with emptied(tmp_path) as folder:
        assert folder == tmp_path
        assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"mine"}


def test_two_demos_do_not_share_a_folder(tmp_path: Path) -> None:
    """The second one says so, and takes nothing away from the first."""
    with emptied(tmp_path):
        (tmp_path / "server").mkdir()
        with pytest.raises(SetupError, match="another demo runs in this folder"), emptied(tmp_path):
            pass
        assert (tmp_path / "server").exists()
    with emptied(tmp_path):
        assert not (tmp_path / "server").exists()


@pytest.mark.parametrize("place", ["a file", "a file/below", "/proc/nowhere"])
def test_a_folder_that_cannot_be_is_told_in_a_sentence(tmp_path: Path, place: str) -> None:
    """It names the place and what to do."""
    (tmp_path / "a file").touch()
    with pytest.raises(SetupError, match="a demo needs a folder of its own"), emptied(tmp_path / place):
        pass


@pytest.mark.parametrize(
    ("script", "told"),
    [
        pytest.param("exit 7", "failed with status 7", id="it fails"),
        pytest.param("sleep 1000 & sleep 1000", "was not done after 0.5 seconds", id="it hangs, with a child"),
        pytest.param("exit 0", "drew nothing", id="it pretends"),
        pytest.param(None, "does not start (Permission denied)", id="it is no program"),
    ],
)
def test_a_browser_that_cannot_draw_costs_one_sentence(tmp_path: Path, script: str | None, told: str) -> None:
    """Where Chromium does not run, as under an emulator, the demo goes on; no process of it stays."""
    browser = tmp_path / "chromium"
    browser.write_text(f"#!/bin/sh\necho noise\n{script}\n")
    browser.chmod(0o644 if script is None else 0o755)
    (tmp_path / "page.html").touch()
    assert drawn(str(browser), tmp_path / "page.html", tmp_path / "page.png", 0.5) == told


def test_a_server_that_does_not_answer_is_told_in_a_sentence(tmp_path: Path) -> None:
    """Not as a library's error."""
    with pytest.raises(SetupError, match="did not show its dashboard"):
        keep_dashboard("http://127.0.0.1:9", tmp_path, print)


@pytest.fixture
def tapping(tmp_path: Path) -> Iterator[Tapping]:
    """Simulated readers that listen to another terminal, in a folder that a shell would stumble over."""
    crew = Crew(())
    with Tapping(tmp_path / "é $HOME 'x'") as plugged:
        plugged.start(crew)
        while not (plugged.state / "tap").exists():
            crew.stop.wait(0.01)
        yield plugged
        crew.finish(lambda: None)


def test_a_printed_line_taps_from_any_folder(tapping: Tapping) -> None:
    """Pasted as it is into a second terminal."""
    reader = tapping.readers["card"]
    (line,) = tap_lines(tapping.state, {"李建明": "em4100:67003B51C6"})
    with Path(reader.url).open("rb", buffering=0) as port:
        done = subprocess.run(["sh", "-c", line], cwd="/", capture_output=True, text=True, timeout=120, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert select.select([port], [], [], 60)[0]
        assert port.read(100) == reader.frame("em4100:67003B51C6")


def test_pages_are_named_in_words() -> None:
    """No person has to read the name of a class."""
    names = [named(kind) for kind in get_args(p.Page)]
    assert len(set(names)) == len(names) > 20
    assert all(name.replace(" ", "").isalpha() and name == name.lower() for name in names)
    assert named(p.ChooseService | p.NotOurCard) == "choose service or not our card"
    assert described(p.UnknownCard("zh_CN")) == "unknown card"


def test_what_is_awaited_in_vain_is_said_with_its_scene(tmp_path: Path) -> None:
    """A window that draws nothing, and a picture that cannot be kept: a sentence each, and the play is over."""
    clock, full = turned_clock(until_morning), Future[Path]()
    full.set_exception(SetupError("choose.png: cannot be written (No space left on device)"))
    with open_centre(tmp_path / "server", clock) as centre, Tapping(tmp_path / "kiosk") as tapping:
        config = tapping.configured(config_of(tmp_path, centre))
        enrol_kiosk(config, centre.token, clock)
        kiosk = build_kiosk(config, clock)
        kiosk.start()
        play = Play(kiosk, clock, centre, tapping, print, lambda _path, _fits: full, tmp_path, Event(), limit=0.1)
        kiosk.watchers.append(play.watch)
        play.run(0)
        assert play.missed == "the window's first picture did not come within 0.1 seconds"
        play.limit = 250.0
        play.watch("drawn", None)
        kiosk.connect()
        play.run(0)
        kiosk.close()
    assert play.missed == "the scene of 08:02 (李建明): choose.png: cannot be written (No space left on device)"
