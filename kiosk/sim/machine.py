"""One simulated kiosk: the real desk, store and courier, on a clock that jumps and a disk that fills up.

Its card is the disk of `crashvfs`: a power cut keeps what was synced, and of the rest some pages, in any order, torn.
"""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import httpx

from kiosk import __version__
from kiosk.clock import SteppedClock
from kiosk.core.anchors import NTP_ERROR
from kiosk.core.desk import Desk
from kiosk.core.events import Event as Happening
from kiosk.core.events import RosterChanged
from kiosk.core.exchange import ServerTime
from kiosk.core.log import read
from kiosk.core.model import Fact, Settings, Stamp, WallState
from kiosk.core.pages import Page
from kiosk.credentials import Pins, Seal, SigningKey
from kiosk.errors import StoreError
from kiosk.sim.aging import age
from kiosk.sim.crashvfs import Disk
from kiosk.sim.timepiece import KioskClock
from kiosk.sim.weather import Unplugged
from kiosk.store.migrations import STEPS
from kiosk.store.rescue import missing
from kiosk.store.shadow import Shadow
from kiosk.store.store import Machine, Store, open_store
from kiosk.store.visits import Visits
from kiosk.sync.client import ServerClient
from kiosk.sync.courier import Courier
from kiosk.sync.heartbeat import About, Condition
from kiosk.wallclock import WallClock

KEY = bytes(range(32))
DATABASE = "kiosk.db"
NO_LIMIT = 2**30
QUICK_PINS = Pins(8, 1)
SPOILING = (
    ("resident", "DELETE FROM resident"),
    ("card", "UPDATE card SET resident = NULL"),
    ("item", "DELETE FROM item"),
    ("neighbour", "DELETE FROM neighbour"),
    ("told", "DELETE FROM told"),
)
"""Tables of the copy, and what can happen to a row of each."""


class WitnessedVisits(Visits):
    """The real log of facts; whatever `record` has returned for was promised to a person, and is written down."""

    def __init__(self, like: Visits, promised: Callable[[Fact], None]) -> None:
        """Work on the same database as `like`."""
        super().__init__(like.database, like.boot, like.app)
        self.promised = promised

    def record(self, *facts: Fact) -> None:
        """Record, then remember the promise."""
        super().record(*facts)
        for fact in facts:
            self.promised(fact)


class Strangers:
    """Knows no code: cards are enough here."""

    def key(self, _text: str) -> str | None:
        """Not ours."""
        return None


@dataclass(frozen=True)
class Identity:
    """What enrolment made of a kiosk."""

    kiosk: str
    centre: str
    key: SigningKey
    server_key: bytes


@dataclass(frozen=True)
class Surroundings:
    """What the kiosks of one history share. `new_id`, `tidy` and `setup` are the product's, or a control's wrong ones.

    `setup` is done to each database that was opened.
    """

    truth: SteppedClock
    wire: httpx.BaseTransport
    random: Random
    promised: Callable[[Fact], None]
    new_id: Callable[[Stamp, Random], str]
    tidy: Callable[[Store], None]
    setup: Callable[[Store], None] = lambda _: None


