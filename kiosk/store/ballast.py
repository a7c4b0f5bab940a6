"""Space put by for a bad day: on a full disk even DELETE fails, so a file that holds nothing is given up instead.

It buys some ten thousand visits, weeks of a centre, until a person has made room. `Upkeep` puts it back afterwards.
"""

import os
import shutil
from pathlib import Path

from kiosk.errors import StoreFull

BYTES = 16 * 1024 * 1024
ROOM = 4
"""The ballast is put back only when so many times its size is free: never fill the disk with nothing."""


class Ballast:
    """One file of `size` bytes whose blocks really belong to it."""

    def __init__(self, path: Path, size: int = BYTES) -> None:
        """Nothing is allocated yet."""
        self.path, self.size = path, size

    @property
    def there(self) -> bool:
        """Whether the space is put by."""
        return self.path.exists() and self.path.stat().st_blocks * 512 >= self.size

    def fill(self) -> bool:
        """Put the space by unless the disk is nearly full; whether it is there now. Raises StoreFull."""
        if self.there:
            return True
        if shutil.disk_usage(self.path.parent).free < ROOM * self.size:
            return False
        try:
            with self.path.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, self.size)
        except OSError as error:
            self.path.unlink(missing_ok=True)
            raise StoreFull(f"{self.path}: cannot be allocated ({error.strerror}); free some space") from error
        return True

    def drop(self) -> bool:
        """Give the space up; False when there was none left to give."""
        try:
            self.path.unlink()
        except OSError:
            return False
        return True
