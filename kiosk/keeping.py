"""The composition root's database side: opens what the kiosk keeps, to work with it or to look into it."""

from kiosk import __version__
from kiosk.clock import SystemClock
from kiosk.config import Config
from kiosk.core.model import Settings
from kiosk.errors import SetupError, StoreError
from kiosk.state import State, boot_id, hardware_print
from kiosk.store.shadow import Sealer, Shadow
from kiosk.store.store import Machine, Store, look_into, open_store

PURPOSE = "second copy"


def open_kiosk_store(config: Config, state: State, clock: SystemClock, sealer: Sealer) -> Store:
    """The kiosk's database, with this machine's boot and hardware noted, and the clock told what this boot has heard.

    Raises StoreError, and SetupError when another process of the kiosk has it: two would show two counts.
    """
    fallback, shadow = _fallback(config, state), second_copy(config, clock, sealer)
    store = open_store(state.database, state.store_key(), _machine(), clock.now, fallback=fallback, shadow=shadow)
    if not store.database.sole:
        store.database.close()
        raise SetupError(f"{config.state}: another kiosk is running with this folder; stop that one first")
    store.times.remind(clock)
    return store


def look_into_store(config: Config, state: State, clock: SystemClock) -> Store:
    """The same database for an onlooker, also while the kiosk runs: nothing is written. Raises StoreError."""
    if not state.database.exists():
        raise StoreError(f"{state.database}: nothing was recorded yet; start the kiosk")
    store = look_into(state.database, state.store_key(), _machine(), clock.now, fallback=_fallback(config, state))
    store.times.remind(clock)
    return store


def second_copy(config: Config, clock: SystemClock, sealer: Sealer) -> Shadow:
    """Where unsent visits are kept once more."""
    return Shadow(config.second_copy or config.state / "second-copy", sealer, clock.now)


def _machine() -> Machine:
    return Machine(boot_id(), hardware_print(), __version__)


def _fallback(config: Config, state: State) -> Settings:
    identity = state.identity()
    return Settings(
        centre=identity.centre if identity else "",
        centre_name=identity.name if identity else "",
        language=config.language,
    )
