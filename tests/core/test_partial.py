"""One card, many numbers: whatever part of it a reader or a print tells, it is the same resident, or nobody."""

import pytest

from kiosk.core import pages as p
from kiosk.core.exchange import Change
from kiosk.core.model import Card
from kiosk.core.partial import endings, the_one
from tests.centre import Stand

WHOLE = "em4100:01026F6C3A"
PRINTED = "tail:026F6C3A.3A6C6F02"


def named(page: p.Page) -> str:
    """Whose page it is."""
    assert isinstance(page, p.ChooseService | p.AlreadyHere)
    return page.name or ""


@pytest.mark.parametrize(
    "read",
    [
        pytest.param("tail:6F6C3A", id="26-bit line"),
        pytest.param("tail:026F6C3A", id="ten digits"),
        pytest.param(WHOLE, id="all five bytes"),
    ],
)
@pytest.mark.parametrize("enrolled", [pytest.param(WHOLE, id="tapped"), pytest.param(PRINTED, id="printed")])
def test_a_card_is_found_by_any_part_of_its_number(stand: Stand, enrolled: str, read: str) -> None:
    """However it was enrolled and however it is read, the card is its holder's."""
    stand.tell(Change("card", enrolled, 1, Card(enrolled, "r-li")))
    assert named(stand.tap(read)) == "李*明"


def test_an_end_that_two_cards_share_is_nobodys(stand: Stand) -> None:
    """With two cards of the same end a short number is an unknown card, never a guess."""
    other = "em4100:99026F6C3A"
    stand.tell(Change("card", WHOLE, 1, Card(WHOLE, "r-li")), Change("card", other, 1, Card(other, "r-great")))
    assert isinstance(stand.tap("tail:6F6C3A"), p.UnknownCard)
    assert named(stand.tap(WHOLE)) == "李*明"


def test_whole_numbers_are_compared_whole(stand: Stand) -> None:
    """A card that differs in the first byte only is another card."""
    stand.tell(Change("card", WHOLE, 1, Card(WHOLE, "r-li")))
    assert isinstance(stand.tap("em4100:99026F6C3A"), p.UnknownCard)


def test_what_is_recorded_of_a_short_read_is_the_whole_card(stand: Stand) -> None:
    """The fact names the card that was enrolled, so that every reader's visits are the same card's."""
    stand.tell(Change("card", WHOLE, 1, Card(WHOLE, "r-li")))
    stand.tap("tail:6F6C3A")
    assert [fact.card for fact in stand.facts()] == [WHOLE]


def test_codes_and_very_short_numbers_have_no_end_to_be_found_by() -> None:
    """A signed code is compared whole, and two bytes fit too many cards."""
    assert endings("qr:0001020304") == endings("tail:6C3A") == set()
    assert the_one("tail:6C3A", []) is None
