"""What people do on the glass, with a real finger through Kivy's own input, and what the desk hears of it."""

from dataclasses import replace
from datetime import time

import pytest

from kiosk.core.events import (
    ChangeAsked,
    Chose,
    Dismissed,
    Event,
    Finished,
    HelpAsked,
    LeaveAsked,
    NoCardAsked,
    OthersPicked,
    PinEntered,
    StaffAsked,
    TailAsked,
    TimeAnswered,
    Touched,
    Undone,
)
from kiosk.core.pages import Idle, StaffToday
from kiosk.ui.easel import Easel, Finger
from kiosk.ui.samples import sample_pages
from kiosk.ui.screens.today import TodayScreen
from kiosk.ui.sound import Tone

PAGES = sample_pages("zh_CN")


@pytest.mark.parametrize(
    ("page", "button", "heard"),
    [
        ("idle", "找工作人员", HelpAsked),
        ("idle", "没带卡", NoCardAsked),
        ("surname", "返回", Dismissed),
        ("surname", "手机尾号", TailAsked),
        ("surname", "其他姓", OthersPicked),
        ("surname-others", "重选", NoCardAsked),
        ("surname-still-there", "我还在", Touched),
        ("sign", "重选", NoCardAsked),
        ("yourself", "都不是", HelpAsked),
        ("yourself", "重选", NoCardAsked),
        ("tail", "重选", NoCardAsked),
        ("tail", "找工作人员", HelpAsked),
        ("tail-still-there", "我还在", Touched),
        ("choose", "好了", Finished),
        ("choose-still-there", "还要选", Touched),
        ("welcome", "按错了", Undone),
        ("already", "改一改", ChangeAsked),
        ("already-leave", "我走了", LeaveAsked),
        ("already-leave", "改一改", ChangeAsked),
        ("already-leave-evening", "我走了", LeaveAsked),
        ("choose-leave", "我走了", LeaveAsked),
        ("goodbye", "按错了", Undone),
        ("taken-back", "返回", Dismissed),
        ("unknown", "再试一次", Dismissed),
        ("not-ours", "找工作人员", HelpAsked),
        ("see-staff", "返回", Dismissed),
        ("help", "不用了", Dismissed),
        ("out-of-order", "找工作人员", HelpAsked),
        ("pin", "返回", Dismissed),
        ("today", "返回", Dismissed),
        ("confirm-time", "对", TimeAnswered),
        ("confirm-time", "不对", TimeAnswered),
        ("confirm-time", "先不管", TimeAnswered),
        ("set-time", "先不管", TimeAnswered),
    ],
)
def test_a_button_says_one_thing_once(easel: Easel, page: str, button: str, heard: type[Event]) -> None:
    """A press is one event with the moment of the press, and one click."""
    easel.show(PAGES[page])
    easel.player.played.clear()
    moment = easel.clock.now()
    easel.tap(button)
    assert [(type(event), event.at) for event in easel.sent] == [(heard, moment)]
    assert easel.player.played == [Tone.CLICK]


def test_a_tile_chooses_its_service(easel: Easel) -> None:
    """The event names the service; the tile changes only when the desk says so."""
    easel.show(PAGES["choose"])
    easel.tap("书画室")
    assert [event.service for event in easel.sent if isinstance(event, Chose)] == ["painting"]


def test_a_service_already_used_takes_no_touch(easel: Easel) -> None:
    """What was checked in for cannot be taken back by tapping its tile."""
    easel.show(PAGES["choose"])
    with pytest.raises(LookupError):
        easel.tap("理发")


def test_a_double_tap_never_presses_the_next_screen(easel: Easel) -> None:
    """The second tap of a double tap lands on a button of the page that just came, and nothing happens."""
    easel.show(PAGES["unknown"])
    spot = easel.button("找工作人员").center
    finger = Finger()
    finger.down(*spot)
    finger.up(*spot)
    easel.show(PAGES["welcome"])
    easel.clock.advance(0.5)
    finger.down(*spot)
    finger.up(*spot)
    assert [type(event) for event in easel.sent] == [HelpAsked, Touched]


def test_a_touch_beside_the_buttons_keeps_the_page(easel: Easel) -> None:
    """Somebody who rests a finger on the glass is still reading."""
    easel.show(PAGES["welcome"])
    finger = Finger()
    finger.down(640, 700)
    finger.up(640, 700)
    assert [type(event) for event in easel.sent] == [Touched]


def test_a_finger_that_slides_away_presses_nothing(easel: Easel) -> None:
    """A change of mind costs nothing."""
    easel.show(PAGES["welcome"])
    button = easel.button("按错了")
    finger = Finger()
    finger.down(*button.center)
    assert button.pressed
    finger.slide(640, 700)
    finger.up(640, 700)
    assert easel.sent == []


def test_a_palm_on_the_glass_does_not_disturb(easel: Easel) -> None:
    """Two touches at once are one press."""
    easel.show(PAGES["welcome"])
    button, palm, finger = easel.button("按错了"), Finger(1), Finger(2)
    palm.down(200, 700)
    finger.down(*button.center)
    palm.up(200, 700)
    finger.up(*button.center)
    assert [type(event) for event in easel.sent] == [Touched, Undone]


