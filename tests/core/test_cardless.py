"""Who has no card is found by surname, sign of birth or last digits, and then stands there as with a card."""

from datetime import date

import pytest

from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.exchange import Change
from kiosk.core.lockout import FIRST_LOCK, FREE_TRIES
from kiosk.core.members import SIGNS
from kiosk.core.model import Card, Kind, Resident, ResidentState
from tests.centre import LI, Stand

LIS = [
    Resident(f"r-li{n}", f"李{letter}明", date(1940 + n % 12, 6, 1), search=(f"li{n}ming",), tails=(f"10{n:02}",))
    for n, letter in enumerate("大小中文武春夏秋冬东南西")
]


def told(stand: Stand, *people: Resident) -> Stand:
    """More residents of the centre."""
    return stand.tell(*(Change("resident", one.id, 1, one) for one in people))


def groups(page: p.Page) -> tuple[str, ...]:
    """What can be pressed on a page of groups."""
    assert isinstance(page, p.PickGroup)
    return page.groups


def people(page: p.Page) -> list[tuple[str, str]]:
    """Masked names and tails to pick from."""
    assert isinstance(page, p.PickYourself)
    return [(one.name, one.tail) for one in page.people]


def test_surnames_come_by_how_many_have_them_and_only_of_the_living(stand: Stand) -> None:
    """A compound surname is one; the deceased and who left are not offered."""
    told(stand, Resident("r-li2", "李芳"), Resident("r-left", "赵六", state=ResidentState.LEFT))
    found = groups(stand.do(e.NoCardAsked))
    assert found[0] == "李"
    assert sorted(found) == ["李", "欧阳", "阿", "陈"]


def test_who_was_written_down_a_moment_ago_is_there_at_the_next_touch(stand: Stand) -> None:
    """Staff register somebody at the counter while the page of surnames stands; who has left is gone as soon."""
    assert "何" not in groups(stand.do(e.NoCardAsked))
    told(stand, Resident("r-he", "何平"))
    assert "何" in groups(stand.do(e.NoCardAsked))
    told(stand, Resident("r-he", "何平", state=ResidentState.LEFT))
    assert "何" not in groups(stand.do(e.NoCardAsked))


def test_digits_are_offered_only_where_somebody_can_be_found_by_them(stand: Stand) -> None:
    """A keypad that knows nobody would only lead to help after five tries."""
    nobody, somebody = Resident("r-he", "何平"), Resident("r-he", "何平", tails=("0042",))
    for people, offered in ((nobody, False), (somebody, True)):
        page = told(stand, people).do(e.NoCardAsked)
        assert isinstance(page, p.PickGroup)
        assert page.digits is offered


def test_the_only_one_of_a_surname_needs_two_touches_and_no_card(stand: Stand) -> None:
    """The fact is the resident's, and names no card."""
    stand.do(e.NoCardAsked)
    page = stand.do(e.GroupPicked, group="欧阳")
    assert isinstance(page, p.ChooseService)
    assert page.name == "欧阳*英"
    (fact,) = stand.facts()
    assert (fact.kind, fact.resident, fact.card) == (Kind.ARRIVAL, "r-great", None)


def test_a_large_family_is_asked_for_the_sign_and_is_there_with_the_fourth_touch(stand: Stand) -> None:
    """No card, surname, sign, me."""
    told(stand, *LIS, Resident("r-same", "李金光", date(1953, 7, 1)))
    stand.do(e.NoCardAsked)
    page = stand.do(e.GroupPicked, group="李")
    assert groups(page) == SIGNS
    page = stand.do(e.GroupPicked, group="snake")
    assert people(page) == [("李*明", "58"), ("李*光", ""), ("李*明", "01")]
    assert isinstance(stand.do(e.SelfPicked, person="r-li"), p.ChooseService)


