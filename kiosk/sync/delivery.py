"""Facts up: offers each log's unsent entries in batches and moves the log's mark only as far as the server proved it.

    Ack        believed only if our own entry there has the same hash, so no clone can acknowledge our branch
    Gap        the server holds less than it once acknowledged (a restored backup): send again from there
    Fork       the server holds another history of this log (we are an old copy of our card, or somebody is a copy of
               us): what follows the newest common entry moves to a new log, event ids and all
    TooLarge   half as much at once; likewise when no answer comes, since the line may be slow

What was pruned here cannot be sent again; then what is left continues in a new log.
"""

import logging

import msgspec

from kiosk.core.exchange import LogHead
from kiosk.core.ports import Clock
from kiosk.errors import Refused, Unreachable
from kiosk.sync.client import ServerClient, TooLarge
from kiosk.sync.outbox import Listener, Outbox
from kiosk.wire import MAX_BYTES, MAX_EVENTS, Ack, Event, Fork, Gap, Push

PATIENCE = 8
"""Answers in a row without progress before the line between server and kiosk is given a rest."""
logger = logging.getLogger(__name__)


class Delivery:
    """Empties the outbox, one batch a step."""

    def __init__(self, client: ServerClient, outbox: Outbox, clock: Clock, boot: int, listener: Listener) -> None:
        """`boot` is this machine's boot number."""
        self._client = client
        self._outbox = outbox
        self._clock = clock
        self._boot = boot
        self._listener = listener
        self._limit = MAX_EVENTS
        self._fruitless = 0

    def step(self) -> bool:
        """Send one batch of the oldest log that has any; True when more may be left. Raises SyncError or StoreError."""
        waiting = [head for head in self._outbox.logs() if head.acked < head.seq]
        if not waiting:
            return False
        self._fruitless = 0 if self.offer(waiting[0], waiting[0].acked) else self._fruitless + 1
        if self._fruitless >= PATIENCE:
            self._fruitless = 0
            raise Refused(f"log {waiting[0].log_id}: server and kiosk do not come to agree; run the doctor on both")
        return True

    def offer(self, head: LogHead, after: int) -> bool:
        """Offer what follows `after`, sent before or not, and do what the answer asks for; False if nothing was won."""
        batch = self._batch(head.log_id, after)
        try:
            answer = self._client.push(head.log_id, self._push(head, after, batch))
        except Unreachable:
            self._limit = max(1, self._limit // 2)
            raise
        match answer:
            case Ack():
                return self._acked(head, answer)
            case Gap():
                return self.take_back(head, answer.expected - 1)
            case Fork():
                return self._fork(head, answer)
            case TooLarge() as told:
                return self._smaller(batch, told)

    def take_back(self, head: LogHead, held: int) -> bool:
        """The server holds only what is up to `held`: what follows is unsent again. False, as nothing was won yet."""
        logger.warning("log %s: the server holds %d of %d acknowledged entries", head.log_id, held, head.acked)
        if held >= head.base:
            self._outbox.rewind(head.log_id, held)
        elif head.base < head.seq:
            self._outbox.split(head.log_id, head.base)
        return False

    def _batch(self, log_id: str, after: int) -> list[Event]:
        """As many entries as fit, at least one."""
        events, size = list[Event](), 0
        for entry in self._outbox.entries(log_id, after, self._limit):
            event = Event(entry.seq, entry.hash, entry.body)
            size += len(msgspec.json.encode(event)) + 1
            if events and size > MAX_BYTES:
                break
            events.append(event)
        return events

    def _push(self, head: LogHead, after: int, batch: list[Event]) -> Push:
        previous = self._outbox.hash_at(head.log_id, after)
        if previous is None:
            raise Refused(f"log {head.log_id} has no entry {after} any more; run the doctor")
        boot_ns = self._clock.now().boot_ns
        return Push(after + 1, previous, batch, self._boot, boot_ns, head.parent, head.parent_seq)

    def _acked(self, head: LogHead, ack: Ack) -> bool:
        if self._outbox.hash_at(head.log_id, ack.ack_seq) != ack.ack_hash:
            raise Unreachable(
                f"log {head.log_id}: acknowledged entry {ack.ack_seq} is not ours; look for a second kiosk"
            )
        self._limit = min(MAX_EVENTS, self._limit * 2)
        if ack.ack_seq <= head.acked:
            return False
        self._outbox.mark_acked(head.log_id, ack.ack_seq)
        self._listener.acknowledged(ack.ack_seq - head.acked)
        return True

    def _fork(self, head: LogHead, fork: Fork) -> bool:
        same = (seq for seq, point in fork.points if self._outbox.hash_at(head.log_id, seq) == point)
        common = max(head.base, max(same, default=0))
        new = self._outbox.split(head.log_id, common)
        logger.warning("log %s: the server knows another history after %d; going on in %s", head.log_id, common, new)
        return False

    def _smaller(self, batch: list[Event], told: TooLarge) -> bool:
        if len(batch) == 1:
            entry = f"one entry of {len(batch[0].body)} characters is too large for"
            if told.signed:
                raise Refused(f"{entry} the server; raise its limit")
            raise Refused(f"{entry} something before the server (413); look for a captive portal or a proxy")
        self._limit = max(1, len(batch) // 2)
        return True
