"""The nightly fresh start, with a real process and a real terminal."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.core.log import read
from kiosk.readers import rdm6300
from kiosk.readers.simulated import SimulatedReader
from kiosk.state import State, boot_id, hardware_print
from kiosk.store.store import Machine, Store, open_store
from kiosk.wire import EnrolReply
from tests.bench.tap import card, fill

PEOPLE, EVERY, SECONDS = 60, 30, 120.0
"""The seconds only end a hang."""
PROGRAM = "from kiosk.cli import main; main()"


def test_a_card_tapped_during_the_fresh_start_is_recorded_once(tmp_path: Path) -> None:
    """Sixty people tap while the program replaces itself twice under one process number: each is recorded once."""
    state = State(tmp_path / "state")
    state.enrolled(EnrolReply("k", "1", "xingsheng", bytes(32)))
    store = opened(state)
    fill(store, PEOPLE)
    store.database.close()
    with (
        SimulatedReader(rdm6300.frame) as reader,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd,
        (tmp_path / "log").open("w") as log,
    ):
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(SECONDS)
        config = tmp_path / "kiosk.toml"
        line = f'name = "door"\nport = "{reader.url}"\nprotocol = "rdm6300"\n'
        config.write_text(f'state = "{state.folder}"\n[[readers]]\n{line}')
        command = [sys.executable, "-c", PROGRAM, "run", "--no-window", "--config", str(config)]
        process = subprocess.Popen(command, env=os.environ | {"NOTIFY_SOCKET": str(tmp_path / "notify")}, stderr=log)
        try:
            until_ready(systemd)
            while "reader door works" not in (tmp_path / "log").read_text() and process.poll() is None:
                time.sleep(0.05)
            for number in range(PEOPLE):
                if number % EVERY == 0:
                    process.send_signal(signal.SIGUSR1)
                reader.tap(card(number))
                time.sleep(0.05)
                if number % EVERY == EVERY - 1:
                    until_ready(systemd)
            deadline = time.monotonic() + SECONDS
            while len(recorded(state)) < PEOPLE and time.monotonic() < deadline:
                time.sleep(0.2)
            process.terminate()
            assert process.wait(SECONDS) == 0
        finally:
            process.kill()
            process.wait()
    assert Counter(recorded(state)) == {f"em4100:{card(number)}": 1 for number in range(PEOPLE)}


def until_ready(line: socket.socket) -> None:
    """Return when the kiosk tells systemd that it is up: then it listens to signals."""
    while line.recv(100) != b"READY=1":
        pass


def recorded(state: State) -> list[str | None]:
    """The card of every fact in the kiosk's database, also while the kiosk runs."""
    store = opened(state)
    facts = [read(entry.body) for log in store.outbox.logs() for entry in store.outbox.entries(log.log_id, 0, 1000)]
    store.database.close()
    return [fact.card for fact in facts]


def opened(state: State) -> Store:
    """The kiosk's database."""
    return open_store(state.database, state.store_key(), Machine(boot_id(), hardware_print(), "t"), SystemClock().now)
