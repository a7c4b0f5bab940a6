"""Staff link a card with a real finger: from today's numbers over the letters to the person."""

from dataclasses import replace

import pytest

from kiosk.core.events import Dismissed, Erased, Event, LinkAsked, PersonPicked, Typed
from kiosk.core.pages import FindResident
from kiosk.ui.easel import Easel
from kiosk.ui.samples import sample_pages
from kiosk.ui.sound import Tone

PAGES = sample_pages("zh_CN")


@pytest.mark.parametrize(
    ("page", "button", "heard"),
    [
        ("today", "认卡", LinkAsked),
        ("link", "返回", Dismissed),
        ("link-tap-again", "返回", Dismissed),
        ("find", "返回", Dismissed),
        ("linked", "返回", Dismissed),
    ],
)
def test_a_button_says_one_thing_once(easel: Easel, page: str, button: str, heard: type[Event]) -> None:
    """The way in and every way out is one press."""
    easel.show(PAGES[page])
    easel.tap(button)
    assert [type(event) for event in easel.sent] == [heard]


def test_every_letter_is_a_key(easel: Easel) -> None:
    """A key sends its letter, in lower case; the last key takes one back."""
    easel.show(PAGES["find"])
    for key in ("Z", "A", "M", ""):
        easel.tap(key)
    assert [event.letter for event in easel.sent if isinstance(event, Typed)] == ["z", "a", "m"]
    assert isinstance(easel.sent[-1], Erased)


def test_a_press_on_a_name_picks_that_person(easel: Easel) -> None:
    """The event carries the pseudonym, and tells two people of one name apart."""
    page = PAGES["find-many"]
    assert isinstance(page, FindResident)
    easel.show(page)
    easel.tap("欧阳建国")
    assert [event.person for event in easel.sent if isinstance(event, PersonPicked)] == ["r2"]


def test_further_people_are_a_page_away_until_another_letter_is_typed(easel: Easel) -> None:
    """Paging stays on the screen; what is typed next is answered from the best match on."""
    page = PAGES["find-many"]
    assert isinstance(page, FindResident)
    easel.resize(800, 480, 7.0)
    easel.show(page)
    easel.tap("更多")
    easel.tap("更多")
    assert easel.button("司马玉兰")
    easel.show(replace(page, typed="li", more=False))
    assert easel.button("李明")
    assert easel.sent == []


@pytest.mark.parametrize(
    ("page", "tones"),
    [
        ("link", []),
        ("link-tap-again", [Tone.AGAIN]),
        ("link-other", [Tone.PROBLEM]),
        ("link-taken", [Tone.PROBLEM]),
        ("link-unfit", [Tone.PROBLEM]),
        ("find-many", []),
        ("linked", [Tone.SUCCESS]),
    ],
)
def test_a_read_is_heard_as_what_it_was(easel: Easel, page: str, tones: list[Tone]) -> None:
    """Who watches the reader and not the glass hears whether the card will do."""
    easel.show(PAGES[page])
    assert easel.player.played == tones
