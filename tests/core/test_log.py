"""The hash chain and its canonical text."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.log import Entry, first_break, moved, read, root, seal, write
from kiosk.core.model import Fact, Kind, Stamp, WallState

TEXT = st.text(max_size=20)
FACTS = st.builds(
    Fact,
    id=TEXT,
    kind=st.sampled_from(Kind),
    at=st.builds(
        Stamp,
        st.integers(0, 2**62),
        st.datetimes(datetime(1970, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
        st.sampled_from(WallState),
    ),
    centre=TEXT,
    day=st.dates(date(1970, 1, 1), date(2099, 1, 1)),
    card=st.none() | TEXT,
    resident=st.none() | TEXT,
    price=st.none() | st.integers(0, 10**6),
    reason=st.none() | TEXT,
    count=st.integers(1, 9),
)


@given(FACTS)
def test_a_fact_survives_being_written_and_read(fact: Fact) -> None:
    """Nothing of a fact is lost or changed on its way through the canonical text."""
    assert read(write(fact, {"log": "a", "seq": 1})) == fact


@given(st.lists(FACTS, min_size=1, max_size=5), st.data())
def test_any_changed_character_breaks_the_chain(facts: list[Fact], data: st.DataObject) -> None:
    """Altering one character of one entry is found at that entry."""
    entries, previous = [], root("log")
    for number, fact in enumerate(facts, 1):
        entries.append(seal(fact, "log", number, previous, boot=1, app="test"))
        previous = entries[-1].hash
    assert first_break(entries, root("log")) is None
    victim = data.draw(st.integers(0, len(entries) - 1))
    old = entries[victim]
    entries[victim] = Entry(old.seq, old.hash, old.body.replace(":", ";", 1))
    assert first_break(entries, root("log")) == old.seq


def test_a_removed_entry_breaks_the_chain() -> None:
    """Leaving one out is found at the entry after it."""
    fact = Fact(
        id="a", kind=Kind.VISIT, at=Stamp(1, datetime(2026, 1, 1, tzinfo=UTC)), centre="c", day=date(2026, 1, 1)
    )
    first = seal(fact, "log", 1, root("log"), boot=1, app="test")
    second = seal(fact, "log", 2, first.hash, boot=1, app="test")
    assert first_break([second], root("log")) == 2


def test_moving_an_entry_keeps_its_identity() -> None:
    """In another log the fact is the same, also where it has keys that this version does not know."""
    fact = Fact(
        id="a", kind=Kind.VISIT, at=Stamp(1, datetime(2026, 1, 1, tzinfo=UTC)), centre="c", day=date(2026, 1, 1)
    )
    entry = moved(write(fact, {"log": "old", "seq": 7, "future": 1}), "new", 1, root("new"))
    assert read(entry.body) == fact
    assert '"future":1' in entry.body


@pytest.mark.parametrize("body", ["{}", "[]", "1", '{"id":1}', '{"wall":"2026"}', "null"])
def test_what_is_no_fact_is_a_value_error(body: str) -> None:
    """Strange bodies are told apart without any other kind of error."""
    with pytest.raises(ValueError, match=r".*"):
        read(body)
