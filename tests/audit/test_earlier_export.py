"""What an auditor who kept an earlier export of the month is told of everything that came after it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.core.audit import Report, Wrong, audit, parse
from kiosk.core.model import Stamp, WallState
from kiosk.server import dating, ledger
from kiosk.server.export import export
from kiosk.server.site import Site
from kiosk.server.tables import Event, Quarantine
from tests.centre import MORNING
from tests.faults.pusher import CENTRE, opened
from tests.server.parts import Log

MONTH, FIRST = "2026-11", 5
EPOCH = Stamp(3, MORNING, WallState.EPOCH)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    """A kiosk's log with five visits handed in two days later; the clock of the fourth was not to be believed."""
    log = Log(*opened(tmp_path))
    for number in range(FIRST):
        log.add(price=1200, **({"at": EPOCH} if number == 3 else {}))
    ledger.accept(log.site.database, log.kiosk, log.id, log.push(), MORNING + timedelta(days=2))
    yield log
    log.site.close()


def since(site: Site, work: Callable[[], object]) -> Report:
    """Export, let something be done, export again and hold the second against the first."""
    earlier = parse("\n".join(export(site, CENTRE, MONTH)))
    work()
    return audit(parse("\n".join(export(site, CENTRE, MONTH))), genuine=True, before=earlier)


def told(report: Report) -> list[tuple[Wrong, str]]:
    """What is wrong, and where."""
    return [(trouble.what, trouble.where.removeprefix("since the earlier export ")) for trouble in report.troubles]


def hand_in_more(log: Log) -> None:
    """Three visits of the same month come later, perhaps because somebody wished for them."""
    for _ in range(3):
        log.add(price=1200)
    log.hand_in(FIRST + 1)


def exclude(log: Log) -> None:
    """Somebody with the database keeps two visits from counting; the server then signs whatever is there."""
    with log.site.database.writing():
        for seq in (2, 3):
            log.site.database.run(Event.update(change_seq=None).where(Event.log == log.id, Event.seq == seq))
            strange = {"reason": "strange", "held": 1, "received_at": MORNING.isoformat()}
            log.site.database.run(Quarantine.insert(log=log.id, seq=seq, centre=CENTRE, **strange))


def test_nothing_was_done_and_nothing_is_told(log: Log) -> None:
    """The same month exported twice is as it was."""
    assert log.entries
    report = since(log.site, lambda: None)
    assert "nothing was added, changed or removed" in report.verdict
    assert report.visits == FIRST - 1


def test_visits_that_came_later_are_added(log: Log) -> None:
    """They are named with their place, and so is the day whose numbers grew."""
    report = since(log.site, lambda: hand_in_more(log))
    assert told(report) == [
        (Wrong.ADDED, f"log {log.id[:8]} entries 6 to 8"),
        (Wrong.CHANGED, "2026-11-24 (shown (7, 8400), then (4, 4800))"),
    ]
    assert "entries 6 to 8 added" in report.verdict


def test_visits_that_no_longer_count_are_changed(log: Log) -> None:
    """Entries that are whole and signed but were put aside behind the server's back are named."""
    report = since(log.site, lambda: exclude(log))
    assert told(report) == [
        (Wrong.CHANGED, f"log {log.id[:8]} entries 2 to 3, no longer counted,"),
        (Wrong.CHANGED, "2026-11-24 (shown (2, 2400), then (4, 4800))"),
    ]


def test_a_visit_that_counts_only_now_is_changed(log: Log) -> None:
    """What was put aside at the earlier export and counts now is named as well."""
    exclude(log)

    def let_in() -> None:
        with log.site.database.writing():
            log.site.database.run(Event.update(change_seq=99).where(Event.log == log.id, Event.seq == 2))

    place = f"log {log.id[:8]} entry 2, not counted then,"
    assert (Wrong.CHANGED, place) in told(since(log.site, let_in))


def test_a_visit_that_got_another_day_is_changed(log: Log) -> None:
    """Whoever answered since which day it was is no secret to the auditor."""

    def answer() -> None:
        dating.answer(log.site.database, [CENTRE], (log.id, 4), MORNING.date(), by="wang", now=log.site.now())

    place = f"log {log.id[:8]} entry 4, dated otherwise,"
    assert (Wrong.CHANGED, place) in told(since(log.site, answer))


def test_another_months_export_asks_for_its_own_entries_only(log: Log) -> None:
    """An auditor who keeps October's file is not told that November is new."""
    earlier = parse("\n".join(export(log.site, CENTRE, "2026-10")))
    hand_in_more(log)
    now = parse("\n".join(export(log.site, CENTRE, MONTH)))
    assert audit(now, genuine=True, before=earlier).troubles == ()
