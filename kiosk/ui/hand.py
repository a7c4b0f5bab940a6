"""What a hand on the glass means. Pure: positions and times come in, the pressed thing goes out.

Laws, each from a way in which old hands miss (ux-rules R13, R16-R18):
1. The first finger on a target counts; a palm or another finger that rests on the glass changes nothing.
2. A target reaches to the middle of the gap around it: there is no dead strip between two buttons.
3. It fires on release, also when the finger slipped 5 mm off it; sliding 6 mm away is a change of mind.
4. After it fired, nothing fires for 400 ms, and the same spot not for 700 ms, whatever screen is there by then.
5. Nor does anything for 400 ms after somebody else's page came under it: what a finger was on its way to is gone.
6. A finger whose lift the glass never reported does not block the next one for ever.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import hypot, inf
from typing import Generic, TypeVar

SLIP_MM = 5.5
SAME_SPOT_MM = 8.0
REST_SECONDS = 0.4
SAME_SPOT_SECONDS = 0.7
STUCK_SECONDS = 20.0
NOWHERE = (inf, inf)

Thing = TypeVar("Thing", bound=Hashable)
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Target(Generic[Thing]):
    """A rectangle that can be pressed, in pixels, and how far its touch area reaches beyond what is drawn."""

    thing: Thing
    x: float
    y: float
    width: float
    height: float
    reach: float

    def distance(self, point: Point) -> float:
        """How far a point lies outside what is drawn; 0 within."""
        dx = max(self.x - point[0], 0, point[0] - self.x - self.width)
        dy = max(self.y - point[1], 0, point[1] - self.y - self.height)
        return hypot(dx, dy)


class Hand(Generic[Thing]):
    """Follows one finger. `mm` is the pixels of a millimetre; times are monotonic seconds."""

    def __init__(self, mm: float) -> None:
        """Start with no finger on the glass."""
        self.mm = mm
        self._finger: Hashable | None = None
        self._landed: float | None = None
        self._target: Target[Thing] | None = None
        self._fired: tuple[float, Point] | None = None

    @property
    def pressed(self) -> Thing | None:
        """What the finger rests on."""
        return self._target.thing if self._target else None

    def down(self, finger: Hashable, point: Point, now: float, targets: Sequence[Target[Thing]]) -> Thing | None:
        """A finger lands: what it presses, if anything."""
        if self._landed is not None and now - self._landed > STUCK_SECONDS:
            self._finger = self._target = None
        if self._finger is not None or self._resting(point, now):
            return None
        near = [target for target in targets if target.distance(point) <= target.reach]
        if near:
            self._finger, self._target = finger, min(near, key=lambda target: target.distance(point))
            self._landed = now
        return self.pressed

    def up(self, finger: Hashable, point: Point, now: float) -> Thing | None:
        """A finger lifts: what fires, if anything."""
        if finger != self._finger:
            return None
        target, self._target, self._finger = self._target, None, None
        if target is None or target.distance(point) > max(SLIP_MM * self.mm, target.reach):
            return None
        self._fired = now, point
        return target.thing

    def lift(self) -> None:
        """Forget the finger: the screen under it changed."""
        self._target = None

    def rest(self, now: float) -> None:
        """Somebody else's page came under the hand."""
        self.lift()
        self._fired = now, NOWHERE

    def _resting(self, point: Point, now: float) -> bool:
        if self._fired is None:
            return False
        since, spot = now - self._fired[0], self._fired[1]
        here = hypot(point[0] - spot[0], point[1] - spot[1]) <= SAME_SPOT_MM * self.mm
        return since < REST_SECONDS or (here and since < SAME_SPOT_SECONDS)
