"""Taking back what was pressed by mistake, some minutes later."""

from kiosk.core import events as e
from kiosk.core import pages as p
from tests.centre import GREAT, LI, Stand


def test_a_second_tap_within_ten_minutes_can_still_take_lunch_back(stand: Stand) -> None:
    """Whoever notices late that it was wrong taps again and presses the same words; after ten minutes staff do it."""
    stand.set(rush="lunch").at(12, 58).tap(LI)
    page = stand.at(13, 1).tap(LI)
    assert isinstance(page, p.AlreadyHere)
    assert page.may_undo
    assert isinstance(stand.do(e.Undone), p.TakenBack)
    assert isinstance(stand.do(e.Undone), p.TakenBack)
    assert stand.kinds() == [("visit", "lunch"), ("void", "lunch")]
    stand.at(20, 0).tap(GREAT)
    late = stand.at(20, 11).tap(GREAT)
    assert isinstance(late, p.AlreadyHere)
    assert not late.may_undo
    assert stand.do(e.Undone) is late
