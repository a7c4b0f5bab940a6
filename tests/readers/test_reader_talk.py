"""Readers that have to be asked: conversations as data, on a clock of numbers."""

import pytest

from kiosk.readers import gwiot7941w, idcard, pn532, ssi
from kiosk.readers.decoder import CardId, Error, Fault, Reply, Talker, Text
from kiosk.readers.gm65 import IDENTIFY, Gm65
from kiosk.readers.gwiot7941w import Gwiot7941w
from kiosk.readers.idcard import IdCard
from kiosk.readers.pn532 import Pn532
from kiosk.readers.protocols import PROTOCOLS
from kiosk.readers.ssi import Ssi
from kiosk.readers.uhf import Uhf

CARD = "67003B51C6"


def test_a_dual_reader_is_asked_for_both_kinds_of_card_by_turns() -> None:
    """Five questions a second, high and low frequency alternating."""
    reader = Gwiot7941w()
    asked = [reader.talk(step / 10) for step in range(8)]
    assert [question for question in asked if question] == [gwiot7941w.READ_HF, gwiot7941w.READ_LF] * 2


@pytest.mark.parametrize("protocol", [name for name, one in PROTOCOLS.items() if isinstance(one.decoder(), Talker)])
def test_a_reader_is_asked_alike_whatever_the_clock_counts_from(protocol: str) -> None:
    """A monotonic clock may stand anywhere, also before nought: the first question waits for no moment."""
    asked = []
    for begun in (-36_000.0, 36_000.0):
        reader = PROTOCOLS[protocol].decoder()
        assert isinstance(reader, Talker)
        asked.append([reader.talk(begun + step / 10) for step in range(200)])
    assert asked[0] == asked[1]


def test_a_polled_reader_is_ready_when_it_answers_and_overdue_when_it_stops() -> None:
    """Silence for two seconds means gone; an answer without a card is a sign of life."""
    reader = Gwiot7941w()
    ready = [reader.ready]
    reader.talk(0.0)
    assert reader.feed(bytes.fromhex("CDDC00800080")) == [Fault(Error.NO_CARD)]
    assert [*ready, reader.ready] == [False, True]
    for step in range(11):
        assert not reader.overdue
        reader.talk(1.0 + step * 0.25)
    assert reader.overdue


def test_a_pn532_is_woken_limited_and_then_polled() -> None:
    """Each step waits for the answer to the one before."""
    chip = Pn532()
    assert chip.talk(0.0) == pn532.WAKE
    assert chip.talk(0.2) == b""
    chip.feed(pn532.ACK + pn532.frame_of(b"\xd5\x15"))
    assert chip.talk(0.3) == pn532.PROBE
    assert chip.feed(pn532.ACK + pn532.frame_of(bytes.fromhex("D50332010607"))) == [Reply("firmware 32 01 06 07")]
    assert chip.talk(0.4) == pn532.FEW_TRIES
    chip.feed(pn532.ACK + pn532.frame_of(b"\xd5\x33"))
    assert chip.talk(0.5) == pn532.POLL
    assert chip.feed(pn532.ACK + pn532.frame("24D34F59")) == [CardId("iso14443a", "24D34F59")]
    assert chip.talk(0.55) == b""
    assert chip.talk(0.61) == pn532.POLL


def test_a_pn532_that_missed_a_command_hears_it_again_and_a_dead_one_is_overdue() -> None:
    """The first answer may take 1.5 s; after that a missing ACK is noticed at once."""
    chip = Pn532()
    assert [bool(chip.talk(now)) for now in (0.0, 1.0, 1.6)] == [True, False, True]
    chip.feed(pn532.ACK + pn532.frame_of(b"\xd5\x15"))
    assert chip.talk(2.0) == pn532.PROBE
    assert chip.talk(2.06) == pn532.PROBE
    for step in range(8):
        chip.talk(3.0 + step)
    assert chip.overdue


