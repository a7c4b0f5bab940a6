"""A technician's tools: detect, record, replay, watch, list, simulate."""

import json
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from typer.testing import CliRunner

from kiosk.cli.readers import app
from kiosk.clock import SystemClock
from kiosk.config import load
from kiosk.core import events
from kiosk.errors import ReaderError
from kiosk.paths import HARDWARE
from kiosk.readers.capture import Piece, Recorder, decode, load_capture
from kiosk.readers.decoder import CardId, Text
from kiosk.readers.detect import configured, detect, explain
from kiosk.readers.gwiot7941w import READ_HF
from kiosk.readers.port import Port, SerialPort
from kiosk.readers.protocols import PROTOCOLS, dialect
from kiosk.readers.simulated import SimulatedReader
from kiosk.readers.workbench import look, told
from tests.patience import PATIENCE, program, until

CARD, CODE = "67003B51C6", "K1:6BF+70R30FFWTWGSLKC 4O992"
GUESSED = ["rdm6300", "rdm6300_rawsum", "id12la", "em18_bare", "parallax", "gwiot_7941e", "gwiot_7941w", "ascii_line"]


def encoded(protocol: str, what: str) -> bytes:
    """What a reader of this kind sends."""
    encode = dialect(protocol).encode
    assert encode
    return encode(what)


@pytest.mark.parametrize("protocol", GUESSED)
def test_three_taps_tell_what_a_reader_is(protocol: str) -> None:
    """Checksum-valid frames score; the right protocol comes first, in noise too."""
    frame = encoded(protocol, CODE if protocol == "ascii_line" else CARD)
    noise = b"" if protocol == "ascii_line" else b"\x00"
    pieces = [Piece(0.5, noise * (n % 2) + frame) for n in range(3)]
    assert explain(9600, pieces).guesses[0].protocol == protocol


def test_bytes_with_the_top_bit_set_hint_at_parity() -> None:
    """Nothing fits, and the reason is likely to be a line setting."""
    heard = explain(9600, [Piece(0.0, bytes(byte | 0x80 for byte in encoded("rdm6300", CARD)))])
    assert (heard.guesses, "parity" in (heard.hint or "")) == ((), True)


def test_a_uhf_reader_is_never_guessed() -> None:
    """It reads from metres away; somebody has to want that."""
    assert explain(115200, [Piece(0.0, encoded("uhf_m100", "E20010710000529B0940B402"))] * 3).guesses == ()


def test_detection_listens_first_and_stops_at_the_first_fit() -> None:
    """A reader that sends by itself is found without a byte being sent to it."""
    encode = dialect("rdm6300").encode
    assert encode
    with SimulatedReader(encode) as reader:
        stop = Event()
        clock = SystemClock()
        Thread(target=reader.hold, args=(CARD, PATIENCE, clock, stop), daemon=True).start()
        try:
            (heard,) = detect(lambda speed, idle: SerialPort(reader.url, speed, idle), clock, seconds=2)
        finally:
            stop.set()
        assert heard.guesses[0].protocol == "rdm6300"
        assert reader.received() == b""


class Silent:
    """A port behind which a 7941W waits to be asked, at 115200 baud."""

    def __init__(self, speed: int, idle: float) -> None:
        """Nothing asked yet."""
        self._speed, self._idle, self._answer = speed, idle, b""
        self._clock = SystemClock()

    def read(self) -> bytes:
        """The answer once, else silence."""
        self._clock.wait(Event(), self._idle)
        answer, self._answer = self._answer, b""
        return answer

    def write(self, data: bytes) -> None:
        """Only the right question at the right speed is answered."""
        if data == READ_HF and self._speed == 115200:
            self._answer = bytes.fromhex("CDDC00800080")

    def close(self) -> None:
        """Nothing to do."""


def test_a_reader_that_must_be_asked_is_found_by_a_harmless_question() -> None:
    """Silence at every speed, then one answer to the question for a card's number."""

    def open_silent(speed: int, idle: float) -> Port:
        return Silent(speed, idle)

    *_, last = detect(open_silent, SystemClock(), seconds=0.05)
    assert (last.guesses[0].protocol, last.guesses[0].asked) == ("gwiot_7941w", True)
    assert configured("door", "/dev/ttyUSB0", last.guesses[0]).splitlines()[-1] == 'protocol = "gwiot_7941w"'


@pytest.mark.parametrize(
    "protocol", [name for name, spoken in PROTOCOLS.items() if spoken.encode and name != "sdt_idcard"]
)
def test_a_recording_holds_other_cards_than_were_there(protocol: str) -> None:
    """Same form, same card for the same card, but not the card."""
    spoken = dialect(protocol)
    for what in (CARD, "24D34F59", "E20010710000529B0940B402", "1293D8", CODE):
        try:
            frame = encoded(protocol, what)
        except (ValueError, KeyError):
            continue
        reads = decode(spoken, [Piece(0.0, frame)])
        if any(isinstance(read, CardId | Text) for read in reads):
            break
    recorder = Recorder(spoken, b"drawn for this recording")
    rows = [*recorder.rows(Piece(0.0, frame)), *recorder.rows(Piece(1.0, frame))]
    first, second = (decode(spoken, [Piece(0.0, bytes.fromhex(row["hex"]))]) for row in rows)
    assert first == second
    assert [type(read) for read in first] == [type(read) for read in reads]
    assert first != reads


