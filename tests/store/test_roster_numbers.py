"""Five thousand residents with numbers and cards in a real file: digits find one of them at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.clock import SteppedClock
from kiosk.core.exchange import Change, Cursor
from kiosk.core.model import Card, Resident
from kiosk.core.seeking import by_number
from kiosk.store.store import Store
from kiosk.store.told import CHANGING
from tests.centre import MORNING, open_test_store

MANY, MOST = 5000, 7
KEPT = ("resident", "card")


def key(number: int) -> str:
    """The key of a resident's card."""
    return f"em4100:01{number * 7919 + 40_000_000:08X}"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A kiosk's database with all of them, as the server told them."""
    opened = open_test_store(Path(tmp_path_factory.mktemp("many")) / "kiosk.db", SteppedClock(MORNING))
    people = [Resident(f"r{n:04}", f"李{n}", tails=(f"{n:04}",)) for n in range(MANY)]
    told = [Change("resident", one.id, 1, one) for one in people]
    told += [Change("card", key(n), 1, Card(key(n), f"r{n:04}")) for n in range(MANY)]
    opened.mirror.apply(told, Cursor("epoch", 1), last=True)
    yield opened
    opened.database.close()


def found(store: Store, typed: str) -> list[tuple[str, bool]]:
    """Whom these digits find, and whether by a card."""
    return [(person.id, person.of_card) for person in by_number(store.roster, typed, MOST)]


@pytest.mark.parametrize("number", [0, 1234, 4999])
def test_the_end_of_a_telephone_finds_its_owner_first(store: Store, number: int) -> None:
    """Before whoever has a card that happens to end in the same four digits."""
    assert found(store, f"{number:04}")[0] == (f"r{number:04}", False)


@pytest.mark.parametrize("number", [0, 1234, 4999])
def test_a_printed_number_finds_its_card_first(store: Store, number: int) -> None:
    """All ten digits of one card among five thousand, before a telephone with the same end."""
    assert found(store, f"{number * 7919 + 40_000_000:010}")[0] == (f"r{number:04}", True)


def test_typing_reads_only_who_is_shown(store: Store) -> None:
    """A key asks the disk for the people on the page and whether the server told anything since, and no more."""
    found(store, "1234")
    asked: list[str] = []

    def note(_cursor: Any, sql: str, _parameters: Any) -> bool:
        asked.append(sql)
        return True

    store.database.connection.exec_trace = note
    printed = f"{1234 * 7919 + 40_000_000:010}"
    shown = [found(store, printed[:length]) for length in range(1, len(printed) + 1)]
    store.database.connection.exec_trace = None
    assert shown[-1][0] == ("r1234", True)
    assert len(asked) <= (MOST + 2) * len(shown)
    assert {sql for sql in asked if "WHERE id = ?" not in sql} == {CHANGING.format(table) for table in KEPT}


def test_a_card_that_was_given_a_moment_ago_is_found(store: Store) -> None:
    """What was linked here, and what the server tells, is in the next look-up."""
    store.roster.adopt(Card("em4100:01FFFFFFF0", "r0007"))
    assert found(store, "4294967280") == [("r0007", True)]
    store.mirror.apply([Change("card", "em4100:01FFFFFFF0", 2, None)], Cursor("epoch", 2), last=True)
    store.roster.reload()
    assert found(store, "4294967280") == []
