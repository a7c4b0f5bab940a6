from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.parts import Kiosk, Town
from tests.sync.realserver import RealTown


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A server and room for kiosks."""
    town = Town(tmp_path)
    yield town
    town.close()


@pytest.fixture
def kiosk(town: Town) -> Kiosk:
    """One enrolled kiosk."""
    return town.kiosk()


@pytest.fixture
def real_town(tmp_path: Path) -> Iterator[RealTown]:
    """The product's own server and room for kiosks."""
    town = RealTown(tmp_path)
    yield town
    town.close()
