"""The product's own server inside the test, behind the same weather as the small one."""

import shutil
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import httpx
import uvicorn
from litestar.testing import TestClient

from kiosk.clock import SteppedClock
from kiosk.core.model import Settings
from kiosk.credentials import Pins, SigningKey
from kiosk.paths import ASSETS
from kiosk.server.app import app_of
from kiosk.server.config import ServerConfig
from kiosk.server.founding import add_centre, read_seed
from kiosk.server.kiosks import new_token
from kiosk.server.ledger import facts_of_day
from kiosk.server.site import Site, open_site
from kiosk.sync.enrolment import enrol
from kiosk.wire import EnrolRequest
from tests.sync.parts import MORNING, Identity, Kiosk
from tests.sync.wireserver import Weather

CENTRE = "xingsheng"


class RealServer(httpx.BaseTransport):
    """Carries each request into the application, and can put its database back to an earlier day."""

    def __init__(self, folder: Path, clock: SteppedClock) -> None:
        """Found one centre."""
        self.folder, self.clock = folder, clock
        self.backups = 0
        self.site = self._open()
        settings = Settings(centre=CENTRE, centre_name="幸福")
        add_centre(self.site.database, settings, read_seed(ASSETS / "seed" / "centre.toml"), self.site.now())

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the application."""
        passed = ("kiosk-", "content-type", "content-encoding")
        kept = {name: value for name, value in request.headers.items() if name.startswith(passed)}
        path = request.url.raw_path.decode()
        answer = self.web.request(request.method, path, content=request.read(), headers=kept)
        headers = {name: value for name, value in answer.headers.items() if name.startswith(("server-", "retry-"))}
        return httpx.Response(answer.status_code, headers=headers, content=answer.content)

    def backup(self) -> Path:
        """A copy of the database."""
        self.close()
        self.backups += 1
        path = self.folder / f"backup-{self.backups}"
        shutil.copy(self.folder / "server.sqlite", path)
        self.site = self._open()
        return path

    def restore(self, backup: Path, _epoch: str = "") -> None:
        """Put a copy back, as an administrator would: the keys beside it stay."""
        self.close()
        shutil.copy(backup, self.folder / "server.sqlite")
        self.site = self._open()

    def close(self) -> None:
        """Stop; that closes the database too."""
        self.web.__exit__(None, None, None)

    def _open(self) -> Site:
        site = open_site(ServerConfig(state=self.folder), self.clock, Pins(8, 1))
        self.web = TestClient(app_of(site))
        self.web.__enter__()
        return site


class RealTown:
    """Like `parts.Town`, with the real server."""

    def __init__(self, folder: Path) -> None:
        """One centre, and one identity for all kiosks, which are copies of each other."""
        self.folder, self.clock = folder, SteppedClock(MORNING)
        self.server = RealServer(folder / "server", self.clock)
        self.weather = Weather(self.server)
        self.kiosks: list[Kiosk] = []
        self.identity = self.enrolled()

    def enrolled(self, key: SigningKey | None = None) -> Identity:
        """A kiosk's identity, got over the wire; a new one's unless it has its key already."""
        key = key or SigningKey.generate()
        token = new_token(self.server.site.database, CENTRE, "Entrance", self.server.site.now())
        with httpx.Client(transport=self.server, base_url="https://server.test") as http:
            reply = enrol(http, EnrolRequest(token, key.public, "pi-1", "1.0"), self.clock)
        return Identity("https://server.test", reply.kiosk_id, key, reply.server_key)

    def kiosk(self, name: str = "kiosk", hardware: str = "pi-1") -> Kiosk:
        """A kiosk with its database in `name`.db."""
        path = self.folder / f"{name}.db"
        self.kiosks.append(Kiosk(path, self.weather, self.clock, hardware, identity=self.identity))
        return self.kiosks[-1]

    def held(self) -> list[str]:
        """The ids of the facts that count on the server, each asserted to count once only."""
        counted = Counter(fact.id for fact in facts_of_day(self.server.site.database, [CENTRE], "2026-11-24"))
        assert set(counted.values()) <= {1}
        return list(counted)

    def close(self) -> None:
        """Everybody goes home."""
        for kiosk in self.kiosks:
            kiosk.close()
        self.server.close()


@contextmanager
def on_a_socket(town: RealTown, ssl_certfile: str | None = None) -> Iterator[str]:
    """The same application behind uvicorn on loopback, with a certificate's file behind TLS; gives its address."""
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:  # asyncio turns Nagle off only for a socket that says TCP
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        app = app_of(town.server.site)
        config = uvicorn.Config(app, log_level="warning", lifespan="off", ssl_certfile=ssl_certfile)
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
