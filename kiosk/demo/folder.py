"""The folder that a demo works in: its own while it runs, and without what an earlier one left."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.errors import SetupError

SHOWN = ("server", "kiosk", "pictures")
NEEDED_MB = 100
"""Twenty-five are written; a kiosk keeps some more of its disk free."""


@contextmanager
def emptied(out: Path) -> Iterator[Path]:
    """`out`, made where it is not there, as an absolute path. Raises SetupError when no demo can run in it."""
    other = "give --out another folder"
    needed = f"a demo needs a folder of its own with {NEEDED_MB} MB free, see --out"
    try:
        out.mkdir(parents=True, exist_ok=True)
        with (out / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for name in SHOWN:
                if (out / name).exists():
                    shutil.rmtree(out / name)
            if shutil.disk_usage(out).free < NEEDED_MB * 10**6:
                raise SetupError(f"{out}: less than {NEEDED_MB} MB are free on this disk; make room, or {other}")
            yield out.absolute()
    except BlockingIOError as error:
        raise SetupError(f"{out}: another demo runs in this folder; end it, or {other}") from error
    except OSError as error:
        raise SetupError(f"{error.filename or out}: {error.strerror}; {needed}") from error
