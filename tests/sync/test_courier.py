import logging
from collections.abc import Callable
from threading import Event, Thread

import httpx
import pytest

from kiosk.clock import SystemClock
from kiosk.core.model import Resident
from kiosk.errors import Unreachable
from kiosk.sync.courier import HEARTBEAT
from tests.patience import PATIENCE, until
from tests.sync.parts import Kiosk, Town, lunch
from tests.sync.wireserver import Mishap, request_lost, says


class Until(Event):
    """Stops a worker as soon as something holds."""

    def __init__(self, holds: Callable[[], bool]) -> None:
        """Look at `holds` each time the worker looks at this."""
        super().__init__()
        self.holds = holds

    def is_set(self) -> bool:
        """Whether it holds."""
        return self.holds()


def only(part: str, mishap: Mishap) -> Mishap:
    """Bad weather for one kind of request."""
    return lambda request, server: (
        mishap(request, server) if part in request.url.path else server.handle_request(request)
    )


def run_for(kiosk: Kiosk, seconds: float) -> None:
    """Let the worker work for so long."""
    end = kiosk.clock.monotonic() + seconds
    kiosk.courier.run(Until(lambda: kiosk.clock.monotonic() >= end))


def test_it_works_at_its_pace(town: Town, kiosk: Kiosk) -> None:
    """Changes are looked for every five seconds, the heart beats every ten minutes, an empty outbox asks nothing."""
    run_for(kiosk, 1800)
    feeds = town.server.requests.count("GET /api/v1/feed")
    assert feeds == pytest.approx(1800 / 5, rel=0.02)
    assert town.server.requests.count("POST /api/v1/heartbeat") == 1800 / HEARTBEAT
    assert not town.server.pushes


def test_it_begins_at_once_whatever_the_clock_counts_from(town: Town, kiosk: Kiosk) -> None:
    """No errand waits for a moment that was never named, also where the monotonic clock stands before nought."""
    town.clock.advance(-36_000)
    kiosk.visit()
    run_for(kiosk, 1)
    assert town.server.pushes
    assert town.server.beats


def test_a_nudge_delivers_at_once(town: Town, kiosk: Kiosk) -> None:
    """A fact recorded just after a look is on the server before the next look is due."""
    run_for(kiosk, 0.1)
    kiosk.visit()
    kiosk.courier.nudge()
    begun = kiosk.clock.monotonic()
    kiosk.courier.run(Until(lambda: bool(town.server.pushes)))
    assert kiosk.clock.monotonic() - begun < 1


def test_a_call_for_staff_is_told_at_once_and_so_is_its_end(town: Town, kiosk: Kiosk) -> None:
    """Neither waits for the next heartbeat; what else is nudged makes the heart beat no faster."""
    run_for(kiosk, 30)
    for call in (kiosk.clock.now().boot_ns, None):
        kiosk.call = call
        kiosk.courier.nudge()
        run_for(kiosk, 1)
        kiosk.courier.nudge()
        run_for(kiosk, 30)
    calls = [beat.help and (beat.help.boot_ns, beat.help.seconds) for beat in town.server.beats]
    assert len(calls) == 3
    assert (calls[0], calls[2]) == (None, None)
    assert calls[1]
    assert calls[1][1] == 0


def test_a_clock_that_contradicts_the_server_is_told_at_once_and_so_is_its_end(town: Town, kiosk: Kiosk) -> None:
    """Neither waits for the next heartbeat, and each is told once."""
    run_for(kiosk, 30)
    for kiosk.ahead in (-1209600.0, None):
        kiosk.courier.beat()
        run_for(kiosk, 30)
    assert [beat.ahead for beat in town.server.beats] == [None, -1209600.0, None]


def test_a_call_without_a_server_is_told_when_it_is_back(town: Town, kiosk: Kiosk) -> None:
    """It comes with the seconds that passed since it was pressed."""
    town.weather.always = request_lost
    run_for(kiosk, 30)
    kiosk.call = kiosk.clock.now().boot_ns
    kiosk.courier.nudge()
    run_for(kiosk, 120)
    town.weather.always = None
    kiosk.courier.run(Until(lambda: bool(town.server.beats)))
    told = town.server.beats[-1].help
    assert told
    assert told.seconds >= 120


def test_a_nudge_does_not_hammer_a_server_that_is_away(town: Town, kiosk: Kiosk) -> None:
    """While deliveries fail, visits do not make them more frequent."""
    tries = 0

    def count(request: httpx.Request, _server: httpx.BaseTransport) -> httpx.Response:
        nonlocal tries
        tries += "events" in request.url.path
        return httpx.Response(500)

    town.weather.always = count
    end = kiosk.clock.monotonic() + 3600

    def tapping() -> bool:
        kiosk.courier.nudge()
        return kiosk.clock.monotonic() >= end

    kiosk.visit()
    kiosk.courier.run(Until(tapping))
    assert 5 < tries < 40


