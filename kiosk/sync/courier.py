"""The courier between a kiosk and its server: one worker with four errands, none of which can hold up another.

    delivery    unsent facts up       every few seconds, and at once after `nudge()`
    feed        changes down          every few seconds
    comparison  is the copy whole?    every minute, if there was news, and at night
    heartbeat   state, both ways      every ten minutes, and at once after `nudge()` when somebody calls for staff

An errand takes one small step at a time, so that a month of unsent facts does not delay a lost card's revocation. One
that fails waits longer each time, for ever and without an age limit; one that works again wakes the others. The
resident sees nothing of all this.
"""

import logging
from collections.abc import Callable
from random import random
from threading import Event
from typing import Protocol

from kiosk.core import ports
from kiosk.errors import Busy, KioskError
from kiosk.sync.backoff import CEILING, Backoff
from kiosk.sync.client import ServerClient
from kiosk.sync.comparison import EVERY, Comparison
from kiosk.sync.delivery import Delivery
from kiosk.sync.feed import Feed
from kiosk.sync.heartbeat import About, Condition, Heartbeat
from kiosk.sync.outbox import Listener, Mirror, Outbox, Times

HEARTBEAT = 600.0
SLICE = 1.0
"""Seconds between two looks at `stop`, which the courier cannot wait for while it waits for a nudge."""
LEAST = 0.001
logger = logging.getLogger(__name__)


class Clock(ports.Clock, Protocol):
    """A clock that can also wait."""

    def wait(self, stop: Event, seconds: float) -> bool:
        """Sleep, or wake at once when `stop` is set; True when it was."""
        ...


class Errand:
    """Something to do again and again. `step` does a little and says whether there is more to do at once."""

    def __init__(self, name: str, step: Callable[[], bool], every: float, backoff: Backoff) -> None:
        """Due at once, then `every` seconds after it had nothing more to do.

        `due` is None while it has to be done at once, `earliest` until the server first asked to wait.
        """
        self.name = name
        self.step = step
        self.every = every
        self.backoff = backoff
        self.due: float | None = None
        self.earliest: float | None = None

    def worked(self, now: float, *, more: bool) -> None:
        """Come back soon, or at once when there is more."""
        self.backoff.worked()
        self.due = now if more else now + self.every

    def failed(self, now: float, error: Exception) -> None:
        """Come back later, and not before the server said."""
        self.earliest = now + min(CEILING, error.seconds) if isinstance(error, Busy) else None
        self.due = self._allowed(now + self.backoff.failed())

    def wake(self, now: float) -> None:
        """Come at once, since the server is there again, unless it asked to wait."""
        self.due = self._allowed(now)

    def waits(self, now: float) -> float:
        """Seconds until it is due; 0 or less when it is."""
        return 0.0 if self.due is None else self.due - now

    def _allowed(self, moment: float) -> float:
        return moment if self.earliest is None else max(self.earliest, moment)


class Courier:
    """Runs the errands."""

    def __init__(
        self,
        client: ServerClient,
        outbox: Outbox,
        mirror: Mirror,
        clock: Clock,
        listener: Listener,
        *,
        about: About,
        condition: Callable[[], Condition],
        times: Times,
        calling: Callable[[], int | None] = lambda: None,
        every: float = 5.0,
        random: Callable[[], float] = random,
    ) -> None:
        """`every` is the seconds between two deliveries and between two looks for changes; `random` as in `Backoff`.

        `calling` says since when somebody at the kiosk waits for a person (`core/call.py`).
        """
        delivery = Delivery(client, outbox, clock, about.boot, listener)
        self._heart = Heartbeat(
            client, outbox, delivery, clock, about=about, condition=condition, times=times, calling=calling
        )
        self._clock = clock
        self._nudged = Event()
        self._heartbeat_asked = False
        self._delivery = Errand("delivery", delivery.step, every, Backoff(random))
        self._heartbeat = Errand("heartbeat", self._heart.step, HEARTBEAT, Backoff(random))
        comparison = Comparison(client, mirror, clock, listener, random)
        feed = Feed(client, mirror, clock, listener, ended=comparison.news)
        self._errands = (
            self._delivery,
            Errand("feed", feed.step, every, Backoff(random)),
            Errand("comparison", comparison.step, EVERY, Backoff(random)),
            self._heartbeat,
        )

    @property
    def away(self) -> bool:
        """Whether an errand failed when last tried."""
        return any(errand.backoff.failing for errand in self._errands)

    def nudge(self) -> None:
        """A fact was recorded, or staff are called: tell it now, unless the server is known to be away.

        Never blocks; any thread.
        """
        self._nudged.set()

    def beat(self) -> None:
        """The clock is worth more or less than before: tell how the kiosk is now, as `nudge` does."""
        self._heartbeat_asked = True
        self._nudged.set()

    def run_once(self) -> None:
        """Do every errand to its end, due or not; then raise the first KioskError that one of them met."""
        failures = [error for errand in self._errands if (error := self._finish(errand))]
        if failures:
            raise failures[0]

    def run(self, stop: Event) -> None:
        """Work until `stop` is set; it may take a second, or the request that is under way."""
        while not stop.is_set():
            self._take_nudge()
            for errand in self._errands:
                if errand.waits(self._clock.monotonic()) > 0 or stop.is_set():
                    continue
                try:
                    self._attempt(errand)
                except KioskError as error:
                    self._failed(errand, error)
                except Exception as error:
                    logger.exception("%s met what nobody foresaw", errand.name)
                    self._failed(errand, error)
            self._rest()

    def _finish(self, errand: Errand) -> KioskError | None:
        try:
            while self._attempt(errand):
                pass
        except KioskError as error:
            self._failed(errand, error)
            return error
        return None

    def _attempt(self, errand: Errand) -> bool:
        more = errand.step()
        now = self._clock.monotonic()
        if errand.backoff.failing:
            logger.info("%s works again", errand.name)
            for other in self._errands:
                other.wake(now)
        errand.worked(now, more=more)
        return more

    def _failed(self, errand: Errand, error: Exception) -> None:
        """Note the first failure in a row for people; the rest only matter to somebody who looks closely."""
        level = logging.DEBUG if errand.backoff.failing else logging.WARNING
        logger.log(level, "%s: %s", errand.name, error)
        errand.failed(self._clock.monotonic(), error)

    def _take_nudge(self) -> None:
        if self._nudged.is_set():
            self._nudged.clear()
            asked, self._heartbeat_asked = self._heart.urgent or self._heartbeat_asked, False
            for errand in (self._delivery, self._heartbeat) if asked else (self._delivery,):
                if not errand.backoff.failing:
                    errand.due = None

    def _rest(self) -> None:
        now = self._clock.monotonic()
        if (seconds := min(errand.waits(now) for errand in self._errands)) > 0:
            self._clock.wait(self._nudged, min(max(seconds, LEAST), SLICE))
