"""A resident's call for a person: it stands until they want nobody any more, or staff are here.

Written down at the press, so that no restart of the program and no cut of power ends it. As with a lockout no wall
clock is asked: the call is known by its moment on the clock that counts since boot, which no other call shares.
"""

from contextlib import suppress

from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.ports import Notebook
from kiosk.errors import StoreError

NAME = "call"


class Call:
    """Whether somebody waits. `since` is when they last asked, in nanoseconds since the boot in which they did."""

    def __init__(self, notebook: Notebook) -> None:
        """Take up the call that stood when the program ended."""
        self.notebook = notebook
        kept = notebook.get(NAME)
        self.since: int | None = int(kept) if kept else None

    def note(self, before: p.Page, event: e.Event, after: p.Page) -> None:
        """See what an event means for the call. A disk that takes nothing hinders nobody from asking for a person."""
        match before, event, after:
            case _, _, p.HelpCalled() if after is not before:
                self._keep(event.at.boot_ns)
            case (p.HelpCalled(), e.Dismissed(), _) | (_, _, p.StaffToday()):
                self._keep(None)

    def _keep(self, since: int | None) -> None:
        if since == self.since:
            return
        self.since = since
        with suppress(StoreError):
            self.notebook.put(NAME, "" if since is None else str(since))
