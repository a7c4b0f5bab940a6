import logging

import pytest

from kiosk.core.exchange import Cursor
from kiosk.core.log import seal
from kiosk.core.model import Band, Card, CardState, Resident, Role, Service, Settings, Staff, Tariff
from kiosk.errors import Refused, Unreachable
from kiosk.wire import FeedPage, NeighbourVisit, Problem
from tests.sync.parts import MORNING, Kiosk, Town, lunch
from tests.sync.wireserver import insists, reply_lost, request_lost

DAY = MORNING.date()
WANG = Resident("r-1", "王秀英", search=("wangxiuying", "wxy"))
CARD = Card("em4100:67003B51C6", "r-1")


def test_everything_the_server_knows_reaches_the_roster(town: Town, kiosk: Kiosk) -> None:
    """People, cards, services, prices, staff and settings arrive as the values that the server holds."""
    lunch_service = Service("lunch", {"zh_CN": "午餐", "en": "Lunch"}, "bowl-food", tariff="meals")
    prices = Tariff("meals", 1, DAY, (Band("60+", 60, 1200),), child_fen=900)
    anna = Staff("s-1", "Anna", Role.DESK, "$argon2id$")
    settings = Settings(centre="xingsheng", centre_name="幸福", rush="lunch")
    things = [("settings", settings), ("resident", WANG), ("card", CARD), ("service", lunch_service), ("staff", anna)]
    for kind, thing in things:
        town.server.put(kind, getattr(thing, "id", getattr(thing, "key", "xingsheng")), thing)
    town.server.put("tariff", "meals@1", prices)
    kiosk.courier.run_once()
    roster = kiosk.store.roster
    roster.reload()
    assert roster.resident("r-1") == WANG
    assert roster.card(CARD.key) == CARD
    assert list(roster.services()) == [lunch_service]
    assert list(roster.tariffs("meals")) == [prices]
    assert list(roster.staff()) == [anna]
    assert roster.settings() == settings


def test_a_change_and_a_removal_follow(town: Town, kiosk: Kiosk) -> None:
    """What changes on the server changes here, what goes there goes here."""
    town.server.put("resident", "r-1", WANG)
    town.server.put("card", CARD.key, CARD)
    kiosk.courier.run_once()
    town.server.put("card", CARD.key, Card(CARD.key, "r-1", CardState.LOST))
    town.server.put("resident", "r-1", None, deleted=True)
    kiosk.courier.run_once()
    lost = kiosk.store.roster.card(CARD.key)
    assert lost
    assert lost.state is CardState.LOST
    assert kiosk.store.roster.resident("r-1") is None


def test_visits_at_the_kiosk_next_door_arrive(town: Town, kiosk: Kiosk) -> None:
    """A fact of another kiosk of the centre counts here too."""
    fact = lunch("next door", kiosk.clock.now())
    body = seal(fact, "ab" * 16, 1, bytes(32), boot=1, app="1.0").body
    town.server.put("visit", fact.id, NeighbourVisit("kiosk-2", body))
    kiosk.courier.run_once()
    assert fact in kiosk.store.visits.of_day(fact.day)


def test_many_changes_come_in_pages(town: Town, kiosk: Kiosk) -> None:
    """1200 residents take three pages, and the desk hears of each."""
    for number in range(1200):
        town.server.put("resident", f"r-{number}", Resident(f"r-{number}", "李"))
    kiosk.courier.run_once()
    assert kiosk.store.mirror.cursor() == Cursor("first life", 1200)
    assert kiosk.heard.changes == 3
    assert len(kiosk.heard.complete) == 1


def test_a_page_lost_on_the_way_is_asked_for_again(town: Town, kiosk: Kiosk) -> None:
    """A lost request or reply leaves the cursor, so nothing is left out."""
    town.server.put("resident", "r-1", WANG)
    for mishap in (request_lost, reply_lost):
        town.weather.mishaps.append(mishap)
        with pytest.raises(Unreachable):
            kiosk.courier.run_once()
        assert kiosk.store.mirror.cursor() == Cursor()
    kiosk.courier.run_once()
    assert kiosk.store.roster.resident("r-1") == WANG


