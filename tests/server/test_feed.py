"""What kiosks are told: their own centre's things, in an order that no cursor can miss, over both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from kiosk.clock import SteppedClock
from kiosk.core.model import CardState, Kind, Resident, Settings
from kiosk.server import cards, offers, residents
from kiosk.server.config import ServerConfig
from kiosk.server.feed import CursorTooOld, changing, page
from kiosk.server.founding import Seed, add_centre
from kiosk.server.site import Site, open_site, renew_epoch
from kiosk.server.tables import Kiosk
from kiosk.wire import FeedPage, FeedRow, NeighbourVisit
from tests.server.cluster import fresh_database
from tests.server.conftest import opened
from tests.server.parts import CENTRE, Log, new_kiosk

WRITERS, CHANGES = 32, 6


def read(site: Site, kiosk: Kiosk, after: int = 0, limit: int = 1000, epoch: str | None = None) -> FeedPage:
    """One page."""
    epoch = site.epoch if epoch is None else epoch
    return page(site.database, kiosk, epoch, after, limit=limit, now=site.now())


def everything(site: Site, kiosk: Kiosk, limit: int = 7) -> list[FeedRow]:
    """All rows, in small pages."""
    rows, after, more = [], 0, True
    while more:
        found = read(site, kiosk, after, limit)
        rows += found.rows
        after, more = found.next, found.more
    return rows


def test_a_new_kiosk_learns_its_centre(site: Site) -> None:
    """Settings, services, prices and card keys come in small pages, each thing once, in order."""
    rows = everything(site, new_kiosk(site)[0])
    assert [row.seq for row in rows] == sorted({row.seq for row in rows})
    kinds = {row.kind for row in rows}
    assert kinds == {"settings", "service", "tariff", "card_key", "kiosk"}
    assert sum(row.kind == "service" for row in rows) == 16


def test_a_kiosk_hears_nothing_of_another_centre(site: Site, seed: Seed) -> None:
    """People of another centre never leave the server."""
    add_centre(site.database, Settings(centre="other", centre_name="别处"), seed, site.now())
    residents.save(site.database, "other", None, residents.Draft(name="外人"), site.now())
    rows = everything(site, new_kiosk(site)[0])
    assert not any(row.kind == "resident" for row in rows)
    assert [row.id for row in rows if row.kind == "settings"] == [CENTRE]


def test_a_changed_thing_comes_again_and_a_dropped_one_as_a_tombstone(site: Site) -> None:
    """A cursor sees the newest state only: once there, once gone."""
    kiosk, _ = new_kiosk(site)
    after = read(site, kiosk).next
    with changing(site.database, site.now()) as changes:
        offers.drop_service(site.database, changes, CENTRE, "sauna")
    (row,) = read(site, kiosk, after).rows
    assert (row.kind, row.id, row.deleted, row.version) == ("service", "sauna", True, 2)
    assert "sauna" not in {row.id for row in everything(site, kiosk) if not row.deleted}


def test_a_person_travels_with_every_reading_of_the_name(site: Site) -> None:
    """The kiosk only matches what the server made."""
    kiosk, _ = new_kiosk(site)
    residents.save(site.database, CENTRE, None, residents.Draft(name="单雄信"), site.now())
    (row,) = [row for row in everything(site, kiosk) if row.kind == "resident"]
    person = msgspec.json.decode(row.payload, type=Resident)
    assert {"shanxiongxin", "dxx", "sxx", "cxx"} <= set(person.search)


def test_kiosks_of_one_centre_see_each_others_visits(site: Site) -> None:
    """A visit goes to the kiosk next door, never back to its own, and a refusal to nobody."""
    one, other = new_kiosk(site)[0], new_kiosk(site, name="餐厅")[0]
    book = Log(site, one)
    fact = book.add()
    book.add(kind=Kind.REFUSED)
    book.hand_in()
    (row,) = [row for row in everything(site, other) if row.kind == "visit"]
    assert (row.id, msgspec.json.decode(row.payload, type=NeighbourVisit).body) == (fact.id, book.entries[0].body)
    assert not [row for row in everything(site, one) if row.kind == "visit"]


def test_an_old_visit_is_not_told_to_a_new_kiosk(site: Site, clock: SteppedClock) -> None:
    """A kiosk keeps 35 days of its neighbours, so it gets no more."""
    book = Log(site, new_kiosk(site)[0])
    book.add()
    book.hand_in()
    clock.advance(timedelta(days=40).total_seconds())
    assert not [row for row in everything(site, new_kiosk(site)[0]) if row.kind == "visit"]


def test_a_card_that_goes_out_travels(site: Site) -> None:
    """A lost card reaches every kiosk of its centre with its new state."""
    kiosk, _ = new_kiosk(site)
    person = residents.save(site.database, CENTRE, None, residents.Draft(name="李桂芳"), site.now())
    found = residents.find(site.database, person)
    assert found
    cards.assign(site.database, found, "em4100:0100000001", site.now())
    after = read(site, kiosk).next
    cards.replace(site.database, found, "em4100:0100000001", "em4100:0100000002", site.now())
    states = {row.id: msgspec.json.decode(row.payload)["state"] for row in read(site, kiosk, after).rows}
    assert states == {"em4100:0100000001": CardState.REPLACED, "em4100:0100000002": CardState.ACTIVE}


def test_a_cursor_of_another_epoch_starts_again(site: Site) -> None:
    """So does one that is ahead of what this database ever gave out."""
    kiosk, _ = new_kiosk(site)
    head = read(site, kiosk).next
    with pytest.raises(CursorTooOld):
        read(site, kiosk, 3, epoch="another")
    with pytest.raises(CursorTooOld):
        read(site, kiosk, head + 1)
    before = site.epoch
    assert renew_epoch(site) != before
    with pytest.raises(CursorTooOld):
        read(site, kiosk, 3, epoch=before)


def test_a_database_that_was_copied_back_is_noticed(clock: SteppedClock, tmp_path: Path) -> None:
    """The marker beside the keys knows more than the old file, so the epoch changes without an administrator."""
    site = opened(tmp_path, clock, "")
    kiosk, _ = new_kiosk(site)
    site.close()
    copy = (tmp_path / "server.sqlite").read_bytes()
    again = open_site(ServerConfig(state=tmp_path), clock)
    assert again.epoch == site.epoch
    residents.save(again.database, CENTRE, None, residents.Draft(name="李桂芳"), again.now())
    again.marker.told(again.epoch, read(again, kiosk).next)
    again.close()
    (tmp_path / "server.sqlite").write_bytes(copy)
    restored = open_site(ServerConfig(state=tmp_path), clock)
    assert restored.epoch != site.epoch
    restored.close()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_cursor_misses_nothing_while_32_writers_write(
    database: str, clock: SteppedClock, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Numbers become visible in order: a reader that follows along ends with every change that was made."""
    url = "" if database == "sqlite" else fresh_database(request.getfixturevalue("cluster"), "writers")
    site = opened(tmp_path, clock, url)
    kiosk, _ = new_kiosk(site)
    seen: set[str] = set()

    def write(writer: int) -> None:
        for change in range(CHANGES):
            residents.save(site.database, CENTRE, None, residents.Draft(name=f"w{writer}c{change}"), site.now())

    def follow(after: int) -> int:
        found = read(site, kiosk, after, limit=5)
        seen.update(msgspec.json.decode(row.payload)["name"] for row in found.rows if row.kind == "resident")
        return found.next

    with ThreadPoolExecutor(WRITERS) as writers:
        done = [writers.submit(write, writer) for writer in range(WRITERS)]
        after = 0
        while not all(one.done() for one in done):
            after = follow(after)
        for one in done:
            one.result()
    while (further := follow(after)) != after:
        after = further
    assert len(seen) == WRITERS * CHANGES
    site.close()
