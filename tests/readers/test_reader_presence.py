"""What counts as a tap at the reader."""

from kiosk.readers.presence import CODE_ABSENCE, RF_ABSENCE, Presence

CARD, OTHER = "em4100:67003B51C6", "em4100:01026F6C3A"


def test_a_card_held_for_a_minute_is_one_tap() -> None:
    """Frames every 65 ms for 60 s are one arrival."""
    presence = Presence(RF_ABSENCE)
    assert sum(presence.arrived(CARD, step * 0.065) for step in range(923)) == 1


def test_a_card_that_left_for_a_second_comes_again() -> None:
    """After the absence time the same card arrives anew."""
    presence = Presence(RF_ABSENCE)
    assert [presence.arrived(CARD, now) for now in (0.0, 0.4, 0.8, 1.8)] == [True, False, False, True]


def test_two_cards_on_one_reader_are_two_taps() -> None:
    """Frames of two cards that alternate do not chase each other away."""
    presence = Presence(RF_ABSENCE)
    assert [presence.arrived(card, step * 0.1) for step in range(8) for card in (CARD, OTHER)] == [True, True] + [
        False
    ] * 14


def test_a_code_is_held_longer_than_a_card() -> None:
    """A QR engine re-reads a held code at long intervals; 2.5 s are not yet an absence."""
    presence = Presence(CODE_ABSENCE)
    assert [presence.arrived("K1:A", now) for now in (0.0, 2.5, 5.0, 9.0)] == [True, False, False, True]
