"""Who is here, and who is no longer, on the page of today."""

from kiosk.clock import SteppedClock
from kiosk.core.model import Kind
from tests.server.parts import Browser, Log, new_kiosk


def test_today_tells_who_said_that_they_leave_from_who_is_taken_to(browser: Browser, clock: SteppedClock) -> None:
    """Beside the people inside stands how many left, and how many of them by estimate; nothing while nobody did."""
    site = browser.sign_in().site
    book = Log(site, new_kiosk(site)[0])
    book.add()
    book.add(card="em4100:0100000002")
    book.hand_in()
    assert 'id="left"' not in browser.get("/today").text
    clock.advance(20 * 60)
    book.add(kind=Kind.DEPARTURE, service=None)
    book.hand_in(first=3)
    clock.advance(60)
    assert "已离开 1 人，其中 0 人是估计的" in browser.get("/today").text
    clock.advance(60 * 60)
    assert "已离开 2 人，其中 1 人是估计的" in browser.get("/today").text
