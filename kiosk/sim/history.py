"""One seed's history: some days of people and bad luck, then fair weather, then the laws."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from kiosk.core.model import CardState, Fact, WallState
from kiosk.errors import CardError
from kiosk.server import cards, residents
from kiosk.sim import people
from kiosk.sim.controls import PRODUCT, Design
from kiosk.sim.laws import Evidence, breaches, differing, stuck
from kiosk.sim.machine import NO_LIMIT, Kiosk, Surroundings
from kiosk.sim.town import FILES, PEOPLE, City, card
from kiosk.sim.unforeseen import Unforeseen, heard_by
from kiosk.sim.weather import Endless, Weather
from kiosk.store.migrations import STEPS

STEPS_A_DAY = 40
MOST_KIOSKS = 5
BACKUPS = 3
LEAST_ROUNDS = 2
HEALING_SECONDS = (1000,) * 7 + (86400, 1000)
"""A row that was lost behind the kiosk's back, with no news of its kind since, is only found the next night."""
COPIED = 0.9
"""Mostly the second copy is made before anything else happens: it takes a second."""
DAY_SECONDS = 9 * 3600
NIGHT_SECONDS = 15 * 3600
JUMPS = (
    (timedelta(), WallState.NTP),
    (timedelta(days=-14), WallState.NTP),
    (timedelta(days=14), WallState.NTP),
    (timedelta(hours=-1), WallState.SAVED),
    (timedelta(hours=1), WallState.SAVED),
    (timedelta(days=-400), WallState.SAVED),
    (datetime(1970, 1, 1, tzinfo=UTC) - datetime(2026, 11, 24, tzinfo=UTC), WallState.EPOCH),
    (datetime(2099, 1, 1, tzinfo=UTC) - datetime(2026, 11, 24, tzinfo=UTC), WallState.SAVED),
)


@dataclass(frozen=True)
class Outcome:
    """What became of a seed: which laws were broken, how often what happened, and what was promised."""

    seed: int
    breaches: tuple[str, ...]
    happened: Counter[str]
    promised: int


@dataclass(frozen=True)
class Image:
    """A copy of a card: what it holds, and of which machine it was."""

    folder: Path
    held: frozenset[str]
    kiosk: Kiosk


