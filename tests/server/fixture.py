"""Leaves behind what a server of this version would: the fixture of the present schema, as SQL.

    python -m tests.server.fixture       writes tests/server/fixtures/schema-N.sql

Run it once, in the commit that appends a step to `kiosk/server/migrations.py`, and commit the file. A fixture is never
made anew: the next version has to open what this one wrote, not what that one thinks this one wrote.
"""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.clock import SteppedClock
from kiosk.core.model import Kind, Role, Stamp, WallState
from kiosk.server import cards, forgetting, holding, imports, kiosks, offers, residents, staff
from kiosk.server.feed import changing
from kiosk.server.migrations import STEPS
from kiosk.server.site import Site
from kiosk.wire import Heartbeat
from tests.server.conftest import opened
from tests.server.parts import CENTRE, PASSWORD, Log, new_kiosk, press

FIXTURES = Path(__file__).parent / "fixtures"
BEGUN = datetime(2023, 5, 2, 3, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
CARD = "em4100:0100000001"


def leave_behind(folder: Path) -> Path:
    """A centre with a visit of long ago that was forgotten but for its sum, and one day of all that can happen."""
    clock = SteppedClock(BEGUN)
    site = opened(folder, clock, "")
    found(site)
    book = Log(site, new_kiosk(site)[0])
    book.add(card=CARD)
    book.hand_in()
    clock.advance((datetime(2026, 11, 24, 3, 0, tzinfo=UTC) - BEGUN).total_seconds())
    forgetting.forget_visits(site.database, date(2023, 11, 1))
    live(site, book)
    site.close()
    return folder / "server.sqlite"


def found(site: Site) -> None:
    """Two people, one with a card, one member of staff, a list that waits, one service fewer than there was."""
    people = [
        residents.save(site.database, CENTRE, None, residents.Draft(name=name, birth=date(1945, 3, 8)), site.now())
        for name in ("李桂芳", "王秀英")
    ]
    first = residents.find(site.database, people[0])
    assert first
    cards.assign(site.database, first, CARD, site.now())
    hire = staff.Hire(name="王芳", role=Role.MANAGER, login="wang", password=PASSWORD)
    staff.hire(site.database, site.pins, CENTRE, hire, site.now())
    holding.hold(site, CENTRE, "wang", imports.look(site, CENTRE, "姓名\n段家华\n".encode(), press()))
    with changing(site.database, site.now()) as changes:
        offers.drop_service(site.database, changes, CENTRE, "sauna")


def live(site: Site, book: Log) -> None:
    """Visits, guests, a void, one that nobody can date and one of another centre; and the kiosk says how it is."""
    book.add(card=CARD)
    book.add(card="em4100:0100000002", kind=Kind.GUEST, count=3)
    mistake = book.add(card=CARD, service="tea")
    book.add(card=CARD, kind=Kind.VOID, refers=mistake.id)
    book.add(card=CARD, centre="elsewhere")
    book.add(at=Stamp(10**9, BEGUN - timedelta(days=9999), WallState.EPOCH), card="em4100:0100000003")
    book.hand_in(2)
    beat = Heartbeat({book.id: (len(book.entries), book.head)}, 0, 0, 10**9, "ntp", "hw", "1")
    kiosks.beat(site.database, book.kiosk, beat, site.epoch, site.now())


if __name__ == "__main__":
    with TemporaryDirectory() as folder, closing(sqlite3.connect(leave_behind(Path(folder)))) as left:
        FIXTURES.mkdir(exist_ok=True)
        dump = "\n".join(left.iterdump())
        (FIXTURES / f"schema-{len(STEPS)}.sql").write_text(f"{dump}\n", encoding="utf-8")
