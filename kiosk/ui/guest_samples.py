"""The album's pages about guests, of a host with a made-up name and their meal; part of `samples`."""

from dataclasses import replace

from kiosk.core import pages


def guests(lang: str, host: str, meal: tuple[pages.Line, ...]) -> dict[str, pages.Page]:
    """Nobody yet, some, as many as there may be; by themselves; recorded, and taken back with or without the host."""
    lunch = meal[0]
    adults, children = pages.Heads(1800), pages.Heads(900)
    ask = pages.CountGuests(lang, lunch.service, lunch.word, adults, children, left=12)
    some = replace(ask, adults=replace(adults, number=1), children=replace(children, number=1), made=True, left=10)
    full = replace(some, adults=replace(adults, number=9), children=pages.Heads(900, 9, 2), left=0)
    come = pages.GuestsIn(lang, lunch.service, lunch.word, 1, 1, 2700)
    return {
        "guests": some,
        "guests-nobody": ask,
        "guests-full": full,
        "guests-self": replace(ask, hosted=False, left=None),
        "guests-still-there": replace(some, still_there=True),
        "guests-in": come,
        "guests-in-many": replace(come, adults=9, children=9, total=24300, may_undo=False),
        "taken-back-guests": pages.TakenBack(lang, None, (), guests=2),
        "taken-back-with-guests": pages.TakenBack(lang, host, meal, guests=2),
    }
