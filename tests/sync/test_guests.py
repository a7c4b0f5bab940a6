"""Guests go from a finger on the kiosk to the server's day and an auditor's month, and none becomes a person there."""

import itertools
import json

import pytest

from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.desk import Desk
from kiosk.core.model import Fact, Guest, Kind
from kiosk.server import ledger, places, quarantine, residents
from kiosk.server.export import export
from kiosk.server.today import Day, Days
from tests.centre import QUICK_PINS, OurCodes
from tests.sync.parts import Kiosk
from tests.sync.realserver import CENTRE, RealTown

DAY = "2026-11-24"


@pytest.fixture
def town(real_town: RealTown) -> RealTown:
    """The product's own server at lunch time."""
    real_town.clock.advance(2 * 3600)
    return real_town


def desk_of(kiosk: Kiosk) -> Desk:
    """The kiosk's own desk, with the centre's services and prices as the server told them."""
    kiosk.courier.run_once()
    kiosk.store.roster.reload()
    ids = itertools.count()
    store = kiosk.store
    return Desk(
        store.roster,
        store.visits,
        codes=OurCodes(),
        pins=QUICK_PINS,
        notebook=store.notebook,
        new_id=lambda _at: f"fact-{next(ids)}",
        now=kiosk.clock.now(),
    )


def come(kiosk: Kiosk, *guests: Guest) -> p.Page:
    """A resident with a card of ours eats lunch and brings guests."""
    desk, now = desk_of(kiosk), kiosk.clock.now
    desk.handle(e.Scanned("tap", now(), "door", "qr:0001020304"))
    desk.handle(e.Chose(now(), "lunch"))
    desk.handle(e.Finished(now()))
    desk.handle(e.GuestsAsked(now()))
    for guest in guests:
        desk.handle(e.GuestsCounted(now(), guest, 1))
    page = desk.handle(e.Finished(now()))
    kiosk.courier.run_once()
    return page


def held(town: RealTown) -> list[Fact]:
    """What counts on the server."""
    return ledger.facts_of_day(town.server.site.database, [CENTRE], DAY)


def day_of(town: RealTown) -> Day:
    """The server's numbers."""
    site = town.server.site
    centre = places.find(site.database, CENTRE)
    assert centre
    return Days(site.database).today(centre, site.now())


def test_guests_count_on_the_server_and_nobody_has_to_look_at_them(town: RealTown) -> None:
    """Heads, meals and money by band; nothing is set aside, and no person or card is made of a guest."""
    assert isinstance(come(town.kiosk(), Guest.ADULT, Guest.ADULT, Guest.CHILD), p.GuestsIn)
    site, count = town.server.site, day_of(town).count
    assert quarantine.count(site.database, [CENTRE]) == 0
    assert (count.people, count.guests, count.visits, count.fen) == (4, 3, 4, 2 * 1800 + 900)
    assert (count.by_band, count.unknown_cards) == ({"guest.adult": 2, "guest.child": 1}, 1)
    assert [(fact.resident, fact.card) for fact in held(town) if fact.kind is Kind.GUEST] == [(None, None)] * 2
    assert residents.search(site.database, [CENTRE], "") == []


def test_an_auditors_month_has_the_guests(town: RealTown) -> None:
    """The sums of the day count every head, and each fact is there as it was recorded."""
    come(town.kiosk(), Guest.ADULT, Guest.CHILD)
    head, _, *entries = export(town.server.site, CENTRE, DAY[:7])
    assert json.loads(head)["days"] == {DAY: [3, 2700]}
    bands = [json.loads(entry["body"]) for entry in map(json.loads, entries) if '\\"guest\\"' in json.dumps(entry)]
    assert [one["band"] for one in bands] == ["adult", "child"]


def test_the_kiosk_next_door_knows_the_guests(town: RealTown) -> None:
    """It counts them among the places taken, and offers the host's guests there as already brought."""
    first, town.identity = town.kiosk("first"), town.enrolled()
    come(first, Guest.CHILD)
    second = town.kiosk("second", "pi-2")
    desk = desk_of(second)
    assert second.store.visits.taken("lunch", held(town)[0].day) == 2
    desk.handle(e.Scanned("again", second.clock.now(), "door", "qr:0001020304"))
    page = desk.handle(e.GuestsAsked(second.clock.now()))
    assert isinstance(page, p.CountGuests)
    assert page.children.number == 1
