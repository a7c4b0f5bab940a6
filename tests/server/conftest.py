"""What the server's tests share. A test that asks for `site` runs over both databases."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from litestar.testing import TestClient

from kiosk.clock import SteppedClock
from kiosk.core.model import Settings
from kiosk.credentials import Pins
from kiosk.paths import ASSETS
from kiosk.server.app import app_of
from kiosk.server.config import ServerConfig
from kiosk.server.founding import Seed, add_centre, read_seed
from kiosk.server.site import Site, open_site
from tests.server.cluster import fresh_database, lent, memory, running_cluster
from tests.server.parts import CENTRE, CHEAP, Browser, press

MORNING = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Path]:
    """PostgreSQL's socket folder."""
    with running_cluster(memory()) as folder:
        yield folder


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of a server with one centre, closed again: tests begin with a copy of it."""
    folder = tmp_path_factory.mktemp("founded")
    opened(folder, SteppedClock(MORNING), "").close()
    return folder


@pytest.fixture(scope="session")
def founded_apart(cluster: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same of one whose database is the cluster's `founded`."""
    folder = tmp_path_factory.mktemp("founded-apart")
    opened(folder, SteppedClock(MORNING), fresh_database(cluster, "founded")).close()
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database; empty for SQLite in the state folder."""
    if request.param == "sqlite":
        yield ""
    else:
        with lent(request.getfixturevalue("cluster")) as url:
            yield url


@pytest.fixture
def clock() -> SteppedClock:
    """Tuesday, 24 November 2026, eleven in the morning in Dali."""
    return SteppedClock(MORNING)


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, clock: SteppedClock, tmp_path: Path) -> Iterator[Site]:
    """An opened server with one centre, over each database."""
    if request.param == "sqlite":
        yield from copied(request.getfixturevalue("founded"), tmp_path, clock, "")
        return
    apart = request.getfixturevalue("founded_apart")
    with lent(request.getfixturevalue("cluster"), "founded") as url:
        yield from copied(apart, tmp_path, clock, url)


@pytest.fixture
def plain_site(founded: Path, clock: SteppedClock, tmp_path: Path) -> Iterator[Site]:
    """The same over SQLite alone, for what has nothing to do with the database."""
    yield from copied(founded, tmp_path, clock, "")


@pytest.fixture
def browser(plain_site: Site) -> Iterator[Browser]:
    """Somebody before the login page."""
    with TestClient(app_of(plain_site, press())) as http:
        yield Browser(http, plain_site)


@pytest.fixture(scope="session")
def seed() -> Seed:
    """What a new centre starts with."""
    return read_seed(ASSETS / "seed" / "centre.toml")


def copied(founded: Path, folder: Path, clock: SteppedClock, url: str) -> Iterator[Site]:
    """A server that was founded before, opened on a copy of its state."""
    shutil.copytree(founded, folder, dirs_exist_ok=True)
    site = open_site(ServerConfig(state=folder, database=url), clock, Pins(*CHEAP))
    yield site
    site.close()


def opened(folder: Path, clock: SteppedClock, url: str) -> Site:
    """A server with one centre, from nothing."""
    site = open_site(ServerConfig(state=folder, database=url), clock, Pins(*CHEAP))
    settings = Settings(centre=CENTRE, centre_name="兴盛中心")
    add_centre(site.database, settings, read_seed(ASSETS / "seed" / "centre.toml"), site.now())
    return site
