"""When a kiosk starts afresh."""

from datetime import UTC, datetime, time

import pytest

from kiosk.device.nightly import UP_SECONDS, Nightly

DAY = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "share", "quiet", "due"),
    [
        pytest.param(time(3, 10), 0.0, 1200, True, id="in the window"),
        pytest.param(time(2, 59), 0.0, 1200, False, id="before it"),
        pytest.param(time(4, 0), 0.0, 1200, False, id="after it"),
        pytest.param(time(3, 10), 0.9, 1200, False, id="another kiosk's turn"),
        pytest.param(time(3, 28), 0.9, 1200, True, id="its own turn"),
        pytest.param(time(3, 10), 0.0, 1199, False, id="somebody was here"),
    ],
)
def test_it_starts_afresh_only_when_nobody_minds(at: time, share: float, quiet: float, *, due: bool) -> None:
    """In its own part of the hour, and only after quiet."""
    assert Nightly(time(3), 1200, share).due(datetime.combine(DAY, at), UP_SECONDS, quiet) is due


def test_a_window_may_pass_midnight_and_a_clock_must_be_known() -> None:
    """23:30 to 00:30 is an hour; without the time, freshly started, or switched off, nothing happens."""
    night = Nightly(time(23, 30), 60, 0.0)
    assert night.due(DAY.replace(minute=10), UP_SECONDS, 60)
    assert not night.due(None, UP_SECONDS, 60)
    assert not night.due(DAY.replace(minute=10), UP_SECONDS - 1, 60)
    assert not Nightly(None, 60, 0.0).due(DAY, UP_SECONDS, 60)
