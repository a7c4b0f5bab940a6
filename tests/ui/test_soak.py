"""Hours of simulated use leave no more behind than the first: the real desk, store, stage and window, virtual time.

The long form prints one line an hour: `python -m pytest -m long -s tests/ui/test_soak.py`.
"""

import ctypes
import gc
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import time, timedelta
from importlib import import_module
from pathlib import Path
from random import Random

import pytest

from kiosk.core.opening import local
from kiosk.core.pages import Idle
from kiosk.device.nightly import UP_SECONDS, Nightly
from kiosk.ui.samples import sample_pages
from tests.centre import BAI, CHEN, DEAD, FRESH, GREAT, LI, LOST, NOBODY, PIN, SETTINGS
from tests.glass import Card, Glass, HoldClock, Touch, Wait
from tests.ui.conftest import HOME

CARDS = (LI, CHEN, BAI, GREAT, LOST, DEAD, NOBODY, FRESH)
QUIET_SECONDS, RESTART = 1200, time(3)
LONGEST_PAGE = 180
MOST_TOUCHES = 9
LOOKS, MOMENT = 4, 0.5


@dataclass(frozen=True)
class Held:
    """What the process holds: memory in MB, and how many there are of the rest."""

    memory: float
    widgets: float
    textures: float
    timers: float
    threads: float
    files: float

    def __str__(self) -> str:
        """One line."""
        return "  ".join(f"{field.name} {getattr(self, field.name):g}" for field in fields(self))


SPARE = Held(memory=1.1, widgets=1.02, textures=1.05, timers=1.5, threads=1, files=1)
"""By how much a later hour may exceed the fullest of the first: which pages stand and what they list is chance."""


def held(glass: Glass) -> Held:
    """What is held now, after what nobody holds was given back and what waited only for a moment has come."""
    timers = min(waiting(glass) for _ in range(LOOKS))
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    things = gc.get_objects()
    kinds = (import_module("kivy.uix.widget").Widget, import_module("kivy.graphics.texture").Texture)
    widgets, textures = (sum(issubclass(type(thing), kind) for thing in things) for kind in kinds)
    files = sum(1 for _ in Path("/proc/self/fd").iterdir())
    return Held(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, widgets, textures, timers, threading.active_count(), files)


def waiting(glass: Glass) -> int:
    """How many timers wait after half a second, in which those that wait only for a moment come."""
    glass.easel.wait(MOMENT)
    return len(import_module("kivy.clock").Clock.get_events())


@pytest.fixture
def glass(tmp_path: Path) -> Iterator[Glass]:
    """A kiosk whose every page was seen once."""
    kiosk = Glass(tmp_path, HOME)
    for page in sample_pages("zh_CN").values():
        kiosk.easel.show(page)
    kiosk.easel.show(kiosk.stand.desk.page)
    yield kiosk
    kiosk.close()


def visit(glass: Glass, chance: Random) -> None:
    """Somebody comes, with a card or without, or opens the staff's pages, presses what is there, and goes."""
    coming = chance.choice((*CARDS, "card", "help", "staff"))
    if coming == "staff" and any(target.thing.hold for target in glass.easel.stage.targets()):
        glass.do(HoldClock())
        for digit in PIN:
            press(glass, [digit])
    elif coming in CARDS:
        glass.do(Card(coming))
    for _ in range(chance.randrange(MOST_TOUCHES)):
        press(glass, chance.sample(words, 1) if (words := glass.words()) else [])
    glass.do(Wait(chance.randrange(LONGEST_PAGE)))


def press(glass: Glass, words: Sequence[str]) -> None:
    """A finger on what says this, where it is there to be pressed."""
    for word in words:
        if word in glass.words():
            glass.do(Touch(word))


def night(glass: Glass) -> None:
    """The glass goes dark, the program starts afresh in its hour, and the first visitor of the morning finds it lit."""
    skip_to(glass, time(2, 50))
    nightly, clock = Nightly(RESTART, QUIET_SECONDS, 0.0), glass.stand.clock
    while not nightly.due(local(clock.now(), SETTINGS), UP_SECONDS, glass.worker.quiet):
        assert isinstance(glass.page, Idle)
        assert not glass.easel.look.light
        glass.do(Wait(QUIET_SECONDS / 4))
    glass.start_afresh()
    skip_to(glass, time(9, 30))
    assert glass.easel.look.light


def skip_to(glass: Glass, hour: time) -> None:
    """Let the time pass up to this hour, in which nobody comes, and its first minute."""
    now = local(glass.stand.clock.now(), SETTINGS)
    then = now.replace(hour=hour.hour, minute=hour.minute)
    glass.stand.clock.advance((then - now + timedelta(days=then < now)).total_seconds())
    glass.do(Wait(60))


def soak(glass: Glass, seed: int, hours: int, visits: int) -> list[Held]:
    """So many hours with so many visits each, and a night after the middle one; what was held after each."""
    chance, measured = Random(seed), []
    for hour in range(hours):
        for _ in range(visits):
            visit(glass, chance)
        glass.do(Wait(LONGEST_PAGE))
        if hour == hours // 2:
            night(glass)
        measured.append(held(glass))
        print(f"hour {hour + 1}: {measured[-1]}")
    return measured


def grown(measured: Sequence[Held], warm: int) -> list[str]:
    """What the last hours hold more of than the fullest of the first `warm` ones, beyond what is chance."""
    first, last = measured[:warm], measured[warm:]
    most = [max(values) for values in zip(*map(astuple, first), strict=True)]
    now = [min(values) for values in zip(*map(astuple, last), strict=True)]
    names = [field.name for field in fields(Held)]
    spare = astuple(SPARE)
    return [name for name, a, b, c in zip(names, most, now, spare, strict=True) if b > a * c]


def test_some_hours_leave_nothing_behind(glass: Glass) -> None:
    """Visits of all kinds, a night and a fresh start: no more memory, widgets, textures, timers, threads or files."""
    assert grown(soak(glass, seed=4, hours=3, visits=2), warm=2) == []


@pytest.mark.long
@pytest.mark.timeout(0)
def test_eight_hours_leave_nothing_behind(glass: Glass) -> None:
    """The same over a whole day with forty visits an hour."""
    assert grown(soak(glass, seed=8, hours=8, visits=40), warm=3) == []
