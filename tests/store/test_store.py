"""The kiosk's database file: durable, encrypted, one log, and a copy of the roster."""

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.clock import SteppedClock
from kiosk.core.exchange import Change, Cursor, Neighbour
from kiosk.core.log import first_break, root
from kiosk.core.model import Card, Fact, Kind, Resident, Stamp
from kiosk.errors import StoreDamaged, StoreError
from kiosk.store.database import Database
from kiosk.store.migrations import STEPS
from kiosk.store.store import Store
from tests.centre import MORNING, open_test_store

DAY = date(2026, 11, 24)


def fact(identity: str, kind: Kind = Kind.VISIT, **more: object) -> Fact:
    """A fact of the day."""
    known: dict[str, object] = {"at": Stamp(1, MORNING), "service": "lunch", "resident": "r-li"}
    known["card"] = "em4100:67003B51C6"
    return Fact(id=identity, kind=kind, centre="c", day=DAY, **(known | more))  # type: ignore[arg-type]


@pytest.fixture
def clock() -> SteppedClock:
    """A clock at 09:30 in Dali."""
    return SteppedClock(MORNING)


@pytest.fixture
def store(tmp_path: Path, clock: SteppedClock) -> Store:
    """An open, empty database."""
    return open_test_store(tmp_path / "kiosk.db", clock)


def test_the_file_is_encrypted(store: Store) -> None:
    """Neither the header nor a name can be read off the card without the key."""
    store.visits.record(fact("a", reason="秘密理由"))
    store.database.close()
    raw = store.database.path.read_bytes()
    assert not raw.startswith(b"SQLite format 3")
    assert "秘密理由".encode() not in raw


def test_a_wrong_key_is_told_as_damage_and_harms_nothing(store: Store, tmp_path: Path) -> None:
    """Opening with another key raises StoreDamaged; the right key still opens everything."""
    store.visits.record(fact("a"))
    store.database.close()
    with pytest.raises(StoreDamaged):
        Database(tmp_path / "kiosk.db", b"x" * 32)
    assert len(open_test_store(tmp_path / "kiosk.db", SteppedClock(MORNING)).visits.of_day(DAY)) == 1


def test_a_plain_database_is_not_accepted(tmp_path: Path) -> None:
    """A file that somebody wrote without encryption is refused."""
    with sqlite3.connect(tmp_path / "kiosk.db") as plain:
        plain.execute("CREATE TABLE visit (id)")
    plain.close()
    with pytest.raises(StoreDamaged):
        Database(tmp_path / "kiosk.db", b"k" * 32)


def test_synchronous_is_full_and_the_journal_is_wal(store: Store) -> None:
    """What is promised on opening is what SQLite says of the connection."""
    assert store.database.scalar("PRAGMA synchronous") == 2
    assert store.database.scalar("PRAGMA journal_mode") == "wal"


def test_facts_get_places_without_gaps_and_a_chain(store: Store) -> None:
    """Sequence numbers count from 1 and every hash covers the one before it."""
    store.visits.record(fact("a"), fact("b"))
    store.visits.record(fact("c"))
    (log,) = store.outbox.logs()
    entries = store.outbox.entries(log.log_id, 0, 10)
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert first_break(entries, root(log.log_id)) is None


def test_recording_again_changes_nothing(store: Store) -> None:
    """A fact whose identity is known is passed over, its place is not used up."""
    store.visits.record(fact("a"))
    store.visits.record(fact("a"), fact("b"))
    (log,) = store.outbox.logs()
    assert [entry.seq for entry in store.outbox.entries(log.log_id, 0, 10)] == [1, 2]


def test_a_failed_record_leaves_nothing_behind(store: Store) -> None:
    """Of several facts all or none are recorded."""
    with pytest.raises(TypeError):
        store.visits.record(fact("a"), fact("b", service=object()))
    assert store.visits.of_day(DAY) == []


def test_what_is_acknowledged_is_no_longer_unsent(store: Store) -> None:
    """The row is the outbox entry; the acknowledgement is a number."""
    store.visits.record(fact("a"), fact("b"), fact("c"))
    (log,) = store.outbox.logs()
    store.outbox.mark_acked(log.log_id, 2)
    assert store.visits.unsent() == 1
    store.outbox.mark_acked(log.log_id, 1)
    assert store.visits.unsent() == 1
    store.outbox.rewind(log.log_id, 0)
    assert store.visits.unsent() == 3


def test_places_taken_follow_visits_and_voids(store: Store) -> None:
    """The count kept in memory is the count in the database."""
    assert store.visits.taken("lunch", DAY) == 0
    store.visits.record(fact("a"), fact("b"))
    store.visits.record(fact("v", Kind.VOID, refers="a"))
    assert store.visits.taken("lunch", DAY) == 1
    store.visits.recount()
    assert store.visits.taken("lunch", DAY) == 1


