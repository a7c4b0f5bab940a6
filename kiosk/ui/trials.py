"""What real fingers do to real buttons: they miss, slip, tap twice, swipe, rest, and the figures are what came of it.

Sources of the bars: ux-rules R11, R13, R16-R19. The fingers go through Kivy's own input, so what is measured is the
stage and not the law it was written from.
"""

from collections.abc import Iterator
from random import Random

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window

from kiosk.core.events import Touched
from kiosk.core.pages import Page
from kiosk.ui.easel import Easel, Finger
from kiosk.ui.finding import Finding
from kiosk.ui.hand import Target
from kiosk.ui.samples import sample_pages
from kiosk.ui.widgets import Touchable

Point = tuple[float, float]
STILL_FRAMES = 5
FRAME_MS = 1000 / 30
SLIP_MM, AWAY_MM, PRESSED_MS, SEEN_MS = 5.0, 6.0, 150, 100
STEP_MM = 0.25
MISSES, PATIENCE_SECONDS = 40, 2.0


def tried(easel: Easel, lang: str) -> Iterator[Finding]:
    """Every finding of a hand on this panel."""
    pages = sample_pages(lang)
    easel.show(pages["choose"])
    yield _missed(easel)
    yield from _gestures(easel)
    easel.show(pages["unknown"])
    yield from _slips(easel)
    easel.show(pages["choose"])
    yield _two_fingers(easel)
    yield from _seen(easel)
    easel.show(pages["unknown"])
    yield _across_pages(easel, pages)


def still(easel: Easel) -> Finding:
    """How often a page that nobody touches is drawn again: nothing blinks, runs or repeats."""
    drawn: list[object] = []

    def count(*_flip: object) -> None:
        drawn.append(None)

    Window.bind(on_flip=count)
    easel.frames(STILL_FRAMES)
    Window.unbind(on_flip=count)
    return Finding("R11 moving", f"redrawn in {STILL_FRAMES} idle frames", len(drawn), 0, most=True)


def _missed(easel: Easel) -> Finding:
    """The share of fingers landing at random between two buttons that press one of them."""
    chance, hit = Random(13), 0  # noqa: S311 - fingers are no secret
    gaps = list(_gaps(list(easel.stage.targets()), easel.look.sizes.gap * 1.5))
    for _ in range(MISSES):
        (left, low), (right, high) = chance.choice(gaps)
        spot = chance.uniform(left, right), chance.uniform(low, high)
        finger = Finger()
        finger.down(*spot)
        hit += any(target.thing.pressed for target in easel.stage.targets())
        _leave(easel, finger)
    return Finding("R13 % hit in gaps", f"{MISSES} fingers, {len(gaps)} gaps", 100 * hit / MISSES, 100)


def _gaps(targets: list[Target[Touchable]], widest: float) -> Iterator[tuple[Point, Point]]:
    """The strips between neighbours, each by two opposite corners."""
    for one in targets:
        for other in targets:
            right, top = one.x + one.width, one.y + one.height
            low, high = max(one.y, other.y), min(top, other.y + other.height)
            left, far = max(one.x, other.x), min(right, other.x + other.width)
            if low < high and 0 < other.x - right <= widest:
                yield (right, low), (other.x, high)
            if left < far and 0 < other.y - top <= widest:
                yield (left, top), (far, other.y)


def _gestures(easel: Easel) -> Iterator[Finding]:
    one, other = [target.thing for target in easel.stage.targets()][:2]
    finger = Finger()
    finger.down(*one.center)
    finger.slide(*other.center)
    finger.up(*other.center)
    yield Finding("R16 swipe", "effects of a swipe over two buttons", _effects(easel), 0, most=True)
    for pause in (0.0, 0.1):
        easel.clock.advance(pause)
        finger.down(*one.center)
        finger.up(*one.center)
    yield Finding("R16 double tap", "effects of a double tap", _effects(easel), 1, most=True)
    finger.down(*one.center)
    easel.clock.advance(3)
    waiting = len(easel.sent)
    finger.up(*one.center)
    yield Finding("R16 long press", "effects while a finger stays 3 s", waiting, 0, most=True)
    yield Finding("R16 one tap", "effects of one tap", _effects(easel), 1)


def _slips(easel: Easel) -> Iterator[Finding]:
    """The farthest slip off a button that still fires, and the nearest that does not."""
    mm = easel.look.sizes.mm
    button = max(easel.stage.targets(), key=lambda target: target.x).thing
    fires = []
    for step in range(int(8 / STEP_MM)):
        finger = Finger()
        finger.down(*button.center)
        finger.up(button.center_x, button.top + step * STEP_MM * mm)
        fires.append(_effects(easel) == 1)
    farthest = max(step for step, fired in enumerate(fires) if fired) * STEP_MM
    yield Finding("R17 slip mm", "the farthest that fires", farthest, SLIP_MM)
    yield Finding("R17 away mm", "the nearest that does not", fires.index(False) * STEP_MM, AWAY_MM, most=True)


def _two_fingers(easel: Easel) -> Finding:
    one, other = [target.thing for target in easel.stage.targets()][:2]
    first, second = Finger(1), Finger(2)
    first.down(*one.center)
    second.down(*other.center)
    second.up(*other.center)
    astray = len([event for event in easel.sent if not isinstance(event, Touched)])
    first.up(*one.center)
    return Finding("R17 two fingers", "effects that are not one", astray + abs(_effects(easel) - 1), 0, most=True)


def _across_pages(easel: Easel, pages: dict[str, Page]) -> Finding:
    """Two touches of one spot, on a button of one page and then of the next."""
    spot = max(easel.stage.targets(), key=lambda target: target.x).thing.center
    finger = Finger()
    for page in ("welcome", "unknown"):
        finger.down(*spot)
        finger.up(*spot)
        easel.show(pages[page])
        easel.clock.advance(0.3)
    return Finding("R18 double tap", "effects over two pages", _effects(easel), 1, most=True)


def _seen(easel: Easel) -> Iterator[Finding]:
    """How soon after the touch the button is drawn pressed, and how long it stays so after the finger left."""
    button = next(easel.stage.targets()).thing
    _released(button)
    easel.frames()
    drawn: list[object] = []

    def count(*_flip: object) -> None:
        drawn.append(None)

    Window.bind(on_flip=count)
    finger, frames = Finger(), 0
    finger.down(*button.center)
    while not drawn and frames < 30:
        frames += 1
        EventLoop.idle()
    Window.unbind(on_flip=count)
    yield Finding("R19 shown ms", "from touch to picture at 30 fps", frames * FRAME_MS, SEEN_MS, most=True)
    finger.up(*button.center)
    yield Finding("R19 stays ms", "pressed after the finger left", 1000 * _released(button), PRESSED_MS)
    _effects(easel)


def _released(button: Touchable) -> float:
    """Seconds until a button no longer looks pressed: real ones, because Kivy's clock knows no others."""
    begun = Clock.get_boottime()
    while button.pressed and Clock.get_boottime() - begun < PATIENCE_SECONDS:
        EventLoop.idle()
    return float(Clock.get_boottime() - begun)


def _leave(easel: Easel, finger: Finger) -> None:
    """Slide off to the upper left corner, where nothing is, and let the clock run on."""
    finger.up(0, easel.look.sizes.height)
    _effects(easel)


def _effects(easel: Easel) -> int:
    """How much was really pressed since the last time; then the hand may press again."""
    count = len([event for event in easel.sent if not isinstance(event, Touched)])
    easel.sent.clear()
    easel.clock.advance(1)
    easel.frames()
    return count
