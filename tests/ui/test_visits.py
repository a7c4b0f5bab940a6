"""Every way through the screen map, acted out: real touches on the real stage, answered by the real desk and database.

Each visit is a table of what somebody does and which page is there then.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.core.exchange import Change
from kiosk.core.model import Kind, WallState
from kiosk.core.pages import (
    AlreadyHere,
    ChooseService,
    ConfirmTime,
    FindResident,
    Goodbye,
    HelpCalled,
    Idle,
    LinkCard,
    Linked,
    PickGroup,
    SeeStaff,
    SetTime,
    StaffPin,
    StaffToday,
    TakenBack,
    UnknownCard,
    Welcome,
)
from tests.centre import BAI, CHEN, LI, LOST, NOBODY, PIN, RESIDENTS
from tests.glass import Card, Glass, HoldClock, Step, Touch, Wait

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
TYPED_PIN: tuple[Step, ...] = (*((Touch(digit), StaffPin) for digit in PIN[:-1]), (Touch(PIN[-1]), StaffToday))


@pytest.mark.parametrize(
    ("steps", "recorded", "touches"),
    [
        pytest.param(
            [(Card(LI), ChooseService), (Touch("午餐"), ChooseService), (Wait(20), Welcome), (Wait(8), Idle)],
            ["lunch"],
            1,
            id="A2 one tile and no more: what was picked is recorded by itself",
        ),
        pytest.param(
            [
                (Card(LI), ChooseService),
                (Touch("午餐"), ChooseService),
                (Touch("棋牌"), ChooseService),
                (Touch("好了"), Welcome),
                (Wait(8), Idle),
            ],
            ["lunch", "chess"],
            3,
            id="A2 lunch and chess in one go",
        ),
        pytest.param(
            [
                (Card(LI), ChooseService),
                (Touch("午餐"), ChooseService),
                (Touch("午餐"), ChooseService),
                (Touch("书画"), ChooseService),
                (Touch("好了"), Welcome),
            ],
            ["painting"],
            4,
            id="A2 a tile pressed twice is not chosen",
        ),
        pytest.param(
            [(Card(LI), ChooseService), (Wait(59), ChooseService), (Wait(1), ChooseService), (Wait(20), Welcome)],
            [],
            0,
            id="A2 nobody answers for 60 and then 20 s: a plain visit",
        ),
        pytest.param(
            [
                (Card(LI), ChooseService),
                (Wait(60), ChooseService),
                (Touch("还要选"), ChooseService),
                (Wait(58), ChooseService),
                (Touch("棋牌"), ChooseService),
                (Touch("好了"), Welcome),
            ],
            ["chess"],
            3,
            id="A2 more time is one press",
        ),
        pytest.param(
            [
                (Card(LI), ChooseService),
                (Touch("午餐"), ChooseService),
                (Touch("好了"), Welcome),
                (Touch("按错了"), TakenBack),
                (Wait(6), Idle),
            ],
            [],
            3,
            id="A3 pressed by mistake",
        ),
        pytest.param(
            [
                (Card(LI), ChooseService),
                (Touch("午餐"), ChooseService),
                (Touch("好了"), Welcome),
                (Wait(8), Idle),
                (Wait(60), Idle),
                (Card(LI), AlreadyHere),
                (Touch("改一改"), ChooseService),
                (Touch("棋牌"), ChooseService),
                (Touch("好了"), Welcome),
            ],
            ["lunch", "chess"],
            5,
            id="A4 the second tap, and more to do",
        ),
        pytest.param(
            [(Card(LI), ChooseService), (Touch("找工作人员"), HelpCalled), (Wait(60), Idle)],
            [],
            1,
            id="A9 help, and back by itself",
        ),
        pytest.param(
            [(Touch("找工作人员"), HelpCalled), (Touch("不用了"), Idle)],
            [],
            2,
            id="A9 help that is not needed after all",
        ),
        pytest.param([(Card(NOBODY), UnknownCard), (Wait(15), Idle)], [], 0, id="A5 an unknown card"),
        pytest.param(
            [(Card(NOBODY), UnknownCard), (Touch("再试一次"), Idle), (Card(LI), ChooseService)],
            [],
            1,
            id="A5 the right card after the wrong one",
        ),
        pytest.param([(Card(NOBODY), UnknownCard), (Touch("找工作人员"), HelpCalled)], [], 1, id="A5 to the staff"),
        pytest.param([(Card(LOST), SeeStaff), (Touch("返回"), Idle)], [], 1, id="R43 a lost card gives no reason"),
    ],
)
def test_a_visit_goes_as_the_screen_map_says(
    glass: Glass, steps: list[Step], recorded: list[str], touches: int
) -> None:
    """Page after page, what stands in the database at the end, and how many touches it cost."""
    glass.play(*steps)
    assert glass.touches == touches
    annulled = {fact.refers for fact in glass.stand.facts() if fact.kind is Kind.VOID}
    visits = [fact for fact in glass.stand.facts() if fact.kind is Kind.VISIT and fact.id not in annulled]
    assert [fact.service for fact in visits] == recorded


def test_in_the_rush_a_card_is_all_it_takes(glass: Glass) -> None:
    """No touch: the tap is the lunch, a second one is answered kindly, and the next person's wins at once."""
    glass.stand.set(rush="lunch")
    glass.play((Card(LI), Welcome), (Card(CHEN), Welcome), (Wait(5), Welcome), (Card(LI), AlreadyHere), (Wait(8), Idle))
    assert glass.touches == 0
    assert [fact.service for fact in glass.stand.facts()] == ["lunch", "lunch"]


