"""What every test shares: Kivy without a display, and hypothesis without a clock."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from kiosk.sim.town import City

HEADLESS = {
    "SDL_VIDEODRIVER": "offscreen",
    "SDL_AUDIODRIVER": "dummy",
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_CONSOLELOG": "1",
    "KIVY_NO_FILELOG": "1",
}
LONG = """
sim/test_simulation.py ui/test_screens.py ui/test_visits.py ui/test_audit_command.py ui/test_audit.py
architecture/test_types.py ui/test_larger.py ui/test_soak.py sync/test_real_server.py readers/test_reader_contract.py
docs/test_pictures.py faults/test_matrix.py server/test_api.py server/test_pages.py sync/test_simulation.py
""".split()
"""The files that take longest, the longest first."""
KIVY_HOME = pytest.StashKey[str]()

SLOW = [hypothesis.HealthCheck.too_slow]
hypothesis.settings.register_profile("here", deadline=None, print_blob=True, suppress_health_check=SLOW)
hypothesis.settings.load_profile("here")


def pytest_configure(config: pytest.Config) -> None:
    """Each test process has a fresh settings folder of Kivy: two that share one overwrite each other's file."""
    config.stash[KIVY_HOME] = tempfile.mkdtemp(prefix="kivy-")
    os.environ |= HEADLESS | {"KIVY_HOME": config.stash[KIVY_HOME]}


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    shutil.rmtree(config.stash[KIVY_HOME], ignore_errors=True)


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the repository."""
    return Path(__file__).parent.parent


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[City]":
    """A city with its server and nobody's history yet, founded once a file; only who asks for it loads a server."""
    founded: City = import_module("kiosk.sim.town").City(tmp_path_factory.mktemp("city") / "city")
    with founded:
        yield founded


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files come first, or one core would work on alone at the end.

    `./dev test` gives all tests of a file to one process, as they share fixtures. What runs beside a test must not
    matter to it: tests wait for what has to happen, not for as long as it usually takes.
    """
    order = {f"tests/{name}": place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.nodeid.partition("::")[0], len(order)))
