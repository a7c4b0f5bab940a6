"""What a centre offers and sets for its kiosks, from the pages of a browser."""

import re
from datetime import date, time

import pytest

from kiosk.core.model import Opening, Role, Service, Settings
from kiosk.server import feed, offers
from kiosk.server.feed import changing
from kiosk.server.site import Site
from tests.server.parts import CENTRE, Browser, new_kiosk

SETTINGS = {
    "centre_name": "兴盛中心", "rush": "lunch", "language": "en", "notices": "周五停电\n\n 下周一体检 ",
    "result_seconds": "6", "choose_seconds": "45", "grace_seconds": "15",
    "settle_seconds": "5", "repeat_minutes": "20", "undo_minutes": "30", "departures": "on",
    "single_choice": "on",
}  # fmt: skip


def settings(site: Site) -> Settings:
    """What the centre has set."""
    return offers.settings_of(site.database, CENTRE)


def service(site: Site, name: str) -> Service:
    """One of the centre's services."""
    return next(one for one in offers.services(site.database, [CENTRE]) if one.id == name)


def test_a_new_price_is_a_new_version(browser: Browser) -> None:
    """What was charged before keeps its version."""
    site = browser.sign_in().site
    form = {"valid_from": "2026-12-01", "bands": "0 20\n60 13.5\n90 0", "child": "9"}
    assert browser.submit("/prices/meal", **form).url.path == "/services"
    newest, first = offers.tariffs(site.database, CENTRE)["meal"]
    assert (newest.version, first.version) == (2, 1)
    assert [(band.name, band.fen) for band in newest.bands] == [("0–59", 2000), ("60–89", 1350), ("90+", 0)]


def test_a_service_is_changed_and_dropped(browser: Browser) -> None:
    """Names, hours, places; then it is no longer offered."""
    site = browser.sign_in().site
    form = {"name_zh_CN": "早餐", "name_en": "Breakfast", "openings": "7:00-9:00 12345", "capacity": "80", "stay": "30"}
    browser.submit("/services/lunch", **form)
    service = next(one for one in offers.services(site.database, [CENTRE]) if one.id == "lunch")
    assert (service.names["zh_CN"], service.capacity, service.openings[0].weekdays) == ("早餐", 80, (1, 2, 3, 4, 5))
    browser.submit("/services/lunch", drop="1")
    assert "lunch" not in {one.id for one in offers.services(site.database, [CENTRE])}


def test_a_new_service_is_offered_at_once(browser: Browser) -> None:
    """It comes last, is called after its English name, and two of one name are two."""
    site = browser.sign_in().site
    form = {
        "name_zh_CN": "太极拳",
        "name_en": "Tai Chi",
        "icon": "person-walking",
        "openings": "8:00-9:00",
        "order": "",
    }
    for name in ("tai_chi", "tai_chi_2"):
        assert browser.submit("/services", **form).url.path == "/services"
        made = service(site, name)
        assert (made.names["zh_CN"], made.icon, made.tariff) == ("太极拳", "person-walking", None)
        assert made.openings == (Opening(time(8), time(9)),)
    assert "太极拳" in browser.get("/services").text


@pytest.mark.parametrize("name", ["", "New", "送餐"])
def test_a_new_service_never_takes_a_pages_address(browser: Browser, name: str) -> None:
    """Whatever its name is, its own page opens."""
    site = browser.sign_in().site
    before = {one.id for one in offers.services(site.database, [CENTRE])}
    browser.submit("/services", name_zh_CN="送餐上门", name_en=name)
    (made,) = {one.id for one in offers.services(site.database, [CENTRE])} - before
    assert f'action="/services/{made}"' in browser.get(f"/services/{made}").text


def test_a_new_price_list_is_for_a_service(browser: Browser) -> None:
    """The service goes by it from today, so it never lacks a price; a list that it had before stays as it was."""
    site = browser.sign_in().site
    form = {"bands": "0 15\n60 8", "child": ""}
    for name, tariff in (("barber", "barber"), ("chess", "chess_2")):
        assert browser.submit("/prices", service=name, **form).url.path == "/services"
        assert service(site, name).tariff == tariff
        (first,) = offers.tariffs(site.database, CENTRE)[tariff]
        assert (first.version, [band.fen for band in first.bands]) == (1, [1500, 800])
        assert first.valid_from == date(2026, 11, 24)
    assert len(offers.tariffs(site.database, CENTRE)["chess"]) == 1
    assert browser.submit("/prices", service="nothing", **form).status_code == 404