@pytest.mark.parametrize("broken", ["events", "feed", "heartbeat"])
def test_one_errand_that_fails_does_not_hold_up_the_others(town: Town, kiosk: Kiosk, broken: str) -> None:
    """Delivery, feed and heartbeat go on whatever happens to one of them."""
    town.weather.always = only(broken, request_lost)
    town.server.put("resident", "r-1", Resident("r-1", "王秀英"))
    kiosk.visit()
    run_for(kiosk, 60)
    done = {
        "events": kiosk.unsent() == 0,
        "feed": kiosk.store.roster.resident("r-1") is not None,
        "heartbeat": bool(town.server.beats),
    }
    assert done == {part: part != broken for part in done}
    assert kiosk.courier.away


def test_a_month_of_facts_does_not_delay_a_change(town: Town, kiosk: Kiosk) -> None:
    """A revocation comes down between two batches, not after the last."""
    kiosk.store.visits.record(*[lunch(f"visit {number}", kiosk.clock.now()) for number in range(2500)])
    town.server.put("resident", "r-1", Resident("r-1", "王秀英"))
    kiosk.courier.run(Until(lambda: kiosk.heard.changes > 0))
    assert len(town.server.pushes) == 1


def test_it_comes_back_by_itself_after_days(town: Town, kiosk: Kiosk) -> None:
    """Days without a server lose nothing, and minutes after it is back all of it has arrived."""
    town.weather.always = request_lost
    facts = [kiosk.visit().id for _ in range(30)]
    run_for(kiosk, 4 * 86400)
    town.weather.always = None
    begun = kiosk.clock.monotonic()
    kiosk.courier.run(Until(lambda: kiosk.unsent() == 0))
    assert kiosk.clock.monotonic() - begun <= 900
    assert town.held() == facts


def test_what_works_again_wakes_the_others(town: Town, kiosk: Kiosk) -> None:
    """When one errand reaches the server again, the others try at once instead of waiting their own time."""
    town.weather.always = request_lost
    kiosk.visit()
    run_for(kiosk, 86400)
    town.weather.always = None
    kiosk.courier.run(Until(lambda: bool(town.server.requests)))
    begun = kiosk.clock.monotonic()
    kiosk.courier.run(Until(lambda: kiosk.unsent() == 0 and bool(town.server.beats)))
    assert kiosk.clock.monotonic() - begun < 1


@pytest.mark.parametrize(("asked", "waits"), [("600", 600), ("31536000", 900)])
def test_retry_after_is_kept(town: Town, kiosk: Kiosk, asked: str, waits: float) -> None:
    """A server that asks for ten minutes gets them, but never more than a quarter of an hour."""
    town.weather.always = only("feed", says(503, headers={"Retry-After": asked}))
    run_for(kiosk, 1)
    town.weather.always = None
    begun = kiosk.clock.monotonic()
    kiosk.courier.run(Until(lambda: "GET /api/v1/feed" in town.server.requests))
    assert kiosk.clock.monotonic() - begun == pytest.approx(waits, abs=6)


def test_a_bug_does_not_end_the_worker(town: Town, kiosk: Kiosk, caplog: pytest.LogCaptureFixture) -> None:
    """What nobody foresaw is logged with its place, and the courier goes on."""

    def bug(_request: httpx.Request, _server: httpx.BaseTransport) -> httpx.Response:
        raise ZeroDivisionError

    kiosk.visit()
    town.weather.mishaps.append(bug)
    run_for(kiosk, 60)
    assert kiosk.unsent() == 0
    assert "delivery met what nobody foresaw" in caplog.text


def test_an_outage_is_one_line_in_the_log(town: Town, kiosk: Kiosk, caplog: pytest.LogCaptureFixture) -> None:
    """Two days without a server say so once for each errand, not thousands of times."""
    town.weather.always = request_lost
    kiosk.visit()
    with caplog.at_level(logging.INFO, "kiosk"):
        run_for(kiosk, 2 * 86400)
    assert len(caplog.records) == 3


def test_run_once_tries_everything_and_names_the_failure(town: Town, kiosk: Kiosk) -> None:
    """A command that syncs once does what it can, then says what it could not."""
    kiosk.visit()
    town.weather.always = only("feed", request_lost)
    with pytest.raises(Unreachable, match="cable"):
        kiosk.courier.run_once()
    assert kiosk.unsent() == 0
    assert town.server.beats


def test_on_a_thread_of_its_own_it_wakes_and_stops(town: Town) -> None:
    """With the machine's clock, a nudge delivers long before the next round, and `stop` ends the worker soon after."""
    kiosk = Kiosk(town.folder / "live.db", town.weather, SystemClock(), every=3600)
    town.kiosks.append(kiosk)
    stop = Event()
    worker = Thread(target=kiosk.courier.run, args=(stop,))
    worker.start()
    try:
        until(lambda: town.server.beats, "the first round")
        kiosk.visit()
        kiosk.courier.nudge()
        until(lambda: not kiosk.unsent(), "the delivery")
    finally:
        stop.set()
        worker.join(PATIENCE)
    assert not worker.is_alive()
