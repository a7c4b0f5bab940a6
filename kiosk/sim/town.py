"""The simulated city: a server with two centres and three kiosks, founded once and copied for every history.

The server is the product's own: its API application on its own database, asked over ASGI without a socket. The pages
for browsers are left out, because they play no part in a history; the numbers come from what draws them.
"""

import asyncio
import logging
import shutil
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any, Self

import httpx
from litestar import Litestar
from litestar.di import Provide

from kiosk import __version__
from kiosk.clock import SteppedClock
from kiosk.core.model import Role, Settings
from kiosk.credentials import SigningKey
from kiosk.paths import ASSETS
from kiosk.server import cards, founding, kiosks, places, residents, staff
from kiosk.server.api import api_router
from kiosk.server.config import ServerConfig
from kiosk.server.feed import changing
from kiosk.server.site import Site, open_site
from kiosk.sim.machine import QUICK_PINS, Identity, Kiosk, Surroundings
from kiosk.sim.people import PIN
from kiosk.wire import EnrolRequest

START = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)  # 08:30 in Dali
CITY = "dali"
CENTRES = {"xingsheng": None, "erhai": "lunch"}
"""Each centre with the service that a tap alone means there."""
KIOSKS = (("xingsheng", "door"), ("xingsheng", "canteen"), ("erhai", "door"))
PEOPLE = 8
FAILED = 500
FILES = ("server.sqlite", "epoch.json")

logger = logging.getLogger(__name__)


class Here(ThreadPoolExecutor):
    """Runs at once and on this thread what the application gives to others: no history depends on the scheduler."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Do it; what it raises, the caller gets at once instead of from the future."""
        done: Future[Any] = Future()
        done.set_result(work(*args, **kwargs))
        return done


class Killed(BaseException):
    """The server's process is gone. Nothing in it can catch that."""


@dataclass
class Fuse:
    """Lets a database connection run so many statements more."""

    left: int

    def __call__(self, _cursor: object, _sql: str, _values: object) -> bool:
        """Burn down; what comes after the end (SQLite forgetting the transaction) is done by the next start too."""
        self.left -= 1
        if self.left == 0:
            raise Killed
        return True


class Server(httpx.BaseTransport):
    """The server at `folder`. Its application is built once; a restart only opens the database and epoch anew."""

    def __init__(self, folder: Path, clock: SteppedClock) -> None:
        """Start on what is in `folder`."""
        self.folder, self.clock = folder, clock
        self.loop = asyncio.new_event_loop()
        self.loop.set_default_executor(Here())
        self.site = self.first = self._open()
        app = Litestar(
            route_handlers=[api_router(self.first)],
            dependencies={"site": Provide(lambda: self.site, sync_to_thread=False)},
            openapi_config=None,
            logging_config=None,
        )
        self.wire = httpx.ASGITransport(app)  # type: ignore[arg-type]  # the two name the same protocol differently

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the application."""
        return self.loop.run_until_complete(self._ask(request))

    def restart(self) -> None:
        """Stop and start; the files may have been exchanged since `stop`."""
        self.stop()
        fresh = self._open()
        fresh.close()
        self.site = replace(fresh, database=self.first.database)

    def die(self, request: httpx.Request, statements: int) -> None:
        """The process is killed in the middle of a request, before so many statements more, and started again.

        Nobody hears the answer, whether it came to one or not.
        """
        pool = self.first.database.peewee
        with self.first.database.reading():
            pool.connection().exec_trace = Fuse(statements)
        with suppress(Killed):
            self.handle_request(request)
        self.restart()

    def stop(self) -> None:
        """Let go of the files."""
        self.first.close()

    def copy_to(self, folder: Path) -> Path:
        """A backup of everything but the keys, which never change here."""
        self.stop()
        folder.mkdir()
        for name in FILES:
            shutil.copy(self.folder / name, folder / name)
        return folder

    def put_back(self, backup: Path, names: tuple[str, ...]) -> None:
        """Exchange these files and start again."""
        self.stop()
        for name in FILES[:1]:
            for beside in (f"{name}-wal", f"{name}-shm"):
                (self.folder / beside).unlink(missing_ok=True)
        for name in names:
            shutil.copy(backup / name, self.folder / name)
        self.restart()

    def end(self) -> None:
        """Stop for good."""
        self.stop()
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        copy = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        answer = await self.wire.handle_async_request(copy)
        body = b"".join([part async for part in answer.aiter_raw()])
        if answer.status_code >= FAILED:
            logger.error("the server failed at %s: %s", request.url.path, body.decode(errors="replace"))
        return httpx.Response(answer.status_code, headers=answer.headers, content=body)

    def _open(self) -> Site:
        return open_site(ServerConfig(state=self.folder), self.clock, QUICK_PINS)


@dataclass
class City:
    """Founded once in `folder`: the server, the three kiosks' identities and their cards after a first sync."""

    folder: Path
    clock: SteppedClock = field(default_factory=lambda: SteppedClock(START))

    def __post_init__(self) -> None:
        """Found it."""
        (self.folder / "server").mkdir(parents=True)
        self.server = Server(self.folder / "server", self.clock)
        self._found_centres()
        self.identities = [self._enrol(centre, name) for centre, name in KIOSKS]
        quiet = Random(0)  # noqa: S311 - nothing is decided by it
        around = Surroundings(
            self.clock, self.server, quiet, lambda _: None, lambda _at, _random: "", lambda _store: None
        )
        self.cards: list[Path] = []
        for number, who in enumerate(self.identities):
            kiosk = Kiosk(self.folder / f"card {number}", who, f"pi-{number}", around)
            kiosk.sync()
            kiosk.close()
            self.cards.append(kiosk.folder)
        self.founded = self.server.copy_to(self.folder / "founded")

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server."""
        self.server.end()

    def begin(self) -> None:
        """Back to the first morning."""
        self.clock.passed = type(self.clock.passed)()
        self.server.put_back(self.founded, FILES)

    def _found_centres(self) -> None:
        database, now = self.server.site.database, self.clock.now().wall
        places.add_place(database, CITY, places.Level.CITY, "大理")
        seed = founding.read_seed(ASSETS / "seed" / "centre.toml")
        for centre, rush in CENTRES.items():
            settings = Settings(centre=centre, centre_name=centre, rush=rush, departures=rush is None)
            founding.add_centre(database, settings, seed, now, CITY)
            with changing(database, now) as changes:
                for number in range(PEOPLE):
                    draft = residents.Draft(name=f"居民{number}", birth=date(1930 + 5 * number, 1, 1))
                    person = residents.register(database, changes, centre, draft)
                    cards.give(database, changes, centre, card(centre, number), person)

        wang = staff.Hire(name="王芳", role=Role.DESK, pin=PIN)
        staff.hire(database, QUICK_PINS, CITY, wang, now)

    def _enrol(self, centre: str, name: str) -> Identity:
        site, key = self.server.site, SigningKey.generate()
        token = kiosks.new_token(site.database, centre, name, site.now())
        asked = EnrolRequest(token, key.public, name, __version__)
        reply = kiosks.enrol(site.database, site.keys, asked, site.now())
        return Identity(reply.kiosk_id, centre, key, reply.server_key)


def card(centre: str, number: int) -> str:
    """The key of a card at a centre; those from `PEOPLE` on are not given out yet. All zeros would be no card."""
    return f"em4100:{list(CENTRES).index(centre) + 1:02X}{number:08X}"
