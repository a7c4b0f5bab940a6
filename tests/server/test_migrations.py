"""A server's database from an older program opens in this one."""

import sqlite3
from pathlib import Path

from kiosk.clock import SteppedClock
from kiosk.credentials import Pins
from kiosk.server import residents
from kiosk.server.config import ServerConfig
from kiosk.server.migrations import RECORD, STEPS
from kiosk.server.site import open_site
from tests.server.conftest import MORNING
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
