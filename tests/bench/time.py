"""How far off the times of a machine without a clock are, over thousands of seeded histories: `sync.md` bar 6."""

from collections.abc import Iterator, Sequence

from kiosk.core.anchors import DRIFT, STAFF_ERROR
from kiosk.core.model import WallState
from kiosk.core.timeline import Quality
from tests.bench.row import Row, quantile
from tests.histories import Told, history

HISTORIES, BY_STAFF = 5_000, 1_000
FIVE_SECONDS, WHOLE = 5.0, 100.0
A_DAY_AFTER_STAFF = STAFF_ERROR + 86400 * DRIFT


def rows() -> Iterator[Row]:
    """Errors where the server told the time and where only staff did; then what is promised of every fact."""
    told = [one for seed in range(HISTORIES) for one in history(seed)]
    yield from _errors(f"by the server, {HISTORIES} histories", told, FIVE_SECONDS)
    staff = [one for seed in range(BY_STAFF) for one in history(seed, WallState.STAFF)]
    yield from _errors(f"by staff, {BY_STAFF} histories", staff, A_DAY_AFTER_STAFF)
    every = [*told, *staff]
    wrong = [one for one in every if not one.right_day]
    yield _share(f"truth inside the interval, {len(every):,} facts", [one.inside for one in every])
    flagged = [one.estimate.quality is Quality.AMBIGUOUS for one in wrong]
    yield _share(f"wrong days that are flagged, {len(wrong):,} facts", flagged)


def _errors(told_by: str, told: Sequence[Told], limit: float) -> Iterator[Row]:
    """Of boots that heard the time at least once."""
    errors = sorted(one.error for one in told if one.heard)
    for name, q in (("p50", 0.5), ("p99", 0.99)):
        yield Row(f"time told {told_by}: error {name}", quantile(errors, q), limit, "s", 1.0)
    yield Row(f"time told {told_by}: error max of {len(errors):,}", errors[-1], limit, "s")


def _share(what: str, kept: Sequence[bool]) -> Row:
    return Row(what, WHOLE * sum(kept) / len(kept), WHOLE, "%", 1.0, at_least=True)
