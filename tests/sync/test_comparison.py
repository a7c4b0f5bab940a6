"""Whether the kiosk's copy is what the server holds: what is not is found, fetched again alone, or told."""

import logging
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from kiosk.core.exchange import Digest
from kiosk.core.log import seal
from kiosk.core.model import Card, Resident, Service
from kiosk.errors import KioskError
from kiosk.sim.crashvfs import Disk
from kiosk.sync.comparison import NIGHT
from kiosk.wire import Digests, NeighbourVisit
from tests.sync.parts import Kiosk, Town, lunch
from tests.sync.test_courier import run_for
from tests.sync.wireserver import insists

WANG, LI = Resident("r-1", "王秀英"), Resident("r-2", "李建民")
CARD = Card("em4100:67003B51C6", "r-1")
KINDS = {"resident", "card", "service", "visit", "hologram"}
A_NIGHT_LATER = NIGHT + 1


def filled(town: Town, kiosk: Kiosk) -> None:
    """One of each is known here; of a hologram, that there is one."""
    for kind, thing in (("resident", WANG), ("resident", LI), ("card", CARD), ("service", Service("lunch", {}, "x"))):
        town.server.put(kind, getattr(thing, "id", CARD.key), thing)
    town.server.put("hologram", "h-1", {"new": 1})
    body = seal(lunch("next door", kiosk.clock.now()), "ab" * 16, 1, bytes(32), boot=1, app="1.0").body
    town.server.put("visit", "next door", NeighbourVisit("kiosk-2", body, "2026-11-24"))
    kiosk.courier.run_once()
    kiosk.store.roster.reload()


def sums(kiosk: Kiosk) -> dict[str, Digest]:
    """What every collection adds up to."""
    return {kind: kiosk.store.mirror.digest(kind, "") for kind in KINDS}


def asked(town: Town, what: str) -> int:
    """How often the server was asked for this."""
    return town.server.requests.count(f"GET /api/v1/{what}")


def night(town: Town, kiosk: Kiosk) -> None:
    """Let a day pass and the courier do everything."""
    town.clock.advance(A_NIGHT_LATER)
    kiosk.courier.run_once()


SPOILED = {
    "resident deleted": ("resident", "DELETE FROM resident WHERE id = 'r-1'"),
    "payload changed": ("resident", "UPDATE resident SET payload = replace(payload, '王', '黄') WHERE id = 'r-1'"),
    "name changed": ("resident", "UPDATE resident SET name = '黄秀英' WHERE id = 'r-1'"),
    "link lost": ("card", "UPDATE card SET resident = NULL"),
    "card made up": ("card", "INSERT INTO card VALUES ('em4100:1', 'r-1', '{\"key\":\"em4100:1\"}', 1, 1)"),
    "service deleted": ("service", "DELETE FROM item WHERE kind = 'service'"),
    "visit deleted": ("visit", "DELETE FROM neighbour"),
    "visit on another day": ("visit", "UPDATE neighbour SET day = '2026-11-20'"),
    "forgotten that it was told": ("service", "DELETE FROM told WHERE kind = 'service'"),
}


@pytest.mark.parametrize(("kind", "sql"), SPOILED.values(), ids=SPOILED.keys())
def test_what_changed_behind_our_back_is_fetched_again_alone(town: Town, kiosk: Kiosk, kind: str, sql: str) -> None:
    """The night finds it; only that collection is asked for, and the place in the feed stays."""
    filled(town, kiosk)
    good, cursor = sums(kiosk), kiosk.store.mirror.cursor()
    kiosk.store.database.rows(sql)
    assert {name for name, one in sums(kiosk).items() if one != good[name]} == {kind}
    before = asked(town, "feed")
    night(town, kiosk)
    assert sums(kiosk) == good
    assert kiosk.store.mirror.cursor() == cursor
    assert asked(town, "feed") - before == 2
    assert not kiosk.store.mirror.unlike()
    assert (kiosk.store.roster.card("em4100:1"), kiosk.store.roster.resident("r-1")) == (None, WANG)


def test_what_was_not_understood_is_no_difference(town: Town, kiosk: Kiosk, caplog: pytest.LogCaptureFixture) -> None:
    """Kinds, values and fields of a newer server add up as they were sent: nothing is fetched twice."""
    filled(town, kiosk)
    town.server.put("resident", "r-1", {"id": "r-1", "name": "王秀英", "shoe_size": 37})
    town.server.put("resident", "r-2", {"id": "r-2", "name": 5})
    town.server.put("resident", "r-3", {"id": "r-3", "name": 5})
    night(town, kiosk)
    assert "differs" not in caplog.text
    assert kiosk.store.roster.resident("r-2") == LI


