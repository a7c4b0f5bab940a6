"""Simulated readers that a person can tap from another terminal: `kiosk run --simulate`, then `kiosk tap CARD`.

Two real pseudo-terminals send real frames, one RDM6300 for cards and one code scanner; `tap` in the state folder is a
named pipe with one card or code a line.
"""

import os
import select
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

import msgspec

from kiosk.config import Config, Reader
from kiosk.errors import ReaderError
from kiosk.readers.protocols import PROTOCOLS
from kiosk.readers.simulated import SimulatedReader
from kiosk.workers import Crew

SLICE = 0.2
READERS = {"card": "rdm6300", "code": "ascii_line"}


class Tapping:
    """Both simulated readers and the pipe, while the kiosk runs; nothing at all unless `on`."""

    def __init__(self, state: Path, *, on: bool = True) -> None:
        """The pipe will be `state`/tap."""
        self.state, self.on = state, on
        self.readers: dict[str, SimulatedReader] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Plug the readers in."""
        if self.on:
            self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name, protocol in READERS.items():
                encode = PROTOCOLS[protocol].encode
                if encode:
                    self.readers[name] = self._stack.enter_context(SimulatedReader(encode))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Unplug them and take the pipe away."""
        self._stack.close()
        if self.on:
            pipe(self.state).unlink(missing_ok=True)

    def configured(self, config: Config) -> Config:
        """The configuration with the simulated readers in place of the real ones."""
        if not self.on:
            return config
        readers = tuple(
            Reader(name=name, port=reader.url, protocol=READERS[name]) for name, reader in self.readers.items()
        )
        return msgspec.structs.replace(config, readers=readers)

    def start(self, crew: Crew) -> None:
        """Listen for `kiosk tap`."""
        if self.on:
            crew.add("tapping", partial(listen, pipe(self.state), self.tap))

    def tap(self, card: str) -> None:
        """Put a card or a code on the reader it belongs to."""
        self.readers["card" if card[:1].islower() else "code"].tap(card)


def pipe(state: Path) -> Path:
    """Where the pipe is."""
    return state / "tap"


def listen(path: Path, tap: Callable[[str], None], stop: Event) -> None:
    """Tap what is written into the pipe, line by line."""
    path.unlink(missing_ok=True)
    os.mkfifo(path, 0o600)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_NONBLOCK), "rb", buffering=0) as file:
        rest = b""
        while not stop.is_set():
            if select.select([file], [], [], SLICE)[0]:
                *lines, rest = (rest + (file.read(4096) or b"")).split(b"\n")
                for line in filter(None, lines):
                    tap(line.decode())


def send_tap(state: Path, card: str) -> None:
    """Tell a kiosk that runs with simulated readers; raises ReaderError when none does."""
    path = pipe(state)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_NONBLOCK), "wb") as file:
            file.write(f"{card}\n".encode())
    except OSError as error:
        raise ReaderError(f"{path}: no kiosk with simulated readers listens; start `kiosk run --simulate`") from error
