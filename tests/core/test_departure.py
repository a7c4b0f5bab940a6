"""Leaving by choice: said with a button, never by a tap, and taken back like anything else."""

from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.counts import Headcount
from kiosk.core.staffdesk import headcount
from tests.centre import CHEN, LI, NOBODY, Stand


def numbers(stand: Stand) -> Headcount:
    """What the staff page counts now."""
    return headcount(stand.store.roster, stand.store.visits, stand.clock.now())


def chess(stand: Stand, card: str = LI) -> None:
    """Somebody plays chess."""
    stand.tap(card)
    stand.do(e.Chose, service="chess")
    stand.do(e.Finished)
    stand.do(e.Dismissed)


def leave(stand: Stand) -> p.Page:
    """Twenty minutes later they tap and say that they go."""
    stand.clock.advance(20 * 60)
    stand.tap(LI)
    return stand.do(e.LeaveAsked)


def test_nobody_is_asked_unless_the_centre_wants_it(stand: Stand) -> None:
    """It is off by default: no page offers it, and no press can do it."""
    chess(stand)
    stand.clock.advance(20 * 60)
    page = stand.tap(LI)
    assert isinstance(page, p.ChooseService)
    assert not page.may_leave
    assert stand.do(e.LeaveAsked) is page
    stand.at(18).tap(LI)
    assert stand.do(e.LeaveAsked) is stand.desk.page
    assert [kind for kind, _ in stand.kinds()] == ["arrival", "visit"]


def test_whoever_comes_in_is_not_asked_whether_they_leave(stand: Stand) -> None:
    """The first page of the day offers services only; from then on the way out is on it too."""
    page = stand.set(departures=True).tap(LI)
    assert isinstance(page, p.ChooseService)
    assert not page.may_leave
    stand.do(e.Finished)
    stand.clock.advance(4)
    page = stand.tap(LI)
    assert isinstance(page, p.ChooseService)
    assert page.may_leave


def test_one_press_says_goodbye_and_the_person_is_no_longer_inside(stand: Stand) -> None:
    """The departure is a fact of its own about the last visit; it costs nothing and undoes nothing."""
    chess(stand.set(departures=True))
    visit = stand.facts()[-1]
    assert numbers(stand).inside == 1
    page = leave(stand)
    assert page == p.Goodbye("zh_CN", "李*明", page.at if isinstance(page, p.Goodbye) else None)
    gone = stand.facts()[-1]
    assert (gone.kind.value, gone.refers, gone.price, gone.resident) == ("departure", visit.id, None, "r-li")
    count = numbers(stand)
    assert (count.people, count.visits, count.inside, count.left, count.left_guessed) == (1, 1, 0, 1, 0)


def test_when_nothing_is_open_any_more_the_second_tap_offers_it(stand: Stand) -> None:
    """In the evening there is nothing to choose: the page that says "you are here" has the way out."""
    chess(stand.set(departures=True))
    page = stand.at(17, 40).tap(LI)
    assert isinstance(page, p.AlreadyHere)
    assert (page.may_change, page.may_leave) == (False, True)
    assert isinstance(stand.do(e.LeaveAsked), p.Goodbye)


def test_what_is_fresh_can_be_taken_back_before_anybody_leaves(stand: Stand) -> None:
    """Minutes after a visit the page has "a mistake" and not "I am leaving": one question at a time."""
    stand.set(departures=True, rush="chess").tap(LI)
    page = stand.at(9, 35).tap(LI)
    assert isinstance(page, p.AlreadyHere)
    assert (page.may_undo, page.may_leave) == (True, False)


def test_a_departure_pressed_by_mistake_is_taken_back(stand: Stand) -> None:
    """Within ten minutes, on the page itself or after another tap; then the person is inside as before."""
    chess(stand.set(departures=True))
    leave(stand)
    assert isinstance(stand.do(e.Undone), p.TakenBack)
    assert (numbers(stand).inside, numbers(stand).left) == (1, 0)
    leave(stand)
    stand.do(e.Dismissed)
    stand.clock.advance(9 * 60)
    page = stand.tap(LI)
    assert isinstance(page, p.Goodbye)
    assert page.may_undo
    assert isinstance(stand.do(e.Undone), p.TakenBack)
    assert numbers(stand).inside == 1


def test_a_second_tap_at_the_door_is_still_goodbye(stand: Stand) -> None:
    """Whoever lays the card down once more on the way out does not come back by that."""
    chess(stand.set(departures=True))
    leave(stand)
    stand.clock.advance(20)
    facts = stand.facts()
    assert isinstance(stand.tap(LI), p.Goodbye)
    assert stand.facts() == facts


def test_a_later_tap_comes_back(stand: Stand) -> None:
    """After the repeat window a tap is an arrival again, whatever is chosen then, and another goodbye can follow."""
    chess(stand.set(departures=True))
    leave(stand)
    page = stand.at(15).tap(LI)
    assert isinstance(page, p.ChooseService)
    assert not page.may_leave
    assert stand.facts()[-1].kind.value == "arrival"
    assert (numbers(stand).inside, numbers(stand).left, numbers(stand).people) == (1, 0, 1)
    leave(stand)
    assert (numbers(stand).inside, numbers(stand).left) == (0, 1)
    evening = stand.at(19).tap(LI)
    assert isinstance(evening, p.Welcome)
    assert evening.lines == ()
    assert numbers(stand).inside == 1


def test_the_rush_takes_whoever_comes_back_for_lunch(stand: Stand) -> None:
    """A tap alone means lunch, a minute after a goodbye as well."""
    chess(stand.set(departures=True, rush="lunch"))
    leave(stand.at(10, 5))
    page = stand.at(10, 30).tap(LI)
    assert isinstance(page, p.Welcome)
    assert [line.service for line in page.lines] == ["lunch"]
    assert numbers(stand).inside == 1


def test_what_was_picked_already_is_recorded_before_the_goodbye(stand: Stand) -> None:
    """Lunch to take away: the tile and then the way out leave a visit and a departure."""
    chess(stand.set(departures=True))
    stand.at(11).tap(LI)
    stand.do(e.Chose, service="lunch")
    stand.do(e.LeaveAsked)
    assert stand.kinds()[-2:] == [("visit", "lunch"), ("departure", None)]
    assert numbers(stand).inside == 0


def test_each_goes_alone(stand: Stand) -> None:
    """Others stay inside, and an unknown card is offered nothing but the staff."""
    stand.set(departures=True)
    for card in (LI, CHEN):
        chess(stand, card)
    leave(stand)
    assert numbers(stand).inside == 1
    stand.tap(NOBODY)
    assert isinstance(stand.do(e.LeaveAsked), p.UnknownCard)
