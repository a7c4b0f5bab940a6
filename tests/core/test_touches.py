"""How many touches a resident without a card needs, counted for everybody of a centre with the real desk.

The centre's three hundred residents are made up: a hundred surnames, the n-th most frequent with a weight of 1/n (the
first has a fifth of all, the first ten have more than half), years of birth spread over 1930 to 1965. A hundred and
twenty of them were here in the last thirty days.
"""

from datetime import date
from pathlib import Path
from random import Random

import pytest

from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.exchange import Change
from kiosk.core.members import signs
from kiosk.core.model import Resident
from kiosk.core.names import surname
from tests.centre import Stand, open_stand

RESIDENTS, REGULARS, SURNAMES = 300, 120, 100


@pytest.fixture
def crowd(tmp_path: Path) -> tuple[Stand, list[Resident]]:
    """The centre, with those who usually come first."""
    chance, stand = Random(4), open_stand(tmp_path)
    families = [chr(0x5000 + n) for n in range(SURNAMES)]
    names = chance.choices(families, [1 / (n + 1) for n in range(SURNAMES)], k=RESIDENTS)
    people = [
        Resident(f"p{n:03}", f"{name}{chr(0x6000 + n)}明", date(chance.randint(1930, 1965), 7, 1), tails=(f"{n:04}",))
        for n, name in enumerate(names)
    ]
    stand.tell(*(Change("resident", one.id, 1, one) for one in people))
    for one in people[:REGULARS]:
        walk(stand, one, keys=SURNAMES, at_once=RESIDENTS)
    return stand, people


def walk(stand: Stand, who: Resident, *, keys: int, at_once: int) -> int:
    """The touches from the idle page until this person stands there, where so much fits on the glass at once."""
    stand.do(e.Dismissed)
    page, touches = stand.do(e.NoCardAsked), 1
    while isinstance(page, p.PickGroup):
        wanted = signs(who.birth)[0] if page.surnames else surname(who.name)
        keyless = not page.surnames and page.groups.index(wanted) >= keys
        page = stand.do(e.OthersPicked, seen=keys) if keyless else stand.do(e.GroupPicked, group=wanted)
        touches += 1
    if isinstance(page, p.PickYourself):
        place = [one.id for one in page.people].index(who.id)
        touches += 1 + place // at_once
        page = stand.do(e.SelfPicked, person=who.id)
    assert isinstance(page, p.ChooseService | p.AlreadyHere), page
    return touches


@pytest.mark.parametrize(
    ("keys", "at_once", "five"), [pytest.param(11, 6, 0.01, id="7-inch"), pytest.param(17, 9, 0, id="10-inch")]
)
def test_who_usually_comes_is_there_after_four_touches(
    crowd: tuple[Stand, list[Resident]], keys: int, at_once: int, five: float
) -> None:
    """All of them on the panel of ten inches, all but one in a hundred on that of seven; nobody needs more than six."""
    stand, people = crowd
    touches = [walk(stand, one, keys=keys, at_once=at_once) for one in people]
    assert sum(number > 4 for number in touches[:REGULARS]) <= five * REGULARS
    assert max(touches) <= 6
