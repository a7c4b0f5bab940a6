"""What a kiosk's copy has to add up to is what it was told, at the place it has read up to, over both databases."""

from datetime import timedelta

import pytest

from kiosk.clock import SteppedClock
from kiosk.core.exchange import digest
from kiosk.server import residents
from kiosk.server.digests import at
from kiosk.server.feed import VISIT_DAYS, CursorTooOld
from kiosk.server.site import Site
from kiosk.server.tables import Event, Kiosk
from kiosk.wire import Digests, FeedRow, row_hash
from tests.server.parts import CENTRE, Log, new_kiosk
from tests.server.test_feed import everything, read

KINDS = ("settings", "service", "tariff", "card_key", "kiosk", "resident", "card", "visit")


def told(site: Site, kiosk: Kiosk, after: int, *, kinds: tuple[str, ...] = KINDS, days: int = VISIT_DAYS) -> Digests:
    """What the server says."""
    return at(site.database, kiosk, site.epoch, after, kinds=kinds, days=days, now=site.now())


def added_up(rows: list[FeedRow]) -> dict[str, object]:
    """What a kiosk that was sent these rows finds."""
    kinds = {kind: [row for row in rows if row.kind == kind and not row.deleted] for kind in KINDS}
    return {kind: digest(row_hash(kind, row.id, bytes(row.payload)) for row in found) for kind, found in kinds.items()}


def test_all_that_was_told_adds_up(site: Site) -> None:
    """People, services and neighbours' visits, but neither another centre's nor the kiosk's own, nor what is gone."""
    one, other = new_kiosk(site)[0], new_kiosk(site, name="餐厅")[0]
    for name in ("李桂芳", "王秀英"):
        residents.save(site.database, CENTRE, None, residents.Draft(name=name), site.now())
    book = Log(site, one)
    book.add()
    book.hand_in()
    for kiosk, visits in ((one, 0), (other, 1)):
        found = told(site, kiosk, read(site, kiosk).next)
        assert found.collections == added_up(everything(site, kiosk))
        assert (found.collections["visit"].count, found.collections["resident"].count) == (visits, 2)


def test_what_changed_since_is_left_out(site: Site) -> None:
    """Of the state that the kiosk has, nothing is left on the server; all other collections are told."""
    one, other = new_kiosk(site)[0], new_kiosk(site, name="餐厅")[0]
    after = read(site, one).next
    residents.save(site.database, CENTRE, None, residents.Draft(name="李桂芳"), site.now())
    assert KINDS - told(site, one, after).collections.keys() == {"resident"}
    book = Log(site, other)
    book.add()
    book.hand_in()
    assert KINDS - told(site, one, after).collections.keys() == {"resident", "visit"}


def test_only_what_is_asked_for_is_counted(site: Site, clock: SteppedClock) -> None:
    """Some kinds alone, and the visits of the last days alone."""
    one, other = new_kiosk(site)[0], new_kiosk(site, name="餐厅")[0]
    book = Log(site, one)
    book.add()
    clock.advance(timedelta(days=3).total_seconds())
    book.add()
    book.hand_in()
    found = told(site, other, read(site, other).next, kinds=("visit", "hologram"), days=1)
    assert {kind: one.count for kind, one in found.collections.items()} == {"visit": 1, "hologram": 0}
    assert found.since == str(clock.now().wall.date() - timedelta(days=1))


def test_a_place_of_another_epoch_is_too_old(site: Site) -> None:
    """As for the feed itself."""
    kiosk, _ = new_kiosk(site)
    with pytest.raises(CursorTooOld):
        at(site.database, kiosk, "another", 3, kinds=KINDS, days=1, now=site.now())


def test_a_visit_that_lost_its_day_goes_from_its_neighbours(site: Site) -> None:
    """Until somebody says which day it was, it counts for none; whoever was told of it is told that it is gone."""
    one, other = new_kiosk(site)[0], new_kiosk(site, name="餐厅")[0]
    book = Log(site, one)
    fact = book.add()
    book.hand_in()
    before = read(site, other)
    with site.database.writing():
        site.database.run(Event.update(day=None, change_seq=before.next + 1).where(Event.id == fact.id))
        residents.save(site.database, CENTRE, None, residents.Draft(name="李桂芳"), site.now())
    gone = [row for row in read(site, other, before.next).rows if row.kind == "visit"]
    assert [(row.id, row.deleted) for row in gone] == [(fact.id, True)]
    assert told(site, other, read(site, other).next).collections["visit"].count == 0
