from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.parts import Kiosk, Town


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