class Kiosk:
    """A kiosk with its own folder; copying the folder copies the card. Its second copy is on a stick beside it."""

    def __init__(self, folder: Path, identity: Identity, hardware: str, around: Surroundings) -> None:
        """Switch on with what is in `folder`."""
        self.folder, self.identity, self.hardware, self.around = folder, identity, hardware, around
        self.clock = KioskClock(around.truth)
        self.stick = Shadow(folder.with_name(f"{folder.name} stick"), Seal(KEY, "second copy"), self.clock.now)
        self.disk = Disk(around.random.getrandbits(32))
        self.lives = 0
        self.full = False
        self.open()

    def open(self) -> None:
        """Start the program."""
        self.folder.mkdir(exist_ok=True)
        machine = Machine(f"{self.hardware} {self.clock.booted}", self.hardware, __version__)
        fallback = Settings(centre=self.identity.centre)
        path, vfs = self.folder / DATABASE, self.disk.vfs
        self.clock.remember((), doubted=False)
        store = open_store(path, KEY, machine, self.clock.now, fallback=fallback, vfs=vfs, shadow=self.stick)
        store.times.remind(self.clock)
        self.around.setup(store)
        self.store = replace(store, visits=WitnessedVisits(store.visits, self.around.promised))
        self.wall = WallClock(self.clock, self.store)
        self.desk = Desk(
            self.store.roster,
            self.store.visits,
            codes=Strangers(),
            pins=QUICK_PINS,
            notebook=self.store.notebook,
            new_id=self.new_id,
            now=self.clock.now(),
            believe=self.wall.believe,
            conflict=self.wall.conflict,
        )
        self.courier = self._courier()
        if self.full:
            self.fill_disk()

    def close(self) -> None:
        """Stop the program."""
        self.store.database.close()

    def do(self, event: Happening) -> Page:
        """Let something happen at the desk."""
        self.look_at_clock()
        return self.desk.handle(event)

    def look_at_clock(self) -> None:
        """What the wall clock's worker does every few seconds, and the upkeep once an hour."""
        self.wall.look()
        machine = self.clock.machine()
        if machine.state is WallState.NTP is self.clock.now().state:
            with suppress(StoreError):
                self.store.times.anchor(machine.boot_ns, machine.wall, NTP_ERROR, machine.state)

    def new_id(self, at: Stamp) -> str:
        """An identity for a fact."""
        return self.around.new_id(at, self.around.random)

    def sync(self) -> None:
        """One turn of the courier's own loop: whatever is due now."""
        self.clock.resting.clear()
        self.look_at_clock()
        try:
            self.courier.run(self.clock.resting)
        except Unplugged:
            self.cut_power()
        self.around.tidy(self.store)

    def cut_power(self) -> None:
        """The plug is pulled, and put back."""
        self.disk.cut()
        with suppress(StoreError):
            self.close()
        self.disk.power_on()
        self.clock.reboot()
        self.open()

    def kill(self) -> None:
        """The process dies and starts again; the machine runs on, and writes what the process had written."""
        self.disk.settle()
        after = self._next_folder()
        shutil.copytree(self.folder, after, ignore=shutil.ignore_patterns("*-shm"))
        self._move_to(after)
        self.open()

    def update(self, steps: int, writes: int) -> None:
        """A card of an older version meets this one; the plug is pulled after `writes` writes of the first start."""
        self.close()
        age(self.folder / DATABASE, KEY, min(steps, len(STEPS)))
        self.disk.faults.writes_left = writes
        try:
            self.open()
        except StoreError:
            self.disk.cut()
            self.disk.power_on()
            self.clock.reboot()
            self.open()
        self.disk.faults.writes_left = NO_LIMIT

    def copy_card(self, to: Path) -> Path:
        """A technician's image of the card."""
        self.close()
        shutil.copytree(self.folder, to)
        self.open()
        return to

    def insert_card(self, image: Path | None) -> None:
        """Go on with an image of a card, or with an empty one."""
        after = self._next_folder()
        if image:
            shutil.copytree(image, after)
        self._move_to(after)
        self.clock.reboot()
        self.open()

    def fill_disk(self) -> None:
        """No page more fits on the card."""
        self.full = True
        self.store.database.rows("PRAGMA max_page_count = 1")

    def free_disk(self) -> None:
        """Somebody made room."""
        self.full = False
        self.store.database.rows(f"PRAGMA max_page_count = {NO_LIMIT}")

    def spoil(self, random: Random) -> str:
        """Lose or change one row of the copy, as nothing in the program would."""
        table, change = random.choice(SPOILING)
        names = [row[0] for row in self.store.database.rows(f"SELECT id FROM {table} ORDER BY id")]  # noqa: S608
        if not names or self.full:
            return "nothing"
        name = random.choice(names)
        self.store.database.rows(f"{change} WHERE id = ?", name)
        self.changed()
        return f"{change}: {name}"

    def copy(self) -> None:
        """What the upkeep does a second after a tap; a full card does not keep the stick from being written."""
        with suppress(StoreError):
            self.stick.copy(self.store.outbox)

    def copied(self) -> set[str]:
        """The identities of all facts on the stick."""
        return {read(frame.entry.body).id for frame in self.stick.frames()}

    def held(self) -> set[str]:
        """The identities of all facts on this card."""
        return {row[0] for row in self.store.database.rows("SELECT id FROM event")}

    # What the courier reports (`sync.outbox.Listener`), wired as `app.py` does.

    def acknowledged(self, count: int) -> None:
        """Nothing to show."""

    def changed(self) -> None:
        """The roster is no longer what it was."""
        self.store.roster.reload()
        self.store.visits.recount()
        self.desk.handle(RosterChanged(self.clock.now()))

    def caught_up(self, at: Stamp) -> None:
        """Everything the server knew is here."""
        self.store.visits.hear(at)

    def heard(self, time: ServerTime) -> None:
        """The server told the time."""
        self.wall.heard(time)

    def _courier(self) -> Courier:
        who = self.identity
        http = httpx.Client(transport=self.around.wire, base_url="https://server.test", trust_env=False)
        client = ServerClient(http, who.key, who.kiosk, who.server_key, self.clock, heard=self.heard)
        return Courier(
            client,
            self.store.outbox,
            self.store.mirror,
            self.clock,
            self,
            about=About(self.hardware, __version__, self.store.boot, self.store.times.run),
            condition=lambda: Condition(10**9, {}, lost=tuple(missing(self.store.notebook))),
            times=self.store.times,
            random=self.around.random.random,
        )

    def _next_folder(self) -> Path:
        self.lives += 1
        return self.folder.with_suffix(f".{self.lives}")

    def _move_to(self, folder: Path) -> None:
        """Leave the old files behind. The connection is closed only after they were copied, so it saves nothing."""
        self.close()
        shutil.rmtree(self.folder)
        self.folder = folder
