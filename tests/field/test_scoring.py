"""The trial is tried: a database made from the truth is all right, and each planted fault is noticed."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.clock import SteppedClock
from tests.field.office import office_list
from tests.field.office_truth import Duty, OfficeList, Truth
from tests.field.scoring import Place, exchanged, registered, score, whose
from tests.server.conftest import MORNING, opened

Plant = Callable[[sqlite3.Connection, Truth, Truth], None]
CENTRE = "xingsheng"


@pytest.fixture(scope="module")
def office() -> OfficeList:
    """Lists with their truth."""
    return office_list(2)


@pytest.fixture(scope="module")
def faultless(office: OfficeList, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as it would be if all readable rows were taken in rightly; a person's pseudonym is p and their key."""
    folder = tmp_path_factory.mktemp("faultless")
    opened(folder, SteppedClock(MORNING), "").close()
    with closing(sqlite3.connect(folder / "server.sqlite")) as database, database:
        for one in office.truth.values():
            if one.duty is Duty.TAKE:
                _register(database, one, f"p{one.person.key}")
    return folder / "server.sqlite"


def _register(database: sqlite3.Connection, one: Truth, person: str) -> None:
    birth = min(one.births).isoformat() if one.birth_told else None
    ends = "".join(f" {min(group)} " for group in one.ends)
    row = (person, CENTRE, one.number, one.person.name, birth, min(one.states), None, "", "{}", None, ends)
    columns = "id, centre, number, name, birth, state, language, search, preferences, birthday, tails"
    database.execute(f"insert into resident ({columns}) values ({', '.join('?' * len(row))})", row)  # noqa: S608 - ours
    for wire in one.wires:
        _give(database, f"em4100:{wire}", person)


def _give(database: sqlite3.Connection, key: str, person: str) -> None:
    database.execute(
        "insert or replace into card (key, centre, resident, state) values (?, ?, ?, 'active')", (key, CENTRE, person)
    )


def all_told(office: OfficeList) -> set[Place]:
    """Every row named that has no right reading."""
    return {(line.file, line.sheet, line.number) for line in office.lines if line.duty is not Duty.TAKE}


def pair(office: OfficeList) -> tuple[Truth, Truth]:
    """Two people with cards, numbers and birth dates."""
    whole = (
        one for one in office.truth.values() if one.duty is Duty.TAKE and one.wires and one.ends and one.birth_told
    )
    return next(whole), next(whole)


def test_a_faultless_database_is_all_right(office: OfficeList, faultless: Path) -> None:
    """The oracle finds nothing where nothing is."""
    result = score(faultless, office, all_told(office))
    assert (result.share, result.wrong, result.silent, result.told) == (1, [], [], [])


def _set(column: str, value: str) -> Plant:
    def plant(database: sqlite3.Connection, one: Truth, _other: Truth) -> None:
        database.execute(f"update resident set {column} = ? where id = ?", (value, f"p{one.person.key}"))  # noqa: S608 - ours

    return plant


def _swap_cards(database: sqlite3.Connection, one: Truth, other: Truth) -> None:
    for giver, taker in ((one, other), (other, one)):
        _give(database, f"em4100:{min(giver.wires)}", f"p{taker.person.key}")


def _take_card(database: sqlite3.Connection, one: Truth, _other: Truth) -> None:
    database.execute("update card set state = 'lost' where resident = ?", (f"p{one.person.key}",))


def _forget(database: sqlite3.Connection, one: Truth, _other: Truth) -> None:
    database.execute("delete from resident where id = ?", (f"p{one.person.key}",))


def _double(database: sqlite3.Connection, one: Truth, _other: Truth) -> None:
    _register(database, one, "twice")


def _merge(database: sqlite3.Connection, one: Truth, other: Truth) -> None:
    database.execute("update card set resident = ? where resident = ?", (f"p{one.person.key}", f"p{other.person.key}"))
    _forget(database, other, one)


def _exchange(database: sqlite3.Connection, one: Truth, other: Truth) -> None:
    for old, new in (
        (f"p{one.person.key}", "x"),
        (f"p{other.person.key}", f"p{one.person.key}"),
        ("x", f"p{other.person.key}"),
    ):
        database.execute("update resident set id = ? where id = ?", (new, old))
        database.execute("update card set resident = ? where resident = ?", (new, old))


