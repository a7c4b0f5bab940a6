"""Finding a reader, opening it and keeping it: addresses, consoles, wedges, hanging threads."""

import os
import queue
import struct
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from kiosk.clock import SystemClock
from kiosk.core import events
from kiosk.errors import ReaderError
from kiosk.readers.addresses import holders, locate, refuse_console, stable
from kiosk.readers.chardev import DevicePort, WedgePort
from kiosk.readers.guard import Guard
from kiosk.readers.gwiot7941w import READ_HF, frame
from kiosk.readers.pcsc import PcscPort
from kiosk.readers.port import Found, Port
from kiosk.readers.protocols import dialect
from kiosk.readers.pump import ReaderPump, State
from kiosk.readers.simulated import SimulatedReader
from kiosk.readers.station import open_port, pump
from tests.patience import PATIENCE, until

LEFT = Found("/dev/ttyUSB0", "CH340", usb="1a86:7523", place="1-1.2")
RIGHT = Found("/dev/ttyUSB1", "CH340", usb="1a86:7523", place="1-1.3")


def test_two_equal_readers_keep_their_places_when_renumbered() -> None:
    """The socket decides, whatever number the kernel gave."""
    swapped = [
        Found("/dev/ttyUSB1", "CH340", "1a86:7523", "1-1.2"),
        Found("/dev/ttyUSB0", "CH340", "1a86:7523", "1-1.3"),
    ]
    assert locate("usb:1a86:7523@1-1.2", [LEFT, RIGHT]) == "/dev/ttyUSB0"
    assert locate("usb:1a86:7523@1-1.2", swapped) == "/dev/ttyUSB1"


def test_an_address_that_fits_two_readers_is_refused_with_their_sockets() -> None:
    """Guessing would swap the entrance and the canteen."""
    with pytest.raises(ReaderError, match=r"usb:1a86:7523@1-1\.2, usb:1a86:7523@1-1\.3"):
        locate("usb:1a86:7523", [LEFT, RIGHT])


def test_the_first_address_that_is_there_counts(tmp_path: Path) -> None:
    """A list falls back from the device to its socket; a URL is always there; nothing at all is told."""
    (tmp_path / "reader").touch()
    assert locate(f"{tmp_path}/gone|{tmp_path}/reader", []) == f"{tmp_path}/reader"
    assert locate(f"{tmp_path}/gone|usb:1a86:7523", [LEFT]) == "/dev/ttyUSB0"
    assert locate("socket://10.0.0.7:4001", []) == "socket://10.0.0.7:4001"
    with pytest.raises(ReaderError, match="is not there"):
        locate(f"{tmp_path}/gone", [])


def test_the_stable_address_is_by_id_unless_an_equal_reader_shares_it(tmp_path: Path) -> None:
    """Two CH340s have one by-id name between them; by-path and the socket still tell them apart."""
    device = tmp_path / "ttyUSB0"
    device.touch()
    for kind, name in (("by-id", "usb-1a86_USB_Serial-if00-port0"), ("by-path", "pci-0000-usb-0:1.2:1.0-port0")):
        (tmp_path / "serial" / kind).mkdir(parents=True)
        (tmp_path / "serial" / kind / name).symlink_to(device)
    port = Found(str(device), "CH340", usb="1a86:7523", place="1-1.2")
    assert "by-id" in stable(port, [port], tmp_path)
    assert "by-path" in stable(port, [port, RIGHT], tmp_path)
    assert stable(LEFT, [LEFT, RIGHT], tmp_path / "none") == "usb:1a86:7523@1-1.2"


def test_the_systems_console_is_refused(tmp_path: Path) -> None:
    """A port that the kernel command line names is left alone, through a link too."""
    (tmp_path / "ttyAMA0").touch()
    (tmp_path / "serial0").symlink_to(tmp_path / "ttyAMA0")
    with pytest.raises(ReaderError, match="console"):
        refuse_console(str(tmp_path / "ttyAMA0"), "root=/dev/mmcblk0p2 console=serial0,115200 quiet", tmp_path)
    refuse_console(str(tmp_path / "ttyUSB0"), "console=serial0,115200", tmp_path)


def test_opening_the_console_through_the_station_is_refused(tmp_path: Path) -> None:
    """The check stands in front of every opening."""
    with SimulatedReader(lambda text: text.encode()) as reader:
        name = Path(reader.url).resolve().relative_to("/dev")
        (tmp_path / "cmdline").write_text(f"console={name}")
        with pytest.raises(ReaderError, match="console"):
            open_port(reader.url, dialect("rdm6300"), 9600, tmp_path / "cmdline")


def test_who_holds_a_port_is_named() -> None:
    """This very process, once it has the port open."""
    with SimulatedReader(lambda text: text.encode()) as reader:
        open_port(reader.url, dialect("rdm6300"), 9600).close()
        assert any(f"({os.getpid()})" in holder for holder in holders(reader.url))


def key(code: int, value: int, kind: int = 1) -> bytes:
    """One event of a Linux input device."""
    return struct.pack("llHHi", 0, 0, kind, code, value)


def test_a_wedge_types_its_code_with_held_shift_and_other_events_between(tmp_path: Path) -> None:
    """Key-ups, repeats and synchronisation are no characters; shift counts while it is held."""
    os.mkfifo(tmp_path / "event0")
    port = WedgePort(str(tmp_path / "event0"), exclusively=lambda _: None)
    typed = [(42, 1), (37, 1), (37, 0), (42, 0), (2, 1), (2, 2), (2, 0), (42, 1), (39, 1), (30, 1), (42, 0), (28, 1)]
    with (tmp_path / "event0").open("wb", buffering=0) as device:
        device.write(b"".join(key(code, value) + key(0, 0, kind=0) for code, value in typed))
    (read,) = dialect("evdev_keys").decoder().feed(port.read())
    assert getattr(read, "text", None) == "K1:A"
    port.close()


