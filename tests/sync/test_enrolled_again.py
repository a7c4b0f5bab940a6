"""A kiosk that is let in again: with the key it has it is who it was, with another one it is somebody new."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.credentials import SigningKey
from kiosk.errors import Refused
from kiosk.server import kiosks
from kiosk.server.tables import Log
from tests.sync.realserver import RealTown


@pytest.fixture
def town(tmp_path: Path) -> Iterator[RealTown]:
    """The product's own server and the way to it."""
    town = RealTown(tmp_path)
    yield town
    town.close()


def test_a_kiosk_that_is_let_in_again_still_delivers_what_it_holds(town: RealTown) -> None:
    """It was revoked and enrols with a new token and its own key: it is who it was, and nothing is lost or doubled."""
    kiosk = town.kiosk()
    before = kiosk.visit()
    kiosk.courier.run_once()
    kiosks.revoke(town.server.site.database, town.identity.kiosk_id, town.clock.now().wall)
    after = kiosk.visit()
    with pytest.raises(Refused, match="revoked"):
        kiosk.courier.run_once()
    assert town.enrolled(town.identity.key).kiosk_id == town.identity.kiosk_id
    kiosk.courier.run_once()
    assert kiosk.unsent() == 0
    assert sorted(town.held()) == sorted([before.id, after.id])


def test_a_re_imaged_machine_needs_a_token_and_leaves_the_past_as_it_was(town: RealTown) -> None:
    """An empty card has another key: refused until it is enrolled, it begins a log of its own, and no fact is gone."""
    before = town.kiosk("before").visit()
    town.kiosks[0].courier.run_once()
    known = town.identity
    town.identity = replace(known, key=SigningKey.generate())
    stranger = town.kiosk("stranger", "pi-1 empty")
    stranger.visit()
    with pytest.raises(Refused):
        stranger.courier.run_once()
    town.identity = town.enrolled()
    assert town.identity.kiosk_id != known.kiosk_id
    fresh = town.kiosk("fresh", "pi-1 again")
    after = fresh.visit()
    fresh.courier.run_once()
    assert sorted(town.held()) == sorted([before.id, after.id])
    database = town.server.site.database
    with database.reading():
        assert {log.kiosk for log in database.rows(Log.select())} == {known.kiosk_id, town.identity.kiosk_id}
