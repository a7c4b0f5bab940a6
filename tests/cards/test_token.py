"""The text of our own cards."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.cards.token import LENGTH, CodeReader, Token, issue, read, site_number
from kiosk.core import base45
from kiosk.credentials import SigningKey
from kiosk.errors import CardError

KEY = SigningKey(bytes(range(32)))
KEYS = {"1": KEY.public}
TOKEN = Token(1, site_number("xingsheng"), 0xDEADBEEF, date(2026, 11, 24), 1)


@pytest.mark.parametrize(
    ("text", "data"),
    [("UJCLQE7W581", b"base-45"), ("BB8", b"AB"), ("QED8WEX0", b"ietf!"), ("", b"")],
)
def test_base45_says_what_the_rfc_says(text: str, data: bytes) -> None:
    """The examples of RFC 9285 in both directions."""
    assert base45.encode(data) == text
    assert base45.decode(text) == data


@pytest.mark.parametrize("text", [":::", "::", "A", "ABCD", "ab", "Ä23", "GGW1"])
def test_base45_refuses_what_cannot_be(text: str) -> None:
    """A group above 65535 or 255, a single character at the end, a foreign character."""
    with pytest.raises(CardError):
        base45.decode(text)


@given(st.binary(max_size=80))
def test_base45_gives_back_what_it_was_given(data: bytes) -> None:
    """Any bytes survive; the text never ends in a space, so that readers may trim the line's end."""
    text = base45.encode(data)
    assert base45.decode(text) == data
    assert not text.endswith(" ")


@given(
    st.builds(
        Token,
        key_id=st.just(1),
        site=st.integers(0, 0xFFFF),
        card=st.integers(0, 0xFFFFFFFF),
        issued=st.dates(date(2020, 1, 1), date(2199, 1, 1)),
        serial=st.integers(0, 255),
    )
)
def test_a_card_of_ours_is_116_characters_and_tells_its_key(token: Token) -> None:
    """Every header makes a text of one length that reads back."""
    text = issue(token, KEY)
    assert len(text) == LENGTH
    assert read(text, KEYS) == token
    assert CodeReader(KEYS).key(text) == token.key


@given(st.integers(3, LENGTH - 1), st.sampled_from(base45.ALPHABET))
def test_a_changed_character_makes_it_no_card(place: int, other: str) -> None:
    """No single character can be changed without the signature noticing."""
    text = issue(TOKEN, KEY)
    forged = text[:place] + other + text[place + 1 :]
    assert forged == text or CodeReader(KEYS).key(forged) is None


@pytest.mark.parametrize(
    "text", ["", "K1:", "K1:ABC123", "https://example.com/K1", "130012345678901234", "K1:" + "0" * 113]
)
def test_foreign_codes_are_no_cards(text: str) -> None:
    """Payment codes, addresses and broken codes are refused without a word."""
    assert CodeReader(KEYS).key(text) is None


def test_a_card_of_a_retired_key_stays_valid_until_its_public_half_is_taken_away() -> None:
    """Rotation: a new key issues, the old one still verifies, an unknown one does not."""
    text = issue(TOKEN, KEY)
    newer = {"2": SigningKey.generate().public}
    assert CodeReader(newer | KEYS).key(text) == TOKEN.key
    assert CodeReader(newer).key(text) is None


def test_a_number_that_does_not_fit_is_refused() -> None:
    """A serial above 255 would begin another card."""
    with pytest.raises(CardError, match="out of range"):
        issue(Token(1, 1, 1, date(2026, 1, 1), 256), KEY)
