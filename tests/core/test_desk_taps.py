"""What a tap means, acted out at a desk with a real database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.exchange import Change
from kiosk.core.model import Card, CardState, Kind
from tests.centre import BAI, CHEN, DEAD, FRESH, GREAT, LI, LOST, NOBODY, Stand


def test_a_tap_in_the_rush_is_lunch(stand: Stand) -> None:
    """With lunch as the rush service and lunch open, a tap alone records lunch and says the price."""
    page = stand.set(rush="lunch").at(11, 32).tap(LI)
    assert isinstance(page, p.Welcome)
    assert (page.name, page.total, page.nth) == ("李*明", 1200, 1)
    assert [(line.word, line.price) for line in page.lines] == [("午餐", 1200)]
    assert stand.kinds() == [("visit", "lunch")]


def test_the_tap_is_recorded_under_its_own_identity(stand: Stand) -> None:
    """The fact that comes of a tap carries the identity that the tap got at its moment."""
    stand.set(rush="lunch").at(11, 32).tap(LI)
    (fact,) = stand.facts()
    assert (fact.id, fact.resident, fact.band, fact.tariff) == ("tap-1", "r-li", "60-79", "meal@1")


def test_a_second_tap_is_the_same_lunch(stand: Stand) -> None:
    """Tapping again answers kindly with the first time and charges nothing more."""
    stand.set(rush="lunch").at(11, 32).tap(LI)
    page = stand.at(12, 10).tap(LI)
    assert isinstance(page, p.AlreadyHere)
    assert page.at is not None
    assert f"{page.at:%H:%M}" == "11:32"
    assert stand.kinds() == [("visit", "lunch")]


def test_the_same_event_told_twice_is_one_tap(stand: Stand) -> None:
    """An event that is delivered twice changes neither the page nor the log."""
    scanned = e.Scanned("same", stand.set(rush="lunch").at(11, 32).clock.now(), "door", LI)
    first = stand.desk.handle(scanned)
    assert stand.desk.handle(scanned) is first
    assert stand.kinds() == [("visit", "lunch")]


def test_outside_the_rush_the_arrival_is_recorded_before_the_choice_is_shown(stand: Stand) -> None:
    """A known person is asked what for, and is counted already while thinking."""
    page = stand.tap(LI)
    assert isinstance(page, p.ChooseService)
    assert [tile.service for tile in page.tiles] == ["chess", "painting"]
    assert stand.kinds() == [("arrival", None)]


def test_several_services_are_chosen_in_one_go(stand: Stand) -> None:
    """Chess and painting are picked together, summed, and recorded when the person is done."""
    stand.tap(LI)
    stand.do(e.Chose, service="chess")
    page = stand.do(e.Chose, service="painting")
    assert isinstance(page, p.ChooseService)
    assert page.total == 200
    done = stand.do(e.Finished)
    assert isinstance(done, p.Welcome)
    assert [line.service for line in done.lines] == ["chess", "painting"]
    assert stand.kinds() == [("arrival", None), ("visit", "chess"), ("visit", "painting")]


def test_one_touch_is_enough(stand: Stand) -> None:
    """A picked service is recorded by itself when nothing else is touched for twenty seconds."""
    stand.tap(LI)
    page = stand.do(e.Chose, service="chess")
    assert page.stays == 20
    assert isinstance(stand.do(e.TimePassed), p.Welcome)
    assert stand.kinds()[-1] == ("visit", "chess")


def test_where_one_service_is_all_the_first_press_checks_in(stand: Stand) -> None:
    """Recorded at once; changing one's mind is as short, and what is not open changes nothing."""
    page = stand.set(single_choice=True).tap(LI)
    assert isinstance(page, p.ChooseService)
    assert page.single
    done = stand.do(e.Chose, service="chess")
    assert isinstance(done, p.Welcome)
    assert stand.kinds() == [("arrival", None), ("visit", "chess")]
    stand.do(e.ChangeAsked)
    assert isinstance(stand.do(e.Chose, service="chess"), p.Welcome)
    assert stand.kinds()[-1] == ("void", "chess")
    stand.do(e.Dismissed)
    stand.at(13).tap(LI)
    assert isinstance(stand.do(e.Chose, service="lunch"), p.ChooseService)


def test_who_chooses_nothing_is_asked_and_then_let_in(stand: Stand) -> None:
    """Sixty idle seconds ask whether more time is needed; after twenty more the arrival stands."""
    stand.tap(LI)
    asked = stand.do(e.TimePassed)
    assert isinstance(asked, p.ChooseService)
    assert (asked.still_there, asked.stays) == (True, 20)
    assert isinstance(stand.do(e.TimePassed), p.Welcome)
    assert stand.kinds() == [("arrival", None)]


