"""What hand and eye notice: touch -> pressed state, card -> page, and frames that are missing while the roster comes.

A kiosk with its window off-screen, at its 30 frames a second, in a process of its own; the server is in this one, as it
is on another machine in life. What is seen is compared with the same picture drawn again in the same run, and each bar
is a rule's milliseconds as a ratio to that.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

from kiosk.app import Kiosk, build_kiosk
from kiosk.config import Config, Screen, Server
from kiosk.demo.centre import Centre, open_centre
from kiosk.demo.morning import until_lunch
from kiosk.demo.show import turned_clock
from kiosk.online import enrol_kiosk
from kiosk.server import residents
from kiosk.server.feed import changing
from kiosk.server.founding import FIRST_CENTRE
from kiosk.showing import open_screen
from kiosk.tapping import Tapping
from tests.bench.row import Row, quantile

TIMES, NEWCOMERS = 100, 15_000
PRESSED_MS, RESULT_MS = 100, 1000
"""The pressed state, and a card's result in 95 of 100 cases (ux-rules R19, R22)."""
NEXT_FRAME = 2
"""A page waits for the frame that is being drawn, and is in the next one."""


def rows() -> Iterator[Row]:
    """Touches and taps first, then the roster."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_centre(Path(folder) / "server", turned_clock(until_lunch)) as centre,
    ):
        command = [sys.executable, "-m", "tests.bench.window", folder, centre.url, centre.token]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            seen = {what: quantile(times, 0.95) * 1e3 for what, times in asked(process, list(centre.cards.values()))}
            bare = seen.pop("the same picture drawn again")
            for (what, ours), most in zip(seen.items(), (PRESSED_MS / bare, RESULT_MS / bare, NEXT_FRAME), strict=True):
                yield Row(f"{what}, p95", ours, bare, "ms", round(most, 1))
            grow(centre)
            drawn, due = asked(process, [NEWCOMERS])
            yield Row(f"frames in time while {NEWCOMERS:,} residents arrive", drawn, due, "", 1, at_least=True)


def asked(process: "subprocess.Popen[str]", question: list[Any]) -> Any:
    """What the kiosk's process answers."""
    assert process.stdin
    assert process.stdout
    print(json.dumps(question), file=process.stdin, flush=True)
    return json.loads(process.stdout.readline())


def grow(centre: Centre) -> None:
    """So many new residents at once, as an import makes them."""
    site = centre.site
    with changing(site.database, site.now()) as changes:
        for number in range(NEWCOMERS):
            residents.register(site.database, changes, FIRST_CENTRE, residents.Draft(name=f"李{number:05}"))


def main(folder: Path, url: str, token: str) -> None:
    """The kiosk's process."""
    clock = turned_clock(until_lunch)
    with Tapping(folder / "kiosk") as tapping:
        server, screen = Server(url=url, every=1.0), Screen(width=1280, height=800, inches=10.1, fullscreen=False)
        config = tapping.configured(Config(state=folder / "kiosk", server=server, screen=screen))
        enrol_kiosk(config, token, clock)
        kiosk = build_kiosk(config, clock)
        kiosk.start()
        app = open_screen(kiosk, offscreen=True)
        Thread(target=measure, args=(kiosk, tapping, app), daemon=True).start()
        app.run()
        kiosk.close()


def measure(kiosk: Kiosk, tapping: Tapping, app: Any) -> None:
    """Answer both questions, then close the window."""
    cards = json.loads(sys.stdin.readline())
    while people(kiosk) < len(cards) or not app.root.current:
        kiosk.clock.wait(kiosk.crew.stop, 0.05)
    watch = import_module("tests.bench.frames").Watch(kiosk, app)
    bare, presses = list(watch.redraws(TIMES)), list(watch.presses(TIMES))
    taps, pages = zip(*watch.pages(tapping, [*cards, *cards][:TIMES]), strict=True)
    answer = {
        "the same picture drawn again": bare,
        "touch -> pressed state drawn": presses,
        "last byte of a card -> page drawn": taps,
        "page decided -> page drawn": pages,
    }
    print(json.dumps(list(answer.items())), flush=True)
    everybody = findable(kiosk) + int(json.loads(sys.stdin.readline())[0])
    print(json.dumps(watch.frames(until=lambda: findable(kiosk) >= everybody)), flush=True)
    app.close()


def people(kiosk: Kiosk) -> int:
    """How many residents the kiosk knows."""
    return int(kiosk.store.database.scalar("SELECT count(*) FROM resident"))


def findable(kiosk: Kiosk) -> int:
    """How many a resident without a card is looked for among, made up to date as that resident's next touch does."""
    members = kiosk.store.roster.members()
    return sum(len(members.named(name)) for name in members.surnames)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