def test_of_damaged_bytes_a_recording_keeps_only_how_many_they_were() -> None:
    """Half a card number is too much."""
    (row,) = Recorder(dialect("rdm6300"), b"x").rows(Piece(0.2, encoded("rdm6300", CARD)[:9]))
    assert row == {"after": 0.2, "bytes": 9, "errors": ["truncated"]}


def test_what_is_no_capture_is_refused_by_name(tmp_path: Path) -> None:
    """The one error names the file."""
    (tmp_path / "notes.jsonl").write_text("hello")
    with pytest.raises(ReaderError, match=r"notes\.jsonl"):
        load_capture(tmp_path / "notes.jsonl")


def test_watching_shows_the_last_three_characters_only() -> None:
    """Neither a card number nor a code is printed."""
    at = SystemClock().now()
    assert told(events.Scanned("x", at, "door", f"em4100:{CARD}"))["card"] == "em4100:…1C6"
    assert CODE not in json.dumps(told(events.ScannedCode("x", at, "door", CODE)))


def test_ports_are_listed_without_opening_them() -> None:
    """Whatever this machine has, each port comes with an address."""
    assert all(seen.address for seen in look([]))


def run(*arguments: str) -> str:
    """The output of a command that succeeds."""
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


def appeared(link: Path) -> None:
    """Wait until a simulated reader is plugged in."""
    until(link.exists, "the simulated reader")


@contextmanager
def simulated(link: Path, *arguments: str) -> Iterator[str]:
    """A simulated reader of the command line, a program of its own, for as long as it is needed."""
    command = ["simulate", "--link", str(link), "--every", "0.1", "--seconds", "600", *arguments]
    with program([sys.executable, "-c", "from kiosk.cli.readers import app; app()", *command]) as reader:
        appeared(link)
        yield str(link)
        reader.terminate()


def test_a_simulated_reader_is_recorded_and_replayed_on_the_command_line(tmp_path: Path) -> None:
    """simulate, record and replay work together over a real pseudo-terminal."""
    capture = str(tmp_path / "capture.jsonl")
    with simulated(tmp_path / "reader", "--card", CARD, "--every", "0.7") as url:
        run("record", url, capture, "--protocol", "rdm6300", "--seconds", "4")
        watched = run("watch", url, "--protocol", "rdm6300", "--seconds", "1")
    lines = run("replay", capture).splitlines()
    assert len(lines) >= 2
    assert len(set(lines)) == 1
    assert "em4100:67" in lines[0]
    assert CARD not in lines[0]
    assert '"works": true' in watched


def test_the_commands_that_only_look_succeed() -> None:
    """Both list and models print what there is."""
    run("list")
    assert "| [rdm6300](rdm6300/) |" in run("models")


def test_the_command_line_finds_out_what_a_reader_is_and_writes_it_down(tmp_path: Path) -> None:
    """It names the protocol, shows the bytes, and appends the lines to the configuration."""
    with simulated(tmp_path / "reader") as url:
        shown = run("detect", url, "--seconds", "0.5", "--write", str(tmp_path / "kiosk.toml"))
    assert "rdm6300: " in shown
    assert "02 36 37 30 30" in shown
    (reader,) = load(tmp_path / "kiosk.toml", {}).readers
    assert (reader.name, reader.port, reader.protocol) == ("door", url, "rdm6300")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--hex", encoded("rdm6300", CARD).hex()], id="bytes"),
        pytest.param(["--capture", str(HARDWARE / "rdm6300" / "captures" / "two-fobs.jsonl")], id="capture"),
    ],
)
def test_a_simulated_reader_plays_any_bytes(tmp_path: Path, arguments: list[str]) -> None:
    """A vector or a capture arrives at whoever reads."""
    with simulated(tmp_path / "reader", *arguments) as url:
        shown = run("watch", url, "--model", "rdm6300", "--seconds", "1")
    assert "em4100:…" in shown


def test_a_reader_on_the_network_is_a_port_like_any_other() -> None:
    """A serial server's socket is read, and its end is the reader's loss."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = SerialPort(f"socket://127.0.0.1:{server.getsockname()[1]}", idle=0.1)
        line, _ = server.accept()
        line.sendall(encoded("rdm6300", CARD))
        data = b"".join(port.read() for _ in range(len(encoded("rdm6300", CARD))))
        line.close()
        with pytest.raises(ReaderError):
            [port.read() for _ in range(3)]
        port.close()
    assert data == encoded("rdm6300", CARD)
