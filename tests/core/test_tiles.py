"""What a tile says of its service before and after it was used."""

from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.exchange import Change
from kiosk.core.model import Service
from tests.centre import LI, SERVICES, Stand

CLINIC = Service("clinic", {"zh_CN": "义诊", "en": "Clinic"}, "stethoscope", private=True)


def tile(page: p.Page, service: str) -> p.Tile:
    """One tile of a page to choose on."""
    assert isinstance(page, p.ChooseService)
    return next(one for one in page.tiles if one.service == service)


def test_a_tile_has_price_closing_time_and_places_left(stand: Stand) -> None:
    """Lunch has three places and closes at one; chess counts no places."""
    page = stand.at(11).tap(LI)
    lunch, chess = tile(page, "lunch"), tile(page, "chess")
    assert (lunch.price, lunch.until, lunch.left) == (1200, "13:00", SERVICES[0].capacity)
    assert (chess.price, chess.until, chess.left) == (200, "17:30", None)


def test_a_medical_service_is_named_to_be_chosen_and_not_once_it_was_used(stand: Stand) -> None:
    """Nothing changes under the finger; the next look at the page tells nobody what somebody was here for."""
    page = stand.tell(Change("service", "clinic", 1, CLINIC)).at(11).tap(LI)
    assert not tile(page, "clinic").private
    assert not tile(stand.do(e.Chose, service="clinic"), "clinic").private
    stand.do(e.Finished)
    stand.clock.advance(60)
    stand.tap(LI)
    assert tile(stand.do(e.ChangeAsked), "clinic").private