def test_places_taken_follow_the_number_of_guests(store: Store) -> None:
    """Three guests take three places and give all of them back, in memory as in the database."""
    assert store.visits.taken("lunch", DAY) == 0
    guests = fact("g", Kind.GUEST, resident=None, count=3, refers="a")
    void = fact("v", Kind.VOID, resident=None, refers="g")
    for facts, taken, stand in (((fact("a"), guests), 4, ["g"]), ((void,), 1, [])):
        store.visits.record(*facts)
        assert store.visits.taken("lunch", DAY) == taken
        store.visits.recount()
        assert store.visits.taken("lunch", DAY) == taken
        assert [one.id for one in store.visits.guests({"a"}, DAY)] == stand
        assert store.visits.guests({"b"}, DAY) == []


def test_a_facts_age_heeds_no_jump_of_the_wall_clock(store: Store, clock: SteppedClock) -> None:
    """Five minutes after a visit are five minutes, though somebody set the clock a year forward."""
    visit = fact("a", at=clock.now())
    store.visits.record(visit)
    clock.advance(300)
    clock.start += timedelta(days=365)
    assert store.visits.since(visit, clock.now()) == timedelta(seconds=300)
    elsewhere = fact("n", at=clock.now())
    clock.advance(60)
    assert store.visits.since(elsewhere, clock.now()) == timedelta(seconds=60)


def test_neighbours_visits_count_for_the_person(store: Store) -> None:
    """A lunch at the kiosk next door is found here, and goes when the server takes it back."""
    change = Change("visit", "n1", 1, Neighbour("kiosk-2", fact("n1")))
    store.mirror.apply([change], Cursor("e", 1), last=True)
    store.visits.recount()
    assert [one.id for one in store.visits.of_person("r-li", None, DAY)] == ["n1"]
    assert (store.visits.taken("lunch", DAY), store.visits.others(DAY), store.visits.unsent()) == (1, 1, 0)
    store.mirror.apply([Change("visit", "n1", 2, None)], Cursor("e", 2), last=True)
    assert store.visits.of_day(DAY) == []


def test_a_page_and_its_cursor_are_one(store: Store) -> None:
    """A page that cannot be applied leaves the cursor and everything else where it was."""
    good = Change("resident", "r1", 1, Resident("r1", "李明"))
    bad = Change("resident", "r2", 1, Resident("r2", object()))  # type: ignore[arg-type]
    with pytest.raises((StoreError, TypeError)):
        store.mirror.apply([good, bad], Cursor("e", 9), last=True)
    assert store.mirror.cursor() == Cursor()
    assert store.roster.resident("r1") is None


def test_a_restart_drops_what_the_server_no_longer_knows(store: Store) -> None:
    """After a full read only what was seen again remains; until then everything stays usable."""
    people = [Change("resident", name, 1, Resident(name, name)) for name in ("r1", "r2")]
    store.mirror.apply(people, Cursor("old", 2), last=True)
    store.mirror.restart()
    assert store.roster.resident("r2") is not None
    store.mirror.apply(people[:1], Cursor("new", 1), last=False)
    assert store.roster.resident("r2") is not None
    store.mirror.apply([], Cursor("new", 1), last=True)
    assert store.roster.resident("r1") is not None
    assert store.roster.resident("r2") is None


def test_a_poll_without_news_writes_nothing(store: Store) -> None:
    """Asking every few seconds for years must not wear the memory card out."""
    store.mirror.apply([], Cursor("e", 1), last=True)
    before = store.database.scalar("PRAGMA data_version"), store.database.connection.total_changes()
    store.mirror.apply([], Cursor("e", 1), last=True)
    assert (store.database.scalar("PRAGMA data_version"), store.database.connection.total_changes()) == before


def test_another_machine_goes_on_in_a_log_of_its_own(store: Store, clock: SteppedClock) -> None:
    """A card that wakes up in other hardware begins its own log with the old one as parent: two never share numbers."""
    store.visits.record(fact("a"))
    store.database.close()
    moved = open_test_store(store.database.path, clock, hardware="pi-2")
    old, new = moved.outbox.logs()
    assert (old.current, new.current, new.parent, new.parent_seq) == (False, True, old.log_id, 1)
    assert moved.visits.unsent() == 1


def test_each_boot_gets_the_next_number(store: Store, clock: SteppedClock) -> None:
    """Boots are counted by the kernel's boot id, however often the program starts."""
    numbers = [store.boot]
    for boot in ("boot-1", "boot-2", "boot-2", "boot-3"):
        store.database.close()
        clock.advance(timedelta(hours=1).total_seconds())
        store = open_test_store(store.database.path, clock, boot=boot)
        numbers.append(store.boot)
    assert numbers == [1, 1, 2, 2, 3]


def test_a_database_of_a_newer_version_is_left_alone(store: Store, clock: SteppedClock) -> None:
    """An older program says what to do instead of guessing at a schema it does not know."""
    store.database.rows("INSERT INTO migration VALUES (?)", len(STEPS) + 1)
    store.database.close()
    with pytest.raises(StoreError, match="newer version"):
        open_test_store(store.database.path, clock)


