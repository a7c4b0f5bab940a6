"""Leaves behind what a kiosk of this version would: the fixture of the present schema.

    python -m tests.store.fixture        writes tests/store/fixtures/schema-N.db

Run it once, in the commit that appends a step to `kiosk/store/migrations.py`, and commit the file. A fixture is never
made anew: the next version has to open what this one wrote, not what that one thinks this one wrote.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kiosk.clock import SteppedClock
from kiosk.core.exchange import Change, Cursor, Neighbour
from kiosk.core.model import Band, Card, Fact, Kind, Resident, Role, Service, Settings, Staff, Stamp, Tariff, WallState
from kiosk.store.migrations import STEPS
from kiosk.store.store import Machine, open_store

FIXTURES = Path(__file__).parent / "fixtures"
KEY = bytes(range(32))
MORNING = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
DAY = date(2026, 11, 23)
LI = "em4100:67003B51C6"


def leave_behind(path: Path) -> None:
    """A morning at a kiosk that was started twice: visits, a void, guests and a link, one of five acknowledged."""
    for boot in (1, 2):
        at = Stamp(boot * 10**9, MORNING + timedelta(hours=boot), WallState.NTP)
        store = open_store(path, KEY, Machine(f"boot-{boot}", "pi of the fixture", "1.0"), SteppedClock(at.wall).now)
        if boot == 1:
            store.mirror.apply(told(at), Cursor("first life", 12), last=True)
            store.notebook.put("pin failures", "3")
        store.visits.record(*made(boot, at))
        store.outbox.mark_acked(store.outbox.logs()[0].log_id, 1)
        store.times.anchor(at.boot_ns, at.wall, 0.6, WallState.SERVER)
        store.database.close()


def told(at: Stamp) -> list[Change]:
    """What the server told: one of everything, and a visit next door."""
    lunch = Service("lunch", {"zh_CN": "午餐", "en": "Lunch"}, "bowl-food", tariff="meal")
    return [
        Change("settings", "xingsheng", 1, Settings(centre="xingsheng", centre_name="兴盛中心")),
        Change("staff", "s-anna", 1, Staff("s-anna", "Anna", Role.DESK, "$argon2id$")),
        Change("service", "lunch", 1, lunch),
        Change("tariff", "meal@1", 1, Tariff("meal", 1, date(2026, 1, 1), (Band("60+", 60, 1200),))),
        Change("resident", "r-li", 1, Resident("r-li", "李建民", search=("lijianmin", "ljm"))),
        Change("card", LI, 1, Card(LI, "r-li")),
        Change("visit", "next door", 1, Neighbour("kiosk-2", fact("next door", at))),
    ]


def made(boot: int, at: Stamp) -> list[Fact]:
    """What was recorded since this start."""
    if boot == 1:
        return [fact("v1", at), fact("v2", at, card=None, resident=None, reason="no card")]
    return [
        fact("void of v2", at, kind=Kind.VOID, refers="v2"),
        fact("guests", at, kind=Kind.GUEST, refers="v1", count=2),
        fact("link", at, kind=Kind.LINK, card="em4100:0100000001", service=None),
    ]


def fact(name: str, at: Stamp, **fields: object) -> Fact:
    """A lunch of Mr Li's, unless told otherwise."""
    lunch = Fact(
        id=name, kind=Kind.VISIT, at=at, centre="xingsheng", day=DAY, card=LI, resident="r-li", service="lunch"
    )
    return replace(lunch, **fields)  # type: ignore[arg-type]  # checked when it runs


if __name__ == "__main__":
    leave_behind(FIXTURES / f"schema-{len(STEPS)}.db")
