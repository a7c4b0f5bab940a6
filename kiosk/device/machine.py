"""This computer as its files under `root` tell it. Nothing is opened for writing and no device is touched."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


def usable(path: Path) -> bool:
    """Whether this process may read and write a device."""
    return os.access(path, os.R_OK | os.W_OK)


@dataclass(frozen=True, slots=True)
class Machine:
    """`root` is `/` but for tests; `user` is who asks, for the lines that mend; `may_use` judges permissions."""

    user: str
    root: Path = Path("/")
    may_use: Callable[[Path], bool] = usable

    def path(self, name: str | Path) -> Path:
        """Where an absolute path of the machine is."""
        return self.root / str(name).lstrip("/")

    def text(self, name: str) -> str:
        """What a small file says; empty when it is not there or not ours to read."""
        try:
            return self.path(name).read_text(encoding="utf-8", errors="replace").strip("\0\n ")
        except OSError:
            return ""

    def device(self, name: str) -> str:
        """The device behind a link such as `/dev/serial/by-id/...`, as an absolute path of the machine."""
        return "/" + str(self.path(name).resolve().relative_to(self.root.resolve()))

    def programs(self) -> dict[int, str]:
        """The names of all running programs by process id."""
        found = {int(path.name): self.text(f"/proc/{path.name}/comm") for path in self._processes()}
        return {number: name for number, name in found.items() if name}

    def holders(self, device: str) -> dict[int, str]:
        """The programs that have a device open, as far as this user may see them."""
        programs = self.programs()
        return {
            int(path.name): programs.get(int(path.name), "?") for path in self._processes() if device in _open(path)
        }

    def _processes(self) -> list[Path]:
        return sorted(path for path in self.path("/proc").glob("[0-9]*") if path.name.isdigit())


def _open(process: Path) -> Iterator[str]:
    """What a process has open; a process that ends meanwhile, or is another user's, has nothing."""
    try:
        for link in (process / "fd").iterdir():
            yield str(link.readlink())
    except OSError:
        return
