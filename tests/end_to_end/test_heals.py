"""A machine that rests comes back by itself: the page follows the cause, and nobody has to press anything."""

from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from kiosk.app import build_kiosk
from kiosk.config import Config, Server
from kiosk.config import Reader as ReaderConfig
from kiosk.core.pages import Idle, OutOfOrder, Trouble, UnknownCard
from kiosk.readers import rdm6300
from kiosk.readers.simulated import SimulatedReader
from kiosk.state import State
from kiosk.wire import EnrolReply

PATIENCE_SECONDS = 120


@pytest.fixture
def reader() -> Iterator[SimulatedReader]:
    """A reader on its cable."""
    with SimulatedReader(rdm6300.frame) as plugged:
        yield plugged


def test_a_reader_that_is_pulled_out_shows_and_plugged_in_again_hides_the_resting_page(
    tmp_path: Path, reader: SimulatedReader
) -> None:
    """Code R1 comes with the cable's end, goes with the cable, and the next card is answered."""
    State(tmp_path).enrolled(EnrolReply("k", "1", "xingsheng", bytes(32)))
    readers = (ReaderConfig("door", reader.url, protocol="rdm6300"),)
    kiosk = build_kiosk(Config(state=tmp_path, readers=readers, server=Server(url="https://server.test")))
    pages: SimpleQueue[object] = SimpleQueue()
    kiosk.watchers.append(lambda what, page: pages.put(page) if what == "page" else None)
    kiosk.start()
    try:
        awaited(pages, lambda page: isinstance(page, Idle))
        reader.unplug()
        awaited(pages, lambda page: isinstance(page, OutOfOrder) and page.trouble is Trouble.READER)
        reader.plug()
        awaited(pages, lambda page: isinstance(page, Idle))
        for _ in range(2):  # this protocol is not sure of a number nobody knows until it is read again
            reader.tap("00000007D0")
        awaited(pages, lambda page: isinstance(page, UnknownCard))
    finally:
        kiosk.close()


def awaited(pages: "SimpleQueue[object]", right: Callable[[object], bool]) -> None:
    """Pages come until this one; queue.Empty when it does not."""
    while not right(pages.get(timeout=PATIENCE_SECONDS)):
        pass
