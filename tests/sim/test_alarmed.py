"""The law that somebody is told: it holds after a copied and after an older card, and it fails where nothing rang."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.server import alarms
from kiosk.sim.history import History
from kiosk.sim.laws import alarmed
from kiosk.sim.machine import Kiosk
from kiosk.sim.people import come
from kiosk.sim.town import CENTRES, City, card


@pytest.fixture
def history(city: City, tmp_path: Path) -> Iterator[History]:
    """Three kiosks on a quiet morning; of the first card there is an image, and the server has more than that."""
    history = History(city, tmp_path / "history", 1)
    history.weather.fair = True
    kiosk = history.kiosks[0]
    visit(history, kiosk)
    history.image(kiosk)
    visit(history, kiosk)
    yield history
    for one in history.kiosks:
        one.close()


def visit(history: History, kiosk: Kiosk) -> None:
    """Somebody comes, and the server hears of it."""
    history.city.clock.advance(400)
    come(kiosk, card(kiosk.identity.centre, len(history.promised) % 8), history.random)
    kiosk.sync()


def copied(history: History) -> None:
    """The image runs in another machine."""
    history.clone(history.kiosks[0])


def put_back(history: History) -> None:
    """The image is written over the card, and somebody comes."""
    history.put_back(history.kiosks[0])
    visit(history, history.kiosks[0])


def test_a_quiet_day_rings_nothing(history: History) -> None:
    """An image that stays in a drawer is no news."""
    history.heal()
    assert list(alarmed(history.evidence())) == []
    assert alarms.ringing(history.city.server.site.database, list(CENTRES)) == []


@pytest.mark.parametrize("deed", [copied, put_back])
def test_without_its_alarm_the_law_is_broken(history: History, deed: Callable[[History], None]) -> None:
    """The alarm is open once all is healed; were it not, the law would say so: a server that is mute fails."""
    deed(history)
    history.heal()
    assert list(alarmed(history.evidence())) == []
    database, now = history.city.server.site.database, history.city.server.site.now()
    rung = alarms.ringing(database, list(CENTRES))
    assert {alarm.kiosk for alarm in rung} == {history.kiosks[0].identity.kiosk}
    for alarm in rung:
        alarms.close(database, list(CENTRES), alarm.id, by="nobody", now=now)
    assert [breach for breach in alarmed(history.evidence()) if history.kiosks[0].identity.kiosk in breach]