LATER: tuple[Step, ...] = ((Touch("棋牌"), ChooseService), (Touch("好了"), Welcome), (Wait(20 * 60), Idle))


@pytest.mark.parametrize(
    ("steps", "kinds"),
    [
        pytest.param(
            [(Card(LI), ChooseService), (Touch("我走了"), Goodbye), (Wait(8), Idle)],
            ["departure"],
            id="one touch, and the page goes by itself",
        ),
        pytest.param(
            [(Card(LI), ChooseService), (Touch("我走了"), Goodbye), (Touch("按错了"), TakenBack), (Wait(6), Idle)],
            ["departure", "void"],
            id="pressed by mistake",
        ),
        pytest.param(
            [
                (Card(LI), ChooseService),
                (Touch("我走了"), Goodbye),
                (Wait(5 * 60), Idle),
                (Card(LI), Goodbye),
                (Touch("按错了"), TakenBack),
            ],
            ["departure", "void"],
            id="a mistake that is noticed five minutes later",
        ),
        pytest.param(
            [
                (Card(LI), ChooseService),
                (Touch("我走了"), Goodbye),
                (Wait(3600), Idle),
                (Card(LI), ChooseService),
                (Touch("午餐"), ChooseService),
                (Touch("好了"), Welcome),
            ],
            ["departure", "arrival", "visit"],
            id="back for lunch",
        ),
        pytest.param(
            [(Wait(6 * 3600), Idle), (Card(LI), AlreadyHere), (Touch("我走了"), Goodbye)],
            ["departure"],
            id="in the evening, when nothing is open any more",
        ),
        pytest.param(
            [(Card(LI), ChooseService), (Touch("午餐"), ChooseService), (Touch("我走了"), Goodbye), (Wait(8), Idle)],
            ["visit", "departure"],
            id="with lunch to take away",
        ),
        pytest.param(
            [(Card(LI), ChooseService), (Touch("我走了"), Goodbye), (Card(BAI), ChooseService)],
            ["departure", "arrival"],
            id="the next card wins",
        ),
    ],
)
def test_whoever_wants_to_says_goodbye(glass: Glass, steps: list[Step], kinds: list[str]) -> None:
    """Where the centre asks for departures: each way out and back, and what is recorded of it."""
    glass.stand.set(departures=True)
    glass.play((Card(LI), ChooseService), *LATER)
    before = len(glass.stand.facts())
    glass.play(*steps)
    assert [fact.kind.value for fact in glass.stand.facts()[before:]] == kinds


