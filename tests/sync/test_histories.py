"""Servers restored from backups, cards rolled back and cards copied: the regressions of the protocol's first draft."""

import shutil
from pathlib import Path

from kiosk.core.log import first_break, root
from tests.sync.parts import Kiosk, Town


def visits(kiosk: Kiosk, count: int) -> set[str]:
    """Some visits; their ids."""
    return {kiosk.visit().id for _ in range(count)}


def image(kiosk: Kiosk, to: Path) -> Path:
    """A copy of the card as it is now, with everything that was recorded."""
    kiosk.close()
    shutil.copy(kiosk.path, to)
    kiosk.open()
    return to


def put_back(kiosk: Kiosk, card: Path) -> None:
    """Start from an older copy of the card."""
    kiosk.close()
    shutil.copy(card, kiosk.path)
    kiosk.open()


def chains(kiosk: Kiosk) -> bool:
    """Whether every log of this kiosk proves itself."""
    outbox = kiosk.store.outbox
    return all(first_break(outbox.entries(h.log_id, 0, 999), root(h.log_id)) is None for h in outbox.logs())


def test_a_restored_server_is_healed_by_the_next_push(town: Town, kiosk: Kiosk) -> None:
    """A server that lost acknowledged facts says so with a gap and gets them again, once."""
    backup = town.server.backup()
    ids = visits(kiosk, 5)
    kiosk.courier.run_once()
    town.server.restore(backup)
    ids |= visits(kiosk, 1)
    kiosk.courier.run_once()
    assert set(town.held()) == ids
    assert kiosk.unsent() == 0


def test_a_restored_server_is_healed_without_a_new_visit(town: Town, kiosk: Kiosk) -> None:
    """The heartbeat finds that the server holds less than it acknowledged, also when nobody comes any more."""
    ids = visits(kiosk, 2)
    kiosk.courier.run_once()
    backup = town.server.backup()
    ids |= visits(kiosk, 5)
    kiosk.courier.run_once()
    town.server.restore(backup)
    kiosk.courier.run_once()
    kiosk.courier.run_once()
    assert set(town.held()) == ids


def test_a_rolled_back_card_goes_on_in_a_new_log(town: Town, kiosk: Kiosk, tmp_path: Path) -> None:
    """A card put back to an older copy gives its new facts another log; what the server holds stays as it is."""
    ids = visits(kiosk, 3)
    kiosk.courier.run_once()
    old = image(kiosk, tmp_path / "image.db")
    ids |= visits(kiosk, 4)
    kiosk.courier.run_once()
    put_back(kiosk, old)
    ids |= visits(kiosk, 2)
    kiosk.courier.run_once()
    assert set(town.held()) == ids
    assert kiosk.unsent() == 0
    assert [(head.parent_seq, head.seq) for head in kiosk.store.outbox.logs()] == [(0, 3), (3, 2)]
    assert chains(kiosk)


def test_a_rolled_back_card_is_found_before_the_next_visit(kiosk: Kiosk, tmp_path: Path) -> None:
    """The heartbeat notices that the server knows this log further, so that the next fact does not even fork."""
    visits(kiosk, 2)
    kiosk.courier.run_once()
    old = image(kiosk, tmp_path / "image.db")
    visits(kiosk, 1)
    kiosk.courier.run_once()
    put_back(kiosk, old)
    kiosk.courier.run_once()
    kiosk.courier.run_once()
    heads = kiosk.store.outbox.logs()
    assert [(head.seq, head.current) for head in heads] == [(2, False), (0, True)]


def test_an_empty_log_that_the_server_knows_is_left(town: Town, kiosk: Kiosk, tmp_path: Path) -> None:
    """A card rolled back to before its first fact goes on in another log as well."""
    old = image(kiosk, tmp_path / "image.db")
    ids = visits(kiosk, 3)
    kiosk.courier.run_once()
    put_back(kiosk, old)
    kiosk.courier.run_once()
    ids |= visits(kiosk, 1)
    kiosk.courier.run_once()
    assert set(town.held()) == ids
    assert [(head.seq, head.current) for head in kiosk.store.outbox.logs()] == [(0, False), (1, True)]


