"""The album's results that say the most at once; part of `samples`.

Each is somebody who took three services on a birthday, found one sold out, and may bring guests or change their mind.
"""

from dataclasses import replace

from kiosk.core import pages


def crowded(welcome: pages.Welcome, already: pages.AlreadyHere, three: tuple[pages.Line, ...]) -> dict[str, pages.Page]:
    """The fullest results of each kind, of a plain welcome, a plain second tap and three services."""
    sold_out = (replace(three[0], note=pages.Note.SOLD_OUT, price=0), *three[1:])
    birthday = replace(welcome, birthday=True, lines=three, total=1400)
    missed = replace(welcome, lines=sold_out, total=200)
    return {
        "welcome-birthday-three": birthday,
        "welcome-birthday-three-bring": replace(birthday, may_bring=True),
        "welcome-sold-out-three": missed,
        "welcome-sold-out-three-bring": replace(missed, may_bring=True),
        "welcome-birthday-sold-out-three-bring": replace(missed, birthday=True, may_bring=True),
        "already-sold-out-three": replace(already, lines=sold_out, total=200),
        "already-sold-out-three-leave": replace(already, lines=sold_out, total=200, may_leave=True),
    }
