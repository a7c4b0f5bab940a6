"""Pulling the plug on the process, again and again, at the lunch rush."""

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import time as hour
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from kiosk.clock import SystemClock
from kiosk.config import load
from kiosk.core.log import read
from kiosk.core.model import Kind, Opening, Settings
from kiosk.demo.centre import Centre, open_centre
from kiosk.online import enrol_kiosk
from kiosk.readers import rdm6300
from kiosk.readers.simulated import SimulatedReader
from kiosk.server import cards, founding, offers, residents
from kiosk.server.feed import changing
from kiosk.server.tables import Event
from kiosk.state import State, boot_id, hardware_print
from kiosk.store.store import Machine, Store, open_store
from tests.patience import PATIENCE, until

TAPS, KILLS, SEED = 300, 8, 24


class Victim:
    """The kiosk's process, started again after each kill. `shown` holds the identity behind every tick so far."""

    def __init__(self, config: Path) -> None:
        """Nothing runs yet."""
        self.config = config
        self.shown: set[str] = set()
        self.lines: SimpleQueue[str] = SimpleQueue()

    def start(self) -> None:
        """Start, and wait until it takes taps."""
        command = [sys.executable, "-m", "tests.end_to_end.counter", str(self.config)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.listener = Thread(target=self._listen, args=(self.process,), daemon=True)
        self.listener.start()
        assert self.lines.get(timeout=PATIENCE) == "ready"

    def kill(self) -> None:
        """No goodbye. What was printed before is heard to the end."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.listener.join()
        self.drain(0.0)

    def reach(self, ticks: float) -> None:
        """Wait until more ticks than these were shown, however slow the machine is."""
        while len(self.shown) <= ticks:
            self.shown.add(self.lines.get(timeout=PATIENCE))

    def drain(self, seconds: float) -> None:
        """Take note of the ticks that come within this time."""
        try:
            while True:
                self.shown.add(self.lines.get(timeout=max(seconds, 0.01)))
        except Empty:
            return

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                self.lines.put(line.strip())


def fill(centre: Centre) -> list[str]:
    """Lunch all day, and a person with a card for every tap; gives the cards."""
    site, place = centre.site, founding.FIRST_CENTRE
    lunch = next(one for one in offers.services(site.database, [place]) if one.id == "lunch")
    settings = offers.settings_of(site.database, place)
    keys = [f"em4100:01{number:08X}" for number in range(1, TAPS + 1)]
    with changing(site.database, site.now()) as changes:
        offers.set_settings(site.database, changes, Settings(place, settings.centre_name, rush="lunch"))
        always = Opening(hour(0), hour(23, 59, 59, 999999))
        offers.set_service(site.database, changes, place, replace(lunch, openings=(always,), capacity=None))
        for number, key in enumerate(keys):
            person = residents.register(site.database, changes, place, residents.Draft(name=f"居民{number}"))
            cards.give(site.database, changes, place, key, person)
    return keys


def test_no_tick_is_ever_taken_back_by_a_kill(tmp_path: Path) -> None:
    """Killed at random moments during 300 taps, every visit whose tick was shown is here and on the server once."""
    with open_centre(tmp_path / "server", SystemClock()) as centre, SimulatedReader(rdm6300.frame) as reader:
        keys = fill(centre)
        config = tmp_path / "kiosk.toml"
        state = tmp_path / "kiosk"
        config.write_text(
            f'state = "{state}"\n[server]\nurl = "{centre.url}"\nevery = 0.2\n'
            f'[[readers]]\nname = "door"\nport = "{reader.url}"\nprotocol = "rdm6300"\n'
        )
        enrol_kiosk(load(config, {}), centre.token, SystemClock())
        victim = Victim(config)
        try:
            victim.start()
            stored = torn(victim, reader, keys, state)
        finally:
            victim.process.kill()
            victim.process.wait()
        on_server = Counter(identities(centre))
    assert victim.shown <= stored
    assert stored == set(on_server)
    assert set(on_server.values()) == {1}


def torn(victim: Victim, reader: SimulatedReader, keys: list[str], state: Path) -> set[str]:
    """Tap every card, with a kill at some random moments; gives the visits that the kiosk holds afterwards."""
    chance = random.Random(SEED)
    wait_for_roster(state)
    moments = set(chance.sample(range(10, TAPS), KILLS))
    for number, key in enumerate(keys):
        reader.tap(key)
        time.sleep(chance.uniform(0.0, 0.02))
        if number in moments:
            victim.reach(number / 2)
            victim.kill()
            victim.start()
    victim.reach(TAPS / 2)
    victim.drain(1.0)
    stored = settled(state)
    victim.process.terminate()
    assert victim.process.wait(PATIENCE) == 0
    victim.listener.join()
    return stored


def wait_for_roster(state: Path) -> None:
    """Return when the kiosk has the people."""

    def known() -> bool:
        store = open_kiosk(state)
        card = store.roster.card(f"em4100:01{TAPS:08X}")
        store.database.close()
        return card is not None

    until(known, "the roster")


def settled(state: Path) -> set[str]:
    """Every visit in the kiosk's database, once the server has acknowledged all of them."""
    store = open_kiosk(state)
    until(lambda: not store.visits.unsent(), "the server's answers")
    entries = [entry for log in store.outbox.logs() for entry in store.outbox.entries(log.log_id, 0, 2 * TAPS)]
    store.database.close()
    return {fact.id for fact in map(read, (entry.body for entry in entries)) if fact.kind is Kind.VISIT}


def open_kiosk(state: Path) -> Store:
    """The kiosk's database, beside the running kiosk."""
    kept = State(state)
    machine = Machine(boot_id(), hardware_print(), "test")
    return open_store(kept.database, kept.store_key(), machine, SystemClock().now)


def identities(centre: Centre) -> list[str]:
    """Every visit on the server, by the identity that the kiosk gave it."""
    database = centre.site.database
    with database.reading():
        return [row.id for row in database.rows(Event.select(Event.id).where(Event.kind == "visit"))]
