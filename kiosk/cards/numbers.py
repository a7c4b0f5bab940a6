"""Which cards must not be given to anybody, in sentences for staff; the rule itself is `core/cardkey.py`."""

import re

from kiosk.core.cardkey import Unfit, unfit

NO_KEY = "not a card key; it looks like em4100:01026F6C3A"
WHY = {
    Unfit.RANDOM: "this chip gives a new number at every tap; give another card",
    Unfit.SHARED: "an ID card shows the same number for everybody to this kind of reader; give another card",
    Unfit.NOTHING: "this is no card's number: all its digits are the same",
    Unfit.CUT: "this is the beginning of a longer number; the reader cuts it, tap the card at another one",
}
_KEY = re.compile(r"[a-z0-9_]+:[0-9A-F]+")


def refusal(key: str) -> str | None:
    """Why a card must not be enrolled; None when it may."""
    if not _KEY.fullmatch(key):
        return NO_KEY
    why = unfit(key)
    return WHY[why] if why else None
