"""A database that any released version left behind opens in this one, and nothing of it is lost."""

import shutil
from pathlib import Path

import apsw
import pytest

from kiosk.clock import SteppedClock
from kiosk.core.log import first_break
from kiosk.store.migrations import STEPS
from kiosk.store.store import Machine, open_store
from tests.centre import MORNING
from tests.store.fixture import DAY, FIXTURES, KEY, LI, fact

AHEAD = frozenset({"cursor", "generation", "restarted"})
"""Notes of how far the server was read; an update may have it read again."""


def rows_of(path: Path) -> dict[str, tuple[str, set[tuple[object, ...]]]]:
    """Each table's columns and rows, past our own code."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    found = {}
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        columns = ", ".join(str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})"))
        found[str(table)] = columns, set(connection.execute(f"SELECT {columns} FROM {table}"))  # noqa: S608
    connection.close()
    return found


@pytest.mark.parametrize("number", range(1, len(STEPS)), ids="schema-{}".format)
def test_a_database_of_every_released_schema_opens_and_loses_nothing(number: int, tmp_path: Path) -> None:
    """Every row is there in its old columns, the chain proves itself, what was unsent is unsent, a new visit is taken.

    To add a schema's fixture: `python -m tests.store.fixture` in the last commit that has it as its newest.
    """
    fixture = FIXTURES / f"schema-{number}.db"
    assert fixture.exists(), f"schema {number} has no fixture; make it in a commit of that schema, see fixture.py"
    before = rows_of(Path(shutil.copy(fixture, tmp_path / "kiosk.db")))
    assert len(before["migration"][1]) == number
    machine = Machine("boot of the test", "pi of the fixture", "test")
    store = open_store(tmp_path / "kiosk.db", KEY, machine, SteppedClock(MORNING).now)
    for table, (columns, rows) in before.items():
        after = set(store.database.rows(f"SELECT {columns} FROM {table}"))  # noqa: S608
        assert {row for row in rows - after if table != "note" or row[0] not in AHEAD} == set(), table
    (head,) = store.outbox.logs()
    start = store.outbox.hash_at(head.log_id, 0)
    store.visits.record(fact("new", SteppedClock(MORNING).now()))
    assert (head.seq, head.acked, store.boot, store.visits.unsent()) == (5, 1, 3, 5)
    assert start is not None
    assert first_break(store.outbox.entries(head.log_id, 0, 9), start) is None
    assert {one.id for one in store.visits.of_day(DAY)} == {
        "v1", "v2", "void of v2", "guests", "link", "next door", "new",
    }  # fmt: skip
    card = store.roster.card(LI)
    assert card is not None
    assert (card.resident, store.roster.settings().centre_name) == ("r-li", "兴盛中心")
    assert (len(store.roster.services()), len(store.roster.tariffs("meal")), len(store.roster.staff())) == (1, 1, 1)
    store.database.close()
