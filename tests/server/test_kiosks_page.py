"""The list of kiosks tells staff what is wrong with one, in their language, until it no longer is."""

from typing import Any

import msgspec

from kiosk.server import alarms, kiosks, offers
from kiosk.wire import Heartbeat
from tests.server.parts import Browser, new_kiosk


def test_a_kiosk_whose_copy_cannot_be_mended_is_told_of(browser: Browser) -> None:
    """The list of kiosks says so until a heartbeat no longer does."""
    site = browser.sign_in().site
    kiosk, _ = new_kiosk(site)
    for unlike in (["card"], []):
        beat = Heartbeat({}, 0, 0, 10**9, "ntp", "hw", "1.2", unlike=unlike)
        kiosks.beat(site.database, kiosk, beat, site.epoch, site.now())
        assert ("与服务器的资料不一致" in browser.get("/kiosks").text) == bool(unlike)


def test_a_kiosk_that_refuses_the_newest_settings_says_why(browser: Browser) -> None:
    """Staff read it in Chinese, with the setting's own name; an older kiosk's English is shown as it came."""
    site = browser.sign_in().site
    kiosk, _ = new_kiosk(site)
    newest = offers.bundle(site.database, kiosk.centre).version
    flaws = [("range", "result_seconds", "99 (5-15)"), ("hours", "lunch", "13:00-10:00 1"), ("taste", "soup", "salty")]
    told = {"flaws": flaws, "bundle": "0123456789ab"}
    cases: tuple[tuple[dict[str, Any], list[str], str], ...] = (
        (told, ["“结果显示（秒）”不能是 99 (5-15)", "“lunch”的开放时间不对", "taste soup salty"], "还没收到最新设置"),
        ({"refused": "result_seconds is 99"}, ["result_seconds is 99"], "还没收到最新设置"),
        ({"bundle": "0123456789ab"}, ["还没收到最新设置"], "新设置没有启用"),
        ({"bundle": newest}, ["大门"], "还没收到最新设置"),
    )
    for more, seen, unseen in cases:
        beat = msgspec.structs.replace(Heartbeat({}, 0, 0, 10**9, "ntp", "hw", "1.2"), **more)
        kiosks.beat(site.database, kiosk, beat, site.epoch, site.now())
        page = browser.get("/kiosks").text
        assert [text for text in seen if text not in page] == []
        assert unseen not in page


def test_a_kiosk_whose_network_lies_about_the_time_is_told_of(browser: Browser) -> None:
    """By how much and in which direction, with an alarm for a technician, until a heartbeat no longer says so."""
    site = browser.sign_in().site
    kiosk, _ = new_kiosk(site)
    for ahead, said in (
        (-14 * 86400.0, "网络时间比服务器慢 14 天"),
        (3 * 3600.0, "网络时间比服务器快 3 小时"),
        (None, ""),
    ):
        beat = Heartbeat({}, 0, 0, 10**9, "server", "hw", "1.2", ahead=ahead)
        kiosks.beat(site.database, kiosk, beat, site.epoch, site.now())
        page = browser.get("/kiosks").text
        assert said in page
        assert ("网络时间比服务器" in page) == bool(said)
        assert "那里的网络时间和服务器对不上" in page
    assert [alarm.kind for alarm in alarms.ringing(site.database, [kiosk.centre])] == ["clock"]


def test_kiosks_that_all_contradict_the_server_alike_point_at_its_own_clock(browser: Browser) -> None:
    """One kiosk proves nothing, two that differ neither, and one that agrees speaks for the server."""
    site = browser.sign_in().site
    one, two, three = (new_kiosk(site, name=name)[0] for name in ("东门", "西门", "北门"))
    for kiosk, state, ahead, ours in (
        (one, "server", 86400.0, False),
        (two, "server", 7200.0, False),
        (two, "server", 86460.0, True),
        (three, "ntp", None, False),
    ):
        beat = Heartbeat({}, 0, 0, 10**9, state, "hw", "1.2", ahead=ahead)
        kiosks.beat(site.database, kiosk, beat, site.epoch, site.now())
        assert ("多半是本服务器的时钟错了" in browser.get("/kiosks").text) == ours
