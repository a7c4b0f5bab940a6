"""Taking logs in: gaps, forks, twins and strange content, over both databases."""

import secrets
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kiosk.core import log
from kiosk.core.model import Kind
from kiosk.errors import Refused
from kiosk.server import cards, kiosks, quarantine, residents
from kiosk.server.feed import changing
from kiosk.server.ledger import accept, facts_of_day
from kiosk.server.site import Site
from kiosk.server.tables import Event
from kiosk.wire import Ack, Fork, Gap
from tests.server.parts import CENTRE, Log, new_kiosk

TODAY = "2026-11-24"


@pytest.fixture
def book(site: Site) -> Log:
    """A log of five visits."""
    book = Log(site, new_kiosk(site)[0])
    for _ in range(5):
        book.add()
    return book


def counted(site: Site) -> int:
    """How many facts count today."""
    return len(facts_of_day(site.database, [CENTRE], TODAY))


def test_a_push_is_kept_and_its_last_entry_acknowledged(book: Log) -> None:
    """The ack names the push's own last entry, and what was sent counts."""
    answer = book.hand_in(count=3)
    assert isinstance(answer, Ack)
    assert (answer.ack_seq, answer.ack_hash, answer.server_head) == (3, book.entries[2].hash, 3)
    assert counted(book.site) == 3


def test_the_same_push_again_changes_nothing(book: Log) -> None:
    """A lost answer costs nothing, even when the second push is longer."""
    book.hand_in(count=3)
    book.hand_in(count=3)
    answer = book.hand_in(first=2)
    assert isinstance(answer, Ack)
    assert counted(book.site) == 5


def test_an_older_push_is_acknowledged_at_its_own_end(book: Log) -> None:
    """A rolled-back kiosk hears of its own last entry, not of the head that it does not have."""
    book.hand_in()
    answer = book.hand_in(count=2)
    assert isinstance(answer, Ack)
    assert (answer.ack_seq, answer.server_head) == (2, 5)


def test_a_push_beyond_the_head_is_told_where_to_start(book: Log) -> None:
    """This is also how a server that was restored gets back what it lost."""
    book.hand_in(count=2)
    assert book.hand_in(first=4) == Gap(3)


def test_an_empty_push_asks_where_the_log_stands(book: Log) -> None:
    """Nothing to send is answered by an ack of what is before it."""
    book.hand_in(count=2)
    answer = book.hand_in(first=3, count=0)
    assert isinstance(answer, Ack)
    assert answer.ack_seq == 2


def test_another_history_is_answered_with_points_of_ours(book: Log) -> None:
    """A copied card that went its own way finds the newest common entry among them."""
    book.hand_in()
    copy = Log(book.site, book.kiosk, book.id, book.entries[:3])
    copy.add(service="chess")
    answer = copy.hand_in(first=4)
    assert isinstance(answer, Fork)
    ours = {entry.seq: entry.hash for entry in book.entries} | {0: log.root(book.id)}
    assert answer.points[0] == (5, ours[5])
    assert answer.points[-1] == (0, ours[0])
    assert all(ours[seq] == proof for seq, proof in answer.points)
    assert counted(book.site) == 5


def test_a_broken_chain_is_a_fork_too(book: Log) -> None:
    """An entry that was changed on the kiosk's disk moves with its successors to a new log; it cannot block."""
    book.entries[3] = replace(book.entries[3], body=book.entries[3].body.replace("lunch", "chess"))
    assert isinstance(book.hand_in(), Fork)
    assert counted(book.site) == 0


def test_a_fact_that_moved_to_another_log_counts_once(book: Log) -> None:
    """After a fork the event ids stay, so what was counted already is not counted again."""
    book.hand_in()
    branch = Log(book.site, book.kiosk)
    for entry in book.entries[2:]:
        branch.entries.append(log.moved(entry.body, branch.id, len(branch.entries) + 1, branch.head))
    branch.add()
    assert isinstance(branch.hand_in(), Ack)
    assert counted(book.site) == 6
    assert quarantine.count(book.site.database, [CENTRE]) == 0


def test_two_facts_under_one_id_are_both_kept_and_shown(book: Log) -> None:
    """The first counts, the second waits for a person."""
    fact = book.add()
    book.write(replace(fact, service="chess"))
    assert isinstance(book.hand_in(), Ack)
    assert counted(book.site) == 6
    (waiting,) = quarantine.waiting(book.site.database, [CENTRE])
    assert (waiting.reason, waiting.seq) == ("changed", 7)


STRANGE = [
    pytest.param({"centre": "elsewhere"}, "other_centre", False, id="another centre's"),
    pytest.param({"kind": Kind.GUEST, "count": 5000}, "odd_count", False, id="five thousand guests"),
    pytest.param({"price": -5}, "odd_price", True, id="a negative price"),
    pytest.param({"day": date(1970, 1, 1)}, "odd_time", True, id="a clock that was never set"),
    pytest.param({"resident": "nobody-we-know"}, "unknown_resident", True, id="an unknown person"),
]


