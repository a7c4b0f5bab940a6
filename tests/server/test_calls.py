"""A resident presses for help at a kiosk: who hears of it, and until when."""

from datetime import timedelta

import pytest

from kiosk.clock import SteppedClock
from kiosk.core.model import Role
from kiosk.server import alarms, calls, kiosks
from kiosk.server.site import Site
from kiosk.server.tables import Kiosk
from kiosk.wire import Heartbeat, HelpCall
from tests.server.parts import CENTRE, Browser, new_kiosk

PRESSED = HelpCall(boot_ns=5_000_000_000, seconds=3)


@pytest.fixture
def kiosk(site: Site) -> Kiosk:
    """One kiosk, over each database."""
    return new_kiosk(site)[0]


def beat(site: Site, kiosk: Kiosk, call: HelpCall | None) -> None:
    """It says whether somebody waits."""
    message = Heartbeat({}, 0, 0, 0, "ntp", "pi-1", "1", help=call)
    kiosks.beat(site.database, kiosk, message, site.epoch, site.now())


def waiting(site: Site) -> list[calls.Waiting]:
    """Who waits now."""
    return calls.waiting(site.database, [CENTRE], site.now())


def test_a_call_stands_until_the_kiosk_says_that_it_ended(site: Site, kiosk: Kiosk, clock: SteppedClock) -> None:
    """It has the kiosk's place and the moment of the press by the server's clock, however often it is heard."""
    pressed = site.now() - timedelta(seconds=3)
    beat(site, kiosk, PRESSED)
    clock.advance(600)
    beat(site, kiosk, HelpCall(PRESSED.boot_ns, 603))
    assert waiting(site) == [calls.Waiting(kiosk.id, "大门", "兴盛中心", pressed)]
    assert alarms.ringing(site.database, [CENTRE]) == []
    beat(site, kiosk, None)
    assert waiting(site) == []


def test_an_answered_call_stays_answered_and_a_new_one_is_new(site: Site, kiosk: Kiosk, clock: SteppedClock) -> None:
    """The kiosk, which cannot know yet, may go on telling of it; whoever presses again waits again."""
    beat(site, kiosk, PRESSED)
    calls.answer(site.database, [CENTRE], kiosk.id, by="wang", now=site.now())
    clock.advance(600)
    beat(site, kiosk, HelpCall(PRESSED.boot_ns, 603))
    assert waiting(site) == []
    beat(site, kiosk, HelpCall(PRESSED.boot_ns + 1, 0))
    assert [one.since for one in waiting(site)] == [site.now()]


def test_who_presses_twice_waits_since_the_first_time(site: Site, kiosk: Kiosk, clock: SteppedClock) -> None:
    """Two presses are one line on the page, and one answer ends both."""
    beat(site, kiosk, HelpCall(1, 0))
    pressed = site.now()
    clock.advance(90)
    beat(site, kiosk, HelpCall(2, 0))
    assert [one.since for one in waiting(site)] == [pressed]
    calls.answer(site.database, [CENTRE], kiosk.id, by="wang", now=site.now())
    assert waiting(site) == []


@pytest.mark.parametrize("seconds", [-5, 3601, 10**12])
def test_a_call_of_no_believable_age_is_passed_over(site: Site, kiosk: Kiosk, seconds: int) -> None:
    """Nobody is sent to a kiosk for a call of the future, or of yesterday."""
    beat(site, kiosk, HelpCall(1, seconds))
    assert waiting(site) == []


def test_after_an_hour_nobody_is_sent_any_more(site: Site, kiosk: Kiosk, clock: SteppedClock) -> None:
    """A call that nobody answered is not news on the next morning."""
    beat(site, kiosk, HelpCall(1, 0))
    clock.advance(3601)
    assert waiting(site) == []


def test_a_kiosk_of_another_centre_calls_nobody_here(site: Site, kiosk: Kiosk) -> None:
    """A call is shown, and answered, only where the kiosk stands."""
    beat(site, kiosk, PRESSED)
    assert calls.waiting(site.database, ["elsewhere"], site.now()) == []
    calls.answer(site.database, ["elsewhere"], kiosk.id, by="wang", now=site.now())
    assert len(waiting(site)) == 1


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (Role.DESK, {"/today"}),
        (Role.MANAGER, {"/today", "/kiosks"}),
        (Role.TECHNICIAN, {"/today", "/kiosks"}),
        (Role.CITY, set[str]()),
        (Role.AUDITOR, set[str]()),
    ],
)
def test_who_can_go_there_sees_who_waits(browser: Browser, role: Role, pages: set[str]) -> None:
    """The banner is on every page of those who work near the kiosk, and on none of those who are far away."""
    site = browser.sign_in(role).site
    beat(site, new_kiosk(site)[0], PRESSED)
    assert {path for path in ("/today", "/kiosks") if "大门有人请您过去" in browser.get(path).text} == pages


@pytest.mark.parametrize("page", ["today", "kiosks"])
def test_who_has_been_there_says_so(browser: Browser, page: str) -> None:
    """The button leads back to the page it was pressed on, without the banner, and so does what a script fetches."""
    site = browser.sign_in().site
    kiosk, _ = new_kiosk(site)
    beat(site, kiosk, PRESSED)
    assert "10:59" in browser.get(f"/calls/{page}").text
    answer = browser.submit(f"/calls/{page}", kiosk=kiosk.id)
    assert (answer.url.path, "有人请您过去" in answer.text) == (f"/{page}", False)
    assert browser.get(f"/calls/{page}").text.strip() == ""
