"""Plays many seeds, on as many processors as there are, and says what came of them."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from kiosk.core.ports import Clock
from kiosk.sim.controls import DESIGNS
from kiosk.sim.history import History, Outcome
from kiosk.sim.town import City

MEMORY = Path("/dev/shm")  # noqa: S108 - the databases of a simulation need not survive it, and memory is fast
A_BLOCK = 25


@dataclass(frozen=True)
class Plan:
    """What to play: how many days each history has, and which design's kiosks live through it."""

    days: int = 1
    design: str = "product"


@dataclass
class Summary:
    """What came of many seeds."""

    played: int = 0
    promised: int = 0
    seconds: float = 0.0
    happened: Counter[str] = field(default_factory=Counter)
    failed: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Take one more in."""
        self.played += 1
        self.promised += outcome.promised
        self.happened.update(outcome.happened)
        if outcome.breaches:
            self.failed.append(outcome)

    def __str__(self) -> str:
        """Two lines: the verdict, and what it was reached on."""
        each = f", {1000 * self.seconds / self.played:.0f} ms a seed" if self.seconds else ""
        deeds = ", ".join(f"{name} {count}" for name, count in sorted(self.happened.items()))
        verdict = f"{len(self.failed)} FAILED" if self.failed else "all laws held"
        return f"{self.played} seeds, {self.promised} facts{each}: {verdict}\n({deeds})"


def play(seeds: Sequence[int], plan: Plan, tell: Callable[[str], object] = lambda _: None) -> list[Outcome]:
    """Play these seeds one after the other in this process."""
    outcomes = []
    with _workshop() as folder, City(folder / "city") as city:
        for seed in seeds:
            history = History(city, folder / str(seed), seed, DESIGNS[plan.design], tell)
            outcomes.append(history.play(plan.days))
            shutil.rmtree(history.folder)
    return outcomes


def play_many(seeds: Sequence[int], plan: Plan, jobs: int, clock: Clock) -> Iterator[tuple[Outcome, Summary]]:
    """Play them on `jobs` processes; gives each outcome as it comes, with the summary so far."""
    blocks = [seeds[start : start + A_BLOCK] for start in range(0, len(seeds), A_BLOCK)]
    summary, begun = Summary(), clock.monotonic()
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for outcome in _flat(pool.map(partial(play, plan=plan), blocks)):
            summary.add(outcome)
            summary.seconds = clock.monotonic() - begun
            yield outcome, summary


def _flat(blocks: Iterable[list[Outcome]]) -> Iterator[Outcome]:
    for block in blocks:
        yield from block


@contextmanager
def _workshop() -> Iterator[Path]:
    """A folder in memory where there is one."""
    with tempfile.TemporaryDirectory(prefix="kiosk-sim-", dir=MEMORY if MEMORY.is_dir() else None) as name:
        yield Path(name)
