"""The courier meets the server of this repository: what each of them believes about the wire has to be the same."""

import logging
from dataclasses import replace
from datetime import date, timedelta

import httpx
import msgspec
import pytest

from kiosk.core.model import Card, Kind
from kiosk.core.repeats import Repeat, repeats
from kiosk.core.staffdesk import headcount
from kiosk.credentials import SigningKey
from kiosk.errors import Refused, Unreachable
from kiosk.paths import ASSETS
from kiosk.server import calls, cards, forgetting, kiosks, offers, places, residents
from kiosk.server.feed import changing
from kiosk.server.founding import read_seed
from kiosk.server.today import Days
from kiosk.sync.enrolment import enrol
from kiosk.sync.feed import PAGE
from kiosk.wire import EnrolRequest, Heartbeat
from tests.sync.chaos import play, seeds
from tests.sync.parts import Kiosk, lunch
from tests.sync.realserver import CENTRE, RealTown, on_a_socket
from tests.sync.wireserver import reply_lost

DAY = date(2026, 11, 24)


def test_over_a_real_socket_facts_go_up_and_the_centre_comes_down(real_town: RealTown) -> None:
    """One round of the courier through HTTP leaves the facts there and the centre's data here."""
    kiosk = real_town.kiosk()
    facts = [kiosk.visit().id for _ in range(3)]
    with on_a_socket(real_town) as url, httpx.HTTPTransport() as wire:
        real_town.weather.server = Rerouted(wire, url)
        kiosk.courier.run_once()
        kiosk.courier.run_once()
    assert real_town.held() == facts
    assert kiosk.unsent() == 0
    assert kiosk.store.mirror.cursor().after > 0


class Rerouted(httpx.BaseTransport):
    """Sends to the address of a real socket what was meant for the name of the tests."""

    def __init__(self, wire: httpx.BaseTransport, url: str) -> None:
        """Use `wire` to reach `url`."""
        self.wire, self.url = wire, httpx.URL(url)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Change the address, nothing that is signed."""
        request.url = request.url.copy_with(scheme=self.url.scheme, host=self.url.host, port=self.url.port)
        return self.wire.handle_request(request)


def test_all_that_the_server_tells_is_understood(real_town: RealTown, caplog: pytest.LogCaptureFixture) -> None:
    """Not one row of a freshly founded centre is passed over, and services and prices arrive as they were founded."""
    seed = read_seed(ASSETS / "seed" / "centre.toml")
    kiosk = real_town.kiosk()
    kiosk.courier.run_once()
    roster = kiosk.store.roster
    roster.reload()
    assert [service.id for service in roster.services()] == [service.id for service in seed.services]
    assert [roster.tariffs(tariff.id)[0] for tariff in seed.tariffs] == seed.tariffs
    assert roster.settings().centre_name == "幸福"
    assert kiosk.store.database.scalar("SELECT count(*) FROM item WHERE kind = 'card_key'") == 1
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_a_kiosk_that_was_away_for_a_year_forgets_whom_the_server_forgot(real_town: RealTown) -> None:
    """The mark of who is gone was dropped meanwhile: it reads everything anew, in pages, as a new kiosk may as well."""
    site = real_town.server.site
    with changing(site.database, site.now()) as changes:
        for number in range(PAGE + 100):
            last = residents.register(site.database, changes, CENTRE, residents.Draft(name=f"李{number}"))
    kiosk = real_town.kiosk()
    kiosk.courier.run_once()
    assert kiosk.store.roster.resident(last)
    forgetting.erase(site.database, last, site.now())
    real_town.clock.advance(timedelta(days=365).total_seconds())
    assert forgetting.forget_tombstones(site.database, site.now() - forgetting.TOMBSTONES) == 1
    real_town.identity = real_town.enrolled()
    for one in (kiosk, real_town.kiosk("new", "pi-2")):
        one.courier.run_once()
        assert one.store.roster.resident(last) is None
        assert one.store.database.scalar("SELECT count(*) FROM resident") == PAGE + 99


def test_the_server_knows_which_settings_a_kiosk_works_with(real_town: RealTown) -> None:
    """The version of both ends is the same; settings that cannot work leave those before in force, and it hears why."""
    kiosk, database = real_town.kiosk(), real_town.server.site.database
    kiosk.courier.run_once()
    kiosk.courier.run_once()
    good = offers.bundle(database, CENTRE)
    assert beat_of(real_town).bundle == good.version
    with changing(database, real_town.server.site.now()) as changes:
        offers.set_settings(database, changes, replace(good.settings, result_seconds=99))
    kiosk.courier.run_once()
    said = beat_of(real_town)
    assert (said.bundle, said.flaws) == (good.version, [("range", "result_seconds", "99 (5-15)")])
    assert said.refused == "result_seconds is 99 (5-15)"


def beat_of(real_town: RealTown) -> Heartbeat:
    """The last heartbeat of the one kiosk that was heard."""
    (status,) = [one.status for one in kiosks.of_centres(real_town.server.site.database, [CENTRE]) if one.status]
    return msgspec.json.decode(status, type=Heartbeat)


def test_a_resident_with_a_card_arrives(real_town: RealTown) -> None:
    """Who is registered at the server is known at the kiosk after the next look, card and search keys included."""
    kiosk, database = real_town.kiosk(), real_town.server.site.database
    name = residents.save(database, CENTRE, None, residents.Draft(name="王秀英"), real_town.clock.now().wall)
    resident = residents.find(database, name)
    assert resident
    cards.assign(database, resident, "em4100:67003B51C6", real_town.clock.now().wall)
    kiosk.courier.run_once()
    assert kiosk.store.roster.card("em4100:67003B51C6") == Card("em4100:67003B51C6", name)
    arrived = kiosk.store.roster.resident(name)
    assert arrived
    assert (arrived.name, "wxy" in arrived.search) == ("王秀英", True)


def waiting(real_town: RealTown, kiosk: Kiosk) -> int:
    """How many calls for a person stand on the server after the kiosk's next beat."""
    kiosk.courier.run_once()
    return len(calls.waiting(real_town.server.site.database, [CENTRE], real_town.server.site.now()))


