"""A private PostgreSQL for the tests: real binaries, an unprivileged user, a folder and a socket of its own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg

UNPRIVILEGED = "nobody"
FAST = {"fsync": "off", "listen_addresses": "", "max_connections": "150", "shared_buffers": "32MB"}


def binary(name: str) -> str:
    """Where Debian keeps the server's programs; they are not on anybody's path."""
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    assert found, f"{name} is missing; apt install postgresql"
    return found


@contextmanager
def running_cluster() -> Iterator[Path]:
    """A cluster that answers on a socket in the folder it gives, and is gone afterwards."""
    with cluster() as (folder, _):
        yield folder


@contextmanager
def cluster() -> Iterator[tuple[Path, Callable[..., None]]]:
    """The same, with what passes words on to its `pg_ctl`: start and stop."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
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


def fresh_database(cluster: Path, name: str) -> str:
    """The address of a new, empty database."""
    with psycopg.connect(host=str(cluster), user="tests", dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"postgresql://tests@/{name}?host={cluster}"
