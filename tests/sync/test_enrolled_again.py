"""A kiosk that is let in again: with the key it has it is who it was, with another one it is somebody new."""

from dataclasses import replace

import pytest

from kiosk.credentials import SigningKey
from kiosk.errors import Refused
from kiosk.server import kiosks
from kiosk.server.tables import Log
from tests.sync.realserver import RealTown


def test_a_kiosk_that_is_let_in_again_still_delivers_what_it_holds(real_town: RealTown) -> None:
    """It was revoked and enrols with a new token and its own key: it is who it was, and nothing is lost or doubled."""
    kiosk = real_town.kiosk()
    before = kiosk.visit()
    kiosk.courier.run_once()
    kiosks.revoke(real_town.server.site.database, real_town.identity.kiosk_id, real_town.clock.now().wall)
    after = kiosk.visit()
    with pytest.raises(Refused, match="revoked"):
        kiosk.courier.run_once()
    assert real_town.enrolled(real_town.identity.key).kiosk_id == real_town.identity.kiosk_id
    kiosk.courier.run_once()
    assert kiosk.unsent() == 0
    assert sorted(real_town.held()) == sorted([before.id, after.id])


def test_a_re_imaged_machine_needs_a_token_and_leaves_the_past_as_it_was(real_town: RealTown) -> None:
    """An empty card has another key: refused until it is enrolled, it begins a log of its own, and no fact is gone."""
    before = real_town.kiosk("before").visit()
    real_town.kiosks[0].courier.run_once()
    known = real_town.identity
    real_town.identity = replace(known, key=SigningKey.generate())
    stranger = real_town.kiosk("stranger", "pi-1 empty")
    stranger.visit()
    with pytest.raises(Refused):
        stranger.courier.run_once()
    real_town.identity = real_town.enrolled()
    assert real_town.identity.kiosk_id != known.kiosk_id
    fresh = real_town.kiosk("fresh", "pi-1 again")
    after = fresh.visit()
    fresh.courier.run_once()
    assert sorted(real_town.held()) == sorted([before.id, after.id])
    database = real_town.server.site.database
    with database.reading():
        assert {log.kiosk for log in database.rows(Log.select())} == {known.kiosk_id, real_town.identity.kiosk_id}
