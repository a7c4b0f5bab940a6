"""What a thief of the memory card has, with the keys on it and with the keys elsewhere."""

from pathlib import Path

import pytest

from kiosk.clock import SteppedClock
from kiosk.core.model import Settings
from kiosk.errors import SetupError, StoreError
from kiosk.state import State
from kiosk.store.store import Machine, look_into, open_store
from kiosk.wire import EnrolReply
from tests.centre import MORNING
from tests.store.test_store import fact

MACHINE, CLOCK = Machine("boot-1", "pi-1", "test"), SteppedClock(MORNING)


def used(card: Path, keys: Path | None) -> State:
    """A kiosk that was enrolled and recorded a visit, as `kiosk enrol` and `kiosk run` leave it."""
    state = State(card, keys)
    state.signing_key()
    state.store_key()
    state.enrolled(EnrolReply("k", "1", "xingsheng", bytes(32)))
    store = open_store(state.database, state.store_key(), MACHINE, CLOCK.now)
    store.visits.record(fact("a"))
    store.database.close()
    return state


def opened_by(state: State) -> list[str]:
    """The files on the card whose content opens the database."""
    return sorted({path.name for path in state.folder.rglob("*") if path.is_file() and opens(state, path.read_bytes())})


def opens(state: State, key: bytes) -> bool:
    """Whether these bytes are the key."""
    try:
        look_into(state.database, key, MACHINE, CLOCK.now, fallback=Settings(centre="xingsheng")).database.close()
    except StoreError:
        return False
    return True


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_with_the_keys_elsewhere_nothing_on_the_card_opens_the_database(tmp_path: Path, keys: Path) -> None:
    """Neither a file of the card nor any part of one is a key; the stick's file is."""
    state = used(tmp_path / "card", keys)
    secrets = (keys / "store.key").read_bytes(), (keys / "kiosk.key").read_bytes()
    assert opened_by(state) == []
    assert not any(secret in path.read_bytes() for path in state.folder.rglob("*") for secret in secrets)
    assert opens(state, secrets[0])


def test_with_the_default_the_card_carries_its_own_key(tmp_path: Path) -> None:
    """Who takes the card whole can read it, as the documents say; so the search above can fail."""
    assert opened_by(used(tmp_path / "card", None)) == ["store.key"]


def test_a_stick_that_is_not_plugged_in_is_no_new_machine(tmp_path: Path, keys: Path) -> None:
    """Without its keys an enrolled kiosk says what is missing and makes no others; with them it goes on."""
    state = used(tmp_path / "card", keys)
    away = keys.rename(tmp_path / "pocket")
    keys.mkdir()
    for key in (state.store_key, state.signing_key):
        with pytest.raises(SetupError, match=r"\.key: is missing; put in what holds it"):
            key()
    assert list(keys.iterdir()) == []
    keys.rmdir()
    away.rename(keys)
    keys.chmod(0o500)
    assert opens(state, state.store_key())
    keys.chmod(0o700)


def test_a_folder_of_keys_is_never_made_up(tmp_path: Path) -> None:
    """A stick that is not mounted at enrolment is named, so that no key lands on the card by mistake."""
    with pytest.raises(SetupError, match=r"nowhere/kiosk\.key: cannot be used"):
        State(tmp_path / "card", tmp_path / "nowhere").signing_key()
