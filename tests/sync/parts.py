"""A kiosk without a screen: real store, real courier, a clock that is advanced by hand, and the wire server."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import httpx

from kiosk.clock import SteppedClock, SystemClock
from kiosk.core.exchange import ServerTime
from kiosk.core.model import Fact, Kind, Stamp
from kiosk.credentials import SigningKey
from kiosk.store.store import Machine, Store, open_store
from kiosk.sync.client import ServerClient
from kiosk.sync.courier import Courier
from kiosk.sync.heartbeat import About, Condition
from tests.sync.wireserver import KIOSK_KEY, SERVER_KEY, Weather, WireServer

MORNING = datetime(2026, 11, 24, 1, 10, tzinfo=UTC)
DATABASE_KEY = bytes(range(32))


@dataclass
class Heard:
    """A listener that writes everything down."""

    acked: int = 0
    changes: int = 0
    complete: list[Stamp] = field(default_factory=list)
    times: list[ServerTime] = field(default_factory=list)

    def acknowledged(self, count: int) -> None:
        """Add up."""
        self.acked += count

    def changed(self) -> None:
        """Count."""
        self.changes += 1

    def caught_up(self, at: Stamp) -> None:
        """Keep."""
        self.complete.append(at)

    def heard(self, time: ServerTime) -> None:
        """Keep."""
        self.times.append(time)


@dataclass(frozen=True)
class Identity:
    """Who a kiosk is, and the server's address and public key."""

    url: str = "https://server.test"
    kiosk_id: str = "kiosk-1"
    key: SigningKey = KIOSK_KEY
    server_key: bytes = SERVER_KEY.public


class Kiosk:
    """One kiosk: `visit()` records, `courier` carries; `close()` and `open()` are a restart."""

    def __init__(
        self,
        path: Path,
        weather: httpx.BaseTransport,
        clock: SteppedClock | SystemClock,
        hardware: str = "pi-1",
        *,
        identity: Identity = Identity(),
        vfs: str | None = None,
        every: float = 5.0,
    ) -> None:
        """Open the database at `path`, on a disk of the test's own, and be ready to talk through `weather`."""
        self.vfs, self.every = vfs, every
        self.path, self.weather, self.clock, self.hardware, self.identity = path, weather, clock, hardware, identity
        self.made = 0
        self.call: int | None = None
        self.ahead: float | None = None
        self.open()

    def open(self, version: str = "1.0") -> None:
        """Start."""
        machine = Machine(f"boot of {self.hardware}", self.hardware, version)
        self.store: Store = open_store(self.path, DATABASE_KEY, machine, self.clock.now, vfs=self.vfs)
        self.heard = Heard()
        self.http = httpx.Client(transport=self.weather, base_url=self.identity.url)
        client = self.client()
        self.courier = Courier(
            client,
            self.store.outbox,
            self.store.mirror,
            self.clock,
            self.heard,
            about=About(self.hardware, "1.0", self.store.boot, self.store.times.run),
            condition=self.condition,
            times=self.store.times,
            calling=lambda: self.call,
            every=self.every,
            random=Random(1).random,
        )

    def condition(self) -> Condition:
        """How this kiosk is."""
        roster = self.store.roster
        roster.reload()
        unlike, bundle = self.store.mirror.unlike(), roster.version()
        return Condition(10**9, {"door": "ok"}, roster.refused, unlike, bundle, ahead=self.ahead)

    def client(self, key: SigningKey | None = None) -> ServerClient:
        """What speaks for this kiosk."""
        who = self.identity
        return ServerClient(self.http, key or who.key, who.kiosk_id, who.server_key, self.clock, heard=self.heard.heard)

    def close(self) -> None:
        """Stop."""
        self.store.database.close()

    def visit(self, name: str | None = None) -> Fact:
        """Somebody taps."""
        self.made += 1
        fact = lunch(name or f"visit {self.hardware} {self.made}", self.clock.now())
        self.store.visits.record(fact)
        return fact

    def unsent(self) -> int:
        """How many facts still wait."""
        return self.store.visits.unsent()


def lunch(name: str, at: Stamp) -> Fact:
    """A visit with this id."""
    return Fact(
        id=name,
        kind=Kind.VISIT,
        at=at,
        centre="xingsheng",
        day=date(2026, 11, 24),
        card="em4100:67003B51C6",
        service="lunch",
    )


@dataclass
class Town:
    """The server, the weather before it, the time, and a folder for kiosks."""

    folder: Path
    clock: SteppedClock = field(default_factory=lambda: SteppedClock(MORNING))

    def __post_init__(self) -> None:
        """Put the server behind the weather."""
        self.folder.mkdir(exist_ok=True)
        self.server = WireServer(self.clock)
        self.weather = Weather(self.server)
        self.identity = Identity()
        self.kiosks: list[Kiosk] = []

    def kiosk(self, name: str = "kiosk", hardware: str = "pi-1", vfs: str | None = None) -> Kiosk:
        """A kiosk with its database in `name`.db."""
        path = self.folder / f"{name}.db"
        self.kiosks.append(Kiosk(path, self.weather, self.clock, hardware, identity=self.identity, vfs=vfs))
        return self.kiosks[-1]

    def close(self) -> None:
        """Everybody goes home."""
        for kiosk in self.kiosks:
            kiosk.close()

    def held(self) -> list[str]:
        """The ids of the facts on the server, each asserted to be there once only."""
        assert all(len(versions) == 1 for versions in self.server.memory.facts.values())
        return list(self.server.memory.facts)
