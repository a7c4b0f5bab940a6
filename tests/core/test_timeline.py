"""Times of a machine without a clock, on seeded histories whose truth is known."""

from datetime import timedelta

import pytest

from kiosk.core.anchors import STAFF_ERROR, Anchor, Boot
from kiosk.core.model import WallState
from kiosk.core.timeline import Quality, Timeline, in_a_row
from tests.histories import BEGIN, DALI, Told, history

HISTORIES = 400


@pytest.fixture(scope="module")
def told() -> list[Told]:
    """Every fact of every history."""
    return [one for seed in range(HISTORIES) for one in history(seed)]


def test_the_truth_is_always_within_what_is_stated(told: list[Told]) -> None:
    """However little is known, the stated interval holds the real moment."""
    assert len(told) > 20_000
    assert [one for one in told if not one.inside] == []


def test_a_boot_with_an_anchor_is_right_to_five_seconds(told: list[Told]) -> None:
    """99 of 100 facts of a boot that heard the time once are within five seconds of the truth."""
    errors = sorted(one.error for one in told if one.heard)
    assert errors[int(len(errors) * 0.99)] <= 5


def test_the_truth_is_within_two_minutes_of_what_staff_said() -> None:
    """However much staff are off within their two minutes, and the crystal besides, the interval holds the truth."""
    told = [one for seed in range(HISTORIES // 4) for one in history(seed, WallState.STAFF)]
    assert [one for one in told if not one.inside] == []


def test_a_day_that_is_not_flagged_is_the_right_day(told: list[Told]) -> None:
    """Whatever is not called ambiguous has the service day that it really had."""
    assert all(one.right_day for one in told if one.estimate.quality is not Quality.AMBIGUOUS)


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
