"""Guests at the glass, acted out by a real finger: how they are counted, and every way out of the page that does it."""

import pytest

from kiosk.core.model import Kind
from kiosk.core.pages import (
    AlreadyHere,
    ChooseService,
    CountGuests,
    Goodbye,
    GuestsIn,
    Idle,
    Page,
    PickGroup,
    TakenBack,
    Welcome,
)
from tests.centre import BAI, LI
from tests.glass import Card, Glass, Step, Touch, Wait

ONE_GUEST: tuple[Step, ...] = (
    (Card(LI), ChooseService),
    (Touch("午餐"), ChooseService),
    (Touch("好了"), Welcome),
    (Touch("带客人"), CountGuests),
    (Touch("plus"), CountGuests),
)


@pytest.mark.parametrize(
    ("steps", "recorded", "touches"),
    [
        pytest.param(
            [*ONE_GUEST, (Touch("好了"), GuestsIn), (Wait(8), Idle)],
            ["lunch", "1 child"],
            5,
            id="guests: a child comes along",
        ),
        pytest.param(
            [*ONE_GUEST, (Touch("plus"), CountGuests), (Touch("minus"), CountGuests), (Touch("好了"), GuestsIn)],
            ["lunch", "1 child"],
            7,
            id="guests: one too many is taken off",
        ),
        pytest.param(
            [*ONE_GUEST, (Touch("好了"), GuestsIn), (Touch("按错了"), TakenBack), (Wait(6), Idle)],
            ["lunch"],
            6,
            id="guests: pressed by mistake, the host's meal stands",
        ),
        pytest.param(
            [*ONE_GUEST, (Wait(60), CountGuests), (Touch("我还在"), CountGuests), (Touch("好了"), GuestsIn)],
            ["lunch", "1 child"],
            6,
            id="guests: more time is one press",
        ),
        pytest.param(
            [*ONE_GUEST, (Wait(60), CountGuests), (Wait(20), Idle)],
            ["lunch"],
            4,
            id="guests: nobody answers for 60 and then 20 s, and nobody comes along",
        ),
        pytest.param([*ONE_GUEST, (Touch("返回"), Idle)], ["lunch"], 5, id="guests: the way back brings nobody"),
        pytest.param(
            [*ONE_GUEST, (Touch("好了"), GuestsIn), (Card(LI), AlreadyHere), (Touch("带客人"), CountGuests)],
            ["lunch", "1 child"],
            6,
            id="guests: asked again, they are there already",
        ),
        pytest.param(
            [
                (Touch("没带卡"), PickGroup),
                (Touch("客人"), CountGuests),
                (Touch("plus"), CountGuests),
                (Touch("好了"), GuestsIn),
                (Wait(8), Idle),
            ],
            ["1 child"],
            4,
            id="A6 a guest of nobody's has no card and no surname here",
        ),
    ],
)
def test_guests_are_counted_as_the_screen_map_says(
    glass: Glass, steps: list[Step], recorded: list[str], touches: int
) -> None:
    """Page after page, what stands in the database at the end, and how many touches it cost."""
    glass.play(*steps)
    assert glass.touches == touches
    annulled = {fact.refers for fact in glass.stand.facts() if fact.kind is Kind.VOID}
    used = [fact for fact in glass.stand.facts() if fact.uses and fact.id not in annulled]
    assert [f"{fact.count} {fact.band}" if fact.kind is Kind.GUEST else fact.service for fact in used] == recorded


@pytest.mark.parametrize("path", [ONE_GUEST, (*ONE_GUEST, (Touch("好了"), GuestsIn))], ids=["counting", "counted"])
def test_the_next_card_wins_and_nobody_leaves_anything_on_the_glass(glass: Glass, path: tuple[Step, ...]) -> None:
    """The next person is answered at once, and without one the page goes by itself."""
    glass.play(*path, (Card(BAI), ChooseService), (Touch("好了"), Welcome), (Wait(8), Idle))
    glass.play((Touch("没带卡"), PickGroup), (Touch("客人"), CountGuests), (Wait(90), Idle))


@pytest.mark.parametrize(
    ("word", "page"),
    [
        pytest.param("带客人", CountGuests, id="guests"),
        pytest.param("我走了", Goodbye, id="goodbye"),
        pytest.param("改一改", ChooseService, id="a change"),
    ],
)
def test_all_that_can_be_done_on_a_second_tap_is_one_touch_away(glass: Glass, word: str, page: type[Page]) -> None:
    """Where the centre asks for departures, at lunch, with the chess room open: three buttons, and help."""
    glass.stand.set(departures=True, rush="lunch")
    glass.play((Card(LI), Welcome), (Wait(660), Idle), (Card(LI), AlreadyHere), (Touch(word), page))
