"""Prices and hours, as `domain.md` has them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.model import Band, Opening, Service, Tariff
from kiosk.core.opening import closes, open_now
from kiosk.core.tariff import age, charge, in_force
from tests.centre import SERVICES, TARIFFS

LUNCH = SERVICES[0]
DALI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("birth", "day", "fen"),
    [
        pytest.param(date(1936, 11, 24), date(2026, 11, 24), 0, id="ninety today"),
        pytest.param(date(1936, 11, 25), date(2026, 11, 24), 1000, id="ninety tomorrow"),
        pytest.param(date(1946, 11, 24), date(2026, 11, 24), 1000, id="eighty today"),
        pytest.param(date(1966, 11, 24), date(2026, 11, 24), 1200, id="sixty today"),
        pytest.param(date(1966, 11, 25), date(2026, 11, 24), 1800, id="sixty tomorrow"),
        pytest.param(date(1966, 2, 28), date(2026, 2, 28), 1200, id="sixty in a common year"),
        pytest.param(date(1944, 2, 29), date(2034, 2, 28), 1000, id="leap day child, the day before"),
        pytest.param(date(1944, 2, 29), date(2034, 3, 1), 0, id="leap day child, ninety on 1 March"),
        pytest.param(None, date(2026, 11, 24), None, id="no birth date"),
        pytest.param(date(2030, 1, 1), date(2026, 11, 24), None, id="born in the future"),
        pytest.param(date(1890, 1, 1), date(2026, 11, 24), None, id="older than anybody"),
    ],
)
def test_lunch_costs_what_the_age_on_that_day_says(birth: date | None, day: date, fen: int | None) -> None:
    """The birthday itself counts, and an unlikely or missing date is asked about."""
    assert charge(LUNCH, TARIFFS[:1], birth, day).fen == fen


def test_a_flat_price_needs_no_birth_date() -> None:
    """Where everybody pays the same nobody is asked for an age."""
    assert charge(SERVICES[1], TARIFFS[1:], None, date(2026, 11, 24)).fen == 200


def test_a_service_without_a_tariff_is_free() -> None:
    """Free is a price of nothing, not a missing one."""
    assert charge(SERVICES[2], (), None, date(2026, 11, 24)).fen == 0


def test_before_the_first_tariff_starts_nobody_guesses() -> None:
    """A day that no version covers has no price."""
    assert charge(LUNCH, TARIFFS[:1], date(1950, 1, 1), date(2025, 12, 31)).fen is None


def test_a_new_tariff_takes_over_on_its_day() -> None:
    """The latest version that has started is the one in force."""
    dearer = Tariff("meal", 2, date(2027, 1, 1), (Band("all", 0, 1500),))
    assert in_force((*TARIFFS[:1], dearer), date(2026, 12, 31)) == TARIFFS[0]
    assert in_force((*TARIFFS[:1], dearer), date(2027, 1, 1)) == dearer


@given(st.dates(date(1900, 1, 1), date(2020, 1, 1)), st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_age_grows_by_one_on_one_day_a_year(birth: date, day: date) -> None:
    """Over a year from any day a person gets exactly one year older."""
    if (day.month, day.day) != (2, 29):
        assert age(birth, day.replace(year=day.year + 1)) == age(birth, day) + 1


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (7, 59, []),
        (8, 0, ["chess", "painting"]),
        (10, 30, ["lunch", "chess", "painting"]),
        (13, 0, ["chess", "painting"]),
    ],
)
def test_services_open_from_their_start_up_to_their_end(hour: int, minute: int, words: list[str]) -> None:
    """The start belongs to the opening, the end does not."""
    now = datetime(2026, 11, 24, hour, minute, tzinfo=DALI)
    assert [service.id for service in open_now(SERVICES, now)] == words


def test_a_service_keeps_its_weekdays() -> None:
    """Open on Mondays only means closed on Tuesday."""
    clinic = Service("clinic", {"en": "Clinic"}, "stethoscope", (Opening(time(9), time(12), (1,)),))
    assert open_now([clinic], datetime(2026, 11, 23, 10, tzinfo=DALI)) == [clinic]
    assert open_now([clinic], datetime(2026, 11, 24, 10, tzinfo=DALI)) == []


def test_a_service_without_hours_never_closes() -> None:
    """No openings means always open, and no closing time to show."""
    rest = Service("rest", {"en": "Rest"}, "bed")
    now = datetime(2026, 11, 24, 3, tzinfo=DALI)
    assert open_now([rest], now) == [rest]
    assert closes(rest, now) is None
