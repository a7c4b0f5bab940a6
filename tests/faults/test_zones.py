"""Time zones: a day is the centre's, whatever zone the machine was set to and whichever hour its clocks live twice."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kiosk.core.pages import AlreadyHere, Welcome
from tests.centre import LI, Stand, open_stand

BEFORE = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
"""Half past two of a Berlin summer night; an hour later it is half past two again."""
TOLD = """
from datetime import UTC, datetime
from pathlib import Path
from tests.centre import LI, open_stand
stand = open_stand(Path({folder!r}), datetime(2026, 11, 24, 16, 30, tzinfo=UTC))
stand.tap(LI)
print(stand.store.visits.of_day(datetime(2026, 11, 25).date())[0].day)
"""


@pytest.fixture
def berlin(tmp_path: Path) -> Iterator[Stand]:
    """A centre where clocks are put back tonight."""
    stand = open_stand(tmp_path, BEFORE).set(zone="Europe/Berlin")
    yield stand
    stand.store.database.close()


def test_the_hour_that_comes_twice_is_one_day(berlin: Stand) -> None:
    """Whoever came in the first of the two hours is already here in the second, and all of it is one day's."""
    pages = [berlin.tap(LI)]
    berlin.clock.advance(3600)
    pages.append(berlin.tap(LI))
    assert [type(page) for page in pages] == [Welcome, AlreadyHere]
    days = {fact.day for fact in berlin.store.visits.of_day(date(2026, 10, 25))}
    assert days == {date(2026, 10, 25)}
    assert not berlin.store.visits.of_day(date(2026, 10, 24))


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_a_machine_set_to_another_zone_counts_for_the_centres_day(tmp_path: Path, zone: str) -> None:
    """Half past midnight in Dali is the new day there, on a machine that believes to be anywhere else."""
    command = [sys.executable, "-c", TOLD.format(folder=str(tmp_path))]
    done = subprocess.run(command, env=os.environ | {"TZ": zone}, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2026-11-25"]
