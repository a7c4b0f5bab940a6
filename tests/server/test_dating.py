"""When something happened at a kiosk without a right clock: derived, asked for, never rewritten."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import msgspec
import pytest

from kiosk.core.anchors import STAFF_ERROR
from kiosk.core.exchange import Moment, Run
from kiosk.core.log import read, seal
from kiosk.core.model import Fact, Kind, Stamp, WallState
from kiosk.errors import Refused
from kiosk.server import dating, kiosks
from kiosk.server.ledger import facts_of_day
from kiosk.server.moments import DayAnswer
from kiosk.server.site import Site
from kiosk.server.tables import Event
from kiosk.wire import Heartbeat
from tests.server.parts import CENTRE, Log, new_kiosk

QUIET = Heartbeat({}, 0, 0, 0, "epoch", "hw", "1")
HOUR = 3600 * 10**9
RUN = "boot 1"


@pytest.fixture
def book(site: Site) -> Log:
    """The log of a kiosk that was enrolled two days ago and believes in 1970."""
    kiosk, _ = new_kiosk(site)
    kiosk.enrolled_at = (site.now() - timedelta(days=2)).isoformat()
    return Log(site, kiosk)


def tap(book: Log, boot_ns: int) -> Fact:
    """Somebody comes; the clock was never set."""
    at = Stamp(boot_ns, datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=boot_ns / 1e9), WallState.EPOCH)
    return book.add(at=at, day=date(1970, 1, 1))


def tell(book: Log, *moments: Moment) -> None:
    """The kiosk's next heartbeat."""
    said = msgspec.structs.replace(QUIET, runs=[Run(RUN, 1, 0, None, 0)], moments=list(moments))
    kiosks.beat(book.site.database, book.kiosk, said, "epoch", book.site.now())


def days_of(book: Log) -> list[str | None]:
    """The day that each entry counts for."""
    with book.site.database.reading():
        return [row.day for row in book.site.database.rows(Event.select(Event.day).order_by(Event.seq))]


def test_a_fact_of_1970_waits_for_its_day(book: Log) -> None:
    """It counts for no day, and is asked for once with all others of the same sitting."""
    tap(book, HOUR)
    tap(book, 2 * HOUR)
    book.hand_in()
    assert days_of(book) == [None, None]
    assert [one.facts for one in dating.sittings(book.site.database, [CENTRE])] == [2]


def test_an_anchor_dates_what_came_before_it(book: Log) -> None:
    """The kiosk hears the time later in the same boot: every fact gets its day and time, its stamps stay."""
    fact = tap(book, HOUR)
    book.hand_in()
    now = book.site.now()
    tell(book, Moment(RUN, 2 * HOUR, now, 0.5, "server"))
    today = (now - timedelta(hours=1)).astimezone(UTC) + timedelta(hours=8)
    counted = facts_of_day(book.site.database, [CENTRE], today.date().isoformat())
    assert [abs(one.at.wall - (now - timedelta(hours=1))) < timedelta(seconds=1) for one in counted] == [True]
    with book.site.database.reading():
        assert read(book.site.database.first(Event.select()).body) == fact


@pytest.mark.parametrize("source", ["staff", "a source of a newer kiosk"])
def test_what_staff_said_at_the_kiosk_dates_its_facts(book: Log, source: str) -> None:
    """Two minutes more or less leave no doubt of the day, and nobody is asked again on the server."""
    tap(book, HOUR)
    book.hand_in()
    noon = datetime.combine(book.site.now().date(), time(4), tzinfo=UTC) - timedelta(days=1)
    tell(book, Moment(RUN, 2 * HOUR, noon, STAFF_ERROR, source))
    assert days_of(book) == [noon.date().isoformat()]
    assert dating.sittings(book.site.database, [CENTRE]) == []


def test_one_answer_dates_a_whole_sitting(book: Log) -> None:
    """Staff say which day it was: all its facts count for that day, and who said so is kept."""
    tap(book, HOUR)
    tap(book, 2 * HOUR)
    book.hand_in()
    (asked,) = dating.sittings(book.site.database, [CENTRE])
    day = asked.days[0]
    dating.answer(book.site.database, [CENTRE], (asked.log, asked.seq), day, by="wang", now=book.site.now())
    assert days_of(book) == [day.isoformat()] * 2
    assert dating.sittings(book.site.database, [CENTRE]) == []
    with book.site.database.reading():
        assert {row.actor for row in book.site.database.rows(DayAnswer.select())} == {"wang"}