def test_an_id_card_is_found_selected_and_read() -> None:
    """The three questions follow the answers, and what remains is a hash and a name."""
    sam = IdCard()
    assert sam.talk(0.0) == idcard.FIND
    sam.feed(bytes.fromhex("AAAAAA9669000800009F0000000097"))
    assert sam.talk(0.3) == idcard.SELECT
    sam.feed(bytes.fromhex("AAAAAA9669000C00009000000000000000009C"))
    assert sam.talk(0.6) == idcard.READ
    (person,) = sam.feed(idcard.frame("11010519491231002X", "样本"))
    assert isinstance(person, CardId)
    assert (person.family, person.text, len(person.wire_hex)) == ("idcard", "样本", 32)
    assert "11010519491231002X" not in repr(person)
    assert sam.talk(0.9) == idcard.FIND


def test_an_id_card_behind_a_cut_one_is_found() -> None:
    """The rest of a torn page is given up when the line falls silent; half a page in front costs nothing."""
    sam, page = IdCard(), idcard.frame("11010519491231002X")
    assert sam.feed(page[:700]) == []
    assert sam.gap() == [Fault(Error.TRUNCATED)]
    assert len(sam.feed(page[900:] + page)) == 1


def test_an_id_number_with_a_wrong_check_digit_is_refused() -> None:
    """The number's own mod 11-2 digit is verified, whatever the frame's checksum says."""
    assert IdCard().feed(idcard.frame("110105194912310021")) == [Fault(Error.CHECKSUM)]


def test_a_packet_is_acknowledged_and_its_repetition_is_no_second_scan() -> None:
    """An engine that missed our acknowledgement sends again, marked: acknowledged once more, read only once."""
    engine = Ssi()
    assert engine.feed(ssi.frame("K1:ABC123")) == [Text("K1:ABC123")]
    assert engine.talk(0.0) == ssi.packet(ssi.ACK)
    assert engine.feed(ssi.frame("K1:ABC123", status=1)) == []
    assert engine.talk(0.1) == ssi.packet(ssi.ACK)
    assert engine.feed(ssi.frame("K1:ABC123")) == [Text("K1:ABC123")]


def test_a_damaged_packet_is_asked_for_again() -> None:
    """A wrong sum is answered with NAK, resend."""
    engine = Ssi()
    engine.feed(ssi.frame("K1:ABC123")[:-1] + b"\x00")
    assert engine.talk(0.0) == ssi.packet(ssi.NAK, bytes([ssi.RESEND]))


def test_an_engine_glues_its_answer_in_front_of_a_code() -> None:
    """Binary acknowledgement and text are told apart, in one piece or many."""
    stream = bytes.fromhex("02000001003331") + b"K1:ABC\r\n" + bytes.fromhex("030000010033314B313A580D")
    assert Gm65().feed(stream) == [Reply("ack"), Text("K1:ABC"), Reply("ack"), Text("K1:X")]


def test_an_engine_that_never_hears_us_stays_in_use() -> None:
    """Wired for sending only, it answers no probe and is not given up; one that did answer is, when it stops."""
    deaf, hearing = Gm65(), Gm65()
    assert [deaf.talk(now) for now in (0.0, 4.0, 5.0, 6.0, 15.0)] == [b"", b"", IDENTIFY, b"", IDENTIFY]
    hearing.feed(bytes.fromhex("02000001003331"))
    for engine in (deaf, hearing):
        for step in range(100):
            engine.talk(step * 10.0)
    assert (deaf.ready, deaf.overdue, hearing.overdue) == (True, False, True)


def test_a_distant_tag_is_passed_over() -> None:
    """A tag below the floor is somebody in the next room; without a floor it counts."""
    distant = bytes.fromhex("BB02220011B53400E20010710000529B0940B402163D" + "C07E")
    assert Uhf().feed(distant) == []
    assert Uhf(floor=None).feed(distant) == [CardId("epc", "E20010710000529B0940B402")]


@pytest.mark.parametrize("name", ["gwiot_7941w", "pn532_hsu", "yhy_aabb", "ic_len_xor", "sdt_idcard", "gm65", "ssi"])
def test_readers_that_can_answer_are_talkers(name: str) -> None:
    """The pump knows them by their methods."""
    assert isinstance(PROTOCOLS[name].decoder(), Talker)