def test_an_unreadable_change_does_not_stop_those_behind_it(
    town: Town, kiosk: Kiosk, caplog: pytest.LogCaptureFixture
) -> None:
    """A row of a newer server is passed over with a line in the log that names nobody."""
    town.server.put("resident", "r-0", {"id": 5, "name": "赵"})
    town.server.put("visit", "v-0", NeighbourVisit("kiosk-2", "not a fact"))
    town.server.put("hologram", "h-1", {})
    town.server.put("resident", "r-1", WANG)
    with caplog.at_level(logging.WARNING):
        kiosk.courier.run_once()
    assert kiosk.store.roster.resident("r-1") == WANG
    assert [record.getMessage()[:30] for record in caplog.records] == [
        "change 1 (resident) passed ove",
        "change 2 (visit) passed over: ",
    ]
    assert "赵" not in caplog.text


def test_a_newer_version_reads_again_what_the_one_before_passed_over(town: Town, kiosk: Kiosk) -> None:
    """It may understand more; nobody is unknown until all was read, and the same version reads nothing twice."""
    town.server.put("resident", "r-1", WANG)
    kiosk.courier.run_once()
    for version, again in (("1.0", False), ("1.1", True), ("1.1", False)):
        kiosk.close()
        kiosk.open(version)
        assert (kiosk.store.mirror.cursor() == Cursor()) is again
        assert kiosk.store.roster.resident("r-1") == WANG
        kiosk.courier.run_once()
        assert kiosk.store.mirror.cursor() == Cursor("first life", 1)


def test_a_restored_server_replaces_the_roster_without_an_empty_moment(town: Town, kiosk: Kiosk) -> None:
    """Another life of the server is read from the start; what it no longer knows goes only when all of it was read."""
    town.server.put("resident", "r-1", WANG)
    backup = town.server.backup()
    for number in range(600):
        town.server.put("resident", f"new-{number}", Resident(f"new-{number}", "李"))
    kiosk.courier.run_once()
    town.server.restore(backup)
    town.weather.mishaps.extend([lambda request, server: server.handle_request(request), request_lost])
    with pytest.raises(Unreachable):
        kiosk.courier.run_once()
    assert kiosk.store.roster.resident("new-7")
    kiosk.courier.run_once()
    assert kiosk.store.roster.resident("new-7") is None
    assert kiosk.store.roster.resident("r-1") == WANG


def test_an_epoch_that_changes_in_the_middle_starts_again(town: Town, kiosk: Kiosk) -> None:
    """A page of another epoch is not mixed with what came before, even without a 410."""
    town.server.put("resident", "r-1", WANG)
    kiosk.courier.run_once()
    town.weather.mishaps.append(insists(200, FeedPage("second life", 1, False, [], "")))
    town.server.memory.epoch = "second life"
    kiosk.courier.run_once()
    assert kiosk.store.mirror.cursor() == Cursor("second life", 1)
    assert kiosk.store.roster.resident("r-1") == WANG


def test_a_server_that_forgets_the_beginning_is_refused(town: Town, kiosk: Kiosk) -> None:
    """A 410 to a kiosk that asks for everything ends in words, not in a loop."""
    town.weather.mishaps.append(insists(410, Problem("gone")))
    with pytest.raises(Refused, match="from the beginning"):
        kiosk.courier.run_once()


def test_a_page_that_does_not_go_on_ends(town: Town, kiosk: Kiosk) -> None:
    """A server that promises more but does not move the cursor is not asked for ever."""
    town.weather.always = insists(200, FeedPage("first life", 0, True, [], ""))
    with pytest.raises(Unreachable, match="do not go on"):
        kiosk.courier.run_once()


def test_an_idle_feed_writes_nothing(kiosk: Kiosk) -> None:
    """Looking for changes every few seconds does not wear the card out."""
    kiosk.courier.run_once()
    before = kiosk.store.database.scalar("SELECT total_changes()")
    kiosk.courier.run_once()
    assert kiosk.store.database.scalar("SELECT total_changes()") == before