@pytest.mark.parametrize(("fields", "reason", "counts"), STRANGE)
def test_strange_content_is_acknowledged_and_shown(
    book: Log, fields: dict[str, object], reason: str, *, counts: bool
) -> None:
    """Nothing in an entry's content is refused; some of it counts at once, some only after a person said so."""
    fact = book.add(**fields)
    book.add()
    assert isinstance(book.hand_in(), Ack)
    (waiting,) = quarantine.waiting(book.site.database, [CENTRE])
    assert (waiting.reason, waiting.held) == (reason, not counts)
    assert (len(facts_of_day(book.site.database, [CENTRE], fact.day.isoformat())) in {1, 7}) == counts


@pytest.mark.parametrize(
    "body", ["", "no json", "[]", '{"id": 5}', "null", '"\\ud800"', "[" * 5000, "\0", '{"id":"\\u0000"}']
)
def test_a_body_that_is_no_fact_does_not_stop_those_behind_it(book: Log, body: str) -> None:
    """Whatever text comes is kept as it is."""
    book.raw(body)
    book.add()
    assert isinstance(book.hand_in(), Ack)
    assert counted(book.site) == 6
    assert quarantine.count(book.site.database, [CENTRE]) == 1


def test_a_held_fact_counts_once_a_person_says_so(book: Log) -> None:
    """And it cannot be settled twice."""
    book.add(kind=Kind.GUEST, count=200)
    book.hand_in()
    (waiting,) = quarantine.waiting(book.site.database, [CENTRE])
    settle: dict[str, Any] = {"counts": True, "by": "wang", "now": book.site.now()}
    quarantine.settle(book.site.database, waiting.log, waiting.seq, **settle)
    assert counted(book.site) == 6
    with pytest.raises(Refused, match="settled"):
        quarantine.settle(book.site.database, waiting.log, waiting.seq, **settle)


def test_a_log_belongs_to_one_kiosk(book: Log) -> None:
    """Nobody appends to another's log."""
    book.hand_in()
    other, _ = new_kiosk(book.site)
    with pytest.raises(Refused, match="belongs to kiosk"):
        accept(book.site.database, other, book.id, book.push(), book.site.now())


def test_a_link_made_at_a_kiosk_makes_the_card_the_persons(book: Log) -> None:
    """It travels to the other kiosks by the card."""
    person = residents.save(book.site.database, CENTRE, None, residents.Draft(name="李桂芳"), book.site.now())
    book.add(kind=Kind.LINK, card="em4100:0100000001", resident=person)
    book.hand_in()
    assert cards.links(book.site.database, ["em4100:0100000001"]) == {"em4100:0100000001": person}


def test_a_link_cannot_take_somebody_elses_card(book: Log) -> None:
    """The fact stays in the log, the card where it is."""
    people = [
        residents.save(book.site.database, CENTRE, None, residents.Draft(name=name), book.site.now())
        for name in ("甲", "乙")
    ]
    with changing(book.site.database, book.site.now()) as changes:
        cards.give(book.site.database, changes, CENTRE, "em4100:0100000001", people[0])
    book.add(kind=Kind.LINK, card="em4100:0100000001", resident=people[1])
    assert isinstance(book.hand_in(), Ack)
    assert cards.links(book.site.database, ["em4100:0100000001"]) == {"em4100:0100000001": people[0]}


def test_the_first_tap_completes_a_card_that_was_enrolled_by_its_printed_number(book: Log) -> None:
    """Four printed bytes become the whole five once they are tapped."""
    person = residents.save(book.site.database, CENTRE, None, residents.Draft(name="李桂芳"), book.site.now())
    with changing(book.site.database, book.site.now()) as changes:
        cards.give(book.site.database, changes, CENTRE, "tail:026F6C3A.0198DD3A", person, label="0040856634")
    book.add(card="em4100:01026F6C3A")
    book.hand_in()
    (card,) = cards.of_person(book.site.database, person)
    assert (card.key, card.label) == ("em4100:01026F6C3A", "0040856634")


def test_what_came_in_is_kept_to_the_letter(book: Log) -> None:
    """An auditor finds the bytes that were hashed."""
    book.hand_in()
    with book.site.database.reading():
        rows = book.site.database.rows(Event.select().where(Event.log == book.id).order_by(Event.seq))
    assert [log.Entry(row.seq, bytes(row.hash), row.body) for row in rows] == book.entries
    assert secrets.compare_digest(bytes(rows[-1].hash), book.head)


def test_a_kiosk_that_hands_in_facts_was_heard_from(book: Log) -> None:
    """Staff are not told that a kiosk is silent whose visits have just come."""
    book.add()
    book.hand_in()
    kiosk = kiosks.find(book.site.database, book.kiosk.id)
    assert kiosk
    assert kiosk.seen_at == book.site.now().isoformat()
