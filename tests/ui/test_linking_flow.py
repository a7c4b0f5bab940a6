"""Staff link a card with a real finger: from today's numbers over letters or digits to the person."""

from dataclasses import replace

import pytest

from kiosk.core.events import Dismissed, Erased, Event, KeysTurned, LinkAsked, PersonPicked, Touched, Typed
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
        ("find", "123", KeysTurned),
        ("find-number", "A–Z", KeysTurned),
        ("find-number", "返回", Dismissed),
        ("linked", "返回", Dismissed),
    ],
)
def test_a_button_says_one_thing_once(easel: Easel, page: str, button: str, heard: type[Event]) -> None:
    """The way in and every way out is one press."""
    easel.show(PAGES[page])
    easel.tap(button)
    assert [type(event) for event in easel.sent] == [heard]


@pytest.mark.parametrize(("page", "keys"), [("find-one", "ZAM"), ("find-number-one", "4F0X")])
def test_every_letter_and_digit_is_a_key(easel: Easel, page: str, keys: str) -> None:
    """A key sends its letter, in lower case; the key beside what is typed takes one back."""
    easel.show(PAGES[page])
    for key in (*keys, ""):
        easel.tap(key)
    assert [event.letter for event in easel.sent if isinstance(event, Typed)] == list(keys.lower())
    assert isinstance(easel.sent[-1], Erased)


def test_there_is_nothing_to_take_back_before_the_first_key(easel: Easel) -> None:
    """The key for it comes with what is typed, and no key of the other kind is there to be hit."""
    easel.show(PAGES["find-number"])
    for key in ("", "Z", "123"):
        with pytest.raises(LookupError):
            easel.button(key)


def test_what_found_a_person_stands_beside_the_name(easel: Easel) -> None:
    """The end of a card's number under the sign of a card, of another number under its own, and no year of birth."""
    easel.show(PAGES["find-number-many"])
    shown = [(one.text, one.icon, one.detail) for one in easel.screen.ids.grid.children[::-1]]
    assert shown[2:] == [("阿依古丽·买买提", "hashtag", "002X"), ("李秀英", "id-card", "4471")]


def test_a_press_on_a_name_picks_that_person(easel: Easel) -> None:
    """The event carries the pseudonym, and tells two people of one name apart."""
    page = PAGES["find-many"]
    assert isinstance(page, FindResident)
    easel.show(page)
    easel.tap("欧阳建国")
    assert [event.person for event in easel.sent if isinstance(event, PersonPicked)] == ["r2"]


def test_further_people_are_a_page_away_until_another_letter_is_typed(easel: Easel) -> None:
    """Paging forth and back stays on the screen; what is typed next is answered from the best match on."""
    page = PAGES["find-many"]
    assert isinstance(page, FindResident)
    easel.resize(800, 480, 7.0)
    easel.show(page)
    for button, seen in (("下一页", "阿依古丽·买买提"), ("下一页", "司马玉兰"), ("上一页", "阿依古丽·买买提")):
        easel.tap(button)
        assert easel.button(seen)
    easel.show(replace(page, typed="li", people=page.people[:-1], more=False))
    assert easel.button("李明")
    assert {type(event) for event in easel.sent} == {Touched}


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
