"""What is at the same place on each page for residents, on every panel: the way to a person, and the sentence again."""

from collections.abc import Iterator

import pytest

from kiosk.core import pages as p
from kiosk.core.speech import said
from kiosk.ui.easel import Easel
from kiosk.ui.panel import PANELS
from kiosk.ui.samples import sample_pages
from kiosk.ui.widgets import Key, Touchable

STAFF = (
    p.StaffPin,
    p.ConfirmTime,
    p.SetTime,
    p.StaffToday,
    p.LinkCard,
    p.FindResident,
    p.Linked,
    p.ChooseVoice,
    p.RecordVoice,
)


def for_residents() -> Iterator[tuple[str, p.Page]]:
    """Every sample page that is no page of the staff."""
    for name, page in sample_pages("zh_CN").items():
        if not isinstance(page, STAFF):
            yield name, page


def with_icon(things: list[Touchable], icon: str) -> list[Touchable]:
    """Those that show this icon."""
    return [thing for thing in things if getattr(thing, "icon", "") == icon]


@pytest.mark.parametrize("panel", [PANELS[0], PANELS[2]])
def test_help_and_the_sentence_are_where_they_always_are(easel: Easel, panel: tuple[int, int, float]) -> None:
    """Nothing stands to the right of the call for help or beneath it (ux-rules R41); only who called needs none.

    Beside the digits, which stand at the right where hands hit best (R20), it is the lowest of the column at the left.
    Every page with a sentence has one loudspeaker to press (R31), and no other page has one.
    """
    easel.resize(*panel)
    helpless, unheard = [], []
    for name, page in for_residents():
        easel.show(page)
        things = [target.thing for target in easel.stage.targets()]
        column = [thing for thing in things if not isinstance(thing, Key)] if isinstance(page, p.TypeTail) else things
        lowest, rightmost = min(thing.y for thing in column), max(thing.right for thing in column)
        corner = [one for one in with_icon(things, "hand") if one.y <= lowest + 2 and one.right >= rightmost - 2]
        if len(corner) != (not isinstance(page, p.HelpCalled)):
            helpless.append(name)
        if len(with_icon(things, "volume-high")) != bool(said(page)):
            unheard.append(name)
    assert (helpless, unheard) == ([], [])
