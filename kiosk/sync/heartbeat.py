"""Every ten minutes: how the kiosk is, and whether both ends still hold the same of every log.

When somebody asks for a person, or no longer does, the heart beats at once.

What the server answers may uncover what a silent outbox never would:

    it holds less than it acknowledged    it was restored from a backup; send again from there
    its last hash is not ours             offering that entry again makes it answer with a fork, see `delivery.py`
    it holds more than we do              our card was rolled back to an older copy: go on in a new log
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.core.bundle import Problem
from kiosk.core.exchange import LogHead, Moment, Run
from kiosk.core.log import read
from kiosk.core.model import Stamp
from kiosk.core.ports import Clock
from kiosk.sync.client import ServerClient
from kiosk.sync.delivery import Delivery
from kiosk.sync.outbox import Outbox, Times
from kiosk.wire import Heartbeat as Message
from kiosk.wire import HelpCall

MOST_TOLD = 100
SECOND_NS = 1_000_000_000
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class About:
    """What stays the same while the program runs: hardware print, program's version, this boot's number and name."""

    hardware: str
    version: str
    boot: int
    run: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """How the kiosk is: bytes free on its disk, each reader's name with its state, why settings were refused.

    `unlike` are the collections that could not be made what the server holds, `bundle` is the version in force, `lost`
    names entries that could not be saved, as (log, first, last). `ahead` is by how many seconds NTP contradicts the
    server's time (negative: it is behind); None while it does not.
    """

    free_bytes: int
    readers: dict[str, str]
    refused: tuple[Problem, ...] = ()
    unlike: frozenset[str] = frozenset()
    bundle: str = ""
    lost: tuple[tuple[str, int, int], ...] = ()
    ahead: float | None = None


class Heartbeat:
    """Reports and compares."""

    def __init__(
        self,
        client: ServerClient,
        outbox: Outbox,
        delivery: Delivery,
        clock: Clock,
        *,
        about: About,
        condition: Callable[[], Condition],
        times: Times,
        calling: Callable[[], int | None],
    ) -> None:
        """`condition` is asked at each beat; `times` are the boots and anchors that the server dates facts by.

        `calling` says since when somebody waits for a person (`core/call.py`); it must return at once, on any thread.
        """
        self._client = client
        self._outbox = outbox
        self._delivery = delivery
        self._clock = clock
        self._about = about
        self._condition = condition
        self._times = times
        self._calling = calling
        self._told: int | None = None

    @property
    def urgent(self) -> bool:
        """Whether staff have to hear now that somebody waits for them, or no longer does."""
        return self._calling() != self._told

    def step(self) -> bool:
        """One beat; never more at once. Raises SyncError or StoreError."""
        logs = self._outbox.logs()
        runs, moments = self._times.untold(MOST_TOLD)
        call = self._calling()
        reply = self._client.heartbeat(self._message(logs, runs, moments, call))
        self._told = call
        self._times.life(reply.server_epoch)
        self._times.told(runs, moments)
        for head in logs:
            self._compare(head, *reply.heads.get(head.log_id, (0, b"")))
        return False

    def _message(
        self, logs: Sequence[LogHead], runs: Sequence[Run], moments: Sequence[Moment], call: int | None
    ) -> Message:
        now, condition = self._clock.now(), self._condition()
        return Message(
            heads={head.log_id: (head.seq, head.hash) for head in logs},
            unsent=sum(head.seq - head.acked for head in logs),
            oldest_unsent_seconds=self._waiting(logs, now),
            free_bytes=condition.free_bytes,
            wall_state=now.state.value,
            hardware=self._about.hardware,
            version=self._about.version,
            readers=condition.readers,
            runs=list(runs),
            moments=list(moments),
            refused="; ".join(map(str, condition.refused)),
            flaws=[(one.flaw.value, one.what, one.found) for one in condition.refused],
            bundle=condition.bundle,
            run=self._about.run,
            boot_ns=now.boot_ns,
            lost=list(condition.lost),
            unlike=sorted(condition.unlike),
            ahead=condition.ahead,
            help=None if call is None else HelpCall(call, max(0, now.boot_ns - call) // SECOND_NS),
        )

    def _waiting(self, logs: Sequence[LogHead], now: Stamp) -> int:
        """Age of the oldest unsent entry by the wall clock, for what that is worth; 0 when nothing waits."""
        for head in logs:
            for entry in self._outbox.entries(head.log_id, head.acked, 1):
                return max(0, int((now.wall - _moment(entry.body, now)).total_seconds()))
        return 0

    def _compare(self, head: LogHead, seq: int, point: bytes) -> None:
        """Act when the server's last entry of this log, `seq` with hash `point`, does not fit ours."""
        if seq < head.acked:
            self._delivery.take_back(head, seq)
        elif seq > head.seq:
            self._leave(head)
        elif seq > head.base and self._outbox.hash_at(head.log_id, seq) != point:
            self._delivery.offer(head, seq - 1)

    def _leave(self, head: LogHead) -> None:
        """The server knows this log further than we do. Its next numbers are taken, so the next fact needs another log.

        Offering our last entry first finds out whether we parted even earlier; then the answer has moved us already.
        """
        if not head.current:
            return
        if head.seq > head.base:
            self._delivery.offer(head, head.seq - 1)
        if any(log.current and log.log_id == head.log_id for log in self._outbox.logs()):
            logger.warning("log %s: this card is an older copy of itself; going on in a new log", head.log_id)
            self._outbox.split(head.log_id, head.seq)


def _moment(body: str, otherwise: Stamp) -> datetime:
    """When an entry was made; `otherwise` for a fact of a newer version, after this one was put back."""
    try:
        return read(body).at.wall
    except ValueError:
        return otherwise.wall
