"""Ways through the screen map without a card, and with one where one touch is all, acted out as in `test_visits.py`."""

import pytest

from kiosk.core.model import Kind
from kiosk.core.pages import ChooseService, Idle, PickGroup, TakenBack, Welcome
from tests.centre import LI
from tests.glass import Card, Glass, Step, Touch, Wait


@pytest.mark.parametrize(
    ("steps", "recorded", "touches"),
    [
        pytest.param(
            [
                (Touch("没带卡"), PickGroup),
                (Touch("李"), ChooseService),
                (Touch("午餐"), ChooseService),
                (Touch("好了"), Welcome),
                (Wait(8), Idle),
            ],
            ["lunch"],
            4,
            id="A6 without a card, the only one of a surname",
        ),
        pytest.param(
            [(Touch("没带卡"), PickGroup), (Wait(60), PickGroup), (Wait(20), Idle)],
            [],
            1,
            id="A6 nobody picks a surname for 60 and then 20 s",
        ),
        pytest.param(
            [(Touch("没带卡"), PickGroup), (Wait(60), PickGroup), (Touch("我还在"), PickGroup), (Wait(58), PickGroup)],
            [],
            2,
            id="A6 more time is one press",
        ),
        pytest.param([(Touch("没带卡"), PickGroup), (Touch("返回"), Idle)], [], 2, id="A6 found the card after all"),
    ],
)
def test_a_visit_without_a_card_goes_as_the_screen_map_says(
    glass: Glass, steps: list[Step], recorded: list[str], touches: int
) -> None:
    """Page after page, what stands in the database at the end, and how many touches it cost."""
    glass.play(*steps)
    assert glass.touches == touches
    assert [fact.service for fact in glass.stand.facts() if fact.kind is Kind.VISIT] == recorded


def test_where_one_service_is_all_a_card_and_one_touch_make_the_visit(glass: Glass) -> None:
    """The first tile that is pressed finishes (A2, single-select)."""
    glass.stand.set(single_choice=True)
    glass.play((Card(LI), ChooseService), (Touch("棋牌"), Welcome), (Touch("按错了"), TakenBack))
    assert [(fact.kind, fact.service) for fact in glass.stand.facts()] == [
        (Kind.ARRIVAL, None),
        (Kind.VISIT, "chess"),
        (Kind.VOID, "chess"),
    ]