def test_a_moment_before_boot_is_kept_like_any_other(book: Log) -> None:
    """A kiosk whose clocks were turned back counts from before its boot: its boot and anchor date its facts."""
    noon = datetime.combine(book.site.now().date(), time(4), tzinfo=UTC) - timedelta(days=1)
    tap(book, -9 * HOUR)
    book.hand_in()
    run = Run(RUN, 1, -9 * HOUR, None, -9 * HOUR)
    said = msgspec.structs.replace(QUIET, runs=[run], moments=[Moment(RUN, -8 * HOUR, noon, 0.5, "server")])
    kiosks.beat(book.site.database, book.kiosk, said, "epoch", book.site.now())
    (fact,) = facts_of_day(book.site.database, [CENTRE], noon.date().isoformat())
    assert abs(fact.at.wall - (noon - timedelta(hours=1))) < timedelta(seconds=1)


def test_a_day_that_cannot_be_is_refused(book: Log) -> None:
    """Nobody can say tomorrow, or answer twice for what is settled."""
    tap(book, HOUR)
    book.hand_in()
    (asked,) = dating.sittings(book.site.database, [CENTRE])
    with pytest.raises(Refused):
        dating.answer(
            book.site.database,
            [CENTRE],
            (asked.log, asked.seq),
            asked.last + timedelta(days=1),
            by="wang",
            now=book.site.now(),
        )


def test_a_sure_clock_that_cannot_be_right_is_not_believed(book: Log) -> None:
    """Somebody set a clock by hand behind NTP's back: what it stamped in the future is asked for instead."""
    later = book.site.now() + timedelta(days=400)
    book.add(at=Stamp(HOUR, later, WallState.NTP), day=later.date())
    book.hand_in()
    assert days_of(book) == [None]


def test_a_sure_clock_is_believed(book: Log) -> None:
    """What NTP stamped counts for its own day at once, and nothing is asked."""
    fact = book.add()
    book.hand_in()
    assert days_of(book) == [fact.day.isoformat()]
    assert replace(fact, kind=Kind.VISIT) in facts_of_day(book.site.database, [CENTRE], fact.day.isoformat())


def test_a_sure_stamp_that_the_servers_own_time_contradicts_is_dated_anew(book: Log) -> None:
    """NTP lied by a fortnight: what it had stamped was counted then, and moves to its true day when that is known."""
    now = book.site.now()
    lie = now - timedelta(days=14)
    book.kiosk.enrolled_at = (now - timedelta(days=30)).isoformat()
    fact = book.add(at=Stamp(HOUR, lie - timedelta(hours=1), WallState.NTP), day=lie.date())
    book.write(replace(fact, id="fine", at=Stamp(2 * HOUR, now, WallState.SERVER), day=now.date()))
    run_of(book, RUN)
    book.hand_in()
    assert days_of(book) == [lie.date().isoformat(), now.date().isoformat()]
    tell(book, Moment(RUN, HOUR, lie - timedelta(hours=1), 0.5, "ntp"), Moment(RUN, 2 * HOUR, now, 0.5, "server"))
    assert days_of(book) == [now.date().isoformat()] * 2
    today = facts_of_day(book.site.database, [CENTRE], now.date().isoformat())
    assert sorted(one.at.wall for one in today) == [now - timedelta(hours=1), now]


def run_of(book: Log, run: str) -> None:
    """Seal the log's entries anew, as those of this run."""
    facts = [read(entry.body) for entry in book.entries]
    book.entries.clear()
    for fact in facts:
        book.entries.append(seal(fact, book.id, len(book.entries) + 1, book.head, boot=1, app="1", run=run))


def test_what_arrives_while_ntp_contradicts_the_server_is_dated_at_once(book: Log) -> None:
    """The heartbeat came first: the stamps of NTP are not counted for a single moment."""
    now = book.site.now()
    lie = now - timedelta(days=14)
    book.kiosk.enrolled_at = (now - timedelta(days=30)).isoformat()
    said = msgspec.structs.replace(QUIET, ahead=-14 * 86400.0)
    tell(book, Moment(RUN, HOUR, lie - timedelta(hours=1), 0.5, "ntp"), Moment(RUN, 2 * HOUR, now, 0.5, "server"))
    book.kiosk.status = msgspec.json.encode(said).decode()
    book.add(at=Stamp(HOUR, lie - timedelta(hours=1), WallState.NTP), day=lie.date())
    run_of(book, RUN)
    book.hand_in()
    assert days_of(book) == [now.date().isoformat()]


def test_stamps_of_ntp_that_contradicts_itself_wait_for_a_person(book: Log) -> None:
    """Nobody else spoke in that boot, so neither of its words is taken for the day."""
    now = book.site.now()
    lie = now - timedelta(days=14)
    book.kiosk.enrolled_at = (now - timedelta(days=30)).isoformat()
    book.add(at=Stamp(HOUR, lie - timedelta(hours=1), WallState.NTP), day=lie.date())
    run_of(book, RUN)
    book.hand_in()
    tell(book, Moment(RUN, HOUR, lie - timedelta(hours=1), 0.5, "ntp"), Moment(RUN, 2 * HOUR, now, 0.5, "ntp"))
    assert days_of(book) == [None]
    assert [one.facts for one in dating.sittings(book.site.database, [CENTRE])] == [1]
