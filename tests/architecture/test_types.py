import subprocess
import sys
from pathlib import Path

from tests.conftest import LONG


def test_every_type_is_right(checkout: Path) -> None:
    """The type checker has nothing to say. As a test it runs beside the others, on a core that would wait for it."""
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_file_that_comes_first_is_there(checkout: Path) -> None:
    """A file that was renamed would be left for the end, and one core would work on it alone."""
    assert [name for name in LONG if not (checkout / "tests" / name).is_file()] == []
