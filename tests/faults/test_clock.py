"""Wrong clocks: the product's own kiosk and server on virtual time, with nobody to set the clock right."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.core.events import Scanned
from kiosk.core.model import Kind, WallState
from kiosk.core.pages import AlreadyHere, Welcome
from kiosk.sim.history import History
from kiosk.sim.laws import breaches
from kiosk.sim.people import come
from kiosk.sim.town import START, City, card


@pytest.fixture
def history(city: City, tmp_path: Path) -> Iterator[History]:
    """Three kiosks on a quiet morning."""
    history = History(city, tmp_path / "history", 1)
    history.weather.fair = True
    yield history
    for kiosk in history.kiosks:
        kiosk.close()


def broken(history: History) -> list[str]:
    """What is wrong after some turns of every courier."""
    history.heal()
    return breaches(history.evidence())


@pytest.mark.parametrize("year", [1970, 2016, 2099])
def test_a_wrong_clock_costs_no_visit(history: History, year: int) -> None:
    """Booted in another year, the kiosk greets everybody, and all of it arrives and is counted."""
    kiosk = history.kiosks[0]
    kiosk.clock.offset, kiosk.clock.state = datetime(year, 1, 1, 1, tzinfo=UTC) - START, WallState.EPOCH
    kiosk.cut_power()
    pages = [come(kiosk, card(kiosk.identity.centre, number), history.random) for number in range(8)]
    assert "OutOfOrder" not in pages
    assert len({fact.card for fact in history.promised if fact.card}) == 8
    assert broken(history) == []


def test_a_jump_costs_no_visit(history: History) -> None:
    """Years forward and back between taps, and between a choice and its end."""
    kiosk = history.kiosks[0]
    for number, days in enumerate((0, 27_000, -400, -20_000, 0)):
        kiosk.clock.offset = timedelta(days=days)
        come(kiosk, card(kiosk.identity.centre, number), history.random)
        history.city.clock.advance(60)
    assert len({fact.card for fact in history.promised if fact.card}) == 5
    assert broken(history) == []


def test_a_clock_set_back_doubles_nothing(history: History) -> None:
    """An hour is lived twice: the second tap is the same lunch, and the log keeps the order of what happened."""
    kiosk = history.kiosks[2]
    pages = []
    history.city.clock.advance(3 * 3600)
    for hours in (0, -1):
        kiosk.clock.offset = timedelta(hours=hours)
        at = kiosk.clock.now()
        pages.append(type(kiosk.do(Scanned(kiosk.new_id(at), at, "door", card("erhai", 1)))))
        history.city.clock.advance(1800)
    assert pages == [Welcome, AlreadyHere]
    assert [(fact.kind, fact.service) for fact in history.promised] == [(Kind.VISIT, "lunch")]
    moments = [fact.at.boot_ns for fact in history.promised]
    assert moments == sorted(moments)
    assert broken(history) == []
