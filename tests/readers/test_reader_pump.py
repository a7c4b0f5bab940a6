"""The whole way from a pseudo-terminal to the inbox, with real time and real threads."""

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from kiosk.clock import SystemClock
from kiosk.core import events
from kiosk.errors import ReaderError
from kiosk.readers.port import SerialPort
from kiosk.readers.protocols import dialect
from kiosk.readers.pump import ReaderPump, State
from kiosk.readers.simulated import SimulatedReader
from tests.patience import PATIENCE

CARD, OTHER = "67003B51C6", "01026F6C3A"
CODE = "K1:6BF+70R30FFWTWGSLKC 4O992"


class Desk:
    """An inbox that tests can wait on."""

    def __init__(self) -> None:
        """Empty."""
        self.inbox: queue.Queue[events.Event] = queue.Queue()

    def next(self, kind: type, seconds: float = PATIENCE) -> events.Event:
        """The next event, which must be of this kind."""
        event = self.inbox.get(timeout=seconds)
        assert isinstance(event, kind), event
        return event

    def quiet(self, seconds: float = 0.3) -> bool:
        """Nothing comes for so long."""
        try:
            self.inbox.get(timeout=seconds)
        except queue.Empty:
            return True
        return False


@contextmanager
def pumping(
    protocol: str, url: str, desk: Desk, name: str = "door", *, put: Callable[[events.Event], None] | None = None
) -> Iterator[ReaderPump]:
    """A pump at work on a thread of its own."""
    spoken = dialect(protocol)
    put = put or desk.inbox.put
    pump = ReaderPump(name, lambda: SerialPort(url, spoken.baud, spoken.idle), spoken, put, SystemClock())
    stop = Event()
    thread = Thread(target=pump.run, args=(stop,), daemon=True)
    thread.start()
    try:
        yield pump
    finally:
        stop.set()
        thread.join(PATIENCE)
    assert not thread.is_alive()


@pytest.fixture
def desk() -> Desk:
    """An empty inbox."""
    return Desk()


@pytest.fixture
def reader() -> Iterator[SimulatedReader]:
    """An RDM6300 on a pseudo-terminal."""
    encode = dialect("rdm6300").encode
    assert encode
    with SimulatedReader(encode) as simulated:
        yield simulated


def test_a_tap_becomes_a_scanned_event_with_its_own_identity(desk: Desk, reader: SimulatedReader) -> None:
    """A frame on the line is one event with the canonical key, marked as not sure, from the reader's name."""
    with pumping("rdm6300", reader.url, desk):
        desk.next(events.ReaderBack)
        reader.tap(CARD)
        tap = desk.next(events.Scanned)
    assert isinstance(tap, events.Scanned)
    assert (tap.key, tap.reader, tap.sure) == (f"em4100:{CARD}", "door", False)
    assert len(tap.id) == 36


def test_a_held_card_is_one_event(desk: Desk, reader: SimulatedReader) -> None:
    """A card that lies on the reader taps once, confirmed by its second frame; the next card is not held up."""
    with pumping("rdm6300", reader.url, desk):
        desk.next(events.ReaderBack)
        reader.hold(CARD, 1.0, SystemClock())
        reader.tap(OTHER)
        taps = [event for _ in range(3) if isinstance(event := desk.next(events.Scanned), events.Scanned)]
        assert desk.quiet()
    assert [(tap.key, tap.sure) for tap in taps] == [
        (f"em4100:{CARD}", False),
        (f"em4100:{CARD}", True),
        (f"em4100:{OTHER}", False),
    ]
    assert taps[0].id == taps[1].id != taps[2].id


def test_a_reader_that_is_unplugged_comes_back_by_itself(desk: Desk, reader: SimulatedReader) -> None:
    """Replugged as another tty behind the same path it is back within five seconds, and the next tap counts."""
    with pumping("rdm6300", reader.url, desk) as pump:
        desk.next(events.ReaderBack)
        reader.unplug()
        desk.next(events.ReaderLost)
        assert pump.state is State.LOST
        reader.plug()
        desk.next(events.ReaderBack)
        reader.tap(CARD)
        desk.next(events.Scanned)


