"""Rows of people as a clerk writes them: which columns a list has, which cells stay blank, which rows are spoiled."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from tests.field import office_cells as cells
from tests.field.office_cells import Cell, Hand
from tests.field.office_faults import WORDS_FOR_NOTHING, Cells, spoiled
from tests.field.office_people import Person, whole_identity
from tests.field.office_sheets import MERGED
from tests.field.office_truth import Duty, Truth

SPOILED = 0.04
BLANK = 0.03


@dataclass
class Written:
    """A row as written: what is owed to it, and why not everything; `nearby` are ends of numbers in merged cells."""

    person: Person
    cells: Cells
    duty: Duty = Duty.TAKE
    fault: str = ""
    state: str = "active"
    nearby: frozenset[str] = frozenset()

    def owe(self, duty: Duty, fault: str) -> None:
        """Less is owed than to a sound row."""
        self.duty, self.fault = duty, fault

    def tells(self, column: str) -> bool:
        """Whether something stands in a column."""
        value = self.cells.get(column)
        return value not in {None, MERGED, *cells.NOTHING, *WORDS_FOR_NOTHING}


WRITERS: dict[str, Callable[[Hand, Person], Cell]] = {
    "serial": lambda *_: None,
    "name": cells.name_cell,
    "sex": lambda _, person: person.sex,
    "nation": lambda hand, _: hand.rng.choice(["汉", "白", "白族", "彝", "回"]),
    "birth": cells.birth_cell,
    "month": cells.month_cell,
    "identity": cells.identity_cell,
    "age": lambda _, person: 2026 - person.birth.year,
    "home": lambda _, person: person.home,
    "phone": cells.phone_cell,
    "card": cells.card_cell,
    "number": lambda hand, person: hand.one([person.number] * 4 + [person.number.translate(cells.WIDE)]),
    "child": lambda hand, person: f"{person.name[0]}{hand.rng.choice('强军伟敏静磊')}",
    "relation": lambda hand, _: hand.rng.choice(["儿子", "女儿", "长子"]),
    "child-phone": lambda hand, _: f"139{hand.rng.randrange(10**7, 10**8)}",
    "pay": lambda *_: 60,
    "account": lambda hand, _: f"6217{hand.rng.randrange(10**14, 10**15)}",
    "signed": lambda *_: None,
    "health": lambda hand, _: hand.rng.choice(["良好", "高血压", "一般", "糖尿病"]),
    "made": lambda hand, _: f"2026-{hand.rng.randrange(1, 11):02d}-{hand.rng.randrange(1, 28):02d}",
    "clerk": lambda *_: "柳如明",
    "state": lambda *_: "在册",
    "holder": lambda hand, person: hand.one([person.name, f"{person.name[0]}老三"]),
    "neighbour": lambda hand, _: hand.rng.choice(["柳大嫂", "柳志高", "柳春梅"]),
    "neighbour-phone": lambda hand, _: f"139{hand.rng.randrange(10**7, 10**8)}",
    "proxy": lambda hand, _: hand.rng.choice([None, None, "柳春生", "柳小妹"]),
    "proxy-identity": lambda *_: whole_identity(date(1975, 2, 3), 118),
    "proxy-phone": lambda hand, _: f"139{hand.rng.randrange(10**7, 10**8)}",
    "note": lambda hand, _: hand.rng.choice([None, None, None, "独居", "低保", "轮椅", "和儿子同住"]),
}
ESTATE = "serial name sex nation birth identity age home phone card note".split()
GARDEN = "serial name sex identity month home phone child relation child-phone card note".split()
LAKE = "serial holder name sex birth identity phone neighbour neighbour-phone card state note".split()
PAID = "serial name sex identity birth age pay account proxy proxy-identity proxy-phone signed".split()
ALONE = "serial name sex birth phone home child child-phone health note".split()
CARDS = "number name birth identity phone card state made clerk".split()
STATES = {"active": ("在册", ""), "left": ("离开",), "deceased": ("去世",)}


def write(hand: Hand, columns: Sequence[str], people: Sequence[Person], *, keep: Collection[int] = ()) -> list[Written]:
    """A row for each person; some lack a cell, some are spoiled, but not of those in `keep`."""
    rows = []
    for person in people:
        row = Written(person, {column: WRITERS[column](hand, person) for column in columns})
        rows.append(row)
        if person.key in keep:
            continue
        blank = [column for column in ("phone", "card", "birth") if column in columns and hand.rng.random() < BLANK]
        for column in blank:
            if column != "birth" or "identity" in columns:
                row.cells[column] = cells.nothing_cell(hand, person) if column == "phone" else None
        if person.name.endswith("）"):
            continue
        if hand.rng.random() < SPOILED:
            fault = spoiled(hand, person, row.cells)
            row.owe(fault.duty, fault.name)
    return rows


def number(rows: Sequence[Written]) -> None:
    """序号 begins with 1 on each sheet."""
    for number, row in enumerate(rows, start=1):
        if "serial" in row.cells and row.fault != "row moved to the left":
            row.cells["serial"] = number


def namesakes(people: Sequence[Person]) -> list[Person]:
    """Two pairs of one name and one birth date, and people whom the office tells apart by 大 and 小."""
    changed = list(people)
    for first, second in ((0, 9), (20, 33)):
        name, birth = changed[first].name, changed[first].birth
        order = int(changed[second].identity[-3:].replace("X", "0")) % 989 + 1
        changed[second] = replace(changed[second], name=name, birth=birth, identity=whole_identity(birth, order))
    for place, mark in ((40, "（大）"), (50, "（小）"), (60, "（大）")):
        changed[place] = replace(changed[place], name=changed[place].name + mark)
    return changed


def share_telephones(rng: Random, rows: Sequence[Written]) -> None:
    """Couples have one telephone in a merged cell: it stands beside the first of them only."""
    for place in rng.sample(range(0, len(rows) - 1, 2), 8):
        first, second = rows[place : place + 2]
        if first.duty is second.duty is Duty.TAKE and first.tells("phone"):
            second.cells["phone"] = MERGED
            second.nearby = frozenset(phone[-4:] for phone in first.person.phones)


def copy_cards(rng: Random, rows: Sequence[Written]) -> None:
    """A card's number was copied a line too far; and who has one name and birth date may be taken for one person."""
    places = [n for n, row in enumerate(rows) if row.duty is Duty.TAKE and row.tells("card") and n > 60]
    for place in rng.sample(places[:-1:2], 3):
        holder = rows[place]
        other = next(rows[n] for n in places if n > place)
        other.cells["card"] = holder.cells["card"]
        holder.owe(Duty.EITHER, "card is copied below")
        other.owe(Duty.LIST, "card of another person")
    for place in (0, 9, 20, 33):
        if rows[place].duty is Duty.TAKE:
            rows[place].owe(Duty.EITHER, "same name and birth date")