def test_surnames_without_a_key_are_asked_for_the_sign_together(stand: Stand) -> None:
    """Those after the ones on the glass; no more of them than one page shows are shown at once."""
    told(
        stand, *LIS, *(Resident(f"r-{name}", f"{name}明", date(1952 + n, 6, 1)) for n, name in enumerate("孔孟荀庄墨"))
    )
    offered = groups(stand.do(e.NoCardAsked))
    page = stand.do(e.OthersPicked, seen=len(offered) - 3)
    assert {name[0] for name, _ in people(page)} == {name[0] for name in offered[-3:]}
    stand.do(e.NoCardAsked)
    page = stand.do(e.OthersPicked, seen=1)
    assert isinstance(page, p.PickGroup)
    assert page.surnames == offered[1:]
    page = stand.do(e.GroupPicked, group="dragon")
    assert not isinstance(page, p.PickGroup)
    for seen in (0, len(offered)):
        page = stand.do(e.NoCardAsked)
        assert stand.do(e.OthersPicked, seen=seen) is page


def test_of_a_crowd_without_a_key_the_next_surnames_are_asked(stand: Stand) -> None:
    """In a city of thousands one sign would have dozens of pages; once few enough are left, the sign comes."""
    names = [chr(0x5000 + n) for n in range(60)]
    told(stand, *(Resident(f"c{n}", f"{names[n % 60]}大明", date(1930 + n % 36, 6, 1)) for n in range(1800)))
    offered = groups(stand.do(e.NoCardAsked))
    page = stand.do(e.OthersPicked, seen=11)
    assert isinstance(page, p.PickGroup)
    assert (page.groups, page.surnames, page.others) == (offered[11:], (), True)
    assert groups(stand.do(e.OthersPicked, seen=20)) == SIGNS


@pytest.mark.parametrize("rush", [None, "lunch"])
def test_whoever_named_no_surname_sees_a_name_before_anything_is_recorded(stand: Stand, rush: str | None) -> None:
    """The only one without a key may be somebody else than who stands there; the touch on the name makes the visit."""
    stand.set(rush=rush).at(11)
    offered = groups(stand.do(e.NoCardAsked))
    assert len(people(stand.do(e.OthersPicked, seen=len(offered) - 1))) == 1
    assert stand.kinds() == []
    told(stand, *LIS, Resident("r-guan", "管仲", date(1952, 6, 1)), Resident("r-bao", "鲍叔牙", date(1953, 6, 1)))
    stand.do(e.NoCardAsked)
    stand.do(e.OthersPicked, seen=1)
    assert people(stand.do(e.GroupPicked, group="dragon"))
    assert stand.kinds() == []


def test_surnames_of_those_who_come_are_first(stand: Stand) -> None:
    """The largest family of who never comes gives way to one whose member was here this month."""
    told(stand, *LIS)
    assert groups(stand.do(e.NoCardAsked))[0] == "李"
    stand.do(e.GroupPicked, group="欧阳")
    stand.do(e.Dismissed)
    assert groups(stand.do(e.NoCardAsked))[:2] == ("欧阳", "李")


def test_rush_books_the_meal_and_a_second_time_is_already_here(stand: Stand) -> None:
    """Exactly as if the card had been tapped, also for the card that is found again later."""
    stand.set(rush="lunch").at(11)
    for expected in (p.Welcome, p.AlreadyHere):
        stand.do(e.NoCardAsked)
        assert isinstance(stand.do(e.GroupPicked, group="李"), expected)
        stand.do(e.Dismissed)
    assert isinstance(stand.tap(LI), p.AlreadyHere)
    assert stand.kinds() == [("visit", "lunch")]


def test_who_left_in_the_meantime_is_seen_by_staff(stand: Stand) -> None:
    """The roster may change between two touches; the attempt is recorded with its reason."""
    told(stand, Resident("r-li2", "李芳"))
    stand.do(e.NoCardAsked)
    stand.do(e.GroupPicked, group="李")
    told(stand, Resident("r-li2", "李芳", state=ResidentState.LEFT))
    assert isinstance(stand.do(e.SelfPicked, person="r-li2"), p.SeeStaff)
    assert [(fact.kind, fact.reason) for fact in stand.facts()] == [(Kind.REFUSED, "resident left")]


