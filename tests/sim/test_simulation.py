"""The short form of `kiosk sim`: some seeds of the product, and controls on which the same histories must fail."""

import pytest
from typer.testing import CliRunner

from kiosk.cli import build
from kiosk.core.model import Kind
from kiosk.sim.run import Plan, play

SEEDS, A_BLOCK, FEW = 2000, 50, 20
MANY = 100_000
BLOCKS = [
    pytest.param(first, id=f"seeds-from-{first}", marks=pytest.mark.xdist_group(f"seeds {first}"))
    for first in range(0, SEEDS, A_BLOCK)
]


@pytest.mark.parametrize("first", BLOCKS)
def test_all_laws_hold(first: int) -> None:
    """After any seed's bad luck nothing is lost, doubled, broken, miscounted or stuck."""
    outcomes = play(range(first, first + A_BLOCK), Plan())
    assert {outcome.seed: outcome.breaches for outcome in outcomes if outcome.breaches} == {}


def test_all_laws_hold_over_a_week() -> None:
    """Nights, backups that grow old and a week of clock errors change nothing."""
    assert [outcome.breaches for outcome in play(range(1), Plan(days=7))] == [()]


def test_everything_bad_happens() -> None:
    """The seeds of this test's size already hold every kind of mishap and fact; what never came would prove nothing."""
    happened = sum((outcome.happened for outcome in play(range(FEW), Plan())), start=play([0], Plan())[0].happened)
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
    breaches = [breach for outcome in play(range(12), Plan(design=design)) for breach in outcome.breaches]
    assert any(breach.startswith(law) for breach in breaches)


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
def test_all_laws_hold_over_night() -> None:
    """The same for many more seeds than a push has time for."""
    assert [outcome.seed for outcome in play(range(SEEDS, SEEDS + MANY), Plan()) if outcome.breaches] == []
