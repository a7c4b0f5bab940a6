"""What the courier needs from the kiosk: the logs it empties, the copy of the server's data it keeps, and its news.

Every method of the first two is one transaction, durable when it returns, and may be called while the desk records
visits on another thread. A call repeated after a crash changes nothing more. All of them may raise `StoreError`.
"""

from collections.abc import Sequence
from typing import Protocol

from kiosk.core.exchange import Change, Cursor, Digest, LogHead, Moment, Run, ServerTime
from kiosk.core.log import Entry
from kiosk.core.model import Stamp


class Outbox(Protocol):
    """The event logs of this kiosk. There is always exactly one current log, also before the first fact."""

    def logs(self) -> Sequence[LogHead]:
        """Every log ever begun here, oldest first, fully acknowledged ones too."""
        ...

    def entries(self, log_id: str, after: int, limit: int) -> Sequence[Entry]:
        """Up to `limit` entries in a row, from `after` + 1 on; none beyond the end."""
        ...

    def hash_at(self, log_id: str, seq: int) -> bytes | None:
        """The hash of one entry; `root(log_id)` at 0; also known at `base`; None where nothing is held (any more)."""
        ...

    def mark_acked(self, log_id: str, seq: int) -> None:
        """The server holds everything up to `seq`. Never lowers what is acknowledged already."""
        ...

    def rewind(self, log_id: str, seq: int) -> None:
        """The server holds only what is up to `seq` (a restored backup); the rest is unsent again. Never raises it."""
        ...

    def split(self, log_id: str, common: int) -> str:
        """Move what follows `common` to the end of a new log that continues this one there; returns the new log's id.

        `core.log.moved` gives each entry its new place, so event ids stay. The old log ends at `common`, all of it
        acknowledged; the new one is wholly unsent, has this one as parent, and is current if this one was.
        """
        ...


class Mirror(Protocol):
    """The kiosk's copy of people, cards, services, prices, settings and neighbours' visits."""

    def cursor(self) -> Cursor:
        """How far the copy was brought; `Cursor()` before the first page."""
        ...

    def apply(self, changes: Sequence[Change], cursor: Cursor, *, last: bool) -> None:
        """Take the changes in order, and the cursor after them; `last` ends a `restart`: what was not seen goes.

        Called every few seconds: it writes nothing when there is no change, no new cursor and no restart to end.
        """
        ...

    def rereading(self) -> bool:
        """Whether a `restart` has not come to its end."""
        ...

    def renew(self, kind: str, changes: Sequence[Change], *, first: bool, last: bool) -> None:
        """Take one page of a collection that is read anew; with its `last`, what was not told again goes.

        The cursor stays, and pages of `apply` may come in between.
        """
        ...

    def kinds(self) -> frozenset[str]:
        """Every collection there is anything of, known to this version or not."""
        ...

    def digest(self, kind: str, since: str) -> Digest:
        """What a collection adds up to, as it is kept now; of visits, those that count for `since` or later."""
        ...

    def unlike(self) -> frozenset[str]:
        """Collections that differed although they were fetched again, as noted last."""
        ...

    def note_unlike(self, kinds: frozenset[str]) -> None:
        """Keep these for the doctor."""
        ...

    def restart(self) -> None:
        """Everything is to be read from the beginning: the cursor is `Cursor()`, and all that is held is not seen.

        Nothing is dropped yet, so that the kiosk works on with what it had if the server goes away now.
        """
        ...


class Times(Protocol):
    """Boots of this machine, and what time it was at some moments of them."""

    def untold(self, limit: int) -> tuple[Sequence[Run], Sequence[Moment]]:
        """What the server has not heard of, at most `limit` of each, the newest first."""
        ...

    def told(self, runs: Sequence[Run], moments: Sequence[Moment]) -> None:
        """The server has them."""
        ...

    def life(self, epoch: str) -> None:
        """The server's database is in this life; in a new one everything has to be told again."""
        ...


class Listener(Protocol):
    """Hears on the courier's thread what came of its errands. Must return soon and not raise."""

    def acknowledged(self, count: int) -> None:
        """The server has made so many more facts safe."""
        ...

    def changed(self) -> None:
        """The mirror is no longer what it was."""
        ...

    def caught_up(self, at: Stamp) -> None:
        """The mirror holds everything that the server knew at this moment."""
        ...

    def heard(self, time: ServerTime) -> None:
        """The server told the time, in a reply it signed."""
        ...
