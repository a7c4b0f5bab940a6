"""What the courier needs from the kiosk's database: the logs it empties and the copy of the server's data it keeps.

Every method is one transaction, durable when it returns, and may be called while the desk records visits on another
thread. A call that is repeated after a crash changes nothing more. All may raise `StoreError`.
"""

from collections.abc import Sequence
from typing import Protocol

from kiosk.core.exchange import Change, Cursor, LogHead
from kiosk.core.log import Entry


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
        """The server holds only what is up to `seq` (a restored backup): later entries are unsent again. Never raises it."""
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
        """Take the changes and the cursor after them. `last`: drop what was not seen since `restart`, if that is pending."""
        ...

    def restart(self) -> None:
        """The server's history is another one: the cursor is `Cursor()` again and everything held counts as not seen.

        Nothing is dropped yet, so that the kiosk works on with what it had if the server goes away now.
        """
        ...
