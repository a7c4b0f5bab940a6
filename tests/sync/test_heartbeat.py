import pytest

from kiosk.errors import Unreachable
from kiosk.wire import HelpCall
from tests.sync.parts import Kiosk, Town
from tests.sync.wireserver import request_lost


def test_it_says_how_the_kiosk_is(town: Town, kiosk: Kiosk) -> None:
    """Heads, queue and its age, free space, clock, readers and version are reported."""
    kiosk.visit()
    town.clock.advance(90)
    kiosk.visit()
    town.weather.mishaps.append(request_lost)
    with pytest.raises(Unreachable):
        kiosk.courier.run_once()
    (beat,) = town.server.beats
    (head,) = kiosk.store.outbox.logs()
    assert beat.heads == {head.log_id: (2, head.hash)}
    assert (beat.unsent, beat.oldest_unsent_seconds) == (2, 90)
    assert (beat.free_bytes, beat.readers, beat.wall_state) == (10**9, {"door": "ok"}, "ntp")
    assert (beat.hardware, beat.version) == ("pi-1", "1.0")


def test_a_call_in_the_moment_of_boot_is_told(town: Town, kiosk: Kiosk) -> None:
    """Moment nought is a moment like any other."""
    kiosk.call = 0
    kiosk.courier.run_once()
    assert town.server.beats[0].help == HelpCall(0, town.clock.now().boot_ns // 10**9)


def test_a_clock_set_back_gives_no_negative_age(town: Town, kiosk: Kiosk) -> None:
    """A wall clock that jumped back makes the queue's age nought, not less."""
    kiosk.visit()
    town.clock.advance(-3600)
    town.weather.mishaps.append(request_lost)
    with pytest.raises(Unreachable):
        kiosk.courier.run_once()
    assert town.server.beats[0].oldest_unsent_seconds == 0


def test_a_fact_of_a_newer_version_does_not_stop_the_heart(town: Town, kiosk: Kiosk) -> None:
    """After a downgrade an entry may be of a kind that this version does not know; its age is then not known either."""
    kiosk.visit()
    kiosk.store.database.rows("UPDATE event SET body = replace(body, 'visit', 'hologram')")
    town.weather.mishaps.append(request_lost)
    with pytest.raises(Unreachable):
        kiosk.courier.run_once()
    assert (town.server.beats[0].unsent, town.server.beats[0].oldest_unsent_seconds) == (1, 0)


def test_when_both_agree_nothing_is_written(town: Town, kiosk: Kiosk) -> None:
    """A beat in peace changes no log and pushes nothing."""
    kiosk.visit()
    kiosk.courier.run_once()
    before = kiosk.store.outbox.logs()
    kiosk.courier.run_once()
    assert kiosk.store.outbox.logs() == before
    assert len(town.server.pushes) == 1
