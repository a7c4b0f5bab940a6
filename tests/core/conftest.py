"""A stand at 09:30 on 24 November 2026, a Tuesday, for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.centre import Stand, open_stand


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    """A desk with a real database."""
    opened = open_stand(tmp_path)
    yield opened
    opened.store.database.close()
