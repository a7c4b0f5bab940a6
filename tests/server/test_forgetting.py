"""What must not be kept is gone from every file, and the logs can still be verified."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from kiosk.clock import SteppedClock
from kiosk.core.audit import audit, parse
from kiosk.errors import Refused
from kiosk.server import cards, forgetting, kiosks, residents
from kiosk.server.export import export
from kiosk.server.feed import CursorTooOld, page
from kiosk.server.site import Site
from kiosk.server.tables import Event, Feed, PastDay, Quarantine
from kiosk.server.tables import Log as LogRow
from tests.server.parts import CENTRE, Log, new_kiosk

NAME, CARD = "欧阳植入之名", "em4100:0BADC0FFEE"


def planted(site: Site) -> str:
    """A person with a name found nowhere else, and a card."""
    person = residents.save(site.database, CENTRE, None, residents.Draft(name=NAME), site.now())
    resident = residents.find(site.database, person)
    assert resident
    cards.assign(site.database, resident, CARD, site.now())
    return person


def test_an_erased_person_is_nowhere(plain_site: Site, tmp_path: Path) -> None:
    """Neither the database nor its write-ahead log nor any other file beside it holds the name."""
    person = planted(plain_site)
    assert any(NAME.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    forgetting.erase(plain_site.database, person, plain_site.now())
    assert [path for path in tmp_path.rglob("*") if path.is_file() and NAME.encode() in path.read_bytes()] == []


def test_kiosks_are_told_and_visits_stay(site: Site) -> None:
    """Kiosks hear that person and card are gone; the month still verifies, visits of the pseudonym included."""
    kiosk, _ = new_kiosk(site)
    person = planted(site)
    before = page(site.database, kiosk, "", 0, limit=1000, now=site.now())
    book = Log(site, kiosk)
    book.add(resident=person, card=CARD)
    book.hand_in()
    assert forgetting.erase(site.database, person, site.now()) == 1
    rows = page(site.database, kiosk, before.epoch, before.next, limit=1000, now=site.now()).rows
    assert {(row.kind, row.id, row.deleted) for row in rows} == {("resident", person, True), ("card", CARD, True)}
    report = audit(parse("\n".join(export(site, CENTRE, "2026-11"))), genuine=True)
    assert (report.visits, report.troubles) == (1, ())


def test_nobody_is_erased_twice(site: Site) -> None:
    """An id that is none, or no longer one, is refused in words."""
    with pytest.raises(Refused, match="there is no person"):
        forgetting.erase(site.database, "nobody", site.now())


def test_of_old_visits_only_sums_and_hashes_stay(site: Site, clock: SteppedClock) -> None:
    """After three years the entries are empty, the sums are there, and the log goes on from its head."""
    kiosk, _ = new_kiosk(site)
    book = Log(site, kiosk)
    for _ in range(3):
        book.add(price=1200)
    book.raw('{"no":"fact"}')
    book.hand_in()
    old = site.now().date()
    clock.advance(timedelta(days=1200).total_seconds())
    book.add()
    book.hand_in(5)
    assert forgetting.forget_visits(site.database, old + timedelta(days=30)) == 3
    assert forgetting.forget_visits(site.database, old + timedelta(days=30)) == 0
    with site.database.reading():
        (kept,) = site.database.rows(PastDay.select())
        head = site.database.first(LogRow.select().where(LogRow.kiosk == kiosk.id))
        bodies = [row.body for row in site.database.rows(Event.select(Event.body).order_by(Event.seq))]
    assert (kept.day, kept.service, kept.visits, kept.fen) == (old.isoformat(), "lunch", 3, 3600)
    assert (head.head_seq, bodies[:3]) == (5, ["", "", ""])
    month = f"{site.now():%Y-%m}"
    assert audit(parse("\n".join(export(site, CENTRE, month))), genuine=True).troubles == ()


def test_what_waits_for_a_person_is_forgotten_too(site: Site, clock: SteppedClock) -> None:
    """Nobody is asked about a visit whose entry is empty."""
    kiosk, _ = new_kiosk(site)
    book = Log(site, kiosk)
    book.add(centre="elsewhere")
    book.hand_in()
    clock.advance(timedelta(days=1200).total_seconds())
    forgetting.forget_visits(site.database, date(2027, 6, 1))
    with site.database.reading():
        assert site.database.rows(Quarantine.select()) == []
    assert kiosks.of_centres(site.database, [CENTRE])


def test_a_kiosk_that_missed_a_dropped_tombstone_reads_everything_again(site: Site, clock: SteppedClock) -> None:
    """Marks of what is gone do not pile up; who has not read one is told so, who reads from the beginning is not."""
    kiosk, _ = new_kiosk(site)
    away = page(site.database, kiosk, site.epoch, 0, limit=1000, now=site.now(), whole=True).next
    forgetting.erase(site.database, planted(site), site.now())
    current = page(site.database, kiosk, site.epoch, away, limit=1000, now=site.now(), whole=False).next
    clock.advance((forgetting.TOMBSTONES + timedelta(days=1)).total_seconds())
    young = planted(site)
    forgetting.erase(site.database, young, site.now())
    assert forgetting.forget_tombstones(site.database, site.now() - forgetting.TOMBSTONES) == 1
    assert forgetting.forget_tombstones(site.database, site.now() - forgetting.TOMBSTONES) == 0
    with site.database.reading():
        gone = {row.id for row in site.database.rows(Feed.select().where(Feed.deleted == 1))}
    assert gone == {young, CARD}
    with pytest.raises(CursorTooOld):
        page(site.database, kiosk, site.epoch, away, limit=1000, now=site.now(), whole=False)
    for after, whole in ((away, True), (current, False)):
        page(site.database, kiosk, site.epoch, after, limit=1000, now=site.now(), whole=whole)
