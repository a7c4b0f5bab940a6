"""Boots of this machine. Boot number and nanoseconds since boot order every fact, whatever the wall clock says."""

from datetime import datetime
from typing import Any

from kiosk.core.model import Stamp, WallState
from kiosk.store.database import Database


def boot_number(database: Database, boot_id: str, at: Stamp) -> int:
    """The number of the boot with the kernel's `boot_id`; a boot that is new is written down with its first moment."""
    with database.writing():
        known = database.scalar("SELECT number FROM boot WHERE boot_id = ?", boot_id)
        if known:
            return int(known)
        sql = "INSERT INTO boot SELECT coalesce(max(number), 0) + 1, ?, ?, ? FROM boot"
        database.rows(sql, boot_id, at.boot_ns, at.wall.isoformat())
        return int(database.scalar("SELECT max(number) FROM boot"))


def stamped(at: Stamp) -> list[Any]:
    """A stamp as JSON values."""
    return [at.boot_ns, at.wall.isoformat(), at.state.value]


def unstamped(values: list[Any]) -> Stamp:
    """A stamp from `stamped`."""
    boot_ns, wall, state = values
    return Stamp(boot_ns, datetime.fromisoformat(wall), WallState(state))
