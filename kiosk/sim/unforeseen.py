"""What a worker of the kiosk survived although nobody foresaw it: in a history that is a breach too."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class Unforeseen(logging.Handler):
    """Hears of what a worker survived but nobody foresaw."""

    def __init__(self) -> None:
        """Listen to errors only."""
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it, with its cause."""
        self.heard.append(f"unforeseen: {record.getMessage()}: {record.exc_info[1] if record.exc_info else None!r}")


@contextmanager
def heard_by(handler: logging.Handler) -> Iterator[None]:
    """Let `handler` hear the whole program for a while."""
    root = logging.getLogger("kiosk")
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
