"""The pages of staff: who gets in, what each role sees, and that what people type stays text."""

import re

import pytest

from kiosk.core.model import Kind, Role, Settings
from kiosk.server import cards, founding, kiosks, places, residents, staff
from kiosk.server.founding import Seed, add_centre
from kiosk.server.places import Level
from kiosk.server.site import Site
from tests.server.parts import CENTRE, PASSWORD, Browser, Log, new_kiosk, number_in

OFFERS = ["/services", "/services/new", "/prices/new", "/settings"]
PAGES = ["/today", "/people", "/cards/unknown", "/import", *OFFERS, "/kiosks", "/staff", "/account"]
EVIL = "<script>alert(1)</script>"


def person(site: Site, name: str = "李桂芳", card: str = "em4100:0100000001") -> str:
    """A resident with a card."""
    made = residents.save(site.database, CENTRE, None, residents.Draft(name=name), site.now())
    found = residents.find(site.database, made)
    assert found
    cards.assign(site.database, found, card, site.now())
    return made


@pytest.mark.parametrize(
    "path", [*PAGES, "/people/x", "/cards/picture?key=x", "/today/numbers", "/today/live", "/calls/today"]
)
def test_strangers_are_sent_to_the_login(browser: Browser, path: str) -> None:
    """No page shows anything without a session."""
    assert browser.get(path).url.path == "/login"


def test_a_wrong_password_and_an_unknown_login_look_the_same(browser: Browser) -> None:
    """Five wrong ones lock the login, so that the right one has to wait."""
    browser.sign_in()
    browser.submit("/logout")
    unknown = browser.submit("/login", login="nobody", password=PASSWORD)
    wrong = [browser.submit("/login", login="wang", password="wrong-wrong") for _ in range(5)]
    assert {unknown.status_code, *(answer.status_code for answer in wrong)} == {403}
    assert browser.submit("/login", login="wang", password=PASSWORD).status_code == 403


def test_a_form_without_its_token_is_refused(browser: Browser) -> None:
    """Another site cannot press our buttons."""
    browser.sign_in()
    assert browser.http.post("/people", data={"name": "x"}).status_code == 403
    assert not residents.search(browser.site.database, [CENTRE], "")


def test_a_password_is_asked_for_a_limited_number_of_times(browser: Browser) -> None:
    """One address gets no more than twenty tries a minute, whatever logins it tries."""
    answers = [browser.submit("/login", login=f"u{n}", password="x").status_code for n in range(21)]
    assert answers[-1] == 429


def test_an_empty_server_lets_the_holder_of_the_link_in_once(browser: Browser) -> None:
    """The link makes the first account and is dead then."""
    secret = founding.invitation(browser.site.database)
    assert secret
    form = {"secret": secret, "centre": "x", "name": "王芳", "login": "wang", "password": "short"}
    assert browser.submit("/setup", **form).status_code == 400
    assert browser.submit("/setup", **(form | {"password": PASSWORD})).url.path == "/today"
    assert browser.get(f"/setup?secret={secret}").status_code == 403
    assert founding.invitation(browser.site.database) is None


def test_today_shows_the_numbers(browser: Browser) -> None:
    """People, visits and who came last; the fragment for scripts has the same."""
    site = browser.sign_in().site
    book = Log(site, new_kiosk(site)[0])
    book.add(resident=person(site), card=None, price=1200, band="60–79")
    book.add(resident=None, card="em4100:0100000002", service="chess")
    book.add(kind=Kind.GUEST, card=None, service=None)
    book.hand_in()
    for path in ("/today", "/today/numbers"):
        text = browser.get(path).text
        assert (number_in(text, "people"), number_in(text, "visits"), number_in(text, "inside")) == (3, 2, 3)
        assert "李桂芳" in text
        assert "12 元" in text
    assert '<noscript><meta http-equiv="refresh"' in browser.get("/today").text


def test_guests_are_called_by_what_they_are(browser: Browser) -> None:
    """How many grown-ups and children came, and who came last; never the name of a band that only programs know."""
    site = browser.sign_in().site
    book = Log(site, new_kiosk(site)[0])
    book.add(kind=Kind.GUEST, card=None, band="child", price=900, count=2)
    book.add(kind=Kind.GUEST, card=None, band="adult", price=1800)
    book.hand_in()
    text = browser.get("/today").text
    assert number_in(text, "people") == 3
    assert "36 元" in text
    assert re.findall(r"客人，(?:大人|孩子)(?: \d 位)?", text) == [
        "客人，大人 1 位",
        "客人，孩子 2 位",
        "客人，大人",
        "客人，孩子",
    ]
    assert "guest" not in re.sub(r"<[^>]*>", "", text)