def test_nobody_is_picked_who_is_not_on_the_page(stand: Stand) -> None:
    """An event from elsewhere changes nothing."""
    told(stand, Resident("r-li2", "李芳"))
    stand.do(e.NoCardAsked)
    page = stand.do(e.GroupPicked, group="李")
    assert stand.do(e.SelfPicked, person="r-chen") is page
    assert stand.kinds() == []


def test_who_comes_often_is_first(stand: Stand) -> None:
    """Of two, the one who was here lately."""
    told(stand, Resident("r-an", "陈安", search=("chenan",)))
    stand.do(e.NoCardAsked)
    page = stand.do(e.GroupPicked, group="陈")
    assert people(page) == [("陈*强", ""), ("陈*", "")]
    stand.do(e.SelfPicked, person="r-an")
    stand.do(e.Dismissed)
    stand.do(e.NoCardAsked)
    assert people(stand.do(e.GroupPicked, group="陈")) == [("陈*", ""), ("陈*强", "")]


def test_two_of_one_masked_name_are_told_apart_by_card_or_telephone(stand: Stand) -> None:
    """The end of the active card, else of the number; who has neither shows none."""
    told(stand, Resident("w1", "吴大中"), Resident("w2", "吴小中", tails=("6712",)), Resident("w3", "吴老中"))
    stand.tell(Change("card", "em4100:0000000225", 1, Card("em4100:0000000225", "w1")))
    stand.do(e.NoCardAsked)
    assert people(stand.do(e.GroupPicked, group="吴")) == [("吴*中", "49"), ("吴*中", "12"), ("吴*中", "")]


def test_who_cannot_be_told_from_another_is_not_there_to_be_picked(stand: Stand) -> None:
    """More digits where two are not enough; where none are, the staff help, because a guess would be another's meal."""
    told(stand, Resident("w1", "吴大中"), Resident("w2", "吴小中"), Resident("w3", "吴老中"), Resident("w4", "吴少中"))
    stand.do(e.NoCardAsked)
    assert isinstance(stand.do(e.GroupPicked, group="吴"), p.SeeStaff)
    for key, person in (("em4100:0000000089", "w1"), ("em4100:00000000ED", "w2")):
        stand.tell(Change("card", key, 1, Card(key, person)))
    stand.do(e.Dismissed)
    stand.do(e.NoCardAsked)
    assert people(stand.do(e.GroupPicked, group="吴")) == [("吴*中", "137"), ("吴*中", "237")]


@pytest.mark.parametrize(
    ("keys", "endings"),
    [
        pytest.param(("qr:3A0F1A2B3C4D01", "qr:3A0F1A2B3C5E01"), ("4D", "5E"), id="1A2B3C4D-1 and 1A2B3C5E-1"),
        pytest.param(("em4100:01026F6C3A", "em4100:01026F6D3A"), ("34", "90"), id="0040856634 and 0040856890"),
    ],
)
def test_two_digits_that_are_printed_on_the_cards_tell_two_names_apart(
    stand: Stand, keys: tuple[str, str], endings: tuple[str, str]
) -> None:
    """Not what a reader tells of them: that ends alike on both cards, and stands on neither."""
    told(stand, Resident("w1", "吴大中"), Resident("w2", "吴小中"))
    stand.tell(*(Change("card", key, 1, Card(key, person)) for key, person in zip(keys, ("w1", "w2"), strict=True)))
    stand.do(e.NoCardAsked)
    assert people(stand.do(e.GroupPicked, group="吴")) == [("吴*中", end) for end in endings]


def test_four_digits_find_who_has_them(stand: Stand) -> None:
    """One goes straight on; several pick."""
    told(stand, *LIS, Resident("r-twin", "李老中", tails=("1001",)))
    stand.do(e.NoCardAsked)
    assert stand.do(e.TailAsked) == p.TypeTail("zh_CN")
    assert people(stand.do(e.TailEntered, tail="1001")) == [("李*中", ""), ("李*明", "")]
    stand.do(e.NoCardAsked)
    stand.do(e.TailAsked)
    assert isinstance(stand.do(e.TailEntered, tail="1002"), p.ChooseService)


