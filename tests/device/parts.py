"""A machine made of a few files, and parts that answer as they are told."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kiosk.clock import SteppedClock
from kiosk.core.model import WallState
from kiosk.device.machine import Machine


@dataclass
class FakeMachine:
    """Files below `root`; `forbidden` are the devices that the user may not use."""

    root: Path
    forbidden: set[str] = field(default_factory=set)

    def write(self, name: str, text: str) -> None:
        """Put a file there."""
        path = self.root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def link(self, name: str, target: str) -> None:
        """Put a symbolic link there."""
        path = self.root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)

    def run(self, pid: int, program: str, *opened: str) -> None:
        """Let a program run that has these files open."""
        self.write(f"/proc/{pid}/comm", f"{program}\n")
        for number, name in enumerate(opened):
            self.link(f"/proc/{pid}/fd/{number}", name)

    @property
    def machine(self) -> Machine:
        """What the doctor sees of it."""
        return Machine("anna", self.root, lambda path: path.name not in self.forbidden)


def clock(state: WallState) -> SteppedClock:
    """A clock that knows how far it can be trusted."""
    return SteppedClock(datetime(2026, 11, 24, 3, 30, tzinfo=UTC), state)
