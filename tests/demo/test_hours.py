"""At which hour the demo begins, on which days, and how old its people are."""

import csv
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kiosk.cli.demo import there
from kiosk.clock import ShiftedClock, SystemClock
from kiosk.core.model import Settings
from kiosk.core.opening import local
from kiosk.core.tariff import charge
from kiosk.demo.centre import LISTED, of_age
from kiosk.demo.morning import LUNCH, MORNING, OPENS, until_lunch, until_morning
from kiosk.demo.show import turned_clock
from kiosk.paths import ASSETS
from kiosk.server.founding import read_seed

DALI = ZoneInfo("Asia/Shanghai")
MOMENTS = some.datetimes(datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2099-12-30")).map(
    lambda moment: moment.replace(tzinfo=DALI)
)
DAYS = some.dates(date(2026, 1, 1), date(2099, 12, 31))


@given(MOMENTS)
def test_the_morning_begins_at_eight_whatever_the_hour(now: datetime) -> None:
    """The clock goes forward by less than a day, and every scene lies ahead of it, in order."""
    ahead = until_morning(now)
    assert timedelta() <= ahead < timedelta(days=1)
    begun = now + ahead
    assert begun.time() == OPENS
    due = [scene.due(begun) for scene in MORNING]
    assert due == sorted(due)
    assert due[0] > begun


@given(MOMENTS)
def test_who_looks_in_sees_lunch_whatever_the_hour(now: datetime) -> None:
    """The window opens with an hour of lunch left at least: the price, and the rush in which a tap alone is enough."""
    ahead = until_lunch(now)
    assert timedelta() <= ahead < timedelta(days=1)
    lunch = next(one for one in read_seed(ASSETS / "seed" / "centre.toml").services if one.id == "lunch")
    for opening in lunch.openings:
        assert opening.start <= (now + ahead).time()
        assert (now + ahead + timedelta(hours=1)).time() <= opening.end


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("until", [until_morning, until_lunch])
def test_the_clock_is_turned_forward_from_an_hour_that_is_handed_in(hour: int, until: object) -> None:
    """It stands at the hour to begin at, not before the one handed in, and the time since boot went on with it."""
    assert callable(until)
    given_now = datetime(2031, 12, 31, hour, tzinfo=DALI)
    before = SystemClock().now().boot_ns
    clock = turned_clock(until, given_now)
    now = local(clock.now(), Settings())
    assert given_now <= now < given_now + timedelta(days=1, minutes=1)
    assert now.hour in {OPENS.hour, LUNCH[0].hour, 11, LUNCH[1].hour}
    assert clock.now().boot_ns >= before + (now - given_now - timedelta(minutes=1)) / timedelta(microseconds=1) * 1000


def test_the_clock_of_a_running_demo_never_goes_back() -> None:
    """Turning it back would date what comes later before what was there already."""
    with pytest.raises(ValueError, match="cannot go back"):
        ShiftedClock().skip(-1)


def test_an_hour_that_is_handed_in_leaves_the_time_since_boot() -> None:
    """The machine is no older at 20:00 than it is."""
    assert abs(ShiftedClock(timedelta(hours=15)).now().boot_ns - SystemClock().now().boot_ns) < 60 * 10**9


def test_an_hour_alone_is_todays_and_a_day_is_that_day() -> None:
    """As typed: 20:00, or 2031-12-31T20:00."""
    assert there(None) is None
    today = datetime.now(UTC).astimezone(DALI).date()
    assert there(datetime.fromisoformat("1900-01-01T20:00")) in {
        datetime.combine(today + timedelta(days=more), time(20), DALI) for more in (0, 1)
    }
    assert there(datetime.fromisoformat("2031-12-31T20:00")) == datetime(2031, 12, 31, 20, tzinfo=DALI)


@given(DAYS)
def test_nobody_grows_older(today: date) -> None:
    """On any day every sample resident pays for lunch what they paid on that day of the list's year."""
    seed = read_seed(ASSETS / "seed" / "centre.toml")
    lunch = next(one for one in seed.services if one.id == "lunch")
    meals = [one for one in seed.tariffs if one.id == lunch.tariff]
    then = today.replace(year=LISTED, day=min(today.day, 28))
    with (ASSETS / "demo" / "residents.csv").open(encoding="utf-8", newline="") as file:
        births = [date.fromisoformat(row["birth"]) for row in csv.DictReader(file) if row["birth"]]
    assert {charge(lunch, meals, of_age(birth, today), today).fen for birth in births} == {0, 1000, 1200, 1800}
    for birth in births:
        now = charge(lunch, meals, of_age(birth, today), today)
        assert now.fen == charge(lunch, meals, birth, then).fen
