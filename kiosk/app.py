"""The composition root: everything of a kiosk is wired here and nowhere else.

    kiosk = build_kiosk(config)     store, desk, readers: nothing slow is imported yet
    kiosk.start()                   a tap is recorded from now on
    show_kiosk(kiosk)               Kivy's window (`kiosk/showing.py`), on the main thread, until it closes

Start-up order is the product's promise: whoever taps while the screen is still dark is recorded and then greeted.
"""

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from queue import SimpleQueue
from threading import Event as Signal
from typing import TYPE_CHECKING

from kiosk.clock import SystemClock, new_id
from kiosk.config import Config, Reader
from kiosk.core.calendar import Leaves
from kiosk.core.desk import Desk
from kiosk.core.events import Event, RosterChanged
from kiosk.core.exchange import ServerTime
from kiosk.core.model import Service, Staff, Stamp
from kiosk.core.opening import local, open_now, shown
from kiosk.core.pages import Page, StaffToday, Trouble
from kiosk.core.staffdesk import today_page
from kiosk.errors import SetupError
from kiosk.keeping import PURPOSE, look_into_store, open_kiosk_store
from kiosk.paths import HARDWARE
from kiosk.readers import station
from kiosk.readers.guard import Guard
from kiosk.readers.pump import ReaderPump
from kiosk.speaking import Speech
from kiosk.state import State
from kiosk.store.roster import Roster
from kiosk.store.store import Store
from kiosk.store.upkeep import Upkeep
from kiosk.ui.mailbox import Mailbox
from kiosk.wallclock import WallClock
from kiosk.wire import EnrolReply
from kiosk.workers import Crew, DeskWorker

if TYPE_CHECKING:
    from kiosk.sync.courier import Courier

logger = logging.getLogger(__name__)
Watcher = Callable[[str, object], None]


@dataclass
class Kiosk:
    """A running kiosk. `watch` hears what happens ("page", "acknowledged", ...), for the demo and for tests."""

    config: Config
    clock: SystemClock
    state: State
    identity: EnrolReply
    store: Store
    desk: Desk
    pumps: tuple[ReaderPump, ...]
    mailbox: Mailbox = field(default_factory=Mailbox)
    inbox: SimpleQueue[Event | None] = field(default_factory=SimpleQueue)
    watchers: list[Watcher] = field(default_factory=list)
    crew: Crew = field(default_factory=lambda: Crew(()))
    worker: DeskWorker = field(init=False)
    courier: "Courier | None" = None
    leaves: Leaves = field(default_factory=Leaves)
    speech: Speech = field(kw_only=True)
    wall: WallClock = field(kw_only=True)

    def start(self) -> None:
        """Take taps from now on."""
        self.worker = DeskWorker(self.desk, self.inbox, self.clock, self._show)
        self.crew.add("desk", self.worker.run)
        for pump in self.pumps:
            self.crew.add(f"guard of reader {pump.name}", Guard(pump, self.clock).run)
        self.crew.add("wall clock", partial(self.wall.watch, wait=self.clock.wait, changed=self._time_changed))
        self.crew.add("upkeep", partial(Upkeep(self.store, self.clock.now).run, wait=self.clock.wait))

    def connect(self) -> None:
        """Start what can wait until the first picture: the calendar, and the courier when there is a server."""
        self.crew.add("almanac", partial(keep_calendar, self))
        if self.config.server.url:
            from kiosk.online import keep_in_touch

            self.crew.add("courier", partial(keep_in_touch, self))

    def close(self) -> None:
        """Stop every worker, then close the database."""
        self.crew.finish(partial(self.inbox.put, None))
        self.store.database.close()

    def tell(self, what: str, detail: object) -> None:
        """Let the watchers know."""
        for watch in self.watchers:
            watch(what, detail)

    def _show(self, page: Page, *, another: bool) -> None:
        self.mailbox.show(page, another=another)
        self.tell("page", page)
        if self.courier:
            self.courier.nudge()

    def _time_changed(self) -> None:
        """Show the time anew, and tell the server now what the clock is worth."""
        self.inbox.put(RosterChanged(self.clock.now()))
        if self.courier:
            self.courier.beat()

    def local_time(self) -> datetime | None:
        """The centre's time of day; None while the clock is not set."""
        return shown(self.clock.now(), self.store.roster.settings())

    def services(self) -> dict[str, Service]:
        """The centre's services by id."""
        return {service.id: service for service in self.store.roster.services()}

    # What the courier reports, on its own thread (`sync.outbox.Listener`).

    def acknowledged(self, count: int) -> None:
        """The server has made so many more facts safe."""
        self.tell("acknowledged", count)

    def changed(self) -> None:
        """The roster is no longer what it was."""
        self.store.roster.reload()
        self.store.visits.recount()
        self.inbox.put(RosterChanged(self.clock.now()))

    def caught_up(self, at: Stamp) -> None:
        """Everything the server knew at this moment is here."""
        self.store.visits.hear(at)

    def heard(self, time: ServerTime) -> None:
        """The server told the time."""
        self.wall.heard(time)
        self.tell("server time", time)


