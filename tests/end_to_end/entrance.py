"""A kiosk at the entrance, in a process of its own: `python -m tests.end_to_end.entrance FOLDER`.

Reads commands from standard input, one a line, and answers each with one line of JSON on standard output:

    tap CARD        real bytes into the reader's pseudo-terminal; answers with the page that came
    picture FILE    what is on the glass, once it is the page that the desk decided on
    synced          waits until the server has acknowledged everything
    waits           what a frame may wait for: objects that a full collection of garbage looks at, and those that it
                    passes over; seconds that another thread computes before it gives way
    quit
"""

import gc
import json
import sys
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from kiosk.app import Kiosk, build_kiosk
from kiosk.core import pages as p
from kiosk.core.events import Touched
from kiosk.demo.centre import open_centre
from kiosk.demo.morning import until_lunch
from kiosk.demo.show import config_of, turned_clock
from kiosk.online import enrol_kiosk
from kiosk.showing import camera, open_screen
from kiosk.tapping import Tapping
from tests.patience import PATIENCE


def main(folder: Path) -> None:
    """Open everything, then do as told until the input ends."""
    clock = turned_clock(until_lunch)
    with open_centre(folder / "server", clock) as centre, Tapping(folder / "kiosk") as tapping:
        config = tapping.configured(config_of(folder, centre))
        enrol_kiosk(config, centre.token, clock)
        kiosk = build_kiosk(config, clock)
        pages: SimpleQueue[Any] = SimpleQueue()
        kiosk.watchers.append(lambda what, page: pages.put(page) if what == "page" else None)
        kiosk.start()
        screen = open_screen(kiosk, offscreen=True)
        Thread(target=obey, args=(kiosk, tapping, pages, centre.url, screen), daemon=True).start()
        screen.run()
        kiosk.close()


def obey(kiosk: Kiosk, tapping: Tapping, pages: "SimpleQueue[Any]", url: str, screen: Any) -> None:
    """Answer every command."""
    while not kiosk.store.roster.services():
        kiosk.clock.wait(kiosk.crew.stop, 0.05)
    answer(url=url)
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        if command == "tap":
            tapping.tap(argument)
            while isinstance(page := pages.get(timeout=PATIENCE), p.Idle):
                pass
            answer(page=type(page).__name__, total=getattr(page, "total", None))
        elif command == "picture":
            kept = camera(screen)(Path(argument), lambda page: page == kiosk.desk.page)
            while not kept.done():  # a hand on the glass keeps the page there until a busy machine has drawn it
                kiosk.inbox.put(Touched(kiosk.clock.now()))
                kiosk.clock.wait(kiosk.crew.stop, 0.5)
            answer(picture=argument)
        elif command == "synced":
            while kiosk.store.visits.unsent():
                kiosk.clock.wait(kiosk.crew.stop, 0.05)
            answer(unsent=0)
        elif command == "waits":
            gc.collect()
            passed_over, turn = gc.get_freeze_count(), sys.getswitchinterval()
            answer(looked_at=len(gc.get_objects()), passed_over=passed_over, turn=turn)
        elif command == "quit":
            break
    screen.close()


def answer(**values: object) -> None:
    """One line of JSON."""
    print(json.dumps(values), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