def test_a_new_fact_shows_at_once(browser: Browser) -> None:
    """What is kept for speed is thrown away when a fact comes."""
    site = browser.sign_in().site
    book = Log(site, new_kiosk(site)[0])
    for visits in (1, 2):
        book.add(service="chess" if visits > 1 else "lunch")
        book.hand_in(first=visits)
        assert number_in(browser.get("/today").text, "visits") == visits


@pytest.mark.parametrize(
    ("role", "name"), [(Role.MANAGER, "李桂芳"), (Role.DESK, "李桂芳"), (Role.AUDITOR, "李*芳"), (Role.CITY, "李*芳")]
)
def test_names_are_masked_unless_the_role_needs_them(browser: Browser, role: Role, name: str) -> None:
    """The desk sees who came, the city does not; a medical service is named to nobody."""
    site = browser.sign_in(role).site
    book = Log(site, new_kiosk(site)[0])
    book.add(resident=person(site), service="clinic")
    book.hand_in()
    latest = browser.get("/today").text.partition("最近签到")[2]
    assert name in latest
    assert "健康服务" in latest
    assert ("李桂芳" in latest) == (name == "李桂芳")


ALLOWED = {
    Role.DESK: {"/people", "/cards/unknown", "/import"},
    Role.MANAGER: {"/people", "/cards/unknown", "/import", *OFFERS, "/kiosks", "/staff"},
    Role.CITY: {*OFFERS, "/kiosks", "/staff"},
    Role.AUDITOR: set[str](),
    Role.TECHNICIAN: {"/kiosks"},
}


@pytest.mark.parametrize("role", ALLOWED)
def test_a_role_opens_its_own_pages_and_no_other(browser: Browser, role: Role) -> None:
    """Everybody sees today and the own account."""
    browser.sign_in(role)
    opened = {path for path in PAGES if browser.get(path).status_code == 200}
    assert opened == ALLOWED[role] | {"/today", "/account"}


def test_nobody_reaches_another_centres_people(browser: Browser, seed: Seed) -> None:
    """A guessed address is answered as if there were nothing."""
    site = browser.sign_in().site
    add_centre(site.database, Settings(centre="other", centre_name="别处"), seed, site.now())
    other = residents.save(site.database, "other", None, residents.Draft(name="外人"), site.now())
    kiosk, _ = new_kiosk(site, "other")
    assert browser.get(f"/people/{other}").status_code == 404
    assert browser.submit(f"/people/{other}", name="新名").status_code == 404
    assert browser.submit("/kiosks/revoke", kiosk=kiosk.id).status_code == 404
    assert browser.submit("/place", place="other").status_code == 404


def test_a_city_sees_the_sum_and_each_part(browser: Browser, seed: Seed) -> None:
    """A person who went to two centres is one person in the city."""
    site = browser.site
    places.add_place(site.database, "dali", Level.CITY, "大理市")
    for centre in ("north", "south"):
        settings = Settings(centre=centre, centre_name=centre)
        add_centre(site.database, settings, seed, site.now(), parent="dali")
        book = Log(site, new_kiosk(site, centre)[0])
        book.add()
        book.hand_in()
    browser.sign_in(Role.CITY, "dali")
    text = browser.get("/today").text
    assert (number_in(text, "people"), number_in(text, "visits")) == (1, 2)
    assert re.search(r"<td>north</td><td[^>]*>1<", text)
    assert number_in(browser.submit("/place", place="north").text, "visits") == 1


def test_english_is_a_click_or_a_browser_setting(browser: Browser) -> None:
    """Chinese first."""
    assert "登录" in browser.get("/login").text
    assert "Sign in" in browser.get("/login", **{"Accept-Language": "en-GB,en;q=0.9"}).text
    browser.get("/language/en")
    assert "Sign in" in browser.get("/login").text


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DESK])
def test_what_people_type_stays_text(browser: Browser, role: Role) -> None:
    """Names, kiosk names and searches never become markup, on any page."""
    site = browser.sign_in(role).site
    made = person(site, EVIL)
    kiosk, _ = new_kiosk(site, name=EVIL)
    book = Log(site, kiosk)
    book.add(resident=made, service=EVIL)
    book.hand_in()
    paths = [*PAGES, f"/people/{made}", f"/people?q={EVIL}", "/kiosks/held", f"/cards/unknown?q={EVIL}&card={EVIL}"]
    assert all(EVIL not in browser.get(path).text for path in paths)


