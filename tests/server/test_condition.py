"""What the list of kiosks says of how each one is."""

import pytest

from kiosk.readers.pump import State
from kiosk.server import kiosks
from kiosk.wire import Heartbeat
from tests.server.parts import Browser, new_kiosk

WORDS = {State.WORKING: "已连接", State.STARTING: "正在启动", State.LOST: "没有连上"}


@pytest.mark.parametrize("state", State)
def test_a_reader_is_told_in_words_and_only_one_at_work_in_green(browser: Browser, state: State) -> None:
    """Every state that a kiosk reports."""
    site = browser.sign_in().site
    beat = Heartbeat({}, 0, 0, 10**9, "ntp", "hw", "1.2", readers={"door": state})
    kiosks.beat(site.database, new_kiosk(site)[0], beat, site.epoch, site.now())
    look = "ok" if state is State.WORKING else "warn"
    assert f'<span class="tag {look}">door {WORDS[state]}</span>' in browser.get("/kiosks").text


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("random_uid", "有人用手机刷"),
        ("same_for_all", "有人用身份证刷"),
        ("inverted", "D0、D1 两根线接反了"),
        ("sends numbers backwards", "卡号是反的，已自动校正"),
        ("reads nothing it understands", "读了几次都没读懂，请检查接线和设置"),
        ("something newer", "something newer"),
    ],
)
def test_what_is_odd_about_a_reader_is_told_in_words(browser: Browser, note: str, words: str) -> None:
    """Behind its state; what only a newer kiosk knows, as it says it."""
    site = browser.sign_in().site
    beat = Heartbeat({}, 0, 0, 10**9, "ntp", "hw", "1.2", readers={"door": f"working, {note}"})
    kiosks.beat(site.database, new_kiosk(site)[0], beat, site.epoch, site.now())
    assert f'<span class="tag warn">door 已连接, {words}</span>' in browser.get("/kiosks").text


def test_a_kiosk_whose_copy_cannot_be_mended_is_told_of(browser: Browser) -> None:
    """The list of kiosks says so until a heartbeat no longer does."""
    site = browser.sign_in().site
    kiosk, _ = new_kiosk(site)
    for unlike in (["card"], []):
        beat = Heartbeat({}, 0, 0, 10**9, "ntp", "hw", "1.2", unlike=unlike)
        kiosks.beat(site.database, kiosk, beat, site.epoch, site.now())
        assert ("与服务器的资料不一致" in browser.get("/kiosks").text) == bool(unlike)
