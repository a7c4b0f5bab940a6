"""Weeks of bad luck in a second: the real store and courier under seeded chaos, after the model in `sync.md` 1.4.

A step is a visit, a sync in bad weather, a backup or restore of the server, a copy of a card put back or put into
another kiosk. Whatever happened, once the weather is fair everything that still exists somewhere is on the server once.
Replay one seed with `pytest tests/sync/test_simulation.py -k seed-17`.
"""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any, Protocol

import httpx
import pytest

from kiosk.core.log import first_break, root
from kiosk.errors import SyncError
from tests.sync.parts import Kiosk, lunch
from tests.sync.wireserver import PORTAL, Late, Mishap, Weather, doubled, reply_lost, request_lost

STEPS = 150
MOST_KIOSKS = 5
ROUNDS = 12


class AnyServer(Protocol):
    """A server that can be backed up and put back."""

    def backup(self) -> Any:
        """Whatever `restore` takes."""
        ...

    def restore(self, backup: Any, epoch: str) -> None:
        """Be again what it was."""
        ...


class AnyTown(Protocol):
    """`parts.Town` or `realserver.RealTown`."""

    weather: Weather

    @property
    def server(self) -> AnyServer:
        """What holds the facts."""
        ...

    def kiosk(self, name: str, hardware: str) -> Kiosk:
        """Another kiosk."""
        ...

    def held(self) -> list[str]:
        """The facts on the server."""
        ...


class Chaos:
    """One seed's history."""

    def __init__(self, town: AnyTown, seed: int) -> None:
        """Two kiosks that were copied from nothing, and a backup of the empty server."""
        self.town, self.random = town, Random(seed)
        self.late = Late()
        self.kiosks = [town.kiosk(f"card-{number}", f"pi-{number}") for number in range(2)]
        self.backups: list[Any] = [town.server.backup()]
        self.images: list[tuple[Path, set[str], str]] = []
        self.wanted: set[str] = set()
        self.made = 0

    def weather(self, request: httpx.Request, server: httpx.BaseTransport) -> httpx.Response:
        """Mostly bad; now and then something from long ago arrives."""
        if self.late.held and self.random.random() < 0.2:
            server.handle_request(self.late.held.pop(self.random.randrange(len(self.late.held))))
        fates: list[Mishap | None] = [request_lost, reply_lost, doubled, self.late, PORTAL, None]
        fate = self.random.choices(fates, [10, 15, 10, 8, 3, 60])[0]
        return fate(request, server) if fate else server.handle_request(request)

    def step(self) -> None:
        """Let something happen."""
        deeds = [self.visit, self.sync, self.backup, self.restore, self.image, self.put_back, self.clone]
        self.random.choices(deeds, [45, 30, 4, 3, 4, 3, 1])[0](self.random.choice(self.kiosks))

    def visit(self, kiosk: Kiosk) -> None:
        """Somebody taps."""
        self.made += 1
        kiosk.store.visits.record(lunch(f"visit {self.made}", kiosk.clock.now()))
        self.wanted.add(f"visit {self.made}")

    def sync(self, kiosk: Kiosk) -> None:
        """The courier tries everything once."""
        with suppress(SyncError):
            kiosk.courier.run_once()

    def backup(self, _kiosk: Kiosk) -> None:
        """The server's night job."""
        self.backups = [*self.backups[-2:], self.town.server.backup()]

    def restore(self, _kiosk: Kiosk) -> None:
        """The server's disk died."""
        self.town.server.restore(self.random.choice(self.backups), f"life {self.random.getrandbits(32)}")

    def image(self, kiosk: Kiosk) -> None:
        """A technician copies the card."""
        kiosk.close()
        path = kiosk.path.with_suffix(f".{len(self.images)}.image")
        shutil.copy(kiosk.path, path)
        kiosk.open()
        self.images.append((path, held(kiosk), kiosk.hardware))

    def put_back(self, kiosk: Kiosk) -> None:
        """And writes an old copy over it: what only this card held is gone for good."""
        mine = [image for image in self.images if image[2] == kiosk.hardware]
        if mine:
            path, ids, _ = self.random.choice(mine)
            self.wanted -= held(kiosk) - ids
            kiosk.close()
            shutil.copy(path, kiosk.path)
            kiosk.open()

    def clone(self, _kiosk: Kiosk) -> None:
        """Or puts a copy into another machine, or into a twin that looks the same."""
        if self.images and len(self.kiosks) < MOST_KIOSKS:
            path, _, hardware = self.random.choice(self.images)
            number = len(self.kiosks)
            shutil.copy(path, path.with_name(f"card-{number}.db"))
            other = hardware if self.random.random() < 0.3 else f"pi-{number}"
            self.kiosks.append(self.town.kiosk(f"card-{number}", other))

    def heal(self) -> None:
        """Fair weather, and a few heartbeats for everybody."""
        self.town.weather.always = None
        for _ in range(ROUNDS):
            for kiosk in self.kiosks:
                self.sync(kiosk)


def held(kiosk: Kiosk) -> set[str]:
    """The ids of everything on this card."""
    return {row[0] for row in kiosk.store.database.rows("SELECT id FROM event")}


def seeds(known: Sequence[int], by_day: int) -> list[Any]:
    """The seeds to play: as many of the known ones with every push, the others by night."""
    marks = [[] if place < by_day else [pytest.mark.long] for place in range(len(known))]
    return [pytest.param(seed, id=f"seed-{seed}", marks=mark) for seed, mark in zip(known, marks, strict=True)]


def play(town: AnyTown, seed: int) -> None:
    """Chaos, then peace; then every surviving fact is on the server once, nothing waits, every log proves itself."""
    chaos = Chaos(town, seed)
    town.weather.always = chaos.weather
    for _ in range(STEPS):
        chaos.step()
    chaos.heal()
    assert chaos.wanted - set(town.held()) == set()
    for kiosk in chaos.kiosks:
        assert kiosk.unsent() == 0
        outbox = kiosk.store.outbox
        logs = [(outbox.entries(head.log_id, 0, 9999), root(head.log_id)) for head in outbox.logs()]
        assert [first_break(entries, start) for entries, start in logs] == [None] * len(logs)