def test_settings_reach_the_kiosks(browser: Browser) -> None:
    """What the form says is kept and travels; the menu is not touched."""
    site = browser.sign_in().site
    browser.submit("/settings/menu", day="2026-11-24", **{"menu/lunch": "红烧肉"})
    assert "已保存" in browser.submit("/settings", **SETTINGS).text
    assert settings(site) == Settings(
        centre=CENTRE, centre_name="兴盛中心", language="en", rush="lunch", menu={"2026-11-24/lunch": ("红烧肉",)},
        notices=("周五停电", "下周一体检"), result_seconds=6, choose_seconds=45, grace_seconds=15, settle_seconds=5,
        repeat_minutes=20, undo_minutes=30, departures=True, single_choice=True,
    )  # fmt: skip
    page = feed.page(site.database, new_kiosk(site)[0], "", 0, limit=1000, now=site.now())
    (sent,) = [bytes(row.payload).decode() for row in page.rows if row.kind == "settings"]
    assert "下周一体检" in sent
    assert 'value="lunch" selected' in browser.get("/settings").text
    assert 'name="departures" type="checkbox" checked' in browser.get("/settings").text
    browser.submit("/settings", **(SETTINGS | {"departures": "", "single_choice": ""}))
    assert not settings(site).departures
    assert not settings(site).single_choice


def test_a_menu_is_of_one_day_and_old_ones_go(browser: Browser) -> None:
    """Setting tomorrow's leaves today's alone, an empty field takes a menu back, and yesterday's is thrown away."""
    site = browser.sign_in().site
    with changing(site.database, site.now()) as changes:
        known = Settings(
            centre=CENTRE, centre_name="兴盛中心", menu={"2026-11-23/lunch": ("粥",), "2026-11-24/lunch": ("鱼",)}
        )
        offers.set_settings(site.database, changes, known)
    form = {"day": "2026-11-25", "menu/lunch": "红烧肉\r\n 青菜 \r\n", "menu/dinner": ""}
    assert "红烧肉\n青菜" in browser.submit("/settings/menu", **form).text
    assert settings(site).menu == {"2026-11-24/lunch": ("鱼",), "2026-11-25/lunch": ("红烧肉", "青菜")}
    browser.submit("/settings/menu", day="2026-11-25")
    assert settings(site).menu == {"2026-11-24/lunch": ("鱼",)}


@pytest.mark.parametrize(
    ("path", "form", "why"),
    [
        ("/settings", {"centre_name": " "}, "1 到 40"),
        ("/settings", {"result_seconds": "2"}, "“2”不是 5 到 15 的整数"),
        ("/settings", {"undo_minutes": "9999"}, "1 到 240"),
        ("/settings", {"notices": "停" * 61}, "太长"),
        ("/settings", {"notices": "停\n" * 6}, "最多 5 行"),
        ("/settings", {"notices": "\U0002ffff"}, "显示不了"),
        ("/settings/menu", {"day": "soon"}, "“soon”不是日期"),
        ("/settings/menu", {"day": "2026-11-24", "menu/lunch": "鱼\n" * 13}, "最多 12 行"),
        ("/services", {"name_zh_CN": ""}, "项目要有中文名"),
        ("/prices", {"service": "barber", "bands": "sixty 12"}, "“sixty 12”不是价格"),
    ],
)
def test_what_cannot_be_set_is_said_in_chinese(browser: Browser, path: str, form: dict[str, str], why: str) -> None:
    """Nothing changes, what was typed stays in the form, and the sentence is in the language of the page."""
    site = browser.sign_in().site
    before = settings(site)
    answer = browser.submit(path, **((SETTINGS | form) if path == "/settings" else form))
    assert answer.status_code == 400
    (sentence,) = re.findall(r'role="alert">([^<]*)<', answer.text)
    assert why in sentence
    assert settings(site) == before


def test_a_day_that_is_none_shows_today(browser: Browser) -> None:
    """A mistyped address is no broken page."""
    answer = browser.sign_in().get("/settings?day=soon")
    assert answer.status_code == 400
    assert 'value="2026-11-24"' in answer.text
    assert browser.get("/settings/menu").url.path == "/settings"


@pytest.mark.parametrize("role", [Role.DESK, Role.AUDITOR, Role.TECHNICIAN])
def test_only_who_may_change_offers_sets_anything(browser: Browser, role: Role) -> None:
    """Without the right, forms are refused like pages."""
    site = browser.sign_in(role).site
    assert browser.submit("/settings", **SETTINGS).status_code == 403
    assert browser.submit("/settings/menu", day="2026-11-24").status_code == 403
    assert browser.submit("/services", name_zh_CN="太极拳").status_code == 403
    assert settings(site).rush is None
