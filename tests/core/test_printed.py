"""Whatever stands printed on a card finds it, and the readers read it the same way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.printed import Printed, ending, numbers
from kiosk.readers.numbers import meanings

CARD, OURS = "em4100:01026F6C3A", "qr:3A0F1A2B3C4D02"


@pytest.mark.parametrize(
    "printed",
    ["01026F6C3A", "004335823930", "0040856634", "0062327706", "07302202", "11127706", "0980184834", "3A6C6F02"],
)
def test_every_form_of_a_number_is_known(printed: str) -> None:
    """The same card under all the names that shops print, also with its bytes turned round."""
    assert printed in numbers(CARD)


def test_of_a_card_with_a_short_number_its_forms_are_known() -> None:
    """A card that was enrolled by what three bytes say has no longer forms."""
    assert numbers("tail:6F6C3A") == ["6F6C3A", "07302202", "11127706"]


def test_our_own_cards_say_their_number_and_which_card_it_is() -> None:
    """What is printed on a signed card is in its key, beside the centre's number."""
    assert numbers(OURS) == ["3A0F1A2B3C4D02", "1A2B3C4D", "1A2B3C4D2"]


def test_a_key_that_no_reader_tells_is_itself() -> None:
    """An odd key of an older server finds its card by its own signs, and breaks nothing."""
    assert numbers("odd:NO-HEX") == ["NO-HEX"]
    assert numbers("qr:0001020304") == ["0001020304"]


@pytest.mark.parametrize(
    ("key", "end"),
    [
        pytest.param(CARD, "6634", id="0040856634"),
        pytest.param("em4100:026F6C3A", "6634", id="0040856634 of a reader that tells four bytes"),
        pytest.param("tail:026F6C3A.3A6C6F02", "6634", id="0040856634 as it was typed"),
        pytest.param("tail:6F6C3A", "7706", id="111,27706"),
        pytest.param(OURS, "3C4D", id="1A2B3C4D-2"),
        pytest.param("iso14443a:2A83155E", "155E", id="a chip's number"),
        pytest.param("odd:no-hex", "-HEX", id="no number"),
        pytest.param("em4100:NO-HEX", "-HEX", id="no number of any card"),
        pytest.param("qr:0001020304", "0304", id="no card of ours"),
    ],
)
def test_a_card_ends_as_the_number_does_that_is_printed_on_it(key: str, end: str) -> None:
    """Ten decimal digits, our own number before its stroke, else what the chip says."""
    assert ending(key) == end
    assert any(number.endswith(end) for number in numbers(key))


@given(st.sampled_from([3, 4, 5, 7]).flatmap(lambda size: st.binary(min_size=size, max_size=size)))
def test_readers_read_each_number_as_this_card(wire: bytes) -> None:
    """Each number that is written out here means, at a reader, an end of the card, as it is or turned round."""
    for number in numbers(f"em4100:{wire.hex().upper()}"):
        assert any(read in wire or read[::-1] in wire for read in meanings(number)[1])


@pytest.mark.parametrize(
    ("part", "found"),
    [
        pytest.param("634", [], id="three digits fit too many cards"),
        pytest.param("6634", [("li", "0040856634")], id="four are an end"),
        pytest.param("0856", [], id="four in the middle fit too many cards"),
        pytest.param("08566", [("li", "0040856634")], id="five may stand anywhere"),
        pytest.param("0040856634", [("li", "0040856634")], id="all of them"),
        pytest.param("3C4D2", [("bai", "1A2B3C4D2")], id="our own card"),
        pytest.param("3C4D", [("bai", "1A2B3C4D")], id="our own card up to its stroke"),
        pytest.param("6C3A", [("li", "01026F6C3A")], id="the end of the key"),
        pytest.param("99999", [], id="nobody's"),
    ],
)
def test_a_part_of_a_number_finds_its_holder(part: str, found: list[tuple[str, str]]) -> None:
    """Four signs are looked for at the end, more of them anywhere; the number that has them comes along."""
    assert list(Printed([(CARD, "li"), (OURS, "bai")]).holding(part)) == found
