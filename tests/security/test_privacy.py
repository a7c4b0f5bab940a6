"""Planted names, cards and PINs are looked for wherever they must not be."""

import logging
from pathlib import Path

import pytest

from kiosk.core import events as e
from kiosk.sim.history import History
from kiosk.sim.town import PEOPLE, City, card

PIN = "918273"
CARDS = [card(centre, number) for centre in ("xingsheng", "erhai") for number in range(PEOPLE + 4)]
PLANTED = ["居民", "新居民", PIN, *CARDS, *(key.partition(":")[2] for key in CARDS)]


class Watched(History):
    """A day of bad luck in which somebody also types a PIN; `left` is what a thief would find on the cards then."""

    left: dict[str, bytes]

    def heal(self) -> None:
        """Type, and take the cards out before the day ends."""
        for kiosk in self.kiosks:
            at = kiosk.clock.now()
            kiosk.do(e.StaffAsked(at))
            kiosk.do(e.PinEntered(at, PIN))
        self.left = {str(path): path.read_bytes() for path in self.folder.rglob("kiosk.db*")}
        super().heal()


def found(content: bytes) -> list[str]:
    """What of the planted is in there, in either encoding that a program may use."""
    return [word for word in PLANTED if word.encode() in content or word.encode("utf-16-le") in content]


@pytest.mark.parametrize("seed", range(3))
def test_logs_name_nobody(city: City, tmp_path: Path, caplog: pytest.LogCaptureFixture, seed: int) -> None:
    """However much goes wrong, no message of kiosk, courier or server holds a name, a whole card number or a PIN.

    Our own to the last detail, other packages' as the program runs them: at DEBUG peewee would tell every statement.
    A command that ran before in this process may have silenced httpx.
    """
    others = caplog.at_level(logging.INFO), caplog.at_level(logging.INFO, logger="httpx")
    with others[0], others[1], caplog.at_level(logging.DEBUG, logger="kiosk"):
        outcome = Watched(city, tmp_path / "day", seed).play(1)
    assert outcome.breaches == ()
    assert len(caplog.records) > 30
    assert found(caplog.text.encode()) == []


def test_no_page_can_be_read_without_the_key(city: City, tmp_path: Path) -> None:
    """No file of a used kiosk's database tells anything by itself: not the write-ahead log, not its copies."""
    history = Watched(city, tmp_path / "day", 4)
    history.play(1)
    assert sum(name.endswith("-wal") for name in history.left) == len(history.kiosks)
    assert {name: found(content) for name, content in history.left.items() if found(content)} == {}


def test_the_search_itself_works(city: City) -> None:
    """The server's database, which has to know the names, is where they are found: the tests above can fail."""
    city.server.stop()
    assert found((city.server.folder / "server.sqlite").read_bytes())
