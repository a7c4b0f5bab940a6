"""What people do at a kiosk: residents tap, bring guests, think again and leave; staff tell the time and link cards."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.core import events as e
from kiosk.core.model import Guest, Stamp
from kiosk.core.pages import (
    AlreadyHere,
    ChooseService,
    ConfirmTime,
    FindResident,
    Goodbye,
    GuestsIn,
    LinkCard,
    OutOfOrder,
    Page,
    SetTime,
    StaffToday,
    Welcome,
)
from kiosk.sim.machine import Kiosk

PIN = "246810"
ZONE = ZoneInfo("Asia/Shanghai")
A_MINUTE = timedelta(minutes=1)
LEAVE, BRING = 0.4, 0.25
ENDS: tuple[Callable[[Stamp], e.Event], ...] = (e.Finished, e.Finished, e.TimePassed)
SECOND_THOUGHTS: tuple[Callable[[Stamp], e.Event], ...] = (e.Undone, e.ChangeAsked)


def come(kiosk: Kiosk, card: str, random: Random) -> str:
    """Somebody taps this card and does what the page asks for, or not. Gives what the kiosk said in the end."""
    at = kiosk.clock.now()
    page = kiosk.do(e.Scanned(kiosk.new_id(at), at, "door", card))
    if random.random() < LEAVE and getattr(page, "may_leave", False):
        page = kiosk.do(e.LeaveAsked(kiosk.clock.now()))
    if isinstance(page, ChooseService):
        open_tiles = [tile.service for tile in page.tiles if not tile.done]
        for service in random.sample(open_tiles, min(len(open_tiles), random.choice([0, 1, 1, 2]))):
            kiosk.do(e.Chose(kiosk.clock.now(), service))
        page = kiosk.do(random.choice(ENDS)(kiosk.clock.now()))
    if random.random() < BRING and getattr(page, "may_bring", False):
        page = _bring(kiosk, random)
    if isinstance(page, Welcome | AlreadyHere | Goodbye | GuestsIn) and random.random() < 0.15:
        page = kiosk.do(random.choice(SECOND_THOUGHTS)(kiosk.clock.now()))
    if random.random() < 0.5 or isinstance(page, OutOfOrder):
        kiosk.do(e.Dismissed(kiosk.clock.now()))
    return type(page).__name__


def _bring(kiosk: Kiosk, random: Random) -> Page:
    """Count some guests, more or fewer, and be done or walk away."""
    kiosk.do(e.GuestsAsked(kiosk.clock.now()))
    for by in random.choices([1, 1, 1, -1], k=3):
        kiosk.do(e.GuestsCounted(kiosk.clock.now(), random.choice(list(Guest)), by))
    return kiosk.do(random.choice(ENDS)(kiosk.clock.now()))


def link(kiosk: Kiosk, card: str, truth: datetime, random: Random) -> str:
    """Staff come in, say what time it is if they are asked, and give this card to somebody. Gives the last page."""
    kiosk.do(e.StaffAsked(kiosk.clock.now()))
    page = kiosk.do(e.PinEntered(kiosk.clock.now(), PIN))
    if isinstance(page, ConfirmTime | SetTime):
        page = _tell_time(kiosk, page, truth, random)
    if isinstance(page, StaffToday):
        kiosk.do(e.LinkAsked(kiosk.clock.now()))
    for _ in range(2):
        if isinstance(kiosk.desk.page, LinkCard):
            at = kiosk.clock.now()
            page = kiosk.do(e.Scanned(kiosk.new_id(at), at, "door", card))
    if isinstance(page, FindResident):
        page = kiosk.do(e.Typed(kiosk.clock.now(), "j"))
    if isinstance(page, FindResident) and page.people:
        page = kiosk.do(e.PersonPicked(kiosk.clock.now(), random.choice(page.people).id))
    kiosk.do(e.Dismissed(kiosk.clock.now()))
    return type(page).__name__


def _tell_time(kiosk: Kiosk, page: ConfirmTime | SetTime, truth: datetime, random: Random) -> Page:
    """Their watch is a minute off at most: yes to what it shows, else the time by it; a third have no time for this."""
    if random.random() < 0.3:
        return kiosk.do(e.TimeAnswered(kiosk.clock.now(), e.Answer.LATER))
    if isinstance(page, ConfirmTime) and abs(page.guess - truth) > A_MINUTE:
        kiosk.do(e.TimeAnswered(kiosk.clock.now(), e.Answer.NO))
    watch = truth.astimezone(ZONE) + random.uniform(-1, 1) * A_MINUTE
    kiosk.do(e.TimeTyped(kiosk.clock.now(), f"{watch:%y%m%d%H%M}"))
    return kiosk.do(e.TimeAnswered(kiosk.clock.now(), e.Answer.YES))


def identity(_at: Stamp, random: Random) -> str:
    """A random identity; which one, the seed decides."""
    return str(UUID(int=random.getrandbits(128), version=4))