def _stranger(database: sqlite3.Connection, _one: Truth, _other: Truth) -> None:
    database.execute(
        "insert into resident (id, centre, name, state, search, preferences, tails) "
        "values ('s', ?, '合计', 'active', '', '{}', '')",
        (CENTRE,),
    )


def _end_of_another(database: sqlite3.Connection, one: Truth, other: Truth) -> None:
    end = next(end for end in sorted(other.spare_ends) if end not in one.spare_ends)
    database.execute("update resident set tails = tails || ? where id = ?", (f" {end} ", f"p{one.person.key}"))


def _double_card(database: sqlite3.Connection, one: Truth, _other: Truth) -> None:
    """A number that waits for a tap fits the card that they have already: neither would ever be told apart."""
    _give(database, f"tail:0012648461.{min(one.wires)[2:]}", f"p{one.person.key}")


WRONG = {
    "a card under two keys": _double_card,
    "cards swapped": _swap_cards,
    "a birth date changed": _set("birth", "1931-07-07"),
    "a name changed": _set("name", "李不是"),
    "a state changed": _set("state", "left"),
    "a number of another": _set("number", "9999"),
    "a person twice": _double,
    "two people in one": _merge,
    "a total as a person": _stranger,
    "found by another's telephone": _end_of_another,
}
SILENT = {
    "a person missing": _forget,
    "a card missing": _take_card,
    "no birth date": _set("birth", ""),
    "not found by numbers": _set("tails", ""),
}


def planted(faultless: Path, office: OfficeList, plant: Plant, folder: Path) -> Path:
    """A copy of the database with one fault."""
    copy = Path(shutil.copy(faultless, folder / "planted.sqlite"))
    with closing(sqlite3.connect(copy)) as database, database:
        plant(database, *pair(office))
    return copy


@pytest.mark.parametrize("plant", [pytest.param(plant, id=name) for name, plant in WRONG.items()])
def test_something_wrong_is_noticed(plant: Plant, faultless: Path, office: OfficeList, tmp_path: Path) -> None:
    """A value that is not true, a stranger, a double or a card with somebody else is never a mere percentage."""
    result = score(planted(faultless, office, plant, tmp_path), office, all_told(office))
    assert result.wrong


@pytest.mark.parametrize("plant", [pytest.param(plant, id=name) for name, plant in SILENT.items()])
def test_a_loss_in_silence_is_noticed(plant: Plant, faultless: Path, office: OfficeList, tmp_path: Path) -> None:
    """What is missing counts as lost unless its row was named; then it only lowers the score."""
    database, (one, _) = planted(faultless, office, plant, tmp_path), pair(office)
    rows = {(line.file, line.sheet, line.number) for line in office.lines if line.person == one.person.key}
    assert score(database, office, all_told(office)).silent
    named = score(database, office, all_told(office) | rows)
    assert not named.silent
    assert named.share < 1


def test_a_row_without_a_reading_that_nobody_names_is_noticed(office: OfficeList, faultless: Path) -> None:
    """Each spoiled row has to be told of."""
    told = all_told(office)
    for place in sorted(told)[:5]:
        assert score(faultless, office, told - {place}).silent


def test_exchanged_pseudonyms_are_noticed(office: OfficeList, faultless: Path, tmp_path: Path) -> None:
    """Where two people are right but have each other's pseudonym, past visits are swapped."""
    before = whose(registered(faultless), office.truth)
    after = planted(faultless, office, _exchange, tmp_path)
    assert score(after, office, all_told(office)).share == 1
    assert len(exchanged(before, whose(registered(after), office.truth))) == 2


def test_a_seed_makes_the_same_list(office: OfficeList) -> None:
    """A failure can be looked at again; every kind of row is there."""
    again = office_list(2)
    assert again.truth == office.truth
    assert again.lines == office.lines
    kinds = {line.what for line in office.lines if line.person is None}
    assert kinds == {"title", "head", "head again", "group", "total", "footer"}