def test_who_presses_for_help_is_seen_by_staff_and_the_answer_lasts(real_town: RealTown) -> None:
    """A press stands on the server after the next beat; once answered there, later beats do not ring it again."""
    kiosk, site = real_town.kiosk(), real_town.server.site
    assert waiting(real_town, kiosk) == 0
    kiosk.call = real_town.clock.now().boot_ns
    assert waiting(real_town, kiosk) == 1
    calls.answer(site.database, [CENTRE], real_town.identity.kiosk_id, by="wang", now=site.now())
    assert waiting(real_town, kiosk) == 0
    real_town.clock.advance(60)
    kiosk.call = real_town.clock.now().boot_ns
    assert waiting(real_town, kiosk) == 1
    kiosk.call = None
    assert waiting(real_town, kiosk) == 0


def test_a_call_from_before_a_boot_is_seen_by_staff_and_rings_once(real_town: RealTown) -> None:
    """How long ago it was nobody knows: it counts from when the server first hears of it."""
    kiosk, site = real_town.kiosk(), real_town.server.site
    kiosk.call = real_town.clock.now().boot_ns + 10**15
    assert waiting(real_town, kiosk) == 1
    calls.answer(site.database, [CENTRE], real_town.identity.kiosk_id, by="wang", now=site.now())
    real_town.clock.advance(60)
    assert waiting(real_town, kiosk) == 0


def test_who_says_goodbye_at_one_kiosk_has_left_at_the_other_and_on_the_server(real_town: RealTown) -> None:
    """The setting comes down, the departure goes up, and everybody counts one person fewer inside."""
    site = real_town.server.site
    with changing(site.database, site.now()) as changes:
        settings = replace(offers.settings_of(site.database, CENTRE), departures=True)
        offers.set_settings(site.database, changes, settings)
    first, real_town.identity = real_town.kiosk("first"), real_town.enrolled()
    second = real_town.kiosk("second", "pi-2")
    visit = first.visit()
    first.courier.run_once()
    first.store.roster.reload()
    assert first.store.roster.settings().departures
    real_town.clock.advance(600)
    gone = replace(lunch("gone", real_town.clock.now()), kind=Kind.DEPARTURE, service=None, refers=visit.id)
    first.store.visits.record(gone)
    for kiosk in (first, second):
        kiosk.courier.run_once()
        kiosk.store.roster.reload()
    centre = places.find(site.database, CENTRE)
    assert centre
    counts = [headcount(one.store.roster, one.store.visits, real_town.clock.now()) for one in (first, second)]
    counts.append(Days(site.database).today(centre, site.now()).count)
    assert [(count.people, count.inside, count.left, count.left_guessed) for count in counts] == [(1, 0, 1, 0)] * 3