PATHS: tuple[tuple[Step, ...], ...] = (
    ((Wait(1), Idle),),
    ((Card(LI), ChooseService),),
    ((Card(LI), ChooseService), (Wait(60), ChooseService)),
    ((Card(LI), ChooseService), (Touch("好了"), Welcome)),
    ((Card(LI), ChooseService), (Touch("午餐"), ChooseService), (Touch("好了"), Welcome), (Touch("按错了"), TakenBack)),
    ((Card(NOBODY), UnknownCard),),
    ((Card(LOST), SeeStaff),),
    ((Touch("找工作人员"), HelpCalled),),
    ((Touch("没带卡"), PickGroup),),
    ((Touch("没带卡"), PickGroup), (Wait(60), PickGroup)),
    ((HoldClock(), StaffPin),),
    ((HoldClock(), StaffPin), *TYPED_PIN),
)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: " - ".join(page.__name__ for _, page in path))
def test_the_next_card_wins_over_every_page(glass: Glass, path: tuple[Step, ...]) -> None:
    """Whatever is on the glass, the next person's card is answered at once."""
    glass.play(*path, (Card(BAI), ChooseService))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: " - ".join(page.__name__ for _, page in path))
def test_every_page_finds_its_way_home(glass: Glass, path: tuple[Step, ...]) -> None:
    """Whoever walks away leaves nothing of himself on the glass: results after 15 s, choices after 60 + 20 + 8."""
    glass.play(*path, (Wait(90), Idle))


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(("L", "J"), id="by letters of the name"),
        pytest.param(("123", "4", "4", "7", "1"), id="by the end of the telephone"),
        pytest.param(("123", "A–Z", "L", "delete-left", "123", "5", "1", "C", "6"), id="by the end of another card"),
    ],
)
def test_staff_link_a_card_on_the_glass(glass: Glass, keys: tuple[str, ...]) -> None:
    """From the clock over the PIN and two taps of the card to the person, whose card it is from then on."""
    told = replace(RESIDENTS[0], search=("lijianming", "ljm"), tails=("4471",))
    glass.stand.tell(Change("resident", "r-li", 5, told))
    typed = (*((Touch(key), FindResident) for key in keys), (Touch("李建明"), Linked))
    twice = ((Card(NOBODY), LinkCard), (Card(NOBODY), FindResident))
    glass.play((HoldClock(), StaffPin), *TYPED_PIN, (Touch("认卡"), LinkCard), *twice, *typed, (Wait(8), Idle))
    glass.play((Card(NOBODY), ChooseService))
    assert getattr(glass.page, "name", "") == "李*明"


def test_staff_say_what_time_it_is(glass: Glass) -> None:
    """The machine woke up yesterday evening: the glass shows no time, staff type it, read it again and say yes."""
    glass.stand.clock.start -= timedelta(hours=15)
    glass.stand.clock.state = WallState.SAVED
    pin = (*TYPED_PIN[:-1], (Touch(PIN[-1]), ConfirmTime))
    typed = tuple((Touch(digit), SetTime) for digit in "261124110")
    glass.play((Wait(60), Idle), (HoldClock(), StaffPin), *pin, (Touch("不对"), SetTime), *typed)
    assert isinstance(glass.stand.desk.page, SetTime)
    glass.play((Touch("5"), ConfirmTime), (Touch("对"), StaffToday), (Touch("返回"), Idle))
    assert (getattr(glass.page, "now", None) or NEVER).strftime("%Y-%m-%d %H:%M") == "2026-11-24 11:05"


def test_a_wrong_pin_opens_nothing(glass: Glass) -> None:
    """Six wrong digits stay on the page for the PIN, and thirty seconds later it is gone."""
    wrong: tuple[Step, ...] = tuple((Touch("1"), StaffPin) for _ in range(6))
    glass.play((HoldClock(), StaffPin), *wrong, (Wait(30), Idle))


def test_a_language_follows_the_card(glass: Glass) -> None:
    """Mr Chen reads English; when he is gone the page is Chinese again."""
    glass.play((Card(CHEN), ChooseService))
    assert glass.page.lang == "en"
    glass.play((Touch("Lunch"), ChooseService), (Touch("Done"), Welcome))
    assert glass.page.lang == "en"
    glass.play((Wait(8), Idle))
    assert glass.page.lang == "zh_CN"
