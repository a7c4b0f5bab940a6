"""What comes of a page in use when a card, a strange code or a call for help takes it away."""

from collections.abc import Callable

import pytest

from kiosk.core import events as e
from kiosk.core import pages as p
from tests.centre import BAI, GREAT, LI, LOST, Stand

Way = Callable[[Stand], p.Page]


@pytest.mark.parametrize(
    ("way", "page"),
    [
        pytest.param(lambda stand: stand.tap(BAI), p.ChooseService, id="the next card"),
        pytest.param(lambda stand: stand.do(e.HelpAsked), p.HelpCalled, id="a call for help"),
        pytest.param(lambda stand: stand.do(e.ForeignCode, reader="door"), p.NotOurCard, id="a payment code"),
        pytest.param(lambda stand: stand.show("K2:ff"), p.NotOurCard, id="a forged code"),
        pytest.param(lambda stand: stand.tap(LOST), p.SeeStaff, id="another card of theirs that was lost"),
    ],
)
def test_what_was_picked_is_recorded_before_something_else_takes_the_page(
    stand: Stand, way: Way, page: type[p.Page]
) -> None:
    """Whoever comes next is served at once, and a touch that the person before saw is never lost."""
    stand.tap(LI)
    stand.do(e.Chose, service="chess")
    assert isinstance(way(stand), page)
    assert [(fact.service, fact.resident) for fact in stand.facts()][1] == ("chess", "r-li")


def test_who_picked_nothing_is_served_no_differently(stand: Stand) -> None:
    """The next card wins over a choice on the screen; the arrival of who was choosing stands, and no more."""
    stand.tap(LI)
    page = stand.tap(BAI)
    assert isinstance(page, p.ChooseService)
    assert page.name == "阿**提"
    assert stand.kinds() == [("arrival", None), ("arrival", None)]


def test_whoever_taps_again_after_picking_is_done(stand: Stand) -> None:
    """The card is as good as the button: what was picked stands, and nothing else is recorded."""
    stand.tap(LI)
    stand.do(e.Chose, service="chess")
    stand.clock.advance(4)
    page = stand.tap(LI)
    assert isinstance(page, p.Welcome)
    assert [line.service for line in page.lines] == ["chess"]
    assert stand.kinds() == [("arrival", None), ("visit", "chess")]


@pytest.mark.parametrize(
    "before",
    [
        pytest.param([], id="nothing"),
        pytest.param([(e.Chose, {"service": "chess"})], id="a tile"),
        pytest.param([(e.Chose, {"service": "chess"}), (e.Finished, {})], id="a tile and done"),
        pytest.param([(e.Chose, {"service": "chess"}), (e.Finished, {}), (e.Undone, {})], id="a mistake"),
    ],
)
def test_a_card_that_is_held_or_wiped_twice_changes_nothing(
    stand: Stand, before: list[tuple[type[e.Event], dict[str, str]]]
) -> None:
    """For three seconds after each read the same card leaves its holder's page alone, whatever was pressed."""
    stand.tap(LI)
    for kind, details in before:
        stand.do(kind, **details)
    page, facts = stand.desk.page, stand.facts()
    for _ in range(3):
        stand.clock.advance(3)
        assert stand.tap(LI) is page
    assert stand.facts() == facts
    stand.clock.advance(3.1)
    assert stand.tap(LI) is not page


def test_a_card_on_somebody_elses_page_is_never_taken_for_held(stand: Stand) -> None:
    """Two who tap in turn are served each time, and so is a card that comes to the resting page at once."""
    for key in (LI, GREAT, LI):
        stand.tap(key)
        stand.clock.advance(1)
    assert getattr(stand.desk.page, "name", None) == "李*明"
    stand.do(e.Dismissed)
    assert isinstance(stand.tap(LI), p.ChooseService)
