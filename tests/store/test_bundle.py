"""New settings, services and prices are tried before they are believed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.bundle import RANGES, Bundle
from kiosk.core.exchange import Change
from kiosk.core.model import Band, Opening, Service, Settings, Tariff
from kiosk.core.pages import ChooseService, Idle
from tests.centre import LI, SERVICES, SETTINGS, TARIFFS, Stand, open_stand, open_test_store

GOOD = Bundle(SETTINGS, SERVICES, TARIFFS)
LUNCH, MEAL = SERVICES[0], TARIFFS[0]
BAD = [
    pytest.param(replace(GOOD, settings=replace(SETTINGS, zone="Asia/Dali")), "time zone", id="zone"),
    pytest.param(replace(GOOD, settings=replace(SETTINGS, rush="dinner")), "a tap alone means", id="rush"),
    pytest.param(replace(GOOD, settings=replace(SETTINGS, result_seconds=0)), "result_seconds is 0", id="no time"),
    pytest.param(replace(GOOD, settings=replace(SETTINGS, undo_minutes=-1)), "undo_minutes is -1", id="minutes"),
    pytest.param(replace(GOOD, services=(replace(LUNCH, names={}),)), "no name", id="nameless"),
    pytest.param(replace(GOOD, services=(replace(LUNCH, tariff="gold"),)), "no price list", id="no prices"),
    pytest.param(replace(GOOD, services=(replace(LUNCH, stay=0),)), "a stay and places of 0", id="stay"),
    pytest.param(
        replace(GOOD, services=(replace(LUNCH, openings=(Opening(time(13), time(10)),)),)),
        "opens 13:00-10:00",
        id="hours",
    ),
    pytest.param(replace(GOOD, tariffs=(replace(MEAL, bands=()), TARIFFS[1])), "prices", id="no bands"),
    pytest.param(
        replace(GOOD, tariffs=(replace(MEAL, bands=(Band("all", 0, -1),)), TARIFFS[1])), "prices", id="negative"
    ),
]


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    """A desk whose centre has settled."""
    stand = open_stand(tmp_path)
    yield stand
    stand.store.database.close()


def test_what_a_centre_has_passes() -> None:
    """Nothing is wrong with settings that work, nor with those of a kiosk that heard nothing yet."""
    assert GOOD.problems() == Bundle(Settings()).problems() == []


@pytest.mark.parametrize("name", RANGES)
def test_each_time_has_a_least_and_a_most(name: str) -> None:
    """A result stays from five to fifteen seconds (ux-rules R24); the other times have their ranges too."""
    least, most = RANGES[name]
    said = {value: Bundle(timed(name, value)).problems() for value in range(least - 1, most + 2)}
    assert [value for value, problems in said.items() if problems] == [least - 1, most + 1]


def timed(name: str, value: int) -> Settings:
    """Settings with one time of their own."""
    times: dict[str, Any] = {name: value}
    return replace(SETTINGS, **times)


def test_a_version_tells_bundles_apart_and_heeds_no_order() -> None:
    """The server and the kiosk come to the same one, whatever order their rows have."""
    mixed = replace(GOOD, services=SERVICES[::-1], tariffs=TARIFFS[::-1])
    dearer = replace(GOOD, tariffs=(replace(MEAL, child_fen=901), TARIFFS[1]))
    assert mixed.version == GOOD.version != dearer.version


@pytest.mark.parametrize(("bundle", "why"), BAD)
def test_nonsense_is_named(bundle: Bundle, why: str) -> None:
    """Each mistake is said in words that lead to it."""
    (problem,) = bundle.problems()
    assert why in str(problem)


def test_a_bundle_that_fails_its_trial_changes_nothing(stand: Stand) -> None:
    """The kiosk goes on with what worked, says why, and takes the mended one as soon as it comes."""
    stand.tell(Change("settings", "centre", 2, replace(SETTINGS, zone="Asia/Dali", centre_name="新")))
    stand.tell(Change("tariff", "meal@2", 1, Tariff("meal", 2, date(2026, 1, 1), (Band("all", 0, 100),))))
    assert [one.what for one in stand.store.roster.refused] == ["Asia/Dali"]
    assert stand.store.roster.settings() == SETTINGS
    assert list(stand.store.roster.tariffs("meal")) == [MEAL]
    assert isinstance(stand.tap(LI), ChooseService)
    stand.set(centre_name="新")
    assert stand.store.roster.refused == ()
    assert stand.store.roster.settings().centre_name == "新"
    assert len(stand.store.roster.tariffs("meal")) == 2


def test_the_last_good_bundle_survives_a_restart(stand: Stand, tmp_path: Path) -> None:
    """A kiosk that is switched off with bad settings in its database starts with the good ones."""
    stand.tell(Change("service", "night", 1, Service("night", {}, "moon")))
    stand.store.database.close()
    again = open_test_store(tmp_path / "kiosk.db", stand.clock)
    assert again.roster.services() == SERVICES
    assert [one.what for one in again.roster.refused] == ["night"]
    again.database.close()


def test_an_idle_page_shows_the_settings_in_force(stand: Stand) -> None:
    """What was refused is on no page."""
    stand.tell(Change("settings", "centre", 2, replace(SETTINGS, result_seconds=0, centre_name="坏")))
    stand.clock.advance(60)
    page = stand.desk.entrance.idle(stand.clock.now())
    assert isinstance(page, Idle)
    assert page.centre == SETTINGS.centre_name