@dataclass
class History:
    """The state of one history. Every deed is one thing that happens to one kiosk or to the server."""

    city: City
    folder: Path
    seed: int
    design: Design = PRODUCT
    tell: Callable[[str], object] = lambda _: None
    promised: list[Fact] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)
    moments: dict[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The first morning: every kiosk has read everything, and there is a backup."""
        self.city.begin()
        self.random = Random(self.seed)  # noqa: S311 - a history has to be the same every time
        self.weather = Weather(self.city.server, self.random)
        self.folder.mkdir()
        self.copies = 0
        self.gone: set[str] = set()
        self.images: list[Image] = []
        self.backups = [self.city.founded]
        self.kiosks: list[Kiosk] = []
        for number, (who, founded) in enumerate(zip(self.city.identities, self.city.cards, strict=True)):
            kiosk = Kiosk(self.folder / f"{number}", who, f"pi-{number}", self._around())
            kiosk.insert_card(founded)
            self.kiosks.append(kiosk)

    def play(self, days: int, steps: int = STEPS_A_DAY) -> Outcome:
        """Live through it."""
        unforeseen = Unforeseen()
        with heard_by(unforeseen):
            try:
                found = self._live(days, steps)
            except Endless as error:
                found = [f"flowing: {error}"]
        for kiosk in self.kiosks:
            kiosk.close()
        self.happened.update(self.weather.seen)
        return Outcome(self.seed, (*unforeseen.heard, *found), self.happened, len(self.promised))

    def _live(self, days: int, steps: int) -> list[str]:
        for day in range(days):
            if day:
                self.city.clock.advance(NIGHT_SECONDS)
                self.backup(self.kiosks[0])
            for _ in range(steps):
                self.city.clock.advance(self.random.uniform(0, 2 * DAY_SECONDS / steps))
                self.step()
        self.heal()
        return breaches(self.evidence())

    def evidence(self) -> Evidence:
        """What there is to judge by."""
        safe = frozenset(fact.id for fact in self.promised) - self.gone
        return Evidence(self.city.server.site, self.kiosks, self.promised, safe, self.moments)

    def step(self) -> None:
        """Let something happen somewhere."""
        deeds, weights = zip(*self._deeds(), strict=True)
        deed, kiosk = self.random.choices(deeds, weights)[0], self.random.choice(self.kiosks)
        name = deed.__name__
        self.happened[name] += 1
        self.weather.in_a_turn = 0
        self.tell(f"{self.city.clock.now().wall:%d %H:%M} {name:15} {kiosk.folder.name:5} {deed(kiosk) or ''}")

    def come(self, kiosk: Kiosk) -> str:
        """Somebody taps."""
        said = people.come(kiosk, self._card(kiosk), self.random)
        if self.random.random() < COPIED:
            kiosk.copy()
        return said

    def link(self, kiosk: Kiosk) -> str:
        """Staff tell whose a card is."""
        return people.link(kiosk, self._card(kiosk), self.city.clock.now().wall, self.random)

    def sync(self, kiosk: Kiosk) -> None:
        """The courier has a turn."""
        kiosk.sync()

    def cut_power(self, kiosk: Kiosk) -> None:
        """The plug is pulled."""
        kiosk.cut_power()

    def kill(self, kiosk: Kiosk) -> None:
        """The process dies."""
        kiosk.kill()

    def update(self, kiosk: Kiosk) -> str:
        """A new version meets the schema of an old one; often enough the plug is pulled meanwhile."""
        steps, writes = self.random.randint(1, len(STEPS)), self.random.choice([NO_LIMIT, self.random.randrange(1, 60)])
        kiosk.update(steps, writes)
        return f"from schema {steps}"

    def spoil(self, kiosk: Kiosk) -> str:
        """A row of the kiosk's copy is lost or changed, and nobody tells the kiosk."""
        return kiosk.spoil(self.random)

    def fill_or_free(self, kiosk: Kiosk) -> str:
        """The card is full, or no longer."""
        (kiosk.free_disk if kiosk.full else kiosk.fill_disk)()
        return "full" if kiosk.full else "free"

    def jump(self, kiosk: Kiosk) -> str:
        """The wall clock says something else."""
        kiosk.clock.offset, kiosk.clock.state = self.random.choice(JUMPS)
        return f"{kiosk.clock.now().wall:%Y-%m-%d %H:%M}"

    def backup(self, _kiosk: Kiosk) -> None:
        """The server's night job."""
        self.backups = [*self.backups[1 - BACKUPS :], self.city.server.copy_to(self._fresh("backup"))]

    def restore(self, _kiosk: Kiosk) -> None:
        """The server's disk died, and somebody copied a backup of the database back."""
        self.city.server.put_back(self.random.choice(self.backups), FILES[:1])

    def restart(self, _kiosk: Kiosk) -> None:
        """The server's process starts again."""
        self.city.server.restart()

    def image(self, kiosk: Kiosk) -> None:
        """A technician copies a card."""
        self.images.append(Image(kiosk.copy_card(self._fresh("image")), frozenset(kiosk.held()), kiosk))

    def put_back(self, kiosk: Kiosk) -> str:
        """And writes an old copy over the card: what only this card held is gone for good."""
        mine = [image for image in self.images if image.kiosk is kiosk]
        if not mine:
            return "no image"
        image = self.random.choice(mine)
        self.gone |= kiosk.held() - image.held
        kiosk.insert_card(image.folder)
        return image.folder.name

    def lose_card(self, kiosk: Kiosk) -> None:
        """The card is dead; a new one is put in, with the same keys. What the second copy holds comes back from it."""
        self.gone |= kiosk.held() - kiosk.copied()
        kiosk.insert_card(None)

    def clone(self, _kiosk: Kiosk) -> str:
        """A copy goes into another machine, or into a twin that looks the same."""
        if not self.images or len(self.kiosks) >= MOST_KIOSKS:
            return "no image"
        image, number = self.random.choice(self.images), len(self.kiosks)
        hardware = image.kiosk.hardware if self.random.random() < 0.3 else f"pi-{number}"
        twin = Kiosk(self.folder / f"{number}", image.kiosk.identity, hardware, self._around())
        twin.insert_card(image.folder)
        self.kiosks.append(twin)
        return image.folder.name

    def office(self, kiosk: Kiosk) -> str:
        """Staff register somebody with an unknown card, or take a card out."""
        database, now = self.city.server.site.database, self.city.clock.now().wall
        key = self._card(kiosk)
        if self.random.random() < 0.3:
            cards.withdraw(database, key, self.random.choice([CardState.LOST, CardState.ACTIVE]), now)
            return f"withdraws {key}"
        person = residents.save(database, kiosk.identity.centre, None, residents.Draft(name="新居民"), now)
        resident = residents.find(database, person)
        try:
            if resident:
                cards.assign(database, resident, key, now)
        except CardError as error:
            return str(error)
        return f"assigns {key}"

    def heal(self) -> None:
        """Fair weather and free disks; every courier has a heartbeat, a turn for what it uncovers, or more."""
        self.weather.fair = True
        for kiosk in self.kiosks:
            kiosk.free_disk()
        for done, seconds in enumerate(HEALING_SECONDS):
            if done >= LEAST_ROUNDS and not self._unfinished():
                return
            self.city.clock.advance(seconds)
            for kiosk in self.kiosks:
                self.weather.in_a_turn = 0
                kiosk.sync()

    def _unfinished(self) -> bool:
        site = self.city.server.site
        return any(stuck(site, self.kiosks)) or any(differing(site, self.kiosks))

    def _deeds(self) -> list[tuple[Callable[[Kiosk], object], int]]:
        return [
            (self.come, 50),
            (self.sync, 25),
            (self.office, 4),
            (self.link, 3),
            (self.cut_power, 3),
            (self.jump, 3),
            (self.backup, 3),
            (self.restore, 3),
            (self.image, 3),
            (self.fill_or_free, 2),
            (self.put_back, 2),
            (self.clone, 1),
            (self.kill, 1),
            (self.lose_card, 2),
            (self.restart, 1),
            (self.update, 1),
            (self.spoil, 1),
        ]

    def _around(self) -> Surroundings:
        return Surroundings(
            self.city.clock,
            self.weather,
            self.random,
            self._promise,
            self.design.new_id,
            self.design.tidy,
            self.design.setup,
        )

    def _promise(self, fact: Fact) -> None:
        """Keep what was promised, and when that really was."""
        self.promised.append(fact)
        self.happened[f"{fact.kind} facts"] += 1
        self.moments[fact.id] = self.city.clock.now().wall

    def _card(self, kiosk: Kiosk) -> str:
        return card(kiosk.identity.centre, self.random.randrange(PEOPLE + 4))

    def _fresh(self, name: str) -> Path:
        self.copies += 1
        return self.folder / f"{name}-{self.copies}"
