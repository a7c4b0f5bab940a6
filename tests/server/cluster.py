"""A private PostgreSQL for the tests: real binaries, an unprivileged user, a folder and a socket of its own."""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg

UNPRIVILEGED = "nobody"
MEMORY, ROOM = Path("/dev/shm"), 1 << 30
FAST = {"fsync": "off", "listen_addresses": "", "max_connections": "150", "shared_buffers": "32MB"}


def binary(name: str) -> str:
    """Where Debian keeps the server's programs; they are not on anybody's path."""
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    assert found, f"{name} is missing; apt install postgresql"
    return found


def memory() -> Path | None:
    """A folder in memory with room for some databases of 8 MB, where to make one takes a quarter; None without."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM else None


@contextmanager
def running_cluster(place: Path | None = None) -> Iterator[Path]:
    """A cluster that answers on a socket in the folder it gives, and is gone afterwards; its data are in `place`."""
    with cluster(place) as (folder, _):
        yield folder


@contextmanager
def cluster(place: Path | None = None) -> Iterator[tuple[Path, Callable[..., None]]]:
    """The same, with what passes words on to its `pg_ctl`: start and stop."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=place))
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, UNPRIVILEGED)
    data = str(folder / "data")

    def call(*words: str) -> None:
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd=folder, user=user)

    options = " ".join(f"-c {name}='{value}'" for name, value in FAST.items())
    call(binary("initdb"), "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    control = partial(
        call, binary("pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", f"-k {folder} {options}"
    )
    control("start")
    try:
        yield folder, control
    finally:
        control("-m", "immediate", "stop")
        shutil.rmtree(folder)


def fresh_database(cluster: Path, name: str, template: str = "template1") -> str:
    """The address of a new database: a copy of `template`, to which no connection is open; empty unless told."""
    _tell(cluster, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    return f"postgresql://tests@/{name}?host={cluster}"


@contextmanager
def lent(cluster: Path, template: str = "template1") -> Iterator[str]:
    """The address of a new database, which is dropped afterwards."""
    name = f"t{secrets.token_hex(6)}"
    yield fresh_database(cluster, name, template)
    _tell(cluster, f'DROP DATABASE "{name}" WITH (FORCE)')


def _tell(cluster: Path, statement: str) -> None:
    with psycopg.connect(host=str(cluster), user="tests", dbname="postgres", autocommit=True) as connection:
        connection.execute(statement)
