"""A server's database from an older program opens in this one."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.clock import SteppedClock
from kiosk.core import log
from kiosk.core.counts import tally
from kiosk.credentials import Pins
from kiosk.server import residents
from kiosk.server.config import ServerConfig
from kiosk.server.database import Database, open_database
from kiosk.server.ledger import facts_of_day
from kiosk.server.migrations import RECORD, STEPS
from kiosk.server.site import open_site
from kiosk.server.tables import Event, Log, Resident
from tests.server.conftest import MORNING
from tests.server.fixture import DAY, FIXTURES
from tests.server.parts import CENTRE, CHEAP

FOUR = 4
"""The schema before residents had last digits and birthdays."""


def test_residents_from_before_have_no_digits_and_no_birthday(tmp_path: Path) -> None:
    """They are found, changed and told to kiosks as before."""
    with sqlite3.connect(tmp_path / "server.sqlite") as old:
        for number, step in enumerate(STEPS[:FOUR], 1):
            old.executescript(step.format(blob="BLOB"))
            old.execute(RECORD)
            old.execute("INSERT INTO migration VALUES (?, '2026-11-01')", [number])
        old.execute(
            "INSERT INTO resident (id, centre, name, state, search, preferences) "
            "VALUES ('r1', ?, '李桂芳', 'active', ' lgf', '{}')",
            [CENTRE],
        )
    old.close()
    site = open_site(ServerConfig(state=tmp_path), SteppedClock(MORNING), Pins(*CHEAP))
    (person,) = residents.search(site.database, [CENTRE], "lgf")
    assert (person.tails, residents.birthday(person), residents.preferences(person)) == ("", None, {})
    residents.save(site.database, CENTRE, "r1", residents.Draft(name="李桂芳", tails=("4471",)), site.now())
    assert [one.id for one in residents.search(site.database, [CENTRE], "4471")] == ["r1"]
    site.close()


def test_people_of_an_older_program_are_found_by_every_spelling(tmp_path: Path, url: str, clock: SteppedClock) -> None:
    """Their names stay as they were typed; the search, a list and the kiosks' keys take them in the one form."""
    site = open_site(ServerConfig(state=tmp_path, database=url), clock, Pins(*CHEAP))
    typed = {
        "a": ("王\u3000芳", "０００７", " wf"),
        "b": ("阿依古丽•买买提", "８", " ａ"),
        "c": ("李桂芳", "8", " lgf"),
    }
    with site.database.writing():
        for person, (name, number, search) in typed.items():
            row = {"id": person, "centre": CENTRE, "name": name, "number": number, "search": search}
            row |= {"state": "active", "preferences": "{}", "tails": ""}
            site.database.run(Resident.insert(**row))
    assert residents.respell(site.database, site.now()) == 3
    assert residents.respell(site.database, site.now()) == 0
    found = {
        text: [one.id for one in residents.search(site.database, [CENTRE], text)]
        for text in ("王芳", "王 芳", "阿依古丽·买买提", "aygl", "0007", "8")
    }
    assert found == {"王芳": ["a"], "王 芳": ["a"], "阿依古丽·买买提": ["b"], "aygl": ["b"], "0007": ["a"], "8": ["c"]}
    assert residents.names(site.database, ["a"]) == {"a": "王\u3000芳"}
    site.close()


Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


@pytest.mark.parametrize("number", range(1, len(STEPS)), ids="schema-{}".format)
def test_a_database_of_every_released_schema_opens_and_loses_nothing(
    number: int, url: str, tmp_path: Path, clock: SteppedClock
) -> None:
    """Every row is there in its old columns, every log proves itself, the day has the sums that it had.

    To add a schema's fixture: `python -m tests.server.fixture` in the last commit that has it as its newest.
    """
    fixture = FIXTURES / f"schema-{number}.sql"
    assert fixture.exists(), f"schema {number} has no fixture; make it in a commit of that schema, see fixture.py"
    before = left_behind(fixture)
    assert len(before["migration"][1]) == number
    config = ServerConfig(state=tmp_path, database=url)
    put(config, number, before)
    site = open_site(config, clock, Pins(*CHEAP))
    now_there = {table: found(site.database, table, columns) for table, (columns, _) in before.items()}
    lost = {table: set(rows) - now_there[table] for table, (_, rows) in before.items() if table != "feed_counter"}
    assert {table: rows for table, rows in lost.items() if rows} == {}
    with site.database.reading():
        for one in site.database.rows(Log.select()):
            rows = site.database.rows(Event.select().where(Event.log == one.id, Event.body != b"").order_by(Event.seq))
            entries = [log.Entry(row.seq, bytes(row.hash), row.body) for row in rows]
            assert (entries[-1].seq, entries[-1].hash) == (one.head_seq, bytes(one.head_hash))
            assert log.first_break(entries[1:], entries[0].hash) is None
    columns, events = before["event"]
    body, day, counts = (columns.index(name) for name in ("body", "day", "change_seq"))
    facts = [log.read(row[body].decode()) for row in events if row[day] == str(DAY) and row[counts] is not None]
    sums = [tally(some, {}, {}, site.now(), None) for some in (facts, facts_of_day(site.database, [CENTRE], str(DAY)))]
    assert sums[0] == sums[1]
    assert sums[0].visits
    site.close()


def left_behind(fixture: Path) -> Rows:
    """Each table's columns and rows."""
    rows: Rows = {}
    with closing(sqlite3.connect(":memory:")) as old:
        old.executescript(fixture.read_text(encoding="utf-8"))
        for (table,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            cursor = old.execute(f"SELECT * FROM {table}")  # noqa: S608
            rows[table] = [column[0] for column in cursor.description], cursor.fetchall()
    return rows


def put(config: ServerConfig, number: int, rows: Rows) -> None:
    """The old schema with these rows, in either database."""
    database = open_database(config.url)
    blob, mark = ("BLOB", "?") if database.is_sqlite else ("BYTEA", "%s")
    with database.writing():
        database.script([RECORD])
        for step in STEPS[:number]:
            database.script(step.format(blob=blob).split(";"))
        for table, (columns, found) in rows.items():
            database.script([f"DELETE FROM {table}"])  # noqa: S608
            sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join([mark] * len(columns))})"  # noqa: S608
            for row in found:
                database.peewee.execute_sql(sql, row)
    database.close()


def found(database: Database, table: str, columns: list[str]) -> set[tuple[Any, ...]]:
    """The rows of a table in these columns, bytes as bytes."""
    with database.reading():
        rows = database.peewee.execute_sql(f"SELECT {', '.join(columns)} FROM {table}").fetchall()  # noqa: S608
    return {tuple(bytes(one) if isinstance(one, memoryview) else one for one in row) for row in rows}
