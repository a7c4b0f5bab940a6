"""What people do at a kiosk: tap, choose, walk away, think again."""

from collections.abc import Callable
from random import Random
from uuid import UUID

from kiosk.core import events as e
from kiosk.core.model import Stamp
from kiosk.core.pages import ChooseService, OutOfOrder, Welcome
from kiosk.sim.machine import Kiosk

ENDS: tuple[Callable[[Stamp], e.Event], ...] = (e.Finished, e.Finished, e.TimePassed)
SECOND_THOUGHTS: tuple[Callable[[Stamp], e.Event], ...] = (e.Undone, e.ChangeAsked)


def come(kiosk: Kiosk, card: str, random: Random) -> str:
    """Somebody taps this card and does what the page asks for, or not. Gives what the kiosk said in the end."""
    at = kiosk.clock.now()
    page = kiosk.do(e.Scanned(kiosk.new_id(at), at, "door", card))
    if isinstance(page, ChooseService):
        open_tiles = [tile.service for tile in page.tiles if not tile.done]
        for service in random.sample(open_tiles, min(len(open_tiles), random.choice([0, 1, 1, 2]))):
            kiosk.do(e.Chose(kiosk.clock.now(), service))
        page = kiosk.do(random.choice(ENDS)(kiosk.clock.now()))
    if isinstance(page, Welcome) and random.random() < 0.15:
        page = kiosk.do(random.choice(SECOND_THOUGHTS)(kiosk.clock.now()))
    if random.random() < 0.5 or isinstance(page, OutOfOrder):
        kiosk.do(e.Dismissed(kiosk.clock.now()))
    return type(page).__name__


def identity(_at: Stamp, random: Random) -> str:
    """A random identity; which one, the seed decides."""
    return str(UUID(int=random.getrandbits(128), version=4))
