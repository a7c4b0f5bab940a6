"""From bytes on a serial line to a number in a browser, with every real part in between."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from kiosk.demo.centre import LOGIN, PASSWORD
from kiosk.demo.pictures import FLAGS
from tests.patience import PATIENCE, program

LI, CHEN = "em4100:67003B51C6", "em4100:0100CDA4EC"
OTHERS = ("em4100:14008EC793", "em4100:307E4DE5C2", "em4100:01001293CD", "em4100:62E3086CED", "em4100:0100CDA53F")
DONE_GREEN = (11, 89, 36)
MANY = 100_000
"""Objects. A kiosk with the demo's server has 350 000 when its first page stands, and makes less than half of these."""


class Entrance:
    """The process at the entrance; `url` is its server's, once it is ready."""

    url: str

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        """Wait until it is ready."""
        self.process = process
        self.url = self.hear()["url"]

    def hear(self) -> dict[str, Any]:
        """The next answer."""
        assert self.process.stdout is not None
        while not (line := self.process.stdout.readline()).startswith("{"):
            assert self.process.poll() is None, "the process at the entrance ended"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def ask(self, command: str) -> dict[str, Any]:
        """Give a command and hear what came of it."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()
        return self.hear()

    def end(self) -> int:
        """Let it close the window and the database; gives its exit code."""
        self.process.communicate("quit\n", timeout=PATIENCE)
        return self.process.returncode


@pytest.fixture(scope="module")
def entrance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Entrance]:
    """A kiosk, its server and its readers."""
    command = [sys.executable, "-m", "tests.end_to_end.entrance", str(tmp_path_factory.mktemp("entrance"))]
    with program(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        started = Entrance(process)
        yield started
        assert started.end() == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    """Debian's Chromium."""
    with sync_playwright() as tools:
        chromium = tools.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS[1:-2]))
        page = chromium.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
        page.set_default_timeout(1000 * PATIENCE)
        yield page
        chromium.close()


def test_a_frame_on_the_line_becomes_a_number_in_the_browser(entrance: Entrance, browser: Page) -> None:
    """A tap is shown, stored, acknowledged and counted; the second one changes the open page without a reload."""
    assert entrance.ask(f"tap {LI}") == {"page": "Welcome", "total": 1200}
    assert entrance.ask("synced") == {"unsent": 0}
    browser.goto(f"{entrance.url}/login")
    browser.fill("[name=login]", LOGIN)
    browser.fill("[name=password]", PASSWORD)
    browser.click("button")
    people = browser.locator("#people")
    expect(people).to_have_text("1")
    browser.evaluate("window.sameDocument = true")
    assert entrance.ask(f"tap {CHEN}")["page"] == "Welcome"
    expect(people).to_have_text("2", timeout=1000 * PATIENCE)
    assert browser.evaluate("window.sameDocument") is True


def test_the_tick_is_on_the_glass(entrance: Entrance, tmp_path: Path) -> None:
    """The picture of the Welcome page has its pale green ground and the big green tick.

    A page stays for eight seconds: where the machine takes longer for a picture, the next person's is looked at.
    """
    for card in OTHERS:
        assert entrance.ask(f"tap {card}")["page"] == "Welcome"
        entrance.ask(f"picture {tmp_path / 'welcome.png'}")
        share = shares(tmp_path / "welcome.png")
        if share.get(DONE_GREEN, 0) > 0.05:
            break
    assert share.get(DONE_GREEN, 0) > 0.05
    assert max(share, key=lambda colour: share[colour])[1] > 240


def shares(path: Path) -> dict[Any, float]:
    """How much of a picture of the panel has each colour."""
    with Image.open(path) as picture:
        assert picture.size == (1280, 800)
        colours = picture.convert("RGB").getcolors(1 << 24) or []
    return {colour: count / (1280 * 800) for count, colour in colours}


def test_no_frame_waits_long_for_the_program_itself(entrance: Entrance) -> None:
    """A full collection of garbage passes over nearly everything; who computes gives way ten times in a frame."""
    entrance.ask(f"tap {LI}")
    waits = entrance.ask("waits")
    assert waits["looked_at"] < MANY < waits["passed_over"], waits
    assert waits["turn"] < 1 / 30 / 10
