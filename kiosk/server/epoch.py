"""Notices that the database was put back to an earlier day, so that kiosks do not skip what is new under old numbers.

A marker beside the keys, outside the database, remembers the epoch and the highest number ever told to a kiosk. When
the database knows less than that, or another epoch, it was copied back: it gets a new epoch, and kiosks start again.
"""

import os
from pathlib import Path

import msgspec

from kiosk.server.database import Database
from kiosk.server.feed import counter, meta, set_meta


class Marker(msgspec.Struct, frozen=True):
    """What the marker file holds."""

    epoch: str
    told: int


class Epoch:
    """The marker of this server's state folder."""

    def __init__(self, folder: Path) -> None:
        """Keep the marker in `folder`."""
        self._path = folder / "epoch.json"
        self._told = 0

    def settle(self, database: Database, fresh: str) -> str:
        """The database's epoch after a look at the marker; `fresh` becomes it when the two disagree or none is set."""
        with database.writing():
            epoch = meta(database, "epoch")
            marker = self._read()
            if not epoch or (marker and (marker.epoch != epoch or marker.told > counter(database))):
                epoch = fresh
                set_meta(database, "epoch", epoch)
        self._write(Marker(epoch, 0))
        return epoch

    def told(self, epoch: str, number: int) -> None:
        """A kiosk is about to learn of everything up to `number`; remember that first."""
        if number > self._told:
            self._write(Marker(epoch, number))

    def _read(self) -> Marker | None:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Marker)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def _write(self, marker: Marker) -> None:
        """Never lowers what an equal epoch's marker says: other processes write here too."""
        known = self._read()
        told = max(marker.told, known.told) if known and known.epoch == marker.epoch else marker.told
        fresh = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        fresh.write_bytes(msgspec.json.encode(Marker(marker.epoch, told)))
        fresh.replace(self._path)
        self._told = told
