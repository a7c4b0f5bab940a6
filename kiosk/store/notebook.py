"""A few durable words: the count of wrong PINs, when the server was last heard, what hardware this was."""

from kiosk.store.database import Database

PUT = "INSERT INTO note VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


class Notebook:
    """Names and values."""

    def __init__(self, database: Database) -> None:
        """Share the kiosk's database."""
        self.database = database

    def get(self, name: str) -> str | None:
        """What was last put under this name."""
        value = self.database.scalar("SELECT value FROM note WHERE name = ?", name)
        return None if value is None else str(value)

    def put(self, name: str, value: str) -> None:
        """Keep it; on the disk when this returns, or when the transaction around it ends."""
        with self.database.writing():
            self.database.rows(PUT, name, value)
