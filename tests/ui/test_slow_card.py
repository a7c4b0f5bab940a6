"""A memory card that takes its time: the desk's thread waits for it, the glass does not."""

from threading import Event, Thread

from kiosk.core.pages import ChooseService, Idle, Welcome
from kiosk.ui.easel import Finger
from kiosk.ui.widgets import SHOWN_PRESSED_SECONDS
from tests.centre import LI
from tests.glass import BLINK, Card, Glass, Touch

SOON = 120.0


def test_a_slow_write_keeps_no_finger_waiting_and_doubles_nothing(glass: Glass) -> None:
    """A press shows while a visit is still being written; an impatient second one makes no second visit."""
    glass.play((Card(LI), ChooseService), (Touch("午餐"), ChooseService))
    writing, written, over, stop = Event(), Event(), Event(), Event()

    def commit() -> bool:
        writing.set()
        failed = not written.wait(SOON)
        over.set()
        return failed

    glass.stand.store.database.connection.set_commit_hook(commit)
    desk = Thread(target=glass.worker.run, args=(stop,), daemon=True)
    desk.start()
    try:
        press(glass)
        assert writing.wait(SOON)
        assert type(glass.page).__name__ == ChooseService.__name__
        glass.stand.clock.advance(BLINK)
        glass.easel.wait(SHOWN_PRESSED_SECONDS * 2)
        press(glass)
        assert not over.is_set()
    finally:
        written.set()
        stop.set()
        glass.worker.inbox.put(None)
        desk.join(SOON)
    glass.easel.frames()
    assert type(glass.page) in {Welcome, Idle}
    assert glass.stand.kinds() == [("arrival", None), ("visit", "lunch")]


def press(glass: Glass) -> None:
    """A finger presses what ends the choice, which shows before it leaves, and the desk hears of it."""
    button, finger = glass.easel.button("好了"), Finger()
    before = button.pressed
    finger.down(*button.center)
    assert (before, button.pressed) == (False, True)
    finger.up(*button.center)
    for event in glass.easel.sent:
        glass.worker.inbox.put(event)
    glass.easel.sent.clear()
