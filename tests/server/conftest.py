"""What the server's tests share. A test that asks for `site` runs over both databases."""

import secrets
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
from tests.server.cluster import fresh_database, running_cluster
from tests.server.parts import CENTRE, CHEAP, Browser, press

MORNING = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Path]:
    """PostgreSQL's socket folder."""
    with running_cluster() as folder:
        yield folder


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database; empty for SQLite in the state folder."""
    if request.param == "sqlite":
        return ""
    return fresh_database(request.getfixturevalue("cluster"), f"t{secrets.token_hex(6)}")


@pytest.fixture
def clock() -> SteppedClock:
    """Tuesday, 24 November 2026, eleven in the morning in Dali."""
    return SteppedClock(MORNING)


@pytest.fixture
def site(url: str, clock: SteppedClock, tmp_path: Path) -> Iterator[Site]:
    """An opened server with one centre, over each database."""
    site = opened(tmp_path, clock, url)
    yield site
    site.close()


@pytest.fixture
def plain_site(clock: SteppedClock, tmp_path: Path) -> Iterator[Site]:
    """The same over SQLite alone, for what has nothing to do with the database."""
    site = opened(tmp_path, clock, "")
    yield site
    site.close()


@pytest.fixture
def browser(plain_site: Site) -> Iterator[Browser]:
    """Somebody before the login page."""
    with TestClient(app_of(plain_site, press())) as http:
        yield Browser(http, plain_site)


@pytest.fixture(scope="session")
def seed() -> Seed:
    """What a new centre starts with."""
    return read_seed(ASSETS / "seed" / "centre.toml")


def opened(folder: Path, clock: SteppedClock, url: str) -> Site:
    """A server with one centre."""
    site = open_site(ServerConfig(state=folder, database=url), clock, Pins(*CHEAP))
    settings = Settings(centre=CENTRE, centre_name="兴盛中心")
    add_centre(site.database, settings, read_seed(ASSETS / "seed" / "centre.toml"), site.now())
    return site
