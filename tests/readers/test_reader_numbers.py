"""One card, many numbers: what line readers print and what it can mean."""

import pytest

from kiosk.readers.decoder import CardId, Error, Fault
from kiosk.readers.number_line import NumberLine
from kiosk.readers.numbers import meanings

ONE_CARD = [
    ("01026F6C3A", "01026F6C3A"),
    ("026F6C3A", "026F6C3A"),
    ("0040856634", "026F6C3A"),
    ("40856634", "026F6C3A"),
    ("07302202", "6F6C3A"),
    ("111,27706", "6F6C3A"),
    ("111 27706", "6F6C3A"),
    ("00623,27706", "026F6C3A"),
    ("0062327706", "026F6C3A"),
    ("0004335823930", "01026F6C3A"),
    ("004335823930", "01026F6C3A"),
    ("0980184834", "026F6C3A"),
]


@pytest.mark.parametrize(("printed", "wire"), ONE_CARD)
def test_every_printed_form_of_a_card_can_mean_its_bytes(printed: str, wire: str) -> None:
    """The card 01026F6C3A under all the names of shop pages."""
    assert bytes.fromhex(wire) in meanings(printed)[1]


@pytest.mark.parametrize(
    ("form", "printed", "wire"),
    [
        ("8H10D", "0713233758", "2A83155E"),
        ("8H10D reversed", "1578468138", "2A83155E"),
        ("6H8D", "02207638", "21AF96"),
        ("2H3D4H5D", "02207638", "161DD6"),
    ],
)
def test_a_known_format_leaves_one_meaning(form: str, printed: str, wire: str) -> None:
    """A profile's format settles what digits alone cannot."""
    assert meanings(printed, form)[1] == [bytes.fromhex(wire)]


def test_joined_decimal_bytes_are_refused_when_they_can_be_cut_in_two_ways() -> None:
    """30|166|134|113 has one reading, 1|11|111|11 many."""
    assert meanings("30166134113", "4D")[1] == [bytes.fromhex("1EA68671")]
    assert meanings("11111111", "4D")[1] == []


def test_the_family_comes_from_the_profile_and_a_part_of_an_id_is_a_tail() -> None:
    """Without a profile four bytes may be the end of a longer id, and say so."""
    (unknown,) = NumberLine().feed(b"0040856634\r")
    assert isinstance(unknown, CardId)
    assert unknown.key == "tail:026F6C3A"
    assert "3A6C6F02" in unknown.others
    (known,) = NumberLine("iso14443a", "8H10D").feed(b"0713233758\r")
    assert isinstance(known, CardId)
    assert known.key == "iso14443a:2A83155E"


def test_what_is_no_number_is_a_fault() -> None:
    """A line of letters, or zeros, is no card."""
    assert NumberLine().feed(b"HELLO\r0000000000\r") == [Fault(Error.BAD_CHAR, ended=True), Fault(Error.ALL_ZERO)]
