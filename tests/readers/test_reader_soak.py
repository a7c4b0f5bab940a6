"""Two readers in bad weather: no tap lost, none doubled. Real pseudo-terminals, pumps and time; seeded weather."""

import queue
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event, Thread

import pytest

from kiosk.clock import SystemClock
from kiosk.core import events
from kiosk.readers.chaos import Storm, Weather
from kiosk.readers.port import SerialPort
from kiosk.readers.protocols import dialect
from kiosk.readers.pump import ReaderPump, State
from kiosk.readers.simulated import SimulatedReader

AT_CARDS = (Weather(noise=0.3, drops=0.2, glue=0.2, unplug=0.002), b"\x00\x7f\xf0\xff")
AT_CODES = (Weather(noise=0.3, glue=0.2, unplug=0.002), b"\x00\x05\x1f\x7f")  # a code's own check is its signature
PATIENCE = 120.0


def until(true: Callable[[], bool], clock: SystemClock) -> bool:
    """Wait for something for so long; whether it came true."""
    deadline = clock.monotonic() + PATIENCE
    while not (yes := true()) and clock.monotonic() < deadline:
        clock.wait(Event(), 0.002)
    return yes


class Entrance:
    """One reader, its pump and the people who come there, each with a card of their own."""

    def __init__(self, protocol: str, link: Path, seed: int, weather: Weather, noise: bytes) -> None:
        """Plugged in and pumping."""
        spoken = dialect(protocol)
        assert spoken.encode
        self.clock, self.inbox, self.stop = SystemClock(), queue.Queue[events.Event](), Event()
        self.reader = SimulatedReader(spoken.encode, link)
        self.storm = Storm(self.reader, weather, seed, noise)
        self.pump = ReaderPump(
            link.name, lambda: SerialPort(str(link), spoken.baud, spoken.idle), spoken, self.inbox.put, self.clock
        )
        self.thread = Thread(target=self.pump.run, args=(self.stop,), daemon=True)
        self.thread.start()

    def visit(self, people: list[str]) -> Counter[str]:
        """Everybody taps once, and waits for the answer before the next one does. How often each was seen."""
        seen: Counter[str] = Counter()
        until(self._works, self.clock)
        for person in people:
            if self.storm.pulls_the_plug():
                self.reader.unplug()
                until(lambda: self.pump.state is State.LOST, self.clock)
                self.reader.plug()
                until(self._works, self.clock)
            self.storm.tap(person)
            until(partial(self._answered, person, seen), self.clock)
        self.clock.wait(self.stop, 0.3)
        self._collect(seen)
        return seen

    def close(self) -> None:
        """Everybody went home."""
        self.stop.set()
        self.thread.join(3)
        self.reader.close()

    def _works(self) -> bool:
        return self.pump.state is State.WORKING

    def _answered(self, person: str, seen: Counter[str]) -> bool:
        self._collect(seen)
        return seen[person] > 0

    def _collect(self, seen: Counter[str]) -> None:
        while not self.inbox.empty():
            event = self.inbox.get()
            if isinstance(event, events.Scanned) and not event.sure:  # the second telling of a tap is the same tap
                seen[event.key.partition(":")[2]] += 1
            elif isinstance(event, events.ScannedCode):
                seen[event.text] += 1


def soak(taps: int, folder: Path, seed: int) -> None:
    """So many people at each of two entrances, at the same time."""
    cards = Entrance("rdm6300", folder / "cards", seed, *AT_CARDS)
    codes = Entrance("gm65", folder / "codes", seed + 1, *AT_CODES)
    holders = [f"{0x0100000000 + 7919 * n:010X}" for n in range(1, taps + 1)]
    printed = [f"K1:{n:08d}{'6BF+70R3' * 4}" for n in range(taps)]
    found: dict[str, Counter[str]] = {}
    at_codes = Thread(target=lambda: found.update(codes=codes.visit(printed)))
    at_codes.start()
    try:
        found["cards"] = cards.visit(holders)
        at_codes.join()
    finally:
        for entrance in (cards, codes):
            entrance.close()
    assert found["cards"] == Counter(holders)
    assert found["codes"] == Counter(printed)


def test_no_tap_is_lost_and_none_doubled_in_bad_weather(tmp_path: Path) -> None:
    """Noise, lost bytes, glued frames and pulled plugs: everybody is seen exactly once."""
    soak(300, tmp_path, seed=2)


@pytest.mark.long
def test_a_hundred_thousand_taps_are_each_seen_once(tmp_path: Path) -> None:
    """The same over fifty thousand people at each entrance."""
    soak(50_000, tmp_path, seed=11)
