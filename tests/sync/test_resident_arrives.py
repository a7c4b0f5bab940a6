"""From the server's form to the kiosk's pages: what staff write down about a person, through the real feed."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kiosk.almanac import leaf
from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.desk import Desk
from kiosk.core.model import Stamp
from tests.centre import QUICK_PINS, OurCodes
from tests.server.parts import Browser
from tests.sync.parts import Kiosk
from tests.sync.realserver import RealTown

LI, CHEN = "em4100:67003B51C6", "em4100:0100CDA4EC"
LI_FORM, CHEN_FORM = {"name": "李桂芳", "card": LI}, {"name": "陈志强", "card": CHEN}
BY_MOON = {"birthday_count": "lunar", "birthday_month": "10", "birthday_day": "16"}
BY_SUN = {"birthday_count": "gregorian", "birthday_month": "11", "birthday_day": "25"}


@dataclass
class Entrance:
    """Staff in front of the server's page, and a kiosk whose desk asks only what the feed brought."""

    town: RealTown
    kiosk: Kiosk
    browser: Browser
    desk: Desk
    tapped: "itertools.count[int]" = field(default_factory=itertools.count)

    def written(self, **form: str) -> str:
        """Staff fill in the form of somebody new, and the kiosk hears of it; gives the address of the person's page."""
        answer = self.browser.submit("/people", **form)
        self.heard()
        return answer.url.path

    def heard(self) -> None:
        """One look at the server."""
        self.kiosk.courier.run_once()
        self.kiosk.store.roster.reload()

    def tap(self, card: str) -> p.Page:
        """Put a card on the reader, long after the one before."""
        self.town.clock.advance(3600)
        return self.desk.handle(e.Scanned(f"tap-{next(self.tapped)}", self.now, "door", card, sure=True))

    def do(self, kind: type[e.Event], **details: Any) -> p.Page:
        """Anything else that can happen."""
        return self.desk.handle(kind(at=self.now, **details))

    @property
    def now(self) -> Stamp:
        """The kiosk's clock."""
        return self.town.clock.now()


@pytest.fixture
def entrance(tmp_path: Path) -> Iterator[Entrance]:
    """A server, somebody signed in to it, and an enrolled kiosk that knows the almanac."""
    town = RealTown(tmp_path)
    kiosk = town.kiosk()
    kiosk.courier.run_once()
    kiosk.store.roster.reload()
    ids = itertools.count()
    desk = Desk(
        kiosk.store.roster,
        kiosk.store.visits,
        codes=OurCodes(),
        pins=QUICK_PINS,
        notebook=kiosk.store.notebook,
        new_id=lambda _at: f"fact-{next(ids)}",
        now=town.clock.now(),
        leaf=leaf,
    )
    yield Entrance(town, kiosk, Browser(town.server.web, town.server.site).sign_in(), desk)
    town.close()


def test_the_language_follows_the_card(entrance: Entrance) -> None:
    """What staff choose is what the glass says to whoever holds the card, and to nobody else."""
    entrance.written(**CHEN_FORM, language="en")
    entrance.written(**LI_FORM)
    assert [entrance.tap(card).lang for card in (CHEN, LI)] == ["en", "zh_CN"]


def test_the_keypad_comes_with_the_first_number_and_goes_with_the_last(entrance: Entrance) -> None:
    """Nobody is asked for digits that find nobody; four of a whole number that staff typed find its holder."""
    page = entrance.written(**LI_FORM)
    offered = entrance.do(e.NoCardAsked)
    assert isinstance(offered, p.PickGroup)
    assert not offered.digits
    entrance.browser.submit(page, **LI_FORM, tails="139 8765 4471; 11010519491231002X")
    entrance.heard()
    for tail in ("4471", "002X"):
        offered = entrance.do(e.NoCardAsked)
        assert isinstance(offered, p.PickGroup)
        assert offered.digits
        assert isinstance(entrance.do(e.TailAsked), p.TypeTail)
        found = entrance.do(e.TailEntered, tail=tail)
        assert isinstance(found, p.ChooseService | p.AlreadyHere)
        assert found.name == "李*芳"
        entrance.do(e.Dismissed)
        entrance.town.clock.advance(3600)
    entrance.browser.submit(page, **LI_FORM)
    entrance.heard()
    offered = entrance.do(e.NoCardAsked)
    assert isinstance(offered, p.PickGroup)
    assert not offered.digits


@pytest.mark.parametrize(
    ("day", "greeted"),
    [
        pytest.param(BY_MOON, True, id="the sixteenth of the tenth month, today"),
        pytest.param(BY_SUN, False, id="tomorrow"),
        pytest.param({}, False, id="did not ask for it"),
        pytest.param({"birth": "1949-11-24"}, False, id="born on this day, and did not ask for it"),
    ],
)
def test_who_asked_for_it_is_wished_a_happy_birthday(entrance: Entrance, day: dict[str, str], *, greeted: bool) -> None:
    """On the day by the calendar that they go by, and never for their date of birth alone."""
    entrance.written(**LI_FORM, **day)
    entrance.tap(LI)
    entrance.do(e.Chose, service="chess")
    page = entrance.do(e.Finished)
    assert isinstance(page, p.Welcome)
    assert page.birthday is greeted


def test_how_somebody_is_served_follows_the_card(entrance: Entrance) -> None:
    """Larger, slower, louder: each as it is ticked, and none of them for the next person."""
    entrance.written(**LI_FORM, larger="on", slower="on", louder="on")
    entrance.written(**CHEN_FORM, slower="on")
    manners = [getattr(entrance.tap(card), "manner", None) for card in (LI, CHEN)]
    assert manners == [p.Manner(larger=True, slower=True, louder=True), p.Manner(slower=True)]


def test_the_centres_own_festival_is_on_the_first_page(entrance: Entrance) -> None:
    """As the settings page says it, from the next look on."""
    settings = {"centre_name": "幸福", "holidays": "2026-11-24 敬老日\n2026-12-01 重阳茶会"}
    entrance.browser.submit("/settings", **settings)
    entrance.heard()
    page = entrance.do(e.Dismissed)
    assert isinstance(page, p.Idle)
    assert page.leaf
    assert page.leaf.named == "敬老日"
    assert "2026-12-01 重阳茶会" in entrance.browser.get("/settings").text