def test_splitting_a_log_moves_the_tail_and_keeps_the_identities(store: Store) -> None:
    """After a fork the unsent tail continues in a new log, chained anew, with the same fact ids."""
    store.visits.record(fact("a"), fact("b"), fact("c"))
    (log,) = store.outbox.logs()
    new_id = store.outbox.split(log.log_id, 1)
    old, new = store.outbox.logs()
    assert (old.seq, old.acked, new.parent, new.parent_seq, new.current) == (1, 1, log.log_id, 1, True)
    entries = store.outbox.entries(new_id, 0, 10)
    assert first_break(entries, root(new_id)) is None
    assert sorted(one.id for one in store.visits.of_day(DAY)) == ["a", "b", "c"]
    store.visits.record(fact("d"))
    assert store.outbox.logs()[1].seq == 3


def test_a_card_is_found_under_its_key(store: Store) -> None:
    """Keys are text, compared whole: no number, no prefix."""
    store.mirror.apply([Change("card", "em4100:0001", 1, Card("em4100:0001", "r1"))], Cursor("e", 1), last=True)
    assert store.roster.card("em4100:0001") == Card("em4100:0001", "r1")
    assert store.roster.card("em4100:1") is None
    assert store.roster.links(["em4100:0001", "em4100:9"]) == {"em4100:0001": "r1"}


def test_whoever_arrived_is_in_the_groups_before_the_update_has_ended(store: Store) -> None:
    """Page by page, also after somebody looked before; who was put right or taken back is not there as before."""
    people = [Change("resident", f"r{n}", 1, Resident(f"r{n}", f"李{n}"), sent=n) for n in range(1, 5)]
    for after, page in enumerate((people[:2], people[2:])):
        store.mirror.apply(page, Cursor("e", after), last=False)
        assert len(store.roster.members().named("李")) == 2 * (after + 1)
    renamed = Change("resident", "r1", 2, Resident("r1", "王明"), sent=9)
    store.mirror.apply([renamed, Change("resident", "r2", 2, None)], Cursor("e", 3), last=True)
    assert [one.id for one in store.roster.members().named("李")] == ["r3", "r4"]


def test_only_news_of_a_person_makes_the_groups_anew(store: Store) -> None:
    """A visit next door, of which there is one every few seconds at noon, costs nobody the work of a whole roster."""
    person = Change("resident", "r1", 1, Resident("r1", "李明"), sent=1)
    store.mirror.apply([person], Cursor("e", 1), last=True)
    groups = store.roster.members()
    next_door = Change("visit", "n1", 1, Neighbour("kiosk-2", fact("n1")), sent=2)
    store.mirror.apply([next_door], Cursor("e", 2), last=True)
    store.roster.reload()
    assert store.roster.members() is groups
    store.mirror.apply([replace(person, version=2, sent=3)], Cursor("e", 3), last=True)
    assert store.roster.members() is not groups


def test_only_news_of_a_card_makes_what_is_printed_anew(store: Store) -> None:
    """A visit next door leaves the table as it is; whose a card is now, told or linked here, the next digits find."""
    card = Card("em4100:0001", "r1")
    store.mirror.apply([Change("card", card.key, 1, card, sent=1)], Cursor("e", 1), last=True)
    printed = store.roster.printed()
    next_door = Change("visit", "n1", 1, Neighbour("kiosk-2", fact("n1")), sent=2)
    store.mirror.apply([next_door], Cursor("e", 2), last=True)
    store.roster.reload()
    assert store.roster.printed() is printed
    told = Change("card", card.key, 2, replace(card, resident="r2"), sent=3)
    store.mirror.apply([told], Cursor("e", 3), last=True)
    assert [holder for holder, _ in store.roster.printed().holding("0001")] == ["r2"]
    store.roster.adopt(replace(card, resident="r3"))
    assert [holder for holder, _ in store.roster.printed().holding("0001")] == ["r3"]


def test_whoever_was_lost_from_the_disk_is_in_the_groups_again_when_healed(store: Store) -> None:
    """What was told of the person is the same before and after, and groups that were made in between lack them."""
    people = [Change("resident", f"r{n}", 1, Resident(f"r{n}", f"李{n}"), sent=n) for n in (1, 2)]
    store.mirror.apply(people, Cursor("e", 1), last=True)
    store.database.rows("DELETE FROM resident WHERE id = 'r1'")
    assert [one.id for one in store.roster.members().named("李")] == ["r2"]
    store.mirror.renew("resident", people, first=True, last=True)
    assert [one.id for one in store.roster.members().named("李")] == ["r1", "r2"]


def test_when_the_server_was_heard_survives_a_restart(store: Store, clock: SteppedClock) -> None:
    """The staff page can say how old the neighbours' numbers are, also after a power cut."""
    store.mirror.apply([Change("resident", "r1", 1, Resident("r1", "李明"))], Cursor("e", 1), last=True)
    store.database.close()
    again = open_test_store(store.database.path, clock)
    assert again.visits.heard_at() == clock.now()
    assert clock.now().wall == datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
