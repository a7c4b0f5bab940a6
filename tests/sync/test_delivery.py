import pytest

from kiosk.errors import Refused, Unreachable
from kiosk.wire import MAX_BYTES, Ack, Gap, Problem
from tests.sync.parts import Kiosk, Town, lunch
from tests.sync.wireserver import PORTAL, Late, Mishap, doubled, insists, reply_lost, request_lost, says

TROUBLE: list[tuple[str, Mishap]] = [
    ("request lost", request_lost),
    ("reply lost", reply_lost),
    ("captive portal", PORTAL),
    ("redirect", says(302, headers={"Location": "https://elsewhere.test/"})),
    ("server error", says(500, b"oops")),
    ("unsigned refusal", says(403, b'{"detail": "go away"}')),
    ("forged signature", says(200, b"{}", {"Server-Signature": "AAAA"})),
    ("signature that is not base64", says(200, b"{}", {"Server-Signature": "%%%"})),
]


def test_facts_reach_the_server_in_order_and_are_marked(town: Town, kiosk: Kiosk) -> None:
    """What was recorded is on the server once, in order, and no longer waits here."""
    facts = [kiosk.visit() for _ in range(3)]
    kiosk.courier.run_once()
    assert town.held() == [fact.id for fact in facts]
    assert (kiosk.unsent(), kiosk.heard.acked) == (0, 3)


def test_nothing_is_sent_when_nothing_waits(town: Town, kiosk: Kiosk) -> None:
    """An idle kiosk does not push."""
    kiosk.courier.run_once()
    assert not town.server.pushes


@pytest.mark.parametrize("mishap", [pytest.param(mishap, id=name) for name, mishap in TROUBLE])
def test_trouble_on_the_way_only_delays(town: Town, kiosk: Kiosk, mishap: Mishap) -> None:
    """Whatever happens to a push, the facts stay unsent here and arrive once with the next one."""
    kiosk.visit()
    town.weather.mishaps.append(mishap)
    with pytest.raises(Unreachable):
        kiosk.courier.run_once()
    assert kiosk.unsent() == 1
    kiosk.courier.run_once()
    assert len(town.held()) == 1
    assert kiosk.unsent() == 0


def test_doubled_requests_count_once(town: Town, kiosk: Kiosk) -> None:
    """A request that the network delivers twice changes nothing more."""
    kiosk.visit()
    town.weather.always = doubled
    kiosk.courier.run_once()
    assert len(town.held()) == 1


def test_late_requests_in_the_wrong_order_are_harmless(town: Town, kiosk: Kiosk) -> None:
    """Pushes that arrive after newer ones, last first, neither double nor reorder anything."""
    late = Late()
    for _ in range(3):
        kiosk.visit()
        town.weather.mishaps.append(late)
        with pytest.raises(Unreachable):
            kiosk.courier.run_once()
    kiosk.courier.run_once()
    order = town.held()
    for request in reversed(late.held):
        town.server.handle_request(request)
    assert town.held() == order
    assert len(order) == 3


def test_batches_stay_within_both_limits(town: Town, kiosk: Kiosk) -> None:
    """No push has more than 500 entries or 256 KiB, and long entries make it shorter."""
    kiosk.store.visits.record(*[lunch(f"long {number} " + "y" * 2000, kiosk.clock.now()) for number in range(300)])
    kiosk.store.visits.record(*[lunch(f"short {number}", kiosk.clock.now()) for number in range(900)])
    kiosk.courier.run_once()
    counts = [len(push.events) for push in town.server.pushes]
    assert sum(counts) == 1200
    assert max(counts) == 500
    assert counts[0] == pytest.approx(MAX_BYTES / 2500, rel=0.2)


def test_halves_until_it_fits(town: Town, kiosk: Kiosk) -> None:
    """A 413 halves the batch, even one that a gateway said and nobody signed; later batches grow again."""
    kiosk.store.visits.record(*[lunch(f"visit {number}", kiosk.clock.now()) for number in range(900)])
    town.weather.mishaps.extend([says(413)] * 3)
    kiosk.courier.run_once()
    assert [len(push.events) for push in town.server.pushes] == [62, 124, 248, 466]


def test_one_entry_that_is_too_large_is_said_to_people(town: Town, kiosk: Kiosk) -> None:
    """When not even one entry is taken, the courier does not go on for ever, and nothing is lost."""
    kiosk.visit()
    town.weather.always = says(413)
    with pytest.raises(Refused, match="too large"):
        kiosk.courier.run_once()
    assert kiosk.unsent() == 1


def test_a_slow_line_gets_smaller_batches(town: Town, kiosk: Kiosk) -> None:
    """Each push without an answer makes the next one half as large."""
    kiosk.store.visits.record(*[lunch(f"visit {number}", kiosk.clock.now()) for number in range(400)])
    town.weather.mishaps.extend([request_lost, PORTAL, PORTAL, request_lost, PORTAL, PORTAL])
    for _ in range(2):
        with pytest.raises(Unreachable):
            kiosk.courier.run_once()
    kiosk.courier.run_once()
    assert len(town.server.pushes[0].events) == 125


def test_an_ack_of_something_else_is_not_believed(town: Town, kiosk: Kiosk) -> None:
    """An acknowledgement whose hash is not our entry's marks nothing, though our server signed it."""
    kiosk.visit()
    town.weather.mishaps.append(insists(200, Ack(1, bytes(32), "first life", 1, "")))
    with pytest.raises(Unreachable, match="not ours"):
        kiosk.courier.run_once()
    assert kiosk.unsent() == 1


def test_an_ack_of_entries_that_do_not_exist_is_not_believed(town: Town, kiosk: Kiosk) -> None:
    """An acknowledgement beyond our own end marks nothing."""
    kiosk.visit()
    town.weather.mishaps.append(insists(200, Ack(7, bytes(32), "first life", 7, "")))
    with pytest.raises(Unreachable, match="not ours"):
        kiosk.courier.run_once()
    assert kiosk.unsent() == 1


def test_server_that_never_agrees_is_given_a_rest(town: Town, kiosk: Kiosk) -> None:
    """A server that answers every push with a gap is asked a few times in a row, not for ever."""
    kiosk.visit()
    town.weather.always = insists(409, Gap(1))
    with pytest.raises(Refused, match="do not come to agree"):
        kiosk.courier.run_once()
    assert kiosk.unsent() == 1


def test_a_refusal_with_a_signature_names_the_reason(town: Town, kiosk: Kiosk) -> None:
    """What our server refuses, it explains, and the courier passes the words on."""
    kiosk.visit()
    town.weather.mishaps.append(insists(403, Problem("this kiosk was revoked")))
    with pytest.raises(Refused, match="this kiosk was revoked"):
        kiosk.courier.run_once()
