"""A small centre with real parts for tests: a real database file, a clock that moves only when told, a desk."""

import itertools
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import msgspec

from kiosk.clock import SteppedClock
from kiosk.core import events as e
from kiosk.core.desk import Desk
from kiosk.core.exchange import Change, Cursor
from kiosk.core.model import (
    Band,
    Card,
    CardState,
    Fact,
    Opening,
    Resident,
    ResidentState,
    Role,
    Service,
    Settings,
    Staff,
    Tariff,
)
from kiosk.core.pages import Page, Trouble
from kiosk.credentials import Pins
from kiosk.store.store import Machine, Store, open_store
from kiosk.wallclock import WallClock
from kiosk.wire import row_hash

QUICK_PINS = Pins(memory_kib=8, passes=1)
MORNING = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)  # 09:30 in Dali
LI, CHEN, BAI, NOBODY, GREAT = (
    "em4100:67003B51C6",
    "em4100:0100CDA4EC",
    "em4100:307E4DE5C2",
    "em4100:00000007D0",
    "em4100:62E3086CED",
)
LOST, DEAD, FRESH = "em4100:2900DEB30A", "em4100:01001293D8", "qr:0001020304"
PIN = "246810"

SETTINGS = Settings(centre="xingsheng", centre_name="兴盛社区养老服务中心")
SERVICES = (
    Service(
        "lunch", {"zh_CN": "午餐", "en": "Lunch"}, "utensils", (Opening(time(10, 30), time(13)),), "meal", 60, 3, 0
    ),
    Service(
        "chess", {"zh_CN": "棋牌", "en": "Chess"}, "chess", (Opening(time(8), time(17, 30)),), "chess", 120, None, 1
    ),
    Service(
        "painting", {"zh_CN": "书画", "en": "Painting"}, "paintbrush", (Opening(time(8), time(17)),), None, 90, None, 2
    ),
)
TARIFFS = (
    Tariff(
        "meal",
        1,
        date(2026, 1, 1),
        (Band("90+", 90, 0), Band("80-89", 80, 1000), Band("60-79", 60, 1200), Band("<60", 0, 1800)),
        900,
    ),
    Tariff("chess", 1, date(2026, 1, 1), (Band("all", 0, 200),)),
)
RESIDENTS = (
    Resident("r-li", "李建明", date(1953, 3, 1)),
    Resident("r-chen", "陈志强", None, language="en"),
    Resident("r-bai", "阿依古丽·买买提", date(1940, 11, 24)),
    Resident("r-great", "欧阳秀英", date(1930, 1, 1)),
    Resident("r-dead", "王福", date(1935, 1, 1), ResidentState.DECEASED),
)
CARDS = (
    Card(LI, "r-li"),
    Card(CHEN, "r-chen"),
    Card(BAI, "r-bai"),
    Card(GREAT, "r-great"),
    Card(LOST, "r-li", CardState.LOST),
    Card(DEAD, "r-dead"),
)


class OurCodes:
    """Accepts `K1:` and hex as the code of a card."""

    def key(self, text: str) -> str | None:
        """The key, None for everything else."""
        return f"qr:{text.removeprefix('K1:').lower()}" if text.startswith("K1:") else None


@dataclass
class Stand:
    """A desk with what it needs, and short words to act it out."""

    store: Store
    clock: SteppedClock
    desk: Desk
    ids: "itertools.count[int]"
    wall: WallClock

    def at(self, hour: int, minute: int = 0, second: int = 0) -> "Stand":
        """Go forward to this time of the day in Dali."""
        target = datetime(2026, 11, 24, hour - 8, minute, second, tzinfo=UTC)
        self.clock.advance((target - self.clock.now().wall).total_seconds())
        return self

    def tap(self, key: str, *, sure: bool = True) -> Page:
        """Put a card on the reader."""
        return self.desk.handle(e.Scanned(f"tap-{next(self.ids)}", self.clock.now(), "door", key, sure))

    def show(self, text: str) -> Page:
        """Show a code."""
        return self.desk.handle(e.ScannedCode(f"code-{next(self.ids)}", self.clock.now(), "door", text))

    def do(self, kind: type[e.Event], **details: Any) -> Page:
        """Anything else that can happen."""
        return self.desk.handle(kind(at=self.clock.now(), **details))

    def facts(self) -> list[Fact]:
        """Everything recorded today, oldest first."""
        return sorted(self.store.visits.of_day(date(2026, 11, 24)), key=lambda fact: fact.at.boot_ns)

    def kinds(self) -> list[tuple[str, str | None]]:
        """Kind and service of everything recorded today."""
        return [(fact.kind.value, fact.service) for fact in self.facts()]

    def set(self, **settings: Any) -> "Stand":
        """Change the centre's settings."""
        return self.tell(Change("settings", "centre", 2, replace(SETTINGS, **settings)))

    def tell(self, *changes: Change) -> "Stand":
        """The server tells of changes."""
        told = [replace(one, sent=row_hash(one.kind, one.id, msgspec.json.encode(one.value))) for one in changes]
        self.store.mirror.apply(told, Cursor("epoch", self.store.mirror.cursor().after + 1), last=True)
        self.store.roster.reload()
        self.store.visits.recount()
        return self


def open_test_store(path: Path, clock: SteppedClock, *, boot: str = "boot-1", hardware: str = "pi-1") -> Store:
    """A kiosk's database in a file, as product code opens it."""
    return open_store(path, b"k" * 32, Machine(boot, hardware, "test"), clock.now)


def roster() -> list[Change]:
    """Everything the server tells a new kiosk of this centre."""
    staff = Staff("s-wang", "王芳", Role.DESK, QUICK_PINS.hash(PIN))
    return [
        Change("settings", "centre", 1, SETTINGS),
        Change("staff", staff.id, 1, staff),
        *(Change("service", one.id, 1, one) for one in SERVICES),
        *(Change("tariff", f"{one.id}@{one.version}", 1, one) for one in TARIFFS),
        *(Change("resident", one.id, 1, one) for one in RESIDENTS),
        *(Change("card", one.key, 1, one) for one in CARDS),
    ]


def open_stand(folder: Path, start: datetime = MORNING) -> Stand:
    """Everything in place at 09:30."""
    return stand_in(folder, SteppedClock(start), itertools.count(1)).tell(*roster())


def stand_in(folder: Path, clock: SteppedClock, ids: "itertools.count[int]", *, lacks: Trouble | None = None) -> Stand:
    """The program starts, over what its folder holds."""
    store = open_test_store(folder / "kiosk.db", clock)
    desk = Desk(
        store.roster,
        store.visits,
        codes=OurCodes(),
        pins=QUICK_PINS,
        notebook=store.notebook,
        new_id=lambda _at: f"fact-{next(ids)}",
        now=clock.now(),
        believe=(wall := WallClock(clock, store)).believe,
        conflict=wall.conflict,
        lacks=lacks,
    )
    return Stand(store, clock, desk, ids, wall)
