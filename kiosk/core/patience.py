"""Pages that wait for a touch: each asks once whether more time is needed, and goes when nobody answers."""

from dataclasses import replace
from typing import TypeVar

from kiosk.core import pages as p
from kiosk.core.model import Settings

PICK_SECONDS = 45
AnyPatient = TypeVar("AnyPatient", bound=p.Patient)


def waiting(page: AnyPatient, settings: Settings) -> AnyPatient:
    """The page as it waits for the next touch; for longer where somebody asked for that."""
    longest = settings.choose_seconds
    seconds = min(PICK_SECONDS, longest) if isinstance(page, p.PickYourself) else _unhurried(page, longest)
    return replace(page, stays=seconds)


def wondering(page: AnyPatient, settings: Settings) -> AnyPatient:
    """Nobody has touched anything for a while: ask whether more time is needed."""
    return replace(page, still_there=True, stays=_unhurried(page, settings.grace_seconds))


def reassured(page: p.Page, settings: Settings) -> p.Page:
    """A touch anywhere says that somebody is still there."""
    if isinstance(page, p.Patient) and page.still_there:
        return waiting(replace(page, still_there=False), settings)
    return page


def _unhurried(page: p.Patient, seconds: int) -> int:
    return seconds * 3 // 2 if isinstance(page, p.CountGuests) and page.manner.slower else seconds
