"""The composition root: everything of a kiosk is wired here and nowhere else.

    kiosk = build_kiosk(config)     store, desk, readers: nothing slow is imported yet
    kiosk.start()                   a tap is recorded from now on
    show_kiosk(kiosk)               Kivy's window, on the main thread, until it closes; then kiosk.close()

Start-up order is the product's promise: whoever taps while the screen is still dark is recorded and then greeted.
"""

import logging
import os
import shutil
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Event as Signal
from typing import TYPE_CHECKING

from kiosk import __version__
from kiosk.clock import SystemClock, new_id
from kiosk.config import Config, Reader
from kiosk.core.desk import Desk
from kiosk.core.events import Event, RosterChanged
from kiosk.core.exchange import ServerTime
from kiosk.core.model import Settings, Staff, Stamp, WallState
from kiosk.core.pages import Page, StaffToday
from kiosk.core.staffdesk import StaffDesk
from kiosk.errors import ConfigError, KioskError, SetupError
from kiosk.paths import HARDWARE
from kiosk.readers.port import SerialPort
from kiosk.readers.profile import load
from kiosk.readers.protocols import dialect
from kiosk.readers.pump import ReaderPump
from kiosk.state import State, boot_id, hardware_print
from kiosk.store.roster import Roster
from kiosk.store.store import Machine, Store, open_store
from kiosk.ui.mailbox import Mailbox
from kiosk.wire import EnrolReply
from kiosk.workers import Crew, DeskWorker

if TYPE_CHECKING:
    from kiosk.sync.courier import Courier
    from kiosk.ui.kivyapp import KioskApp

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
    courier: "Courier | None" = None

    def start(self) -> None:
        """Take taps from now on."""
        desk = DeskWorker(self.desk, self.inbox, self.clock, self._show)
        self.crew.add("desk", desk.run)
        for pump in self.pumps:
            self.crew.add(f"reader {pump.name}", pump.run)

    def connect(self) -> None:
        """Start the courier when there is a server to sync with."""
        if self.config.server.url:
            self.crew.add("courier", partial(_courier, self))

    def close(self) -> None:
        """Stop every worker, then close the database."""
        self.crew.finish(partial(self.inbox.put, None))
        self.store.database.close()

    def tell(self, what: str, detail: object) -> None:
        """Let the watchers know."""
        for watch in self.watchers:
            watch(what, detail)

    def _show(self, page: Page) -> None:
        self.mailbox.show(page)
        self.tell("page", page)
        if self.courier:
            self.courier.nudge()

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


def build_kiosk(config: Config, clock: SystemClock | None = None) -> Kiosk:
    """Open everything a tap needs. Raises SetupError before enrolment, ConfigError or StoreError with the cause."""
    clock = clock or SystemClock()
    state = State(config.state)
    identity = state.identity()
    if identity is None:
        raise SetupError(f"{config.state}: this kiosk is not enrolled; run: kiosk enrol --token TOKEN")
    store = open_kiosk_store(config, state, clock)
    desk = Desk(
        store.roster,
        store.visits,
        codes=(vault := Secrets(identity.card_keys, store.roster)),
        pins=vault,
        notebook=store.notebook,
        new_id=lambda at: new_id(at, os.urandom(10)),
        now=clock.now(),
    )
    inbox: SimpleQueue[Event | None] = SimpleQueue()
    pumps = tuple(build_pump(reader, inbox.put, clock) for reader in config.readers)
    return Kiosk(config, clock, state, identity, store, desk, pumps, inbox=inbox)


def open_kiosk_store(config: Config, state: State, clock: SystemClock) -> Store:
    """The kiosk's database, with this machine's boot and hardware noted."""
    identity = state.identity()
    fallback = Settings(
        centre=identity.centre if identity else "",
        centre_name=identity.name if identity else "",
        language=config.language,
    )
    machine = Machine(boot_id(), hardware_print(), __version__)
    return open_store(state.database, state.store_key(), machine, clock.now, fallback=fallback)


def build_pump(
    reader: Reader, put: Callable[[Event], None], clock: SystemClock, hardware: Path = HARDWARE
) -> ReaderPump:
    """One reader as configured; what the configuration leaves out is in the model's profile."""
    profile = load(hardware, reader.model) if reader.model else None
    protocol = reader.protocol or (profile.protocol if profile else None)
    if protocol is None:
        raise ConfigError(f"reader {reader.name!r}: give `model` (a folder in hardware/) or `protocol`")
    talk = dialect(protocol)
    baud = reader.baud or (profile.baud if profile else None) or talk.baud
    return ReaderPump(reader.name, partial(SerialPort, reader.port, baud, talk.idle), talk, put, clock)


def _courier(kiosk: Kiosk, stop: Signal) -> None:
    """A courier that cannot start is no reason for anything else to stop; the log says why."""
    try:
        run_courier(kiosk, stop)
    except KioskError as error:
        logger.error("the courier stopped, visits stay on this kiosk: %s", error)  # noqa: TRY400  (our own sentence)


