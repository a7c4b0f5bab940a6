"""Which SQLite may hold visits."""

import apsw
import pytest

from kiosk.core.engine import flaw


@pytest.mark.parametrize("version", ["3.7.0", "3.40.1", "3.51.2"])
def test_an_engine_that_can_corrupt_a_database_is_refused(version: str) -> None:
    """Debian's and Python's own among them; the sentence says what to do."""
    assert "pip install --upgrade apsw-sqlite3mc" in flaw(version)


@pytest.mark.parametrize("version", ["3.6.23", "3.51.3", "3.54.0", apsw.sqlite_lib_version()])
def test_a_sound_engine_may(version: str) -> None:
    """The one that is installed too."""
    assert not flaw(version)
