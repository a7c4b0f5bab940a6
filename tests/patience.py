"""Waiting for what has to happen, as long as a slow machine takes, and programs that end with their test."""

import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 120.0
"""Seconds that only something that hangs takes."""


def until(true: Callable[[], object], what: str) -> None:
    """Look again and again until it is true; AssertionError with `what` when it never comes."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"waited {PATIENCE:.0f} s in vain for {what}"
        time.sleep(0.01)


@contextmanager
def program(command: Sequence[str | Path], **options: Any) -> Iterator["subprocess.Popen[str]"]:
    """A program at work; it is killed when its test ends before it does."""
    with subprocess.Popen(command, text=True, **options) as process:
        try:
            yield process
        finally:
            process.kill()