def run_courier(kiosk: Kiosk, stop: Signal) -> None:
    """The courier's worker: imports HTTP and cryptography here, after the first tap could be taken."""
    from kiosk.credentials import SigningKey
    from kiosk.sync.client import ServerClient
    from kiosk.sync.courier import Courier
    from kiosk.sync.heartbeat import About, Condition
    from kiosk.sync.tls import check_dates, connect, tls_context

    config, identity, store = kiosk.config, kiosk.identity, kiosk.store
    logging.getLogger("httpx").setLevel(logging.WARNING)
    trusted = kiosk.clock.now().state is WallState.NTP
    context = tls_context(config.server.ca, clock_trusted=trusted)

    def heard(time: ServerTime) -> None:
        """Somebody with our server's key has told the time: certificates' dates can be checked from now on."""
        check_dates(context, on=True)
        kiosk.heard(time)

    with connect(config.server.url or "", context, config.server.timeout) as http:
        key = SigningKey(kiosk.state.signing_key())
        client = ServerClient(http, key, identity.kiosk_id, identity.server_key, kiosk.clock, heard=heard)
        kiosk.courier = Courier(
            client,
            store.outbox,
            store.mirror,
            kiosk.clock,
            kiosk,
            about=About(hardware_print(), __version__, store.boot),
            condition=lambda: Condition(
                shutil.disk_usage(config.state).free, {pump.name: pump.state.value for pump in kiosk.pumps}
            ),
            every=config.server.every,
        )
        kiosk.courier.run(stop)


def show_kiosk(kiosk: Kiosk, *, window: bool = True) -> None:
    """Show pages until the window closes or the process is told to end; then stop everything in order."""
    ended = Signal()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        if window:
            screen = open_screen(kiosk)
            kiosk.crew.add("signals", lambda stop: _close_when(ended, stop, screen.close))
            screen.run()
        else:
            kiosk.connect()
            ended.wait()
    finally:
        kiosk.close()


def open_screen(kiosk: Kiosk, *, offscreen: bool = False) -> "KioskApp":
    """Import Kivy, open the window and put a stage into it; the courier starts after the first picture."""
    from kiosk.ui.panel import Panel

    screen = kiosk.config.screen
    panel = Panel(
        width=screen.width,
        height=screen.height,
        inches=screen.inches,
        home=kiosk.config.state / "kivy",
        fullscreen=screen.fullscreen,
        rotation=screen.rotation,
        offscreen=offscreen,
    )
    panel.prepare()
    # While it is imported, Kivy tells of every input library that this machine does without as if it were an error.
    logging.getLogger("kivy").setLevel(logging.CRITICAL)

    from kiosk.i18n import Catalogs
    from kiosk.paths import ASSETS
    from kiosk.ui.kivyapp import KioskApp, require_display
    from kiosk.ui.look import Look
    from kiosk.ui.sound import Speaker
    from kiosk.ui.stage import Stage

    logging.getLogger("kivy").setLevel(logging.WARNING)
    if screen.fullscreen and not offscreen:
        require_display()
    stage = Stage(
        send=kiosk.inbox.put,
        clock=kiosk.clock,
        catalogs=Catalogs(ASSETS / "i18n"),
        look=Look(panel, screen.theme),
        player=Speaker(kiosk.config.state / "sounds", kiosk.config.sound.volume),
        mailbox=kiosk.mailbox,
    )
    return KioskApp(stage, drawn=kiosk.connect)


def enrol_kiosk(config: Config, token: str, clock: SystemClock) -> EnrolReply:
    """Make this machine a kiosk: hand in the token and a fresh public key, and keep what the server answers."""
    from kiosk.credentials import SigningKey
    from kiosk.sync.enrolment import enrol
    from kiosk.sync.tls import connect, tls_context
    from kiosk.wire import EnrolRequest

    if config.server.url is None:
        raise ConfigError("server.url is missing: say where the server is, for example https://kiosk.example.org")
    state = State(config.state)
    public = SigningKey(state.signing_key()).public
    request = EnrolRequest(token, public, hardware_print(), __version__)
    context = tls_context(config.server.ca, clock_trusted=clock.now().state is WallState.NTP)
    with connect(config.server.url, context, config.server.timeout) as http:
        reply = enrol(http, request, clock)
    state.enrolled(reply)
    return reply


def today(config: Config, clock: SystemClock) -> StaffToday:
    """Today's numbers of an enrolled kiosk, also while it runs."""
    store = open_kiosk_store(config, State(config.state), clock)
    try:
        return StaffDesk(store.roster, store.visits, Secrets({}, store.roster), store.notebook).today(clock.now())
    finally:
        store.database.close()


def _close_when(ended: Signal, stop: Signal, close: Callable[[], None]) -> None:
    while not stop.is_set():
        if ended.wait(0.2):
            close()
            return
