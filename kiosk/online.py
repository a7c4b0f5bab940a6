"""The composition root's network side: wires the courier, and enrols. Imported after the first tap can be taken."""

import logging
import shutil
from threading import Event
from typing import TYPE_CHECKING

from kiosk import __version__
from kiosk.clock import SystemClock
from kiosk.config import Config
from kiosk.credentials import SigningKey
from kiosk.errors import ConfigError, KioskError
from kiosk.state import State, hardware_print
from kiosk.store.rescue import missing
from kiosk.sync.client import ServerClient
from kiosk.sync.courier import Courier
from kiosk.sync.enrolment import enrol
from kiosk.sync.heartbeat import About, Condition
from kiosk.sync.tls import connect, tls_context
from kiosk.wire import EnrolReply, EnrolRequest

if TYPE_CHECKING:
    from kiosk.app import Kiosk

logger = logging.getLogger(__name__)


def keep_in_touch(kiosk: "Kiosk", stop: Event) -> None:
    """The courier's worker. One that cannot start is no reason for anything else to stop; the log says why."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        run_courier(kiosk, stop)
    except KioskError as error:
        logger.error("the courier stopped, visits stay on this kiosk: %s", error)  # noqa: TRY400  (our own sentence)


def run_courier(kiosk: "Kiosk", stop: Event) -> None:
    """Sync until `stop`. Raises ConfigError when the connection cannot even be described."""
    config, identity, store = kiosk.config, kiosk.identity, kiosk.store
    context = tls_context(config.server.ca, kiosk.clock)
    with connect(config.server.url or "", context, config.server.timeout, config.server.proxy) as http:
        key = SigningKey(kiosk.state.signing_key())
        client = ServerClient(http, key, identity.kiosk_id, identity.server_key, kiosk.clock, heard=kiosk.heard)
        kiosk.courier = Courier(
            client,
            store.outbox,
            store.mirror,
            kiosk.clock,
            kiosk,
            about=About(hardware_print(), __version__, store.boot, store.times.run),
            condition=lambda: condition(kiosk),
            times=store.times,
            calling=lambda: kiosk.desk.call.since,
            every=config.server.every,
        )
        kiosk.courier.run(stop)


def condition(kiosk: "Kiosk") -> Condition:
    """What the heartbeat tells of the machine."""
    turned = kiosk.desk.staff.orientation.turned
    readers = {}
    for pump in kiosk.pumps:
        notes = [*sorted(map(str, pump.warnings)), *(["sends numbers backwards"] if pump.name in turned else [])]
        notes += ["reads nothing it understands"] if pump.garbled else []
        readers[pump.name] = ", ".join([pump.state.value, *notes])
    free, store = shutil.disk_usage(kiosk.config.state).free, kiosk.store
    lost = tuple(missing(store.notebook))
    refused, unlike, bundle = store.roster.refused, store.mirror.unlike(), store.roster.version()
    return Condition(free, readers, refused, unlike, bundle, lost, kiosk.clock.ahead)


def enrol_kiosk(config: Config, token: str, clock: SystemClock) -> EnrolReply:
    """Make this machine a kiosk: hand in the token and a fresh public key, and keep what the server answers."""
    if config.server.url is None:
        raise ConfigError("server.url is missing: say where the server is, for example https://kiosk.example.org")
    state = State(config.state, config.keys)
    public = SigningKey(state.signing_key()).public
    state.store_key()
    request = EnrolRequest(token, public, hardware_print(), __version__)
    context = tls_context(config.server.ca, clock)
    with connect(config.server.url, context, config.server.timeout, config.server.proxy) as http:
        reply = enrol(http, request, clock)
    state.enrolled(reply)
    return reply
