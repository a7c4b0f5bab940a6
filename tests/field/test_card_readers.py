"""What real scanners and wedges put around a code, and what is held to them that is no code of ours."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.readers import ssi
from kiosk.readers.chardev import EVENT, PRESSED, RELEASED, WedgePort
from kiosk.readers.decoder import CardId, Error, Fault, Text
from kiosk.readers.evdev_keys import SILENT, keys
from kiosk.readers.protocols import dialect
from tests.centre import PIN, open_stand
from tests.field.tape import played

CODE = "K1:6BF+70R30FFWTWGSLKC 4O992"
LINES = ["ascii_line", "gm65", "ssi", "m3y_scanner", "m5_qrcode", "mhet"]
NUMBER_LINES = ["decimal_line", "wiegand_serial"]
AROUND = ["]Q1", "]Q2", "\\000026", "]Q2\\000026", "]Q2\\000003\\000026"]
MEDICINE = b"\x1d0106901234567892\x1d172712311\x1d10A1\r"
LOCKS = [pytest.param(69, id="NumLock"), pytest.param(58, id="CapsLock"), pytest.param(70, id="ScrollLock")]


@pytest.mark.parametrize("protocol", LINES)
@pytest.mark.parametrize("around", AROUND)
def test_what_an_engine_puts_in_front_of_a_code_is_taken_off(protocol: str, around: str) -> None:
    """Which kind of code it was and in which characters it is to be read, in any of the ways of the engines."""
    (read,) = dialect(protocol).decoder().feed(f"{around}{CODE}\r".encode())
    assert isinstance(read, Text)
    assert (read.text, read.aim) == (CODE, around[:3] if around[0] == "]" else None)


def test_it_is_taken_off_in_packets_and_on_a_keyboard_too() -> None:
    """The same text by SSI, in the form with a length of a GM65, and typed."""
    for protocol, sent in (
        ("ssi", ssi.frame(f"]Q2\\000026{CODE}")),
        ("gm65", b"\x03" + len(f"]Q2\\000026{CODE}").to_bytes(2) + f"]Q2\\000026{CODE}".encode()),
        ("evdev_keys", keys(f"]Q2\\000026{CODE}")),
    ):
        assert Text(CODE, "]Q2") in dialect(protocol).decoder().feed(sent)


@pytest.mark.parametrize("text", ["\\00002K1:AB", "\\K1:AB", "K1:\\000026AB"])
def test_nothing_else_is_taken_off(text: str) -> None:
    """Fewer digits, or the same sign inside a code."""
    (read,) = dialect("gm65").decoder().feed(f"{text}\r".encode())
    assert read == Text(text)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_wedge_that_presses_a_lock_key_is_read(lock: int) -> None:
    """Before the number, behind it, and between its digits."""
    plain = keys("0013748911")
    for sent in (
        bytes([lock]) + plain + bytes([lock]),
        b"".join(bytes([lock, key]) for key in plain),
        bytes.fromhex("450b0b02040805090a02021c"),
    ):
        (read,) = dialect("evdev_number").decoder().feed(sent)
        assert isinstance(read, CardId)
        assert read.key == "tail:00D1CAAF"


@given(st.lists(st.sampled_from(sorted(SILENT)), max_size=30))
def test_keys_that_write_nothing_change_no_code(silent: list[int]) -> None:
    """Wherever they are pressed, also between a shift and its letter."""
    sent = bytearray()
    for n, code in enumerate(keys(CODE)):
        sent += bytes([*silent[n : n + 1], code])
    assert dialect("evdev_keys").decoder().feed(bytes(sent)) == [Text(CODE)]


def test_releases_and_repeats_of_keys_are_passed_over(tmp_path: Path) -> None:
    """A wedge that holds a key, and the shift that it holds meanwhile, types one letter."""
    device = tmp_path / "event0"
    repeated = 2
    pressed = [(42, PRESSED), (37, PRESSED), (37, repeated), (42, repeated), (37, RELEASED), (42, RELEASED)]
    rest = [(69, PRESSED), (69, RELEASED), (2, PRESSED), (2, repeated), (2, RELEASED)]
    device.write_bytes(b"".join(EVENT.pack(0, 0, 1, code, value) for code, value in pressed + rest))
    port = WedgePort(str(device), exclusively=lambda _: None)
    codes = port.read()
    port.close()
    decoder = dialect("evdev_keys").decoder()
    assert decoder.feed(codes) + decoder.gap() == [Text("K1")]


@pytest.mark.parametrize("protocol", [*LINES, *NUMBER_LINES])
@pytest.mark.parametrize(
    "code",
    [
        pytest.param(b"A1" + MEDICINE, id="a medicine box"),
        pytest.param(b"AB\x00\x01\x7f12\r", id="a binary code"),
        pytest.param("微信支付\r".encode("gbk"), id="Chinese"),
        pytest.param(b"https://example.org/" + b"A" * 600 + b"\r", id="a code longer than ours ever are"),
        pytest.param(b"K1:AB\x00C\r", id="a code of ours that came broken"),
        pytest.param(b"HELLO\r", id="a text"),
    ],
)
def test_a_code_of_something_else_is_answered(protocol: str, code: bytes) -> None:
    """Whoever holds it to the reader sees and hears that it is not our card, once."""
    _, heard = played([code, b""], protocol)
    assert sum(isinstance(event, e.ForeignCode) for event in heard) == 1


def test_a_medicine_box_is_a_foreign_code() -> None:
    """Also for a technician who looks at the bytes."""
    assert dialect("ascii_line").decoder().feed(MEDICINE) == [Fault(Error.FOREIGN_CODE, ended=True)]
    assert Fault(Error.FOREIGN_CODE, ended=True) in dialect("evdev_keys").decoder().feed(keys("A1")[:-1] + b"\xff\x1c")


@pytest.mark.parametrize("noise", [b"\x00", b"\x7f\x01A", b"\x1d01", b"A" * 600])
@pytest.mark.parametrize("protocol", ["ascii_line", "decimal_line"])
def test_noise_on_the_line_shows_nothing(protocol: str, noise: bytes) -> None:
    """Bytes without an end are no code that somebody held there."""
    _, heard = played([noise, b""], protocol)
    assert not any(isinstance(event, e.ForeignCode) for event in heard)


BAD = [keys("hello"), b""] * 3


def test_a_reader_that_nothing_good_came_from_is_told_and_taken_back() -> None:
    """After three bad reads, once; the first good read is the end of it."""
    pump, heard = played(BAD + BAD, "evdev_number")
    assert pump.garbled
    assert [event.over for event in heard if isinstance(event, e.ReaderGarbled)] == [False]
    pump, heard = played([*BAD, keys("0013748911"), b""], "evdev_number")
    assert not pump.garbled
    assert [event.over for event in heard if isinstance(event, e.ReaderGarbled)] == [False, True]
    pump, heard = played([keys("0013748911"), b"", *BAD, *BAD], "evdev_number")
    assert not pump.garbled
    pump, heard = played([keys("12")[:-1] + b"\xff\x1c", b""] * 3, "evdev_number")
    assert pump.garbled


@pytest.mark.parametrize("code", [b"281234567890123456\r", MEDICINE, "微信\r".encode("gbk"), b"A" * 600 + b"\r"])
def test_a_strange_code_that_is_held_there_is_not_the_readers_fault(code: bytes) -> None:
    """Staff hear of readers that do not work, not of people who show something else, however often."""
    pump, heard = played([code * 3, b"", code, b""], "ascii_line")
    assert not pump.garbled
    assert not any(isinstance(event, e.ReaderGarbled) for event in heard)


def test_staff_see_which_reader_it_is(tmp_path: Path) -> None:
    """On their page at the kiosk, until it reads something."""
    stand = open_stand(tmp_path)
    stand.do(e.ReaderGarbled, reader="door")
    stand.do(e.StaffAsked)
    page = stand.do(e.PinEntered, pin=PIN)
    assert isinstance(page, p.StaffToday)
    assert page.garbled == ("door",)
    stand.do(e.ReaderGarbled, reader="door", over=True)
    stand.do(e.StaffAsked)
    page = stand.do(e.PinEntered, pin=PIN)
    assert isinstance(page, p.StaffToday)
    assert page.garbled == ()
    stand.store.database.close()