def test_a_wedge_that_cannot_be_grabbed_is_refused(tmp_path: Path) -> None:
    """What is no input device cannot be had exclusively, and is told as one error."""
    os.mkfifo(tmp_path / "event0")
    with pytest.raises(ReaderError, match="held by another program, or is no keyboard"):
        WedgePort(str(tmp_path / "event0"))
    with pytest.raises(ReaderError, match="plugged in"):
        DevicePort(str(tmp_path / "hidraw9"))


def test_a_missing_pcsc_daemon_or_reader_is_one_error() -> None:
    """Whatever is missing, the message says what to do."""
    with pytest.raises(ReaderError, match=r"pcscd|PC/SC"):
        PcscPort("pcsc:no such reader")


@pytest.fixture
def inbox() -> queue.Queue[events.Event]:
    """An inbox that tests can wait on."""
    return queue.Queue()


@pytest.fixture
def stop() -> Iterator[Event]:
    """Set when the test is over."""
    signal = Event()
    yield signal
    signal.set()


def told(reader: SimulatedReader, last: bytes) -> bytes:
    """What the pump sent, once this is in it."""
    sent = bytearray()

    def arrived() -> bool:
        sent.extend(reader.received())
        return last in sent

    until(arrived, f"{last.hex()} from the pump")
    return bytes(sent)


def test_a_polled_reader_works_once_it_answers(inbox: queue.Queue[events.Event], stop: Event, tmp_path: Path) -> None:
    """The pump asks, and reports the reader back only after an answer, which is also the tap."""
    with SimulatedReader(frame) as reader:
        worker = pump("dual", reader.url, inbox.put, SystemClock(), hardware=tmp_path, protocol="gwiot_7941w")
        Thread(target=worker.run, args=(stop,), daemon=True).start()
        told(reader, READ_HF)
        assert worker.state is State.STARTING
        reader.tap("2A83155E")
        kinds = {type(inbox.get(timeout=PATIENCE)) for _ in range(2)}
        assert kinds == {events.Scanned, events.ReaderBack}


def test_a_profile_brings_setup_and_format(inbox: queue.Queue[events.Event], stop: Event, tmp_path: Path) -> None:
    """Setup commands go out when the line is quiet, and numbers mean what the profile says."""
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "profile.toml").write_text(
        'title = "x"\nprotocol = "decimal_line"\nfamily = "iso14443a"\nformat = "8H10D reversed"\n'
        'setup = ["7E00", "AB"]\n'
    )
    with SimulatedReader(lambda text: text.encode()) as reader:
        worker = pump("desk", reader.url, inbox.put, SystemClock(), hardware=tmp_path, model="desk")
        Thread(target=worker.run, args=(stop,), daemon=True).start()
        assert isinstance(inbox.get(timeout=PATIENCE), events.ReaderBack)
        assert told(reader, b"\xab") == bytes.fromhex("7E00AB")
        reader.send(b"1578468138\r")
        tap = inbox.get(timeout=PATIENCE)
    assert isinstance(tap, events.Scanned)
    assert tap.key == "iso14443a:2A83155E"


class Mute:
    """A port that never says anything."""

    def __init__(self, clock: SystemClock) -> None:
        """Silence on this clock."""
        self._clock = clock

    def read(self) -> bytes:
        """Nothing, after a moment."""
        self._clock.wait(Event(), 0.01)
        return b""

    def write(self, data: bytes) -> None:
        """Swallowed."""

    def close(self) -> None:
        """Nothing to do."""


@pytest.mark.parametrize(
    ("is_open", "again"), [pytest.param(True, True, id="open"), pytest.param(False, False, id="closed")]
)
def test_a_silent_reader_is_opened_anew_in_opening_hours_only(
    inbox: queue.Queue[events.Event], stop: Event, *, is_open: bool, again: bool
) -> None:
    """Nobody is told, since nothing is known to be wrong; at night silence is what one expects."""
    clock, openings = SystemClock(), list[int]()

    def open_mute() -> Port:
        openings.append(1)
        return Mute(clock)

    worker = ReaderPump(
        "door", open_mute, dialect("rdm6300"), inbox.put, clock, reopen_after=0.05, is_open=lambda: is_open
    )
    Thread(target=worker.run, args=(stop,), daemon=True).start()
    if again:
        until(lambda: len(openings) > 1, "a second opening")
    else:
        clock.wait(stop, 0.5)
        assert len(openings) == 1
    stop.set()
    assert isinstance(inbox.get(timeout=PATIENCE), events.ReaderBack)
    assert inbox.empty()


class Hanging(Mute):
    """A port whose read never returns, as a driver's may."""

    def read(self) -> bytes:
        """Hang until the test's process ends."""
        self._clock.wait(Event(), 3600)
        return b""


def test_a_thread_that_hangs_is_replaced(inbox: queue.Queue[events.Event], stop: Event) -> None:
    """The guard notices the missing beat and starts another thread, which gets a port that works."""
    clock = SystemClock()
    ports: list[Port] = [Mute(clock), Hanging(clock)]
    worker = ReaderPump(
        "door", lambda: ports.pop() if len(ports) > 1 else ports[0], dialect("rdm6300"), inbox.put, clock
    )
    guard = Guard(worker, clock, patience=0.5)
    Thread(target=guard.run, args=(stop,), daemon=True).start()
    until(lambda: guard.restarts and worker.state is State.WORKING, "a thread that works")
