"""The short form of `kiosk sim`: some seeds of the product, and controls on which the same histories must fail."""

import os
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.cli import build
from kiosk.clock import SystemClock
from kiosk.core.model import Kind
from kiosk.sim.history import Outcome
from kiosk.sim.run import Plan, play, play_many

A_BLOCK, BLOCKS, PUSHES = 50, 4, 10
SEEDS = A_BLOCK * BLOCKS * PUSHES
A_NIGHT, NIGHTS = 20_000, 5


@pytest.fixture(scope="module")
def commits(checkout: Path) -> int:
    """How many commits this checkout has, so that each of them plays other seeds; 0 where there is no git."""
    command = ["git", "rev-list", "--count", "HEAD"]
    said = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False).stdout
    return int(said or 0)


@cache
def played(commits: int, block: int) -> list[Outcome]:
    """What came of a block of this commit's seeds."""
    first = A_BLOCK * (commits % PUSHES * BLOCKS + block)
    return play(range(first, first + A_BLOCK), Plan())


@pytest.mark.parametrize("block", range(BLOCKS))
def test_all_laws_hold(commits: int, block: int) -> None:
    """After any seed's bad luck nothing is lost, doubled, broken, miscounted or stuck: ten commits play all 2000."""
    outcomes = played(commits, block)
    assert {outcome.seed: outcome.breaches for outcome in outcomes if outcome.breaches} == {}


def test_all_laws_hold_over_a_week() -> None:
    """Nights, backups that grow old and a week of clock errors change nothing."""
    assert [outcome.breaches for outcome in play(range(1), Plan(days=7))] == [()]


def test_everything_bad_happens(commits: int) -> None:
    """The seeds of a push hold every kind of mishap and fact; what never came would prove nothing."""
    each = (outcome.happened for block in range(BLOCKS) for outcome in played(commits, block))
    happened = sum(each, start=Counter[str]())
    mishaps = (
        "lost unanswered doubled late portal cut_off broken_off busy unplugged killed cut_power kill fill_or_free jump"
    )
    deeds = "restore link restart image put_back clone lose_card office backup update spoil"
    facts = {f"{kind} facts" for kind in set(Kind) - {Kind.REFUSED}}
    assert {*mishaps.split(), *deeds.split(), *facts} <= set(happened)


@pytest.mark.parametrize(
    ("design", "law"),
    [("delete-on-ack", "kept"), ("normal", "kept"), ("naive-timestamps", "kept")],
    ids=["delete", "normal", "naive"],
)
def test_a_wrong_design_fails(design: str, law: str) -> None:
    """The control breaks the law it was made to break, so the simulation can fail."""
    each = (outcome for seed in range(12) for outcome in play([seed], Plan(design=design)))
    assert any(breach.startswith(law) for outcome in each for breach in outcome.breaches)


def test_a_seed_is_the_same_history_every_time() -> None:
    """A failing seed can be replayed: step by step the same happens again."""
    told: list[list[str]] = [[], []]
    for lines in told:
        play([3], Plan(), lines.append)
    assert told[0] == told[1]


def test_a_failing_seed_says_how_to_play_it_again() -> None:
    """The command line ends with code 1 and the very command that shows the failure step by step."""
    result = CliRunner().invoke(build("sim"), ["sim", "--seed", "0", "--design", "naive-timestamps"])
    assert result.exit_code == 1
    assert "again with: kiosk sim --seed 0 --days 1 --design naive-timestamps --verbose" in result.output


@pytest.mark.long
@pytest.mark.timeout(0)
def test_all_laws_hold_over_night(commits: int) -> None:
    """The same for all seeds of the pushes and for many more on every core: five nights play a hundred thousand."""
    first = SEEDS + A_NIGHT * (commits % NIGHTS)
    seeds = [*range(SEEDS), *range(first, first + A_NIGHT)]
    outcomes = (outcome for outcome, _ in play_many(seeds, Plan(), os.cpu_count() or 1, SystemClock()))
    assert {outcome.seed: outcome.breaches for outcome in outcomes if outcome.breaches} == {}
