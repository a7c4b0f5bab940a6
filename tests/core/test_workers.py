"""The threads of a kiosk: started in order, stopped in reverse, and none takes another down."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from queue import SimpleQueue
from threading import Event

from kiosk.clock import SystemClock
from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.workers import Crew, DeskWorker
from tests.centre import GREAT, LI, Stand

SECONDS = 120.0


def test_workers_start_in_order_and_are_waited_for_in_reverse() -> None:
    """Each worker is running before the next one starts, and has ended when the crew has finished."""
    happened: list[str] = []

    def worker(name: str, begun: Event, stop: Event) -> None:
        happened.append(f"{name} works")
        begun.set()
        stop.wait(SECONDS)
        happened.append(f"{name} ends")

    crew = Crew(())
    for name in ("desk", "reader", "courier"):
        begun = Event()
        crew.add(name, partial(worker, name, begun))
        assert begun.wait(SECONDS)
    crew.finish(lambda: happened.append("woken"))
    assert [thread.name for thread in crew.threads] == ["desk", "reader", "courier"]
    assert happened[:3] == ["desk works", "reader works", "courier works"]
    assert {"desk ends", "reader ends", "courier ends"} <= set(happened)
    assert not any(thread.is_alive() for thread in crew.threads)


@contextmanager
def running(stand: Stand) -> Iterator[tuple["SimpleQueue[e.Event | None]", "SimpleQueue[p.Page]"]]:
    """The stand's desk at work on a thread of its own: what it takes, and what it shows after its first page."""
    inbox: SimpleQueue[e.Event | None] = SimpleQueue()
    shown: SimpleQueue[p.Page] = SimpleQueue()

    def show(page: p.Page, *, another: bool) -> None:
        assert not another or not isinstance(page, p.Idle)
        shown.put(page)

    worker = DeskWorker(stand.desk, inbox, SystemClock(), show)
    crew = Crew(())
    crew.add("desk", worker.run)
    try:
        assert isinstance(shown.get(timeout=SECONDS), p.Idle)
        yield inbox, shown
    finally:
        crew.finish(lambda: inbox.put(None))


def test_a_tap_in_the_inbox_becomes_a_page(stand: Stand) -> None:
    """What readers put into the inbox is answered on the desk's own thread."""
    with running(stand) as (inbox, shown):
        inbox.put(e.Scanned("tap", stand.clock.now(), "door", LI))
        assert isinstance(shown.get(timeout=SECONDS), p.ChooseService)


def test_an_event_that_breaks_the_desk_does_not_stop_the_next_tap(stand: Stand) -> None:
    """An error of our own shows the resting page; the next card works."""
    with running(stand) as (inbox, shown):
        inbox.put("no event at all")  # type: ignore[arg-type]
        assert isinstance(shown.get(timeout=SECONDS), p.OutOfOrder)
        inbox.put(e.Scanned("tap", stand.clock.now(), "door", LI))
        assert isinstance(shown.get(timeout=SECONDS), p.ChooseService)


def test_time_passes_for_a_page_that_nobody_answers(stand: Stand) -> None:
    """A page whose time is over is left by itself, step by step."""
    shown: list[tuple[p.Page, bool]] = []
    worker = DeskWorker(stand.desk, SimpleQueue(), stand.clock, lambda page, *, another: shown.append((page, another)))
    worker.take(e.Scanned("tap", stand.clock.now(), "door", LI))
    waited = []
    while not isinstance(stand.desk.page, p.Idle):
        waited.append(worker.deadline - stand.clock.monotonic())
        stand.clock.advance(waited[-1])
        worker.take(e.TimePassed(stand.clock.now()))
    assert [type(page) for page, _ in shown] == [p.ChooseService, p.ChooseService, p.Welcome, p.Idle]
    assert [by_card for _, by_card in shown] == [True, False, False, False]
    assert waited == [60, 20, 8]


def test_a_press_that_the_next_card_overtakes_does_nothing_to_its_holder(stand: Stand) -> None:
    """Until 0.4 s after a card took the page over, however long it was read before, a press was meant for who left."""
    worker = DeskWorker(stand.set(rush="lunch").at(11).desk, SimpleQueue(), stand.clock, lambda _, *, another: another)
    worker.take(e.Scanned("tap-1", stand.clock.now(), "door", LI))
    read = stand.clock.now()
    stand.clock.advance(2)
    worker.take(e.Scanned("tap-2", read, "door", GREAT))
    for seconds in (0, 0.399):
        stand.clock.advance(seconds)
        worker.take(e.Undone(stand.clock.now()))
    assert stand.kinds() == [("visit", "lunch"), ("visit", "lunch")]
    stand.clock.advance(0.001)
    worker.take(e.Undone(stand.clock.now()))
    assert stand.kinds()[2:] == [("void", "lunch")]


def test_a_page_stays_until_it_was_heard(stand: Stand) -> None:
    """A page that is about to go waits for the end of what is said and two seconds more."""
    with running(stand) as (inbox, shown):
        before = SystemClock().monotonic()
        stand.desk.page = p.TakenBack("zh_CN", None, (), stays=0)
        inbox.put(e.Speaking(stand.clock.now(), 0.2))
        inbox.put(e.Touched(stand.clock.now()))
        inbox.put(e.Speaking(stand.clock.now(), 0.2))
        assert isinstance(shown.get(timeout=SECONDS), p.Idle)
        assert SystemClock().monotonic() - before > 2.1