def test_kiosks_of_one_centre_see_each_others_visits(real_town: RealTown) -> None:
    """A visit at one kiosk is known at the other, and never comes back to the first as somebody else's."""
    first, real_town.identity = real_town.kiosk("first"), real_town.enrolled()
    second = real_town.kiosk("second", "pi-2")
    fact = first.visit()
    first.courier.run_once()
    second.courier.run_once()
    first.courier.run_once()
    assert list(second.store.visits.of_day(fact.day)) == [fact]
    assert [kiosk.store.visits.others(fact.day) for kiosk in (first, second)] == [0, 1]


def test_who_ate_at_two_kiosks_that_were_alone_is_shown_and_nothing_is_lost(real_town: RealTown) -> None:
    """Each kiosk on its own grants the meal; the server keeps both visits and puts them before a person."""
    first, real_town.identity = real_town.kiosk("first"), real_town.enrolled()
    second = real_town.kiosk("second", "pi-2")
    for kiosk in (first, second):
        kiosk.store.visits.record(replace(lunch(f"at {kiosk.hardware}", real_town.clock.now()), price=1200))
    assert [repeats(kiosk.store.visits.of_day(DAY), {}) for kiosk in (first, second)] == [[], []]
    for kiosk in (first, second, first):
        kiosk.courier.run_once()
    seen = [Repeat("em4100:67003B51C6", "lunch", 2)]
    site = real_town.server.site
    centre = places.find(site.database, CENTRE)
    assert centre
    assert Days(site.database).today(centre, site.now()).repeats == seen
    assert [repeats(kiosk.store.visits.of_day(DAY), {}) for kiosk in (first, second)] == [seen, seen]
    assert sorted(real_town.held()) == ["at pi-1", "at pi-2"]


def test_a_revoked_kiosk_is_told_so(real_town: RealTown) -> None:
    """A revoked key is refused with words for a person; what the kiosk holds stays."""
    kiosk = real_town.kiosk()
    kiosk.visit()
    kiosks.revoke(real_town.server.site.database, real_town.identity.kiosk_id, real_town.clock.now().wall)
    with pytest.raises(Refused, match="revoked"):
        kiosk.courier.run_once()
    assert kiosk.unsent() == 1


def test_a_strange_fact_does_not_block_those_behind_it(real_town: RealTown) -> None:
    """A fact of another centre is kept aside by the server and counts as delivered here."""
    kiosk = real_town.kiosk()
    strange(kiosk)
    good = kiosk.visit()
    kiosk.courier.run_once()
    assert kiosk.unsent() == 0
    assert real_town.held() == [good.id]


def strange(kiosk: Kiosk) -> None:
    """Record a fact that no server of this centre can believe."""
    fact = replace(lunch("strange", kiosk.clock.now()), centre="atlantis")
    kiosk.store.visits.record(fact)


def test_enrolment_survives_a_lost_reply(real_town: RealTown) -> None:
    """The same token with the same key is answered again."""
    site, key = real_town.server.site, SigningKey.generate()
    request = EnrolRequest(kiosks.new_token(site.database, CENTRE, "Side door", site.now()), key.public, "pi-3", "1.0")
    real_town.weather.mishaps.append(reply_lost)
    with httpx.Client(transport=real_town.weather, base_url="https://server.test") as http:
        with pytest.raises(Unreachable):
            enrol(http, request, real_town.clock)
        assert enrol(http, request, real_town.clock).name == "Side door"


def test_the_server_hears_how_the_kiosk_is(real_town: RealTown) -> None:
    """After a heartbeat the kiosk's row says what the kiosk said."""
    real_town.kiosk().courier.run_once()
    found = kiosks.find(real_town.server.site.database, real_town.identity.kiosk_id)
    assert found
    assert '"door":"ok"' in (found.status or "")


@pytest.mark.parametrize("seed", seeds(range(100, 104), by_day=1))
def test_nothing_is_lost_doubled_or_stuck(real_town: RealTown, seed: int) -> None:
    """Any seed's chaos ends well here too, with the server's SQLite file put back to earlier days."""
    play(real_town, seed)