def test_a_link_made_here_is_no_difference(town: Town, kiosk: Kiosk, caplog: pytest.LogCaptureFixture) -> None:
    """A card linked at this kiosk, known to the server or not, stays linked until the server says what holds."""
    filled(town, kiosk)
    mine = [Card(CARD.key, "r-2"), Card("em4100:0000000001", "r-2")]
    for card in mine:
        kiosk.store.roster.adopt(card)
    night(town, kiosk)
    assert "differs" not in caplog.text
    assert [kiosk.store.roster.card(card.key) for card in mine] == mine


def test_news_is_compared_within_a_minute_and_silence_costs_nothing(town: Town, kiosk: Kiosk) -> None:
    """After the feed brought something its kinds are compared once; a quiet kiosk asks nothing until the night."""
    filled(town, kiosk)
    before = asked(town, "digests")
    run_for(kiosk, 300)
    assert asked(town, "digests") == before
    town.server.put("resident", "r-3", Resident("r-3", "赵"))
    run_for(kiosk, 70)
    assert asked(town, "digests") == before + 1
    night(town, kiosk)
    assert asked(town, "digests") == before + 2


def test_a_server_without_digests_is_asked_once_a_day(
    town: Town, kiosk: Kiosk, caplog: pytest.LogCaptureFixture
) -> None:
    """An older server knows no such place; nothing is compared, and nothing is said about it."""
    town.server.digests = False
    filled(town, kiosk)
    for number in range(20):
        town.server.put("resident", f"r-{number}", Resident(f"r-{number}", "赵"))
        run_for(kiosk, 120)
    assert asked(town, "digests") == 1
    night(town, kiosk)
    assert asked(town, "digests") == 2
    assert not [
        record for record in caplog.records if record.levelno >= logging.WARNING and "hologram" not in str(record)
    ]


def test_what_differs_twice_is_told_once_and_left_until_the_next_night(
    town: Town, kiosk: Kiosk, caplog: pytest.LogCaptureFixture
) -> None:
    """A server that does not agree with itself: the heartbeat and the doctor know, the log says it once."""
    filled(town, kiosk)
    wrong = insists(200, Digests("", {"card": Digest(7, 7)}, ""))
    town.weather.always = lambda request, server: (
        wrong(request, server) if "digests" in request.url.path else server.handle_request(request)
    )
    night(town, kiosk)
    assert kiosk.store.mirror.unlike() == {"card"}
    before = asked(town, "feed")
    for number in range(5):
        town.server.put("card", f"em4100:{number}", Card(f"em4100:{number}", "r-1"))
        kiosk.courier.run_once()
    assert asked(town, "feed") - before == 5
    assert town.server.beats[-1].unlike == ["card"]
    assert sum("still differs" in line for line in caplog.messages) == 1
    town.weather.always = None
    night(town, kiosk)
    assert not kiosk.store.mirror.unlike()


def test_a_large_collection_comes_in_pages_while_news_goes_on(town: Town, kiosk: Kiosk) -> None:
    """What changed between two pages is neither lost nor brought back, and nobody is unknown in between."""
    for number in range(1200):
        town.server.put("resident", f"r-{number}", Resident(f"r-{number}", "李"))
    kiosk.courier.run_once()
    kiosk.store.database.rows("DELETE FROM resident WHERE id = 'r-7'")
    known: list[int] = []

    def between(request: httpx.Request, server: httpx.BaseTransport) -> httpx.Response:
        if "only" in request.url.params:
            known.append(kiosk.store.database.scalar("SELECT count(*) FROM resident"))
            if len(known) == 2:
                town.server.put("resident", "r-3", None, deleted=True)
                town.server.put("resident", "r-new", Resident("r-new", "赵"))
        return server.handle_request(request)

    town.weather.always = between
    town.clock.advance(A_NIGHT_LATER)
    run_for(kiosk, 120)
    roster = kiosk.store.roster
    assert (roster.resident("r-3"), roster.resident("r-new")) == (None, Resident("r-new", "赵"))
    assert roster.resident("r-7")
    assert min(known) >= 1199
    assert not kiosk.store.mirror.unlike()


def test_a_power_cut_while_a_collection_is_fetched_again_loses_nothing(tmp_path: Path) -> None:
    """Wherever the plug is pulled, whoever was known is known, the cursor is where it was, and the next night mends."""
    for writes in range(1, 60, 3):
        town, disk = Town(tmp_path / f"{writes}"), Disk(writes)
        kiosk = town.kiosk(vfs=disk.vfs)
        filled(town, kiosk)
        good, cursor = sums(kiosk), kiosk.store.mirror.cursor()
        kiosk.store.database.rows("DELETE FROM resident WHERE id = 'r-1'")
        disk.faults.writes_left = writes
        with suppress(KioskError):
            night(town, kiosk)
        disk.cut()
        with suppress(KioskError):
            kiosk.close()
        disk.power_on()
        kiosk.open()
        assert kiosk.store.roster.resident("r-2")
        assert kiosk.store.mirror.cursor() == cursor
        night(town, kiosk)
        assert sums(kiosk) == good
        town.close()
