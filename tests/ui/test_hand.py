"""The laws of `kiosk/ui/hand.py`, each with the finger that needs it."""

import pytest

from kiosk.ui.hand import Hand, Target

MM = 5.0
LEFT = Target("left", 0, 0, 100, 100, 10)
RIGHT = Target("right", 120, 0, 100, 100, 10)


@pytest.fixture
def hand() -> Hand[str]:
    """A hand over a glass of 5 pixels a millimetre."""
    return Hand(MM)


def test_it_fires_on_release(hand: Hand[str]) -> None:
    """Landing only presses; lifting fires."""
    assert hand.down(1, (50, 50), 0, [LEFT, RIGHT]) == "left"
    assert hand.pressed == "left"
    assert hand.up(1, (50, 50), 0.1) == "left"
    assert hand.pressed is None


@pytest.mark.parametrize(("x", "hit"), [(109, "left"), (111, "right"), (110, "left"), (232, None)])
def test_there_is_no_dead_strip_between_two_buttons(hand: Hand[str], x: float, hit: str | None) -> None:
    """A finger in the gap presses the nearer button; beyond the last one it presses nothing."""
    assert hand.down(1, (x, 50), 0, [LEFT, RIGHT]) == hit


@pytest.mark.parametrize(("slip_mm", "fired"), [(5.0, "left"), (6.0, None)])
def test_a_slip_of_five_millimetres_is_forgiven(hand: Hand[str], slip_mm: float, fired: str | None) -> None:
    """A tremor still fires; sliding further away is a change of mind."""
    hand.down(1, (5, 50), 0, [LEFT])
    assert hand.up(1, (-slip_mm * MM, 50), 0.2) == fired


def test_a_second_finger_changes_nothing(hand: Hand[str]) -> None:
    """The first finger on a button counts, whatever else lands or lifts meanwhile."""
    hand.down(1, (50, 50), 0, [LEFT, RIGHT])
    assert hand.down(2, (150, 50), 0.1, [LEFT, RIGHT]) is None
    assert hand.up(2, (150, 50), 0.2) is None
    assert hand.up(1, (50, 50), 0.3) == "left"


def test_a_palm_beside_the_buttons_does_not_block_them(hand: Hand[str]) -> None:
    """What rests on empty glass is no finger."""
    hand.down(1, (50, 400), 0, [LEFT])
    assert hand.down(2, (50, 50), 0.1, [LEFT]) == "left"


@pytest.mark.parametrize(
    ("after", "x", "pressed"), [(0.39, 180, None), (0.41, 180, "right"), (0.69, 52, None), (0.71, 52, "left")]
)
def test_a_double_tap_is_one_tap(hand: Hand[str], after: float, x: float, pressed: str | None) -> None:
    """Nothing answers for 400 ms after a press, and the same spot not for 700 ms."""
    hand.down(1, (50, 50), 0, [LEFT, RIGHT])
    hand.up(1, (50, 50), 0)
    assert hand.down(1, (x, 50), after, [LEFT, RIGHT]) == pressed


def test_a_changed_screen_takes_the_press_away(hand: Hand[str]) -> None:
    """What was under the finger is gone, so lifting it presses nothing of the next screen."""
    hand.down(1, (50, 50), 0, [LEFT])
    hand.lift()
    assert hand.up(1, (50, 50), 0.1) is None


def test_a_hand_on_its_way_to_what_is_gone_presses_nothing(hand: Hand[str]) -> None:
    """Somebody else's page came under a finger: lifting it fires nothing, and nothing answers for 400 ms."""
    hand.down(1, (50, 50), 0, [LEFT, RIGHT])
    hand.rest(0.1)
    assert hand.up(1, (50, 50), 0.2) is None
    assert hand.down(1, (50, 50), 0.49, [LEFT, RIGHT]) is None
    assert hand.down(1, (50, 50), 0.51, [LEFT, RIGHT]) == "left"


def test_a_finger_that_never_lifts_does_not_block_the_next_for_ever(hand: Hand[str]) -> None:
    """A glass that loses a lift is deaf for twenty seconds, not until somebody pulls the plug."""
    hand.down(1, (50, 50), 0, [LEFT, RIGHT])
    assert hand.down(2, (150, 50), 19.9, [LEFT, RIGHT]) is None
    assert hand.down(2, (150, 50), 20.1, [LEFT, RIGHT]) == "right"
    assert hand.up(2, (150, 50), 20.2) == "right"
