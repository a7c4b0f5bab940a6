"""`./dev` on machines that lack something, made of a handful of programs on PATH."""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

TOOLS = (
    "sh",
    "cat",
    "dirname",
    "id",
    "mkdir",
    "sha256sum",
    "head",
    "env",
    "sed",
    "sleep",
    "tail",
    "date",
    "grep",
    "true",
)
LOCKS = ("requirements.lock", "requirements-dev.lock")
EIGHT = """
import os, pytest
@pytest.mark.parametrize("number", range(8))
def test(number):
    print("ran", __file__, os.getpid())
"""

SAID = {
    "E: Failed to fetch http://deb.example.org/x.deb  Temporary failure resolving 'deb": "Look at the network",
    "NewConnectionError: Failed to establish a new connection: [Errno 101] Network is unreachable": "at the network",
    "E: You don't have enough free space in /var/cache/apt/archives/.": "the disk is full",
    "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device": "needs 380 MB",
    "SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate": "PIP_CERT=FILE",
    "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.": "its checksum differs",
    "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 17 (apt-get)": "Wait until it is done",
    "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem.": "was cut off",
    "E: Unable to locate package chromium": "has none for this machine",
    "E: Sub-process /usr/bin/dpkg returned an error code (1)": "the end of the log says why",
}
"""A line that apt-get or pip ends with, and what is said about it."""


@dataclass
class Fresh:
    """A checkout in a folder with a space in its name, and the programs that its machine has."""

    checkout: Path
    bin: Path

    def give(self, name: str, script: str) -> None:
        """Put a program on PATH, in place of the machine's own."""
        (self.bin / name).unlink(missing_ok=True)
        (self.bin / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.bin / name).chmod(0o755)

    def dev(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `./dev` with nothing but these programs."""
        command = [str(self.checkout / "dev"), *words]
        return subprocess.run(command, env={"PATH": str(self.bin)}, capture_output=True, text=True, check=False)

    def sum(self, *names: str) -> str:
        """What `sha256sum` says of these files, one after the other."""
        text = b"".join((self.checkout / name).read_bytes() for name in names)
        return f"{hashlib.sha256(text).hexdigest()}  -"

    def finish(self) -> None:
        """Leave what a complete set-up leaves, with a linter that has nothing to say."""
        (self.checkout / ".venv/bin").mkdir(parents=True)
        stamp = f"{self.checkout} {self.sum(*LOCKS)}\n{LOCKS[1]} {self.sum('pyproject.toml')}\n"
        (self.checkout / ".venv/installed").write_text(stamp)
        (self.checkout / ".venv/bin/ruff").symlink_to("/bin/true")


@pytest.fixture
def fresh(tmp_path: Path, checkout: Path) -> Fresh:
    """A machine with a Python, but without a package manager."""
    place = tmp_path / "a clone"
    place.mkdir()
    for name in ("dev", "pyproject.toml", *LOCKS):
        shutil.copy(checkout / name, place)
    machine = Fresh(place, tmp_path / "bin")
    machine.bin.mkdir()
    for tool in TOOLS:
        (machine.bin / tool).symlink_to(str(shutil.which(tool)))
    machine.give("python3", f'exec "{sys.executable}" "$@"')
    return machine


def test_nothing_is_said_and_done_when_nothing_is_missing(fresh: Fresh) -> None:
    """The second run of any command costs no network and no line on the screen."""
    fresh.finish()
    fresh.give("apt-get", "exit 9")
    fresh.give("dpkg-query", 'shift 2; for name; do printf "installed=%s " "$name"; done')
    done = fresh.dev("lint")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_system_without_apt_is_told_in_one_sentence(fresh: Fresh) -> None:
    """Guessing another system's package names would help nobody."""
    done = fresh.dev("lint")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "not a Debian system" in done.stderr


@pytest.mark.parametrize("sudo", [None, "exit 1"], ids=["there is no sudo", "sudo says no"])
def test_without_rights_an_administrator_gets_the_line_to_run(fresh: Fresh, sudo: str | None) -> None:
    """It names every package, can be copied whole, and no package manager is asked before."""
    fresh.give("id", "echo 1000")
    fresh.give("apt-get", "exit 9")
    fresh.give("dpkg-query", "exit 1")
    if sudo:
        fresh.give("sudo", sudo)
    done = fresh.dev("demo")
    assert done.returncode == 1
    line = "    apt-get update && apt-get install -y --no-install-recommends libegl1 libgl1 chromium fonts-noto-cjk"
    assert done.stderr.splitlines()[-1].startswith(line)
    assert not (fresh.checkout / "out/setup.log").exists()


@pytest.mark.parametrize(("printed", "said"), SAID.items(), ids=SAID.values())
def test_what_went_wrong_is_told_from_what_the_package_manager_printed(fresh: Fresh, printed: str, said: str) -> None:
    """A full disk, a strange certificate and a lost network need different things of a person."""
    fresh.give("id", "echo 0")
    fresh.give("apt-get", f'case "$*" in *install*) echo "{printed}"; exit 100 ;; esac')
    fresh.give("dpkg-query", "exit 1")
    done = fresh.dev("demo")
    assert done.returncode == 1
    assert "cannot install libegl1 libgl1 chromium" in done.stderr.splitlines()[-1]
    assert said in done.stderr.splitlines()[-1]
    assert printed in (fresh.checkout / "out/setup.log").read_text()


def test_the_first_failure_is_not_told_again_when_another_follows(fresh: Fresh) -> None:
    """The log keeps the lines of earlier starts; only those of the last step count."""
    fresh.give("id", "echo 0")
    fresh.give("dpkg-query", "exit 1")
    fresh.give("apt-get", 'case "$*" in *install*) echo No space left on device; exit 100 ;; esac')
    assert "the disk is full" in fresh.dev("demo").stderr
    fresh.give("apt-get", 'case "$*" in *install*) echo Temporary failure resolving; exit 100 ;; esac')
    done = fresh.dev("demo")
    assert "the disk is full" not in done.stderr
    assert "Look at the network" in done.stderr


def test_what_comes_is_said_before_it_comes(fresh: Fresh) -> None:
    """Megabytes, the packages by name, and which Python makes the environment."""
    fresh.give("id", "echo 0")
    fresh.give("apt-get", "exit 0")
    fresh.give("dpkg-query", 'shift 2; for name; do printf "installed=%s " "$name"; done')
    fresh.give("python3", """case "$1" in -V) echo Python 3.12.1 ;; -c) exit 0 ;; *) echo refused; exit 1 ;; esac""")
    done = fresh.dev("demo")
    assert "MB to download" in done.stderr.splitlines()[0]
    assert done.stderr.splitlines()[1] == f"dev: making .venv with Python 3.12.1, {fresh.bin}/python3"


def test_a_long_step_says_how_far_it_is(fresh: Fresh) -> None:
    """Every ten seconds a line with the time so far and what the package manager does; here sleeping takes no time."""
    real = shutil.which("sleep")
    fresh.give("sleep", f'read -r n <ticks; [ "$n" = {"x" * 25} ] && exec {real} 1; echo "${{n}}x" >ticks')
    fetched = "Get:3 http://deb.example.org bookworm/main amd64 libfoo amd64 1.2 [17 MB]"
    wait = f'until read -r n <ticks && [ "$n" = {"x" * 25} ]; do :; done'
    fresh.give("apt-get", f'case "$*" in *install*) echo "{fetched}"; {wait}; exit 100 ;; esac')
    fresh.give("id", "echo 0")
    fresh.give("dpkg-query", "exit 1")
    (fresh.checkout / "ticks").write_text("\n")
    assert "dev:   20 s: Get libfoo amd64 1.2 [17 MB]" in fresh.dev("demo").stderr.splitlines()


def test_an_old_python_is_named_with_what_to_use(fresh: Fresh) -> None:
    """Debian 11 has 3.9, for which Kivy and others have no wheels any more."""
    fresh.give("python3", '[ "$1" = -V ] && echo Python 3.9.2; exit 1')
    fresh.give("apt-get", "exit 0")
    fresh.give("dpkg-query", 'shift 2; for name; do printf "installed=%s " "$name"; done')
    done = fresh.dev("lint")
    assert done.returncode == 1
    assert "this system offers Python 3.9.2" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("changed", "anew"),
    [pytest.param(LOCKS[0], True, id="a lock"), pytest.param("pyproject.toml", False, id="only a setting")],
)
def test_an_environment_from_other_locks_is_made_anew(fresh: Fresh, changed: str, anew: bool) -> None:  # noqa: FBT001
    """What an older checkout installed and no lock names any more does not stay; a setting costs no download."""
    fresh.finish()
    fresh.give("python3", '[ "$2" = venv ] && echo made >&2; exit 0')
    fresh.give("apt-get", "exit 0")
    fresh.give("dpkg-query", 'shift 2; for name; do printf "installed=%s " "$name"; done')
    (fresh.checkout / ".venv/bin/python").symlink_to(fresh.bin / "python3")
    with (fresh.checkout / changed).open("a") as text:
        text.write("# another line\n")
    done = fresh.dev("lint")
    assert done.returncode == 0, done.stderr
    assert ("made" in (fresh.checkout / "out/setup.log").read_text().splitlines()) is anew
    assert fresh.dev("lint").stderr == ""