def test_touching_anything_answers_that_more_time_is_needed(stand: Stand) -> None:
    """A touch while the kiosk wonders gives the full time again."""
    stand.tap(LI)
    stand.do(e.TimePassed)
    page = stand.do(e.Touched)
    assert isinstance(page, p.ChooseService)
    assert (page.still_there, page.stays) == (False, 60)


def test_another_service_later_in_the_day_is_another_choice(stand: Stand) -> None:
    """Who chose painting in the morning may choose lunch at noon without any detour."""
    stand.tap(LI)
    stand.do(e.Chose, service="painting")
    stand.do(e.Finished)
    page = stand.at(11, 30).tap(LI)
    assert isinstance(page, p.ChooseService)
    assert [(tile.service, tile.chosen, tile.done) for tile in page.tiles] == [
        ("lunch", False, False),
        ("chess", False, False),
        ("painting", True, True),
    ]


def test_a_jump_of_the_clock_does_not_close_a_choice_that_was_just_made(stand: Stand) -> None:
    """How long a service can be put back is measured by the clock that never jumps: by its ten minutes, and no less."""
    stand.tap(LI)
    stand.do(e.Chose, service="painting")
    stand.do(e.Finished)
    now = stand.clock.now()
    for minutes, done in ((1, False), (11, True)):
        later = replace(now, wall=now.wall + timedelta(minutes=40), boot_ns=now.boot_ns + minutes * 60_000_000_000)
        stand.desk.handle(e.Scanned(f"later-{minutes}", later, "door", LI))
        page = stand.desk.handle(e.ChangeAsked(later))
        assert isinstance(page, p.ChooseService)
        assert [tile.done for tile in page.tiles if tile.chosen] == [done]


def test_a_tap_moments_after_the_choice_repeats_it(stand: Stand) -> None:
    """Within ten minutes of a visit the same card is told what it chose."""
    stand.tap(LI)
    stand.do(e.Chose, service="chess")
    stand.do(e.Finished)
    page = stand.at(9, 36).tap(LI)
    assert isinstance(page, p.AlreadyHere)
    assert [line.service for line in page.lines] == ["chess"]


def test_change_it_takes_back_one_service_and_adds_another(stand: Stand) -> None:
    """Change it: voids what was dropped, adds what is new and leaves the rest alone."""
    stand.tap(LI)
    stand.do(e.Chose, service="chess")
    stand.do(e.Finished)
    stand.do(e.ChangeAsked)
    stand.do(e.Chose, service="chess")
    stand.do(e.Chose, service="painting")
    page = stand.do(e.Finished)
    assert isinstance(page, p.Welcome)
    assert [line.service for line in page.lines] == ["painting"]
    assert stand.kinds()[-2:] == [("void", "chess"), ("visit", "painting")]


def test_that_was_a_mistake_annuls_what_the_tap_recorded(stand: Stand) -> None:
    """Undo writes a void; the next tap starts afresh."""
    stand.set(rush="lunch").at(11, 32).tap(LI)
    page = stand.do(e.Undone)
    assert isinstance(page, p.TakenBack)
    assert [fact.refers for fact in stand.facts() if fact.kind is Kind.VOID] == ["tap-1"]
    stand.clock.advance(4)
    assert isinstance(stand.tap(LI), p.Welcome)


@pytest.mark.parametrize("key", [pytest.param(LOST, id="lost card"), pytest.param(DEAD, id="deceased holder")])
def test_a_card_that_must_not_be_used_says_only_see_the_staff(stand: Stand, key: str) -> None:
    """The attempt is recorded with its reason, and the screen gives none."""
    assert stand.tap(key) == p.SeeStaff("zh_CN")
    assert [(fact.kind, bool(fact.reason)) for fact in stand.facts()] == [(Kind.REFUSED, True)]


def test_an_unknown_card_counts_and_is_told_once_a_day(stand: Stand) -> None:
    """A well-formed card nobody registered is recorded once, however often it is tapped."""
    assert stand.tap(NOBODY) == p.UnknownCard("zh_CN")
    stand.at(10).tap(NOBODY)
    assert [(fact.kind, fact.card, fact.resident) for fact in stand.facts()] == [(Kind.ARRIVAL, NOBODY, None)]


def test_an_unknown_card_at_lunch_is_a_lunch_whose_price_staff_say(stand: Stand) -> None:
    """In the rush an unknown card gets its lunch counted, without a guessed price."""
    stand.set(rush="lunch").at(11, 32).tap(NOBODY)
    (fact,) = stand.facts()
    assert (fact.service, fact.price, fact.reason) == ("lunch", None, "ask_staff")


def test_a_read_that_the_reader_may_have_invented_needs_a_second_one(stand: Stand) -> None:
    """A weakly checked unknown card is recorded only when it is read again within a minute."""
    assert stand.tap(NOBODY, sure=False) == p.UnknownCard("zh_CN", again=True)
    assert stand.kinds() == []
    assert stand.tap(NOBODY, sure=False) == p.UnknownCard("zh_CN")
    assert stand.kinds() == [("arrival", None)]