def test_every_page_says_what_a_browser_may_do(browser: Browser) -> None:
    """No foreign scripts, no frames, no sniffing, nothing kept in a cache."""
    headers = browser.sign_in().get("/today").headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_a_card_is_lost_found_and_replaced(browser: Browser) -> None:
    """Each button of the person's page does what it says; the new QR card has the next serial."""
    site = browser.sign_in().site
    made = person(site)
    first = "em4100:0100000001"
    browser.submit("/cards/state", key=first, do="lost")
    assert {card.state for card in cards.of_person(site.database, made)} == {"lost"}
    browser.submit("/cards/state", key=first, do="found")
    browser.submit(f"/people/{made}/cards", replaces=first, make="1")
    new, old = cards.of_person(site.database, made)
    assert (old.state, new.state, new.replaces) == ("replaced", "active", first)
    browser.submit(f"/people/{made}/cards", replaces=new.key, make="1")
    newest = cards.of_person(site.database, made)[0]
    assert newest.key == new.key[:-2] + "02"
    assert browser.get(f"/cards/picture?key={newest.key}").content.startswith(b"\x89PNG")
    assert browser.get("/cards/sheets").content.startswith(b"%PDF")


def test_an_unknown_card_becomes_somebodys_and_its_visits_theirs(browser: Browser) -> None:
    """By the tapped key, or by the number that is printed on it."""
    site = browser.sign_in().site
    book = Log(site, new_kiosk(site)[0])
    book.add(card="em4100:01026F6C3A")
    book.add(card="em4100:01001293D8", service="chess")
    book.hand_in()
    assert "em4100:01026F6C3A" in browser.get("/cards/unknown").text
    for name, typed in (("李桂芳", "em4100:01026F6C3A"), ("王建国", "0001217496")):
        made = residents.save(site.database, CENTRE, None, residents.Draft(name=name), site.now())
        assert browser.submit(f"/people/{made}/cards", card=typed).status_code == 200
    text = browser.get("/today").text
    assert "李桂芳" in text
    assert "王建国" in text
    assert "没有未认的卡" in browser.get("/cards/unknown").text


def test_a_card_is_named_by_the_end_of_the_number_printed_on_it(browser: Browser) -> None:
    """Of 0040856634, among today's taps while it is nobody's, and beside its holder."""
    site = browser.sign_in().site
    book = Log(site, new_kiosk(site)[0])
    book.add(card="em4100:01026F6C3A")
    book.hand_in()
    assert "…6634" in browser.get("/today").text
    made = residents.save(site.database, CENTRE, None, residents.Draft(name="李桂芳"), site.now())
    browser.submit(f"/people/{made}/cards", card="0040856634")
    assert "…6634" in browser.get("/people?q=李桂芳").text


@pytest.mark.parametrize("typed", ["0000000000", "iso14443a:08112233", "hello", "em4100:"])
def test_a_number_that_is_no_card_is_refused_with_the_reason(browser: Browser, typed: str) -> None:
    """Empty, random, half and foreign numbers never become cards."""
    made = residents.save(
        browser.sign_in().site.database, CENTRE, None, residents.Draft(name="李桂芳"), browser.site.now()
    )
    answer = browser.submit(f"/people/{made}/cards", card=typed)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert not cards.of_person(browser.site.database, made)


def test_a_token_from_the_page_enrols_a_kiosk(browser: Browser) -> None:
    """It is shown once; the kiosk then appears in the list and can be shut out."""
    site = browser.sign_in().site
    page = browser.submit("/kiosks/token", name="大门").text
    assert re.search(r"<code>[0-9A-F]{5}(-[0-9A-F]{5}){3}</code>", page)
    kiosk, _ = new_kiosk(site)
    assert "大门" in browser.get("/kiosks").text
    browser.submit("/kiosks/revoke", kiosk=kiosk.id)
    found = kiosks.find(site.database, kiosk.id)
    assert found
    assert found.revoked_at


def test_a_dismissed_account_and_a_new_password_end_sessions(browser: Browser) -> None:
    """The next request of an old session is a stranger's."""
    site = browser.sign_in().site
    browser.submit("/account", old=PASSWORD, password="another-sesame")
    assert browser.get("/account").url.path == "/account"
    (person,) = staff.of_places(site.database, [CENTRE])
    staff.dismiss(site.database, person.id, site.now())
    assert browser.get("/today").url.path == "/login"
