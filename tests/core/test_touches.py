"""How many touches a resident without a card needs, counted for everybody of a centre with the real desk.

The residents are made up: a hundred surnames, the n-th most frequent with a weight of 1/n (the first has a fifth of
all, the first ten have more than half), years of birth from 1930 to 1965. Some were here in the last thirty days.
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

SURNAMES = 100
SEVEN_INCH, TEN_INCH = (11, 6), (17, 9)
"""Keys for surnames and names at once on the glass, where guests have a key, too."""


def crowd(stand: Stand, residents: int, regulars: int) -> list[Resident]:
    """A centre's residents, first those who usually come."""
    chance = Random(4)
    families = [chr(0x5000 + n) for n in range(SURNAMES)]
    names = chance.choices(families, [1 / (n + 1) for n in range(SURNAMES)], k=residents)
    people = [
        Resident(f"p{n:04}", f"{name}{chr(0x6000 + n)}明", date(chance.randint(1930, 1965), 7, 1), tails=(f"{n:04}",))
        for n, name in enumerate(names)
    ]
    stand.tell(*(Change("resident", one.id, 1, one) for one in people))
    for one in people[:regulars]:
        walk(stand, one, keys=SURNAMES, at_once=residents)
    return people


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
    ("residents", "regulars", "glass", "share"),
    [(300, 120, SEVEN_INCH, 0.99), (300, 120, TEN_INCH, 1), (1500, 400, SEVEN_INCH, 0.69), (1500, 400, TEN_INCH, 0.89)],
)
def test_so_many_who_usually_come_are_there_after_four_touches(
    tmp_path: Path, residents: int, regulars: int, glass: tuple[int, int], share: float
) -> None:
    """All but one of a centre of three hundred; of a larger one those who are among the first on the last page."""
    stand = open_stand(tmp_path)
    people = crowd(stand, residents, regulars)
    keys, at_once = glass
    touches = [walk(stand, one, keys=keys, at_once=at_once) for one in people[:regulars]]
    stand.store.database.close()
    assert sum(number <= 4 for number in touches) >= share * regulars