def test_half_a_frame_before_the_plug_was_pulled_does_not_poison_the_next(desk: Desk, reader: SimulatedReader) -> None:
    """What was cut off by the unplugging is forgotten."""
    with pumping("rdm6300", reader.url, desk):
        desk.next(events.ReaderBack)
        reader.send(reader.frame(CARD)[:7])
        time.sleep(0.05)
        reader.unplug()
        desk.next(events.ReaderLost)
        reader.plug()
        desk.next(events.ReaderBack)
        reader.tap(OTHER)
        tap = desk.next(events.Scanned)
    assert isinstance(tap, events.Scanned)
    assert tap.key == f"em4100:{OTHER}"


def test_a_plug_pulled_while_a_tap_is_passed_on_costs_neither_tap(desk: Desk, reader: SimulatedReader) -> None:
    """Where pyserial's own thread would die unseen, the pump passes the tap on, tells the loss and comes back."""

    def put(event: events.Event) -> None:
        if isinstance(event, events.Scanned) and event.key.endswith(CARD):
            reader.unplug()
        desk.inbox.put(event)

    with pumping("rdm6300", reader.url, desk, put=put):
        desk.next(events.ReaderBack)
        reader.send(reader.frame(CARD) + reader.frame(OTHER))
        for kind in (events.Scanned, events.Scanned, events.ReaderLost):
            desk.next(kind)
        reader.plug()
        desk.next(events.ReaderBack)
        reader.tap(CARD[::-1])
        desk.next(events.Scanned)


def test_the_kiosk_starts_without_a_reader(desk: Desk, reader: SimulatedReader) -> None:
    """An absent reader is told once, and works as soon as it is plugged in."""
    reader.unplug()
    with pumping("rdm6300", reader.url, desk):
        lost = desk.next(events.ReaderLost)
        assert desk.quiet(0.8)
        reader.plug()
        desk.next(events.ReaderBack)
        reader.tap(CARD)
        desk.next(events.Scanned)
    assert isinstance(lost, events.ReaderLost)
    assert reader.url in lost.cause


def test_a_second_opener_is_refused(desk: Desk, reader: SimulatedReader) -> None:
    """While the pump has the port nobody else of ours gets it, and the pump goes on."""
    with pumping("rdm6300", reader.url, desk):
        desk.next(events.ReaderBack)
        with pytest.raises(ReaderError, match="in use by another program"):
            SerialPort(reader.url)
        reader.tap(CARD)
        desk.next(events.Scanned)


def test_two_readers_work_side_by_side(desk: Desk, reader: SimulatedReader, tmp_path: Path) -> None:
    """A card at one reader and a code at the other are two events with their readers' names."""
    encode = dialect("ascii_line").encode
    assert encode
    with (
        SimulatedReader(encode, tmp_path / "codes") as codes,
        pumping("rdm6300", reader.url, desk, "cards"),
        pumping("ascii_line", codes.url, desk, "codes"),
    ):
        desk.next(events.ReaderBack)
        desk.next(events.ReaderBack)
        reader.tap(CARD)
        first = desk.next(events.Scanned)
        codes.tap(CODE)
        second = desk.next(events.ScannedCode)
    assert isinstance(first, events.Scanned)
    assert isinstance(second, events.ScannedCode)
    assert (first.reader, second.reader, second.text) == ("cards", "codes", CODE)


def test_a_foreign_code_leaves_nothing_of_its_content(desk: Desk) -> None:
    """A payment code is an event without text, once however long it is held there."""
    encode = dialect("ascii_line").encode
    assert encode
    with SimulatedReader(encode) as codes, pumping("ascii_line", codes.url, desk):
        desk.next(events.ReaderBack)
        codes.send(b"281234567890123456\r" * 3)
        desk.next(events.ForeignCode)
        assert desk.quiet()


def test_any_url_of_pyserial_is_a_port() -> None:
    """`loop://` opens, and its silence is empty, not an error."""
    port = SerialPort("loop://", idle=0.01)
    port.write(b"K1:A\r")
    assert port.read() == b"K1:A\r"
    assert port.read() == b""
    port.close()


@pytest.mark.parametrize("url", ["nonsense://x", "/dev/no-such-reader"])
def test_a_port_that_cannot_be_opened_says_which(url: str) -> None:
    """The one error names the port and what to look at."""
    with pytest.raises(ReaderError, match=url):
        SerialPort(url)
