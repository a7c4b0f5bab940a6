"""Times of a machine without a clock, on seeded histories whose truth is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from kiosk.core.model import WallState
from kiosk.core.timeline import STAFF_ERROR, Anchor, Boot, Estimate, Quality, Timeline, in_a_row

BEGIN = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
DALI = ZoneInfo("Asia/Shanghai")
HISTORIES = 400


@dataclass(frozen=True)
class Told:
    """One fact: where it was stored, when it really was, and what is estimated."""

    truth: datetime
    estimate: Estimate


def history(seed: int) -> Iterator[Told]:
    """Up to nine boots with crystals off by up to 60 ppm; three of five boots hear the time, some more than once."""
    random, now = Random(seed), BEGIN
    boots, anchors, facts = list[Boot](), list[Anchor](), list[tuple[int, int, datetime]]()
    for number in range(1, random.randrange(2, 10)):
        rate, length = 1 + random.uniform(-60e-6, 60e-6), random.uniform(60, 86400)
        for moment in (random.uniform(0, length) for _ in range(random.choice([0, 0, 1, 1, 3]))):
            error = random.uniform(-0.5, 0.5)
            heard = now + timedelta(seconds=moment + error)
            anchors.append(Anchor(number, int(moment * rate * 1e9), heard, abs(error) + 0.5))
        taps = [random.uniform(0, length) for _ in range(random.randrange(40))]
        facts += [(number, int(moment * rate * 1e9), now + timedelta(seconds=moment)) for moment in taps]
        boots.append(Boot(number, 0, int(length * rate * 1e9)))
        gap = random.choice([random.uniform(5, 120), random.uniform(60, 6 * 3600), random.uniform(0, 5 * 86400)])
        now += timedelta(seconds=length + gap)
    timeline = Timeline(in_a_row(boots), anchors, earliest=BEGIN - timedelta(hours=1), latest=now)
    for number, boot_ns, truth in facts:
        yield Told(truth, timeline.at(number, boot_ns, DALI))


@pytest.fixture(scope="module")
def told() -> list[Told]:
    """Every fact of every history."""
    return [one for seed in range(HISTORIES) for one in history(seed)]


def test_the_truth_is_always_within_what_is_stated(told: list[Told]) -> None:
    """However little is known, the stated interval holds the real moment."""
    wrong = [one for one in told if abs((one.truth - one.estimate.utc).total_seconds()) > one.estimate.within + 1e-3]
    assert len(told) > 20_000
    assert wrong == []


def test_a_boot_with_an_anchor_is_right_to_five_seconds(told: list[Told]) -> None:
    """99 of 100 facts of a boot that heard the time once are within five seconds of the truth."""
    exact = [one for one in told if one.estimate.quality is Quality.EXACT]
    errors = sorted(abs((one.truth - one.estimate.utc).total_seconds()) for one in exact)
    assert errors[int(len(errors) * 0.99)] <= 5


def test_a_day_that_is_not_flagged_is_the_right_day(told: list[Told]) -> None:
    """Whatever is not called ambiguous has the service day that it really had."""
    sure = [one for one in told if one.estimate.quality is not Quality.AMBIGUOUS]
    assert all(one.truth.astimezone(DALI).date() == one.estimate.utc.astimezone(DALI).date() for one in sure)


def test_naive_clocks_would_be_wrong(told: list[Told]) -> None:
    """The control: without anchors of their own, boots are hours off, so the histories are hard enough."""
    loose = sorted(one.estimate.within for one in told if one.estimate.quality is not Quality.EXACT)
    assert loose[len(loose) // 2] > 3600


def test_two_anchors_take_the_drift_out() -> None:
    """In the middle of a day between two exact anchors the crystal's drift does not show."""
    drift = timedelta(seconds=5)
    anchors = [Anchor(1, 0, BEGIN, 0.5), Anchor(1, 86400 * 10**9, BEGIN + timedelta(days=1) + drift, 0.5)]
    timeline = Timeline([Boot(1, 0, 86400 * 10**9)], anchors, earliest=BEGIN, latest=BEGIN + timedelta(days=2))
    found = timeline.at(1, 43200 * 10**9, DALI)
    assert abs((found.utc - (BEGIN + timedelta(hours=12) + drift / 2)).total_seconds()) < 0.01


def test_receipt_and_the_fact_before_clip_the_interval() -> None:
    """A fact is not younger than its arrival at the server and not older than the one before it in the log."""
    timeline = Timeline([Boot(1, 0, 10**12)], [], earliest=BEGIN, latest=BEGIN + timedelta(days=30))
    loose = timeline.at(1, 10**9, DALI)
    after, before = BEGIN + timedelta(hours=1), BEGIN + timedelta(hours=2)
    clipped = timeline.at(1, 10**9, DALI, after=after, before=before)
    assert (loose.quality, clipped.quality) == (Quality.AMBIGUOUS, Quality.BOUNDED)
    assert (clipped.utc, clipped.within) == (BEGIN + timedelta(hours=1.5), 1800)


def test_an_anchor_that_contradicts_surer_ones_is_passed_over() -> None:
    """Somebody confirmed yesterday's date by mistake; the server's word counts for more."""
    wrong = Anchor(1, 10**9, BEGIN - timedelta(days=1), 120, WallState.STAFF)
    right = Anchor(1, 2 * 10**9, BEGIN, 0.5)
    timeline = Timeline([Boot(1, 0, 10**10)], [wrong, right], earliest=BEGIN, latest=BEGIN + timedelta(days=1))
    assert abs((timeline.at(1, 2 * 10**9, DALI).utc - BEGIN).total_seconds()) < 1


def test_of_two_answers_of_staff_the_last_counts() -> None:
    """Somebody said yes to yesterday's date, and put it right: neither is surer than the other."""
    wrong = Anchor(1, 10**9, BEGIN - timedelta(days=1), STAFF_ERROR, WallState.STAFF)
    right = Anchor(1, 60 * 10**9, BEGIN, STAFF_ERROR, WallState.STAFF)
    timeline = Timeline([Boot(1, 0, 10**11)], [wrong, right], earliest=BEGIN, latest=BEGIN + timedelta(days=1))
    found = timeline.at(1, 10**9, DALI)
    assert abs((found.utc - BEGIN).total_seconds()) <= found.within <= STAFF_ERROR + 60


def test_a_boot_between_two_anchored_ones_lies_between_them() -> None:
    """The power-off gaps are the only thing that is not known about it."""
    boots = [Boot(number, 0, 600 * 10**9) for number in (1, 2, 3)]
    anchors = [Anchor(1, 0, BEGIN, 0.5), Anchor(3, 0, BEGIN + timedelta(hours=1), 0.5)]
    found = Timeline(in_a_row(boots), anchors, earliest=BEGIN, latest=BEGIN + timedelta(days=9)).at(2, 0, DALI)
    assert found.quality is Quality.BOUNDED
    assert BEGIN + timedelta(minutes=10) < found.utc < BEGIN + timedelta(minutes=50)
    assert found.within < 40 * 60
