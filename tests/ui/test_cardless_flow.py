"""A resident without a card checks in alone: a real finger, the real desk, a real database; every touch is counted."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.exchange import Change
from kiosk.core.model import Resident
from kiosk.ui.easel import Easel
from kiosk.ui.panel import PANELS
from kiosk.ui.samples import sample_pages
from kiosk.ui.widgets import Named
from tests.centre import Stand, open_stand

SURNAMES = "李杨张赵段王尹苏何董陈周高马刘"
WHO = Resident("who", "李建国", date(1952, 6, 1), tails=("4471", "002X"))


@dataclass
class Visit:
    """A finger in front of a kiosk. `touches` is how often it came down."""

    easel: Easel
    stand: Stand
    touches: int = 0
    pages: list[p.Page] = field(default_factory=list)

    def touch(self, text: str) -> p.Page:
        """Press what says this, and let the desk answer."""
        self.touches += 1
        self.easel.sent.clear()
        self.easel.tap(text)
        for event in self.easel.sent:
            self.pages.append(self.stand.desk.handle(event))
            self.easel.show(self.stand.desk.page)
        return self.stand.desk.page


@pytest.fixture
def visit(easel: Easel, tmp_path: Path) -> Iterator[Visit]:
    """A centre with fifteen families of twenty-four, two of each in every year of twelve."""
    stand = open_stand(tmp_path)
    people = [
        Resident(f"{family}{n}", f"{family}{'甲乙丙丁'[n % 4]}民", date(1940 + n % 12, 6, 1), tails=(f"5{n:03}",))
        for family in SURNAMES
        for n in range(24)
    ]
    stand.tell(*(Change("resident", one.id, 1, one) for one in [*people, WHO]))
    easel.show(stand.desk.page)
    yield Visit(easel, stand)
    stand.store.database.close()


@pytest.mark.parametrize("glass", [(800, 480, 7.0), (1280, 800, 10.1)])
def test_four_touches_from_idle_to_the_services(visit: Visit, glass: tuple[int, int, float]) -> None:
    """No card, surname, sign, me: the same four on the small panel and on the large one."""
    visit.easel.resize(*glass)
    for text in ("没带卡", "李", "龙"):
        visit.touch(text)
    page = visit.touch("李*国")
    assert isinstance(page, p.ChooseService)
    assert visit.touches == 4
    assert [(fact.resident, fact.card) for fact in visit.stand.facts()] == [("who", None)]


def test_in_the_rush_the_fourth_touch_is_the_meal(visit: Visit) -> None:
    """The result page is there with the fourth touch."""
    visit.stand.set(rush="lunch").at(11)
    for text in ("没带卡", "李", "龙", "李*国"):
        visit.touch(text)
    assert isinstance(visit.stand.desk.page, p.Welcome)
    assert visit.stand.kinds() == [("visit", "lunch")]


@pytest.mark.parametrize("glass", [(800, 480, 7.0), (1280, 800, 10.1)])
def test_a_surname_without_a_key_takes_no_more_than_four_touches(visit: Visit, glass: tuple[int, int, float]) -> None:
    """No card, other surnames, sign, me: those whose surname has no key are asked for the sign together."""
    names, animals = "孔孟荀庄墨韩嵇阮向山鲍殷", "鼠牛虎兔龙蛇马羊猴鸡狗猪"
    rare = [Resident(f"rare{n}", f"{name}大明", date(1948 + n, 6, 1)) for n, name in enumerate(names)]
    visit.stand.tell(*(Change("resident", one.id, 1, one) for one in rare))
    visit.easel.resize(*glass)
    page = visit.touch("没带卡")
    assert isinstance(page, p.PickGroup)
    last = names.index([name for name in page.groups if name in names][-1])
    for text in ("其他姓", animals[last]):
        page = visit.touch(text)
    if isinstance(page, p.PickYourself):
        page = visit.touch(f"{names[last]}*明")
    assert isinstance(page, p.ChooseService)
    assert visit.touches <= 4


def test_four_digits_send_themselves(visit: Visit) -> None:
    """No press of a further button after the fourth; an X counts as a digit."""
    for text in ("没带卡", "手机尾号", "0", "0", "2"):
        visit.touch(text)
    assert isinstance(visit.touch("X"), p.ChooseService)


def test_a_wrong_digit_is_taken_back(visit: Visit) -> None:
    """The key with the arrow takes the last one away."""
    for text in ("没带卡", "手机尾号", "4", "4", "9", "delete-left", "7"):
        visit.touch(text)
    assert isinstance(visit.touch("1"), p.ChooseService)


def test_nothing_hidden_is_pressed_while_the_question_stands(visit: Visit) -> None:
    """The keys behind "do you need more time?" take no touch; its one button brings them back."""
    visit.touch("没带卡")
    visit.easel.show(visit.stand.do(e.TimePassed))
    with pytest.raises(LookupError):
        visit.easel.button("李")
    visit.touch("我还在")
    assert visit.easel.button("李")


def test_what_was_typed_is_gone_for_the_next_person(visit: Visit) -> None:
    """Half a number stays nobody's, but it is still its owner's after the question whether more time is needed."""
    for text in ("没带卡", "手机尾号", "4", "4"):
        visit.touch(text)
    visit.easel.show(visit.stand.do(e.TimePassed))
    for text in ("我还在", "7"):
        visit.touch(text)
    assert isinstance(visit.touch("1"), p.ChooseService)
    visit.easel.show(visit.stand.do(e.Dismissed))
    for text in ("没带卡", "手机尾号", "4", "4", "重选", "手机尾号"):
        visit.touch(text)
    assert getattr(visit.easel.stage.current, "typed", None) == ""


@pytest.mark.parametrize(("glass", "surnames", "names"), [((800, 480, 7.0), 11, 6), ((1280, 800, 10.1), 17, 9)])
def test_so_many_fit_on_the_glass(easel: Easel, glass: tuple[int, int, float], surnames: int, names: int) -> None:
    """As `tests/core/test_touches.py` takes it, with a key for guests."""
    easel.resize(*glass)
    for page, room in (("surname-bring", surnames), ("yourself-many", names)):
        easel.show(sample_pages("zh_CN")[page])
        assert getattr(easel.screen, "room", 0) == room


def test_names_on_the_glass_move_to_a_smaller_panel(easel: Easel) -> None:
    """Eight of them stand there when the panel changes to one that holds six: it lays them out anew."""
    easel.show(sample_pages("zh_CN")["yourself"])
    easel.resize(*PANELS[0])
    assert easel.button("李*明")


def test_other_names_stand_once_each_after_a_page_that_was_turned(easel: Easel) -> None:
    """The next person's two names, and nothing left of the eight before."""
    easel.resize(800, 480, 7.0)
    page = sample_pages("zh_CN")["yourself"]
    assert isinstance(page, p.PickYourself)
    easel.show(page)
    easel.tap("下一页")
    easel.show(replace(page, people=page.people[4:6]))
    shown = [target.thing for target in easel.stage.targets() if isinstance(target.thing, Named)]
    assert sorted(name.person.id for name in shown) == [person.id for person in page.people[4:6]]