def test_an_unknown_word_shows_the_known_ones(fresh: Fresh) -> None:
    """The usage is the only list of commands there is."""
    done = fresh.dev("tset")
    assert done.returncode == 1
    assert "./dev test" in done.stderr
    assert "no command 'tset'" in done.stderr


@pytest.mark.parametrize(
    ("fails", "code"),
    [pytest.param("none", 0, id="nothing"), pytest.param("demo", 1, id="demo"), pytest.param("test", 1, id="test")],
)
def test_ci_runs_what_a_newcomer_types(tmp_path: Path, checkout: Path, fails: str, code: int) -> None:
    """First the demo in an environment of its own and then the tests, which have the last word; either may fail it."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(checkout / ".ci/run", tmp_path / ".ci")
    (tmp_path / ".venv").mkdir()
    (tmp_path / "dev").write_text(f'#!/bin/sh\n[ -d .venv ] && echo old; echo "$*"; [ "$1" != {fails} ]\n')
    (tmp_path / "dev").chmod(0o755)
    done = subprocess.run([tmp_path / ".ci/run"], cwd="/", capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("demo --headless --seconds 30\ntest\n", code)


def test_tests_of_one_file_share_a_process(tmp_path: Path, checkout: Path) -> None:
    """With the options of `./dev test` a fixture of a file is made once, and its tests come one after the other."""
    options = next(line for line in (checkout / "dev").read_text().splitlines() if line.startswith("SPREAD="))
    for name in ("test_one.py", "test_two.py"):
        (tmp_path / name).write_text(EIGHT)
    command = [sys.executable, "-m", "pytest", "-rP", *options.removeprefix("SPREAD=").strip('"').split()]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [*command, "--numprocesses", "2"], cwd=tmp_path, env=environ, capture_output=True, text=True, check=True
    )
    ran = [line for line in done.stdout.splitlines() if line.startswith("ran ")]
    assert len(ran) == 16
    assert len(set(ran)) == 2
    assert len({line.split()[-1] for line in ran}) == 2
