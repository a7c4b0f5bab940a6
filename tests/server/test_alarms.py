"""What a technician is told of a kiosk: an older card, a card in another machine, two machines with one card."""

from datetime import timedelta

import msgspec
import pytest

from kiosk.clock import SteppedClock
from kiosk.core.exchange import Run
from kiosk.core.model import Role
from kiosk.server import alarms, kiosks
from kiosk.server.site import Site
from kiosk.server.tables import Kiosk
from kiosk.wire import Ack, Fork, Heartbeat
from tests.server.parts import CENTRE, Browser, Log, new_kiosk


@pytest.fixture
def kiosk(site: Site) -> Kiosk:
    """One kiosk, over each database."""
    return new_kiosk(site)[0]


def beat(site: Site, kiosk: Kiosk, hardware: str) -> None:
    """It says that it is alive."""
    kiosks.beat(site.database, kiosk, Heartbeat({}, 0, 0, 0, "ntp", hardware, "1"), site.epoch, site.now())


def heard(site: Site) -> list[str]:
    """The kinds of the open alarms."""
    return [alarm.kind for alarm in alarms.ringing(site.database, [CENTRE])]


def test_a_kiosk_that_stays_where_it_is_rings_nothing(site: Site, kiosk: Kiosk, clock: SteppedClock) -> None:
    """Heartbeats of one machine, and a log that only grows, are no news."""
    log = Log(site, kiosk)
    for _ in range(3):
        beat(site, kiosk, "pi-1")
        log.add()
        log.hand_in()
        clock.advance(600)
    assert heard(site) == []


def test_a_card_in_another_machine_is_told_once(site: Site, kiosk: Kiosk, clock: SteppedClock) -> None:
    """A new hardware print is a moved card; that it goes on beating is no further news."""
    for hardware in ("pi-1", "pi-1", "pi-2", "pi-2"):
        beat(site, kiosk, hardware)
        clock.advance(600)
    assert heard(site) == ["moved"]


def test_two_machines_alive_under_one_name_are_told(site: Site, kiosk: Kiosk, clock: SteppedClock) -> None:
    """The old machine speaks again after the new one: there are two of them, and both keep working."""
    for hardware in ("pi-1", "pi-2", "pi-1"):
        beat(site, kiosk, hardware)
        clock.advance(600)
    assert set(heard(site)) == {"moved", "cloned"}


def test_a_machine_that_comes_back_from_repair_is_no_clone(site: Site, kiosk: Kiosk, clock: SteppedClock) -> None:
    """A print that was silent for days while the card is back in its first machine only moved."""
    for hardware, later in (("pi-1", 600), ("pi-2", timedelta(days=3).total_seconds()), ("pi-1", 600)):
        beat(site, kiosk, hardware)
        clock.advance(later)
    assert heard(site) == ["moved"]


def test_an_older_card_is_told_by_its_fork_or_by_its_new_log(site: Site, kiosk: Kiosk) -> None:
    """A history that parts from ours, or a log that leaves its parent too early, comes from an older card."""
    log, old = Log(site, kiosk), Log(site, kiosk)
    old.id = log.id
    for _ in range(3):
        log.add()
    log.hand_in()
    old.add()
    assert isinstance(old.hand_in(), Fork)
    assert heard(site) == ["split"]
    alarms.close(site.database, [CENTRE], alarms.ringing(site.database, [CENTRE])[0].id, by="wang", now=site.now())
    assert heard(site) == []
    new = Log(site, kiosk, parent=(log.id, 1))
    new.add()
    assert isinstance(new.hand_in(), Ack)
    assert heard(site) == ["split"]


def test_a_log_that_ends_with_its_machine_is_no_older_card(site: Site, kiosk: Kiosk) -> None:
    """New hardware goes on in a new log from the very end of the old one."""
    log = Log(site, kiosk)
    log.add()
    log.hand_in()
    new = Log(site, kiosk, parent=(log.id, 1))
    new.add()
    new.hand_in()
    assert heard(site) == []


def test_staff_see_an_alarm_and_close_it(browser: Browser) -> None:
    """It stands on the page of today and on that of the kiosks until somebody has seen to it."""
    site = browser.site
    kiosk, _ = new_kiosk(site)
    for hardware in ("pi-1", "pi-2"):
        beat(site, kiosk, hardware)
    browser.sign_in(Role.TECHNICIAN)
    assert "换到了另一台机器" in browser.get("/kiosks").text
    assert "1 条签到机警报" in browser.get("/today").text
    alarm = alarms.ringing(site.database, [CENTRE])[0]
    assert "换到了另一台机器" not in browser.submit("/kiosks/alarm", alarm=alarm.id).text


def test_a_copy_that_goes_on_where_the_card_had_left_its_log_is_told(site: Site, kiosk: Kiosk) -> None:
    """The new log came in first, from the end that we held then; the old one growing past it has another writer."""
    old = Log(site, kiosk)
    for _ in range(3):
        old.add()
    old.hand_in(count=2)
    new = Log(site, kiosk, parent=(old.id, 2))
    new.add()
    new.hand_in()
    assert heard(site) == []
    old.hand_in()
    assert heard(site) == ["split"]


def test_a_heartbeat_that_comes_late_tells_nothing(site: Site, kiosk: Kiosk, clock: SteppedClock) -> None:
    """One that was written earlier, in this boot or one before, is answered and not believed: the dead stay dead."""
    runs = {name: Run(name, number, 0, None, 0) for number, name in enumerate(("first", "second"), start=1)}

    def told(run: str, boot_ns: int, unsent: int) -> tuple[str | None, int]:
        message = Heartbeat({}, unsent, 0, 0, "ntp", "pi-1", "1", runs=[runs[run]], run=run, boot_ns=boot_ns)
        assert kiosks.beat(site.database, kiosk, message, site.epoch, site.now()).server_epoch == site.epoch
        clock.advance(600)
        found = kiosks.find(site.database, kiosk.id)
        assert found
        return found.seen_at, msgspec.json.decode(found.status or "", type=Heartbeat).unsent

    told("first", 10, 1)
    seen = told("second", 5, 2)
    assert [told("first", 10, 1), told("second", 4, 3), told("second", 5, 2)] == [seen] * 3
    later, unsent = told("second", 6, 4)
    assert (later, unsent) != seen
    assert unsent == 4
