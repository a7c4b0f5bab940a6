"""From the start of the process to a recorded tap and to the first picture, and the memory of it all."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from kiosk.clock import SteppedClock
from kiosk.readers import rdm6300
from kiosk.readers.simulated import SimulatedReader
from kiosk.state import State
from kiosk.wire import EnrolReply
from tests.bench.row import Row, quantile
from tests.bench.tap import NOON, card, fill
from tests.centre import open_test_store

RUNS = 7
PEOPLE = 15_000
AS_ON_A_KIOSK = "import sys; sys.modules.update(psycopg=None, psycopg2=None)\n"
"""A kiosk has no PostgreSQL driver, which peewee would import for a third of its own time."""
IMPORTS = "import serial, peewee, apsw; print('there', flush=True); input()"
WINDOW = """
import sys
from pathlib import Path
from kiosk.ui.panel import Panel
Panel(home=Path(sys.argv[1]), offscreen=True).prepare()
import logging; logging.getLogger("kivy").setLevel(logging.CRITICAL)
from kivy.base import runTouchApp
from kivy.uix.label import Label
from kivy.core.window import Window
done = lambda *_: (Window.unbind(on_flip=done), print('there', flush=True))
Window.bind(on_flip=done)
runTouchApp(Label(text='请刷卡', font_size=80))
"""
KIOSK = """
import sys
from pathlib import Path
from kiosk.app import build_kiosk
from kiosk.showing import open_screen
from kiosk.config import load
from kiosk.core.pages import Idle
kiosk = build_kiosk(load(Path(sys.argv[1]), {}))
kiosk.watchers.append(lambda what, page: what == 'page' and not isinstance(page, Idle) and print('there', flush=True))
kiosk.start()
if sys.argv[2] == 'window':
    kiosk.connect = lambda: print('there', flush=True)
    open_screen(kiosk, offscreen=True).run()
else:
    input()
"""


def rows() -> Iterator[Row]:
    """Medians of several starts, ours and the bare one in turn."""
    with tempfile.TemporaryDirectory() as name, SimulatedReader(rdm6300.frame) as reader:
        config = prepared(Path(name), reader.url)
        taps, imports = [], []
        for _ in range(RUNS):
            taps.append(until_there([KIOSK, str(config), "tap"], reader)[0])
            imports.append(until_there([IMPORTS])[0])
        yield Row("process start -> a tap is recorded", quantile(taps, 0.5), quantile(imports, 0.5), "s", 1.5)
        windows, bares = [], []
        for _ in range(RUNS):
            windows.append(until_there([KIOSK, str(config), "window"]))
            bares.append(until_there([WINDOW, str(Path(name) / "kivy")]))
        for place, what, unit, bar in ((0, "process start -> first picture", "s", 1.5), (1, MEMORY, "MB", 1.3)):
            ours, bare = (quantile([one[place] for one in many], 0.5) for many in (windows, bares))
            yield Row(what, ours, bare, unit, bar)


MEMORY = f"resident memory with the first picture, {PEOPLE:,} residents"


def prepared(folder: Path, port: str) -> Path:
    """An enrolled kiosk with its people; gives its configuration."""
    state = State(folder / "state")
    state.enrolled(EnrolReply("k", "1", "xingsheng", bytes(32)))
    key = folder / "state" / "store.key"
    key.write_bytes(b"k" * 32)
    store = open_test_store(state.database, SteppedClock(NOON))
    fill(store, PEOPLE)
    store.database.close()
    config = folder / "kiosk.toml"
    config.write_text(
        f'state = "{state.folder}"\n[screen]\nfullscreen = false\n'
        f'[[readers]]\nname = "door"\nport = "{port}"\nprotocol = "rdm6300"\n'
    )
    return config


def until_there(arguments: list[str], reader: SimulatedReader | None = None) -> tuple[float, float]:
    """Seconds until the process says that it is there, and its memory in MB then; a card lies there."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(Path.cwd())
    begun = time.perf_counter()
    script, *rest = arguments
    command = [sys.executable, "-c", AS_ON_A_KIOSK + script, *rest]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
    if reader:
        os.set_blocking(process.stdout.fileno(), False)  # type: ignore[union-attr]
    while not (said := process.stdout.readline()):  # type: ignore[union-attr]
        assert process.poll() is None, "the measured process ended"
        if reader:
            reader.received()
            reader.tap(card(1))
            time.sleep(0.005)
    taken = time.perf_counter() - begun
    assert said == "there\n", said
    memory = memory_of(process.pid)
    process.kill()
    process.communicate()
    return taken, memory


def memory_of(pid: int) -> float:
    """Resident memory in MB, from /proc."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