def test_a_fork_moves_only_what_follows_the_common_point(town: Town, kiosk: Kiosk, tmp_path: Path) -> None:
    """The newest point that both hold is searched by hash, so neither branch loses the other's twin numbers."""
    ids = visits(kiosk, 7)
    kiosk.courier.run_once()
    twin = Kiosk(image(kiosk, tmp_path / "twin.db"), town.weather, town.clock)
    town.kiosks.append(twin)
    twin.made = 100
    ids |= visits(kiosk, 4) | visits(twin, 4)
    kiosk.courier.run_once()
    twin.courier.run_once()
    assert set(town.held()) == ids
    assert [head.seq for head in twin.store.outbox.logs()] == [6, 5]
    assert chains(twin)


def test_an_ack_names_the_batch_and_not_the_servers_head(town: Town, kiosk: Kiosk, tmp_path: Path) -> None:
    """A rolled-back card that sends what the server holds is acknowledged up to its own end, and not wedged."""
    ids = visits(kiosk, 2)
    old = image(kiosk, tmp_path / "image.db")
    ids |= visits(kiosk, 2)
    kiosk.courier.run_once()
    put_back(kiosk, old)
    assert kiosk.unsent() == 2
    kiosk.courier.run_once()
    assert (kiosk.unsent(), kiosk.heard.acked) == (0, 2)
    assert set(town.held()) == ids


def test_equal_numbers_are_not_equal_histories(town: Town, kiosk: Kiosk, tmp_path: Path) -> None:
    """An acknowledged twin whose place the other branch took notices by the hash, and brings its facts again."""
    kiosk.visit()
    kiosk.courier.run_once()
    backup = town.server.backup()
    twin = Kiosk(image(kiosk, tmp_path / "twin.db"), town.weather, town.clock)
    town.kiosks.append(twin)
    twin.made = 100
    ids = visits(kiosk, 2)
    kiosk.courier.run_once()
    town.server.restore(backup)
    ids |= visits(twin, 2)
    twin.courier.run_once()
    assert kiosk.unsent() == 0
    for _ in range(2):
        kiosk.courier.run_once()
    assert ids <= set(town.held())
    assert chains(kiosk)


def test_what_was_pruned_leaves_a_hole_and_not_a_stop(town: Town, kiosk: Kiosk) -> None:
    """A server restored to before what this kiosk still holds gets the rest in a new log."""
    backup = town.server.backup()
    visits(kiosk, 4)
    kiosk.courier.run_once()
    town.server.restore(backup)
    prune(kiosk, 2)
    kiosk.visit("the last")
    for _ in range(3):
        kiosk.courier.run_once()
    assert len(town.held()) == 3
    assert kiosk.unsent() == 0
    assert len(kiosk.store.outbox.logs()) == 2


def prune(kiosk: Kiosk, upto: int) -> None:
    """Forget the oldest entries, as after 400 days."""
    database = kiosk.store.database
    database.rows("UPDATE log SET base = ?, base_hash = (SELECT hash FROM event WHERE seq = ?)", upto, upto)
    database.rows("DELETE FROM event WHERE seq <= ?", upto)


def test_other_hardware_begins_another_log(town: Town, kiosk: Kiosk, tmp_path: Path) -> None:
    """A copied card in another machine never writes into the first one's log; both arrive whole."""
    ids = visits(kiosk, 3)
    clone = Kiosk(image(kiosk, tmp_path / "clone.db"), town.weather, town.clock, "pi-2")
    town.kiosks.append(clone)
    ids |= visits(kiosk, 2) | visits(clone, 2)
    kiosk.courier.run_once()
    clone.courier.run_once()
    kiosk.courier.run_once()
    assert set(town.held()) == ids
    assert (kiosk.unsent(), clone.unsent()) == (0, 0)