def test_a_card_that_stays_on_the_reader_is_believed(stand: Stand) -> None:
    """The second frame of a held unknown card confirms the tap under the same identity, without another tap."""
    for sure in (False, True):
        page = stand.desk.handle(e.Scanned("same", stand.clock.now(), "door", NOBODY, sure))
    assert page == p.UnknownCard("zh_CN")
    assert [fact.id for fact in stand.facts()] == ["same"]


def test_two_different_doubtful_reads_confirm_nothing(stand: Stand) -> None:
    """Ghosts differ: another unknown card is no second read of the first."""
    stand.tap(NOBODY, sure=False)
    assert stand.tap("em4100:0000000001", sure=False) == p.UnknownCard("zh_CN", again=True)
    assert stand.kinds() == []


def test_a_known_card_is_believed_at_once(stand: Stand) -> None:
    """Doubt about the reader does not slow down anybody who is registered."""
    assert isinstance(stand.tap(LI, sure=False), p.ChooseService)


def test_visits_of_an_unknown_card_become_the_persons_when_it_is_linked(stand: Stand) -> None:
    """After the link the earlier visit is found under the resident's name."""
    stand.set(rush="lunch").at(11).tap(NOBODY)
    stand.tell(Change("card", NOBODY, 1, Card(NOBODY, "r-chen")))
    assert isinstance(stand.tap(NOBODY), p.AlreadyHere)
    stand.do(e.StaffAsked)
    today = stand.do(e.PinEntered, pin="246810")
    assert isinstance(today, p.StaffToday)
    assert (today.count.people, today.count.unknown_cards) == (1, 0)


def test_a_genuine_code_that_is_not_known_yet_is_accepted(stand: Stand) -> None:
    """A signed card whose row has not arrived is as good as any, only nameless."""
    page = stand.show("K1:0001020304")
    assert isinstance(page, p.ChooseService)
    assert page.name == ""
    assert stand.facts()[0].card == FRESH


def test_a_strangers_code_leaves_no_trace(stand: Stand) -> None:
    """A code that is not ours is neither stored nor counted."""
    assert stand.show("WIFI:T:WPA;S:home;;") == p.NotOurCard("zh_CN")
    assert stand.do(e.ForeignCode, reader="door") == p.NotOurCard("zh_CN")
    assert stand.kinds() == []


def test_a_missing_birth_date_is_asked_and_never_guessed(stand: Stand) -> None:
    """Lunch is recorded without a price, and staff say it."""
    page = stand.set(rush="lunch").at(11, 32).tap(CHEN)
    assert isinstance(page, p.Welcome)
    assert (page.lang, page.total, page.lines[0].note) == ("en", None, p.Note.ASK_STAFF)
    assert stand.facts()[0].kind is Kind.VISIT


def test_who_is_ninety_eats_for_nothing(stand: Stand) -> None:
    """The highest band is free, and free is a price."""
    page = stand.set(rush="lunch").at(11, 32).tap(GREAT)
    assert isinstance(page, p.Welcome)
    assert (page.name, page.total) == ("欧阳*英", 0)


def test_attendance_counts_when_lunch_is_sold_out(stand: Stand) -> None:
    """The fourth of three lunches is an arrival with the reason, and the page says so."""
    stand.set(rush="lunch").at(11, 30)
    for key in (LI, BAI, GREAT):
        stand.tap(key)
    page = stand.tap(CHEN)
    assert isinstance(page, p.Welcome)
    assert page.lines[0].note is p.Note.SOLD_OUT
    assert stand.kinds()[-1] == ("arrival", "lunch")


def test_after_hours_the_visit_still_counts(stand: Stand) -> None:
    """With nothing open a tap is an arrival, welcomed without a service; the second one is answered kindly."""
    page = stand.at(20).tap(LI)
    assert isinstance(page, p.Welcome)
    assert page.lines == ()
    assert isinstance(stand.at(20, 1).tap(LI), p.AlreadyHere)
    assert stand.kinds() == [("arrival", None)]


def test_a_card_blocked_by_the_server_is_refused_from_the_next_tap_on(stand: Stand) -> None:
    """A lost card that the server has told about opens nothing."""
    stand.tell(Change("card", LI, 2, Card(LI, "r-li", CardState.LOST)))
    assert isinstance(stand.tap(LI), p.SeeStaff)


def test_nth_counts_days_of_the_month(stand: Stand) -> None:
    """Two visits on one day are one day here."""
    stand.tap(LI)
    stand.do(e.Chose, service="chess")
    page = stand.do(e.Finished)
    assert isinstance(page, p.Welcome)
    assert page.nth == 1
    assert stand.store.visits.days_in_month("r-li", LI, date(2026, 11, 24)) == 1
