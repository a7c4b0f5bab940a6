"""What nobody has any more is named on the server: which entries of which log of which kiosk."""

from kiosk.server import alarms, kiosks
from kiosk.wire import Heartbeat
from tests.server.parts import CENTRE, Browser, Log, new_kiosk


def ringing(browser: Browser) -> list[str]:
    """The kinds of the open alarms."""
    return [alarm.kind for alarm in alarms.ringing(browser.site.database, [CENTRE])]


def test_what_a_kiosk_could_not_save_is_named(browser: Browser) -> None:
    """A kiosk that was rebuilt says which entries are missing: one alarm, and the list goes on saying it."""
    site = browser.sign_in().site
    kiosk, _ = new_kiosk(site)
    for _ in range(2):
        beat = Heartbeat({"old": (40, b"")}, 0, 0, 0, "ntp", "hw", "1", lost=[("old", 7, 9)])
        kiosks.beat(site.database, kiosk, beat, site.epoch, site.now())
    assert ringing(browser) == ["lost"]
    assert "记录 old 丢失第 7–9 条" in browser.get("/kiosks").text


def test_what_a_kiosk_told_of_and_took_with_it_is_named(browser: Browser) -> None:
    """Its database is gone with five entries that never came in; when they turn up after all they are lost no more."""
    site = browser.sign_in().site
    kiosk, _ = new_kiosk(site)
    book = Log(site, kiosk)
    for _ in range(9):
        book.add()
    book.hand_in(count=4)
    for heads in ({book.id: (9, b"")}, {"new": (1, b"")}):
        kiosks.beat(site.database, kiosk, Heartbeat(heads, 5, 0, 0, "ntp", "hw", "1"), site.epoch, site.now())
    assert ringing(browser) == ["lost"]
    assert f"记录 {book.id[:8]} 丢失第 5–9 条" in browser.get("/kiosks").text
    book.hand_in()
    kiosks.beat(site.database, kiosk, Heartbeat(heads, 0, 0, 0, "ntp", "hw", "1"), site.epoch, site.now())
    assert "丢失第" not in browser.get("/kiosks").text


def test_a_log_that_came_in_whole_may_go(browser: Browser) -> None:
    """A fresh database that owes nothing is no loss."""
    site = browser.sign_in().site
    kiosk, _ = new_kiosk(site)
    book = Log(site, kiosk)
    book.add()
    book.hand_in()
    for heads in ({book.id: (1, b"")}, {"new": (1, b"")}):
        kiosks.beat(site.database, kiosk, Heartbeat(heads, 0, 0, 0, "ntp", "hw", "1"), site.epoch, site.now())
    assert ringing(browser) == []