def test_six_digits_are_a_pin(easel: Easel) -> None:
    """The sixth digit sends the PIN; a digit taken back does not count; nothing is drawn but dots."""
    easel.show(PAGES["pin"])
    for key in ("1", "2", "9", "", "3", "4", "5", "6"):
        easel.tap(key)
    assert [event.pin for event in easel.sent if isinstance(event, PinEntered)] == ["123456"]


def test_no_digit_is_taken_while_the_pin_is_locked(easel: Easel) -> None:
    """After too many wrong PINs the keys rest."""
    easel.show(PAGES["pin-wait"])
    with pytest.raises(LookupError):
        easel.tap("1")


def test_holding_the_clock_is_the_way_in_for_staff(easel: Easel) -> None:
    """A short touch of the clock is nothing; one that stays asks for the PIN."""
    easel.show(PAGES["idle"])
    hold = next(target.thing for target in easel.stage.targets() if target.thing.hold)
    spot, finger = hold.to_window(*hold.center), Finger()
    finger.down(*spot)
    finger.up(*spot)
    assert easel.sent == []
    easel.clock.advance(1)
    hold.hold = 0.05
    finger.down(*spot)
    easel.wait(0.1)
    finger.up(*spot)
    assert [type(event) for event in easel.sent] == [StaffAsked]


def test_the_next_page_takes_the_press_away(easel: Easel) -> None:
    """A card tapped while a finger rests on a button wins; lifting the finger presses nothing."""
    easel.show(PAGES["unknown"])
    spot, finger = easel.button("再试一次").center, Finger()
    finger.down(*spot)
    easel.show(PAGES["welcome"])
    finger.up(*spot)
    assert easel.sent == []


def test_the_same_page_again_is_not_heard_again(easel: Easel) -> None:
    """A page that only stays longer makes no sound; a new one of the same kind does."""
    easel.show(PAGES["welcome"])
    easel.show(PAGES["welcome"])
    easel.show(PAGES["welcome-two"])
    assert easel.player.played == [Tone.SUCCESS] * 2


def test_staff_turn_between_four_views(easel: Easel) -> None:
    """A tab shows its view without asking the desk, and the next visit begins with the numbers."""
    page = PAGES["today"]
    assert isinstance(page, StaffToday)
    easel.show(page)
    easel.tap("来人")
    assert isinstance(screen := easel.stage.current, TodayScreen)
    assert screen.view == "latest"
    assert easel.sent == []
    easel.show(PAGES["idle"])
    easel.show(page)
    assert screen.view == "numbers"


def test_the_first_touch_of_the_night_only_wakes(easel: Easel) -> None:
    """At night the waiting page is dark; a touch lights it and presses nothing, a card lights it too."""
    page = PAGES["idle"]
    assert isinstance(page, Idle)
    assert page.now is not None
    night = replace(page, now=page.now.replace(hour=23))
    easel.show(night)
    assert easel.look.palette.ground[:3] == (0, 0, 0)
    easel.tap("找工作人员")
    assert [type(event) for event in easel.sent] == [Touched]
    easel.show(replace(night))
    assert easel.look.light == 1
    easel.clock.advance(31)
    easel.show(replace(night))
    assert easel.look.light == 0
    easel.show(PAGES["welcome"])
    assert easel.look.light == 1


def test_a_glass_that_was_never_woken_is_dark_at_night_whatever_the_clock_counts_from(easel: Easel) -> None:
    """No touch has lit it yet, also where the monotonic clock stands before nought."""
    page = PAGES["idle"]
    assert isinstance(page, Idle)
    assert page.now is not None
    easel.clock.advance(-36_000)
    easel.show(replace(page, now=page.now.replace(hour=23)))
    dark = easel.look.light == 0
    easel.clock.advance(36_000)
    assert dark


@pytest.mark.parametrize(
    ("night", "dark"),
    [
        pytest.param((time(22), time(6)), {0, 3, 5, 22, 23}, id="over midnight"),
        pytest.param((time(1), time(4)), {3}, id="a short one"),
        pytest.param((time(0), time(0)), set(), id="never"),
    ],
)
def test_the_night_is_as_long_as_the_centre_says(easel: Easel, night: tuple[time, time], dark: set[int]) -> None:
    """Hours are a setting; the same time twice leaves the glass lit."""
    page = PAGES["idle"]
    assert isinstance(page, Idle)
    assert page.now is not None
    easel.look.night = night
    found = set()
    for hour in (0, 3, 5, 6, 12, 21, 22, 23):
        easel.show(replace(page, now=page.now.replace(hour=hour)))
        found |= {hour} if not easel.look.light else set()
    assert found == dark


def test_a_page_can_be_heard_again(easel: Easel) -> None:
    """The loudspeaker plays the page's sound once more and tells the desk nothing."""
    easel.show(PAGES["welcome"])
    again = next(target.thing for target in easel.stage.targets() if getattr(target.thing, "icon", "") == "volume-high")
    finger = Finger()
    finger.down(*again.center)
    finger.up(*again.center)
    assert easel.player.played == [Tone.SUCCESS, Tone.CLICK, Tone.SUCCESS]
    assert easel.sent == []
