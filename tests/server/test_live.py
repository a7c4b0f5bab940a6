"""The dashboard in a real browser, over a real socket: with a script it follows, without one it reads the same."""

import re
import socket
from collections.abc import Iterator
from threading import Thread

import pytest
import uvicorn
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from kiosk.core.model import Role
from kiosk.server import kiosks, staff
from kiosk.server.app import app_of
from kiosk.server.site import Site
from kiosk.wire import Heartbeat, HelpCall
from tests.patience import PATIENCE
from tests.server.parts import CENTRE, PASSWORD, Log, new_kiosk

PHONE = ViewportSize(width=390, height=844)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]


@pytest.fixture
def address(plain_site: Site) -> Iterator[str]:
    """The running server, with one account."""
    hire = staff.Hire(name="王芳", role=Role.MANAGER, login="wang", password=PASSWORD)
    staff.hire(plain_site.database, plain_site.pins, CENTRE, hire, plain_site.now())
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        options = uvicorn.Config(app_of(plain_site), log_level="error", lifespan="off", timeout_graceful_shutdown=1)
        server = uvicorn.Server(options)
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """Debian's browser."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)


def signed_in(chromium: Chromium, address: str, *, script: bool = True) -> Page:
    """A phone that shows today."""
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", java_script_enabled=script)
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    page.goto(f"{address}/login")
    page.fill("[name=login]", "wang")
    page.fill("[name=password]", PASSWORD)
    page.click("button")
    return page


def test_numbers_follow_without_a_reload(chromium: Chromium, address: str, plain_site: Site) -> None:
    """A visit that comes in while the page is open is on it a moment later, and nothing runs off a phone's side."""
    page = signed_in(chromium, address)
    assert page.inner_text("#visits") == "0"
    page.evaluate("window.same = true")
    book = Log(plain_site, new_kiosk(plain_site)[0])
    book.add()
    book.hand_in()
    expect(page.locator("#visits")).to_have_text("1", timeout=1000 * PATIENCE)
    assert page.evaluate("window.same")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.context.close()


def test_who_waits_for_a_person_is_seen_without_a_reload(chromium: Chromium, address: str, plain_site: Site) -> None:
    """A press at a kiosk lays a banner over the open pages; the button takes it away from each of them."""
    kiosk, _ = new_kiosk(plain_site)
    today = signed_in(chromium, address)
    other = today.context.new_page()
    other.goto(f"{address}/kiosks")
    pressed = Heartbeat({}, 0, 0, 0, "ntp", "pi-1", "1", help=HelpCall(1, 20))
    kiosks.beat(plain_site.database, kiosk, pressed, plain_site.epoch, plain_site.now())
    for page in (today, other):
        expect(page.locator(".call")).to_contain_text("大门有人请您过去", timeout=1000 * PATIENCE)
        expect(page).to_have_title(re.compile(r"^\(!\)"), timeout=1000 * PATIENCE)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    today.click(".call button")
    for page in (today, other):
        expect(page.locator(".call")).to_have_count(0, timeout=1000 * PATIENCE)
        expect(page).not_to_have_title(re.compile(r"^\(!\)"), timeout=1000 * PATIENCE)
    today.context.close()


def test_without_a_script_the_page_reads_the_same(chromium: Chromium, address: str, plain_site: Site) -> None:
    """An old phone gets the numbers and reloads by itself."""
    book = Log(plain_site, new_kiosk(plain_site)[0])
    book.add()
    book.hand_in()
    page = signed_in(chromium, address, script=False)
    assert page.inner_text("#visits") == "1"
    assert 'http-equiv="refresh"' in page.content()
    page.context.close()