def forget_births(rng: Random, rows: Sequence[Written], everybody: Sequence[Person]) -> None:
    """Some birth dates are not known; only people whose name is theirs alone can be told apart without."""
    names = Counter(person.name for person in everybody)
    for row in rows:
        if row.duty is Duty.TAKE and names[row.person.name] == 1 and rng.random() < 0.1:
            row.cells["birth"] = rng.choice(["", None])


def truth_of(rows: Sequence[Written]) -> Truth:
    """What the rows of one person tell; the sound ones, where there are any."""
    person = rows[-1].person
    owed = [row for row in rows if row.duty is Duty.TAKE] or rows
    phones = [frozenset({phone[-4:]}) for row in owed if row.tells("phone") for phone in row.person.phones]
    identities = [group for row in owed if row.tells("identity") for group in cells.ends_of(row.person)]
    every = [frozenset(phone[-4:] for phone in person.phones), *cells.ends_of(person), *(row.nearby for row in rows)]
    duties = {row.duty for row in rows}
    return Truth(
        person=person,
        names=frozenset({person.name, person.name.partition("（")[0]}),
        births=frozenset({person.birth}),
        birth_told=any(row.tells("birth") or row.tells("identity") for row in owed),
        ends=tuple(dict.fromkeys([*phones, *identities])),
        spare_ends=frozenset[str]().union(*every),
        wires=frozenset(wire for row in owed if row.tells("card") for wire in row.person.wires),
        spare_wires=frozenset(person.wires),
        states=frozenset({rows[-1].state}),
        number=next((row.person.number for row in owed if row.tells("number")), None),
        duty=next(duty for duty in (Duty.TAKE, Duty.EITHER, Duty.LIST) if duty in duties),
    )
