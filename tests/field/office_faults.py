"""Rows that nobody can read rightly, or only by guessing: what is wrong, and what an importer owes.

LIST: no right reading; the row is named with the reason, and at most what is certain is taken. EITHER: a clever reader
may take it rightly, an honest one may name it. Silence and guesses are wrong in both.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from tests.field.office_cells import Cell, Hand
from tests.field.office_people import Person, whole_identity
from tests.field.office_truth import Duty

Cells = dict[str, Cell]
WORDS_FOR_NOTHING = ("不详", "暂无", "没有")


@dataclass(frozen=True, slots=True)
class Fault:
    """A way to spoil a row that has these columns."""

    name: str
    duty: Duty
    needs: str
    spoil: Callable[[Hand, Person, Cells], None]
    only: str = ""
    """`book` or `text`, where it needs one of them."""


def spoiled(hand: Hand, person: Person, cells: Cells) -> Fault:
    """Spoil a row in one of the ways that its columns allow."""
    kind = "book" if hand.book else "text"
    possible = [
        fault
        for fault in FAULTS
        if all(cells.get(column) for column in fault.needs.split())
        and fault.only in {"", kind}
        and not ("no-identity" in fault.name and "identity" in cells)
    ]
    fault = hand.rng.choice(possible)
    fault.spoil(hand, person, cells)
    return fault


def _put(column: str, text: Callable[[Random, Person], Cell]) -> Callable[[Hand, Person, Cells], None]:
    def spoil(hand: Hand, person: Person, cells: Cells) -> None:
        cells[column] = text(hand.rng, person)

    return spoil


def _swap(one: str, other: str) -> Callable[[Hand, Person, Cells], None]:
    def spoil(hand: Hand, person: Person, cells: Cells) -> None:  # noqa: ARG001 - called like the others
        cells[one], cells[other] = cells[other], cells[one]

    return spoil


def _shift(hand: Hand, person: Person, cells: Cells) -> None:  # noqa: ARG001 - called like the others
    """A cell was deleted and the rest of the row moved to the left: the name is under 序号, the sex under 姓名."""
    columns = list(cells)
    values = [*list(cells.values())[1:], None]
    cells.update(zip(columns, values, strict=True))


def _new(person: Person) -> str:
    """The ID number with 18 characters."""
    return person.identity if len(person.identity) == 18 else whole_identity(person.birth, int(person.identity[-3:]))


def _mistyped(rng: Random, person: Person) -> str:
    number = _new(person)
    place = rng.randrange(14, 17)
    return f"{number[:place]}{(int(number[place]) + rng.randrange(1, 9)) % 10}{number[place + 1 :]}"


def _rounded(rng: Random, person: Person) -> int:  # noqa: ARG001 - called like the others
    return int(_new(person)[:15]) * 1000


def _scientific(rng: Random, person: Person) -> str:  # noqa: ARG001 - called like the others
    number = _new(person)
    return f"{number[0]}.{number[1:6]}E+17"


def _of_another_day(rng: Random, person: Person) -> str:
    """A sound ID number with another birth date than the column: a lunar birthday, or a line too far down."""
    return whole_identity(person.birth + timedelta(days=rng.randrange(20, 55)), rng.randrange(1, 990))


def _impossible(rng: Random, person: Person) -> str:
    year = person.birth.year
    return rng.choice(
        [f"{year}-02-30", f"{year}.13.5", f"{year}/6/31", f"{year + 100}-{person.birth:%m-%d}", "1836-05-01"]
    )


def _two_digits(rng: Random, person: Person) -> str:
    mark = rng.choice("/.-")
    return f"{person.birth.year % 100}{mark}{person.birth.month}{mark}{person.birth.day}"


def _old_year(rng: Random, person: Person) -> str:
    year, month, day = person.birth.year, person.birth.month, person.birth.day
    return rng.choice([f"民国{year - 1911}年{month}月{day}日", f"农历{year}年{month}月初三", f"{year}年腊月廿三"])


def _couple(hand: Hand, person: Person, cells: Cells) -> None:
    between = hand.rng.choice("、/" if "·" in person.name else "、/和")
    cells["name"] = person.name + between + hand.rng.choice(["李阿秀", "王老发", "杨国安"])


def _masked(rng: Random, person: Person) -> str:
    return person.name[0] + rng.choice(["*", "＊", "?", "□", "**"]) + person.name[2:]


FAULTS = (
    Fault("impossible birth", Duty.LIST, "name birth", _put("birth", _impossible)),
    Fault("check digit", Duty.LIST, "name identity", _put("identity", _mistyped)),
    Fault("check digit", Duty.LIST, "name identity", _put("identity", _mistyped)),
    Fault("ID rounded by the spreadsheet", Duty.LIST, "name identity", _put("identity", _rounded), "book"),
    Fault("ID in scientific notation", Duty.LIST, "name identity", _put("identity", _scientific), "text"),
    Fault("ID too short", Duty.LIST, "name identity", _put("identity", lambda _, who: _new(who)[:-1])),
    Fault(
        "ID too long",
        Duty.LIST,
        "name identity",
        _put("identity", lambda _, who: _new(who)[:12] + "0" + _new(who)[12:]),
    ),
    Fault("ID of another birth date", Duty.LIST, "name birth identity", _put("identity", _of_another_day)),
    Fault("passport", Duty.LIST, "name identity", _put("identity", lambda rng, _: f"E{rng.randrange(10**7, 10**8)}")),
    Fault("telephone too short", Duty.LIST, "name phone", _put("phone", lambda _, who: who.phones[0][:-1])),
    Fault("telephone too long", Duty.LIST, "name phone", _put("phone", lambda _, who: who.phones[0] + "0")),
    Fault("telephone in scientific notation", Duty.LIST, "name phone", _put("phone", lambda *_: "1.39877E+10"), "text"),
    Fault("telephone under ID", Duty.LIST, "name phone identity", _swap("phone", "identity")),
    Fault("name under sex", Duty.LIST, "name sex", _swap("name", "sex")),
    Fault("row moved to the left", Duty.LIST, "serial name sex", _shift),
    Fault("no name", Duty.LIST, "name", _put("name", lambda *_: None)),
    Fault("two people in a row", Duty.LIST, "name", _couple),
    Fault("hidden name", Duty.LIST, "name", _put("name", _masked)),
    Fault("card in scientific notation", Duty.LIST, "name card", _put("card", lambda *_: "4.08566E+07"), "text"),
    Fault("no card's number", Duty.LIST, "name card", _put("card", lambda rng, _: rng.choice(["已办", "123", "丢失"]))),
    Fault("two digits of a year, no-identity", Duty.LIST, "name birth", _put("birth", _two_digits)),
    Fault("old calendar, no-identity", Duty.LIST, "name birth", _put("birth", _old_year)),
    Fault("two digits of a year", Duty.EITHER, "name birth identity", _put("birth", _two_digits)),
    Fault("old calendar", Duty.EITHER, "name birth identity", _put("birth", _old_year)),
    Fault("month only", Duty.EITHER, "name birth identity", _put("birth", lambda _, who: f"{who.birth:%Y.%m}")),
    Fault("day number", Duty.EITHER, "name birth", _put("birth", lambda _, who: who.birth.toordinal() - 693594)),
    Fault(
        "hidden ID",
        Duty.EITHER,
        "name identity",
        _put("identity", lambda _, who: f"{_new(who)[:6]}********{_new(who)[-4:]}"),
    ),
    Fault(
        "telephone of a child",
        Duty.EITHER,
        "name phone",
        _put("phone", lambda _, who: "、".join(who.phones) + "（儿子）"),
    ),
    Fault("word for nothing", Duty.EITHER, "name phone", _put("phone", lambda rng, _: rng.choice(WORDS_FOR_NOTHING))),
    Fault(
        "state in other words", Duty.EITHER, "name state", _put("state", lambda rng, _: rng.choice(["健在", "正常"]))
    ),
)