@dataclass
class Secrets:
    """Keys and PINs for the desk. What checks them takes long to import, so it is loaded when first needed."""

    enrolled: dict[str, bytes]
    roster: Roster

    def key(self, text: str) -> str | None:
        """The card behind the text of a code, when its signature is ours."""
        from kiosk.cards.token import CodeReader

        return CodeReader({**self.enrolled, **self.roster.card_keys()}).key(text)

    def owner(self, pin: str, staff: Sequence[Staff]) -> Staff | None:
        """The member of staff with this PIN."""
        from kiosk.credentials import Pins

        return Pins().owner(pin, staff)


@dataclass
class Sealing:
    """Seals the second copy. Cryptography takes long to import, so it is loaded when there is something to copy."""

    key: bytes

    def seal(self, data: bytes, about: bytes) -> bytes:
        """Only this kiosk can read it."""
        from kiosk.credentials import Seal

        return Seal(self.key, PURPOSE).seal(data, about)

    def unseal(self, sealed: bytes, about: bytes) -> bytes | None:
        """What was sealed; None when it is not genuine."""
        from kiosk.credentials import Seal

        return Seal(self.key, PURPOSE).unseal(sealed, about)


def build_kiosk(config: Config, clock: SystemClock | None = None, *, keep: bool = False) -> Kiosk:
    """Open everything a tap needs. Raises SetupError before enrolment, ConfigError or StoreError with the cause.

    With `keep` the readers' first bytes are those that waited while the program started afresh.
    """
    clock = clock or SystemClock()
    state = State(config.state, config.keys)
    identity = state.identity()
    if identity is None:
        raise SetupError(f"{config.state}: this kiosk is not enrolled; run: kiosk enrol --token TOKEN")
    store = open_kiosk_store(config, state, clock, Sealing(state.store_key()))
    speech = Speech.of(config)
    desk = Desk(
        store.roster,
        store.visits,
        codes=(vault := Secrets(identity.card_keys, store.roster)),
        pins=vault,
        notebook=store.notebook,
        new_id=lambda at: new_id(at, os.urandom(10)),
        now=clock.now(),
        studio=speech.studio(store.roster.services),
        leaf=(leaves := Leaves()).leaf,
        believe=(wall := WallClock(clock, store)).believe,
        conflict=wall.conflict,
        lacks=lacking(config),
    )
    inbox: SimpleQueue[Event | None] = SimpleQueue()
    pumps = tuple(build_pump(reader, inbox.put, clock, store, keep=keep) for reader in config.readers)
    return Kiosk(
        config, clock, state, identity, store, desk, pumps, inbox=inbox, leaves=leaves, speech=speech, wall=wall
    )


def lacking(config: Config) -> Trouble | None:
    """What the settings lack, None when nothing. The log says it as well, or the kiosk would look healthy."""
    if not config.readers:
        logger.error("no reader is set, so no card can be read; add [[readers]] to kiosk.toml")
        return Trouble.NO_READER
    if not config.server.url:
        logger.error("no server is set, so every visit stays on this kiosk; set `url` of [server] in kiosk.toml")
        return Trouble.NO_SERVER
    return None


def keep_calendar(kiosk: Kiosk, stop: Signal) -> None:
    """Write the calendar ahead until `stop` is set. Its libraries take long to import: on this worker's thread only."""
    from kiosk.almanac import Scribe

    def today() -> date:
        """The centre's day."""
        return local(kiosk.clock.now(), kiosk.store.roster.settings()).date()

    Scribe(kiosk.leaves, today, lambda: kiosk.inbox.put(RosterChanged(kiosk.clock.now()))).run(stop, kiosk.clock.wait)


def build_pump(
    reader: Reader, put: Callable[[Event], None], clock: SystemClock, store: Store, *, keep: bool = False
) -> ReaderPump:
    """One reader as configured; what the configuration leaves out is in the model's profile."""

    def is_open() -> bool:
        """Whether silence on the line is odd: some service is open now."""
        return bool(open_now(store.roster.services(), local(clock.now(), store.roster.settings())))

    return station.pump(
        reader.name,
        reader.port,
        put,
        clock,
        hardware=HARDWARE,
        model=reader.model,
        protocol=reader.protocol,
        baud=reader.baud,
        is_open=is_open,
        keep=keep,
    )


def today(config: Config, clock: SystemClock) -> StaffToday:
    """Today's numbers of an enrolled kiosk, also while it runs."""
    store = look_into_store(config, State(config.state, config.keys), clock)
    try:
        return today_page(store.roster, store.visits, clock.now())
    finally:
        store.database.close()


def all_names(config: Config, clock: SystemClock) -> Sequence[str]:
    """The names of everybody an enrolled kiosk knows, also while it runs."""
    store = look_into_store(config, State(config.state, config.keys), clock)
    try:
        return store.roster.all_names()
    finally:
        store.database.close()