def test_five_numbers_that_are_nobodys_call_for_help_and_lock_the_keypad(stand: Stand) -> None:
    """Neither a wrong wall clock nor a way back opens it; time does, and a right number forgets the wrong ones."""
    told(stand, *LIS)
    stand.do(e.NoCardAsked)
    stand.do(e.TailAsked)
    for _ in range(FREE_TRIES - 1):
        assert stand.do(e.TailEntered, tail="9999") == p.TypeTail("zh_CN", wrong=True)
    assert stand.do(e.TailEntered, tail="9999") == p.HelpCalled("zh_CN")
    stand.do(e.Dismissed)
    stand.do(e.NoCardAsked)
    assert stand.do(e.TailAsked) == p.HelpCalled("zh_CN")
    stand.clock.advance(FIRST_LOCK)
    stand.do(e.Dismissed)
    stand.do(e.NoCardAsked)
    stand.do(e.TailAsked)
    assert isinstance(stand.do(e.TailEntered, tail="1002"), p.ChooseService)
    assert stand.desk.cardless.lockout.wait(stand.clock.now()) == 0


def test_an_own_number_in_between_does_not_keep_the_keypad_open(stand: Stand) -> None:
    """Who is found forgives the wrong ones once; the same person, or a number that two have, only is no wrong one."""
    told(stand, *LIS, Resident("r-twin", "李老中", tails=("1001",)))
    tails = ["1002", "9999", "9999", "1002", "9999", "1001", "9999", "1002", "9999"]
    for tail in tails:
        assert stand.desk.cardless.lockout.wait(stand.clock.now()) == 0
        stand.do(e.Dismissed)
        stand.do(e.NoCardAsked)
        stand.do(e.TailAsked)
        stand.do(e.TailEntered, tail=tail)
    assert stand.desk.page == p.HelpCalled("zh_CN")
    assert stand.desk.cardless.lockout.wait(stand.clock.now()) == FIRST_LOCK


@pytest.mark.parametrize("depth", range(3))
def test_a_page_that_waits_asks_once_and_then_leaves(stand: Stand, depth: int) -> None:
    """60 or 45 seconds, then 20 for an answer, which any touch is; nobody's names stay longer."""
    told(stand, Resident("r-li2", "李芳"))
    page = stand.do(e.NoCardAsked)
    if depth:
        page = stand.do(e.TailAsked) if depth == 1 else stand.do(e.GroupPicked, group="李")
    stays = 45 if depth == 2 else 60
    assert page.stays == stays
    asked = stand.do(e.TimePassed)
    assert isinstance(asked, p.WithoutCard)
    assert (asked.still_there, asked.stays) == (True, 20)
    assert stand.do(e.Touched) == page
    stand.do(e.TimePassed)
    assert isinstance(stand.do(e.TimePassed), p.Idle)
    assert stand.kinds() == []


@pytest.mark.parametrize("steps", range(3))
def test_the_next_card_wins_at_every_step(stand: Stand, steps: int) -> None:
    """Whoever taps is served, whatever was being looked for."""
    told(stand, Resident("r-li2", "李芳"))
    stand.do(e.NoCardAsked)
    if steps:
        stand.do(e.TailAsked) if steps == 1 else stand.do(e.GroupPicked, group="李")
    assert isinstance(stand.tap(LI), p.ChooseService)


def test_the_way_in_is_only_where_it_is_shown(stand: Stand) -> None:
    """A late touch on another page starts no search."""
    page = stand.tap(LI)
    assert stand.do(e.NoCardAsked) is page
    assert stand.do(e.TailEntered, tail="1234") is page


def test_an_empty_roster_calls_a_person(stand: Stand) -> None:
    """A kiosk that has heard of nobody yet asks nobody's surname."""
    gone = ("r-li", "r-chen", "r-bai", "r-great", "r-dead")
    stand.tell(*(Change("resident", one, 2, None) for one in gone))
    assert stand.do(e.NoCardAsked) == p.HelpCalled("zh_CN")
