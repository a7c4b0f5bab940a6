"""Taking back what was pressed by mistake, some minutes later."""

from dataclasses import replace

from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.exchange import Change
from kiosk.core.model import Guest
from tests.centre import GREAT, LI, SERVICES, Stand


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


def test_what_took_something_away_is_changed_again_and_not_undone(stand: Stand) -> None:
    """Undo could only annul what came instead and would leave nothing: the old choice is one "change it" away."""
    stand.tap(LI)
    stand.do(e.Chose, service="chess")
    stand.do(e.Finished)
    stand.do(e.ChangeAsked)
    for service in ("chess", "painting"):
        stand.do(e.Chose, service=service)
    page = stand.do(e.Finished)
    assert isinstance(page, p.Welcome)
    assert not page.may_undo
    assert stand.do(e.Undone) is page
    assert stand.kinds()[-2:] == [("void", "chess"), ("visit", "painting")]


def chosen(stand: Stand, *services: str) -> p.Page:
    """Press these tiles, and done."""
    for service in services:
        stand.do(e.Chose, service=service)
    return stand.do(e.Finished)


def test_a_second_tap_takes_back_what_was_done_last_and_no_more(stand: Stand) -> None:
    """Painting was added to chess by "change it": without painting chess stands, and the arrival with it."""
    stand.tap(LI)
    chosen(stand, "chess")
    stand.clock.advance(20)
    stand.tap(LI)
    stand.do(e.ChangeAsked)
    chosen(stand, "painting")
    stand.clock.advance(20)
    page = stand.tap(LI)
    assert isinstance(page, p.AlreadyHere)
    assert page.may_undo
    back = stand.do(e.Undone)
    assert isinstance(back, p.TakenBack)
    assert [line.service for line in back.lines] == ["painting"]
    assert stand.kinds() == [
        ("arrival", None), ("visit", "chess"), ("visit", "painting"), ("void", "painting"),
    ]  # fmt: skip


def test_a_second_tap_after_an_exchange_offers_no_undo(stand: Stand) -> None:
    """Nor does one after something was only dropped: undo would not bring it back."""
    stand.tap(LI)
    chosen(stand, "chess", "painting")
    for services in (("chess",), ("chess", "painting")):
        stand.clock.advance(20)
        stand.do(e.ChangeAsked)
        chosen(stand, *services)
        stand.clock.advance(20)
        page = stand.tap(LI)
        assert isinstance(page, p.AlreadyHere)
        assert (page.may_undo, page.may_change) == (False, True)
        assert stand.do(e.Undone) is page


def test_fewer_guests_are_counted_again_and_not_undone(stand: Stand) -> None:
    """Two instead of three annul three and are told anew: undo would leave none. After one more it is offered again."""
    stand.set(rush="lunch").tell(Change("service", "lunch", 3, replace(SERVICES[0], capacity=None))).at(11).tap(LI)
    for by, numbers, may_undo in ((3, 3, True), (-1, 2, False), (1, 3, True)):
        stand.clock.advance(20)
        stand.tap(LI)
        stand.do(e.GuestsAsked)
        for _ in range(abs(by)):
            stand.do(e.GuestsCounted, guest=Guest.ADULT, by=by // abs(by))
        page = stand.do(e.Finished)
        assert isinstance(page, p.GuestsIn)
        assert (page.adults, page.may_undo) == (numbers, may_undo)
