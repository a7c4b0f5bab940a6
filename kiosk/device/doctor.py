"""Everything that can be wrong with a kiosk, each with its cause and the line that mends it: `kiosk doctor`.

A check is a small function that gives a `Finding`; the database, the font and the clock are handed in, because other
columns own them. Nothing here changes the machine.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from kiosk.clock import ToldClock
from kiosk.core.bundle import Problem
from kiosk.core.finding import Finding
from kiosk.core.model import WallState
from kiosk.device.machine import Machine
from kiosk.errors import KioskError, install_line

PLAIN_HEADER = b"SQLite format 3\0"
FULL = 2
LEAST_FREE_BYTES = 200_000_000
"""Room for years of visits, and for the write-ahead log and an update besides."""

TOLD_BY = {
    WallState.NTP: "by NTP",
    WallState.SERVER: "as the server told; NTP has not answered",
    WallState.STAFF: "as staff said, give or take two minutes; NTP has not answered",
    WallState.RTC: "by the battery-backed clock; NTP has not answered",
    WallState.SAVED: "as it was saved before the power went: nobody knows how long ago that was",
    WallState.EPOCH: "which cannot be: this clock was never set",
}
SET_THE_CLOCK = "sudo timedatectl set-ntp true; without a network hold the clock on the glass, PIN, and say the time"

NOT_BELIEVED = "by NTP, which contradicts what was known before or was wrong when the server last spoke: not believed"
WHO_IS_WRONG = (
    "look whom NTP asks, often it is the router: timedatectl timesync-status, or chronyc sources; where NTP is right,"
    " set the clock of the server; staff may say the time meanwhile: hold the clock on the glass, PIN"
)


@dataclass(frozen=True, slots=True)
class Opened:
    """An open database: its engine's version, and `PRAGMA synchronous` as its connection answers it."""

    engine: str
    synchronous: int


def examine_database(path: Path, reopen: Callable[[], Opened]) -> Finding:
    """Whether visits are kept durably and unreadable to whoever takes the card. `reopen` may raise KioskError."""
    name = "database"
    if not path.exists():
        return Finding(name, False, f"{path} does not exist: this kiosk is not enrolled", "kiosk enrol --token TOKEN")
    try:
        opened = reopen()
        with path.open("rb") as file:
            plain = file.read(len(PLAIN_HEADER)) == PLAIN_HEADER
    except (KioskError, OSError) as error:
        return Finding(name, False, str(error), "restore the folder from a backup, or enrol the kiosk again")
    if plain:
        return Finding(name, False, f"{path} is not encrypted", "delete it once all visits are sent, and enrol again")
    if opened.synchronous != FULL:
        return Finding(
            name, False, f"synchronous is {opened.synchronous}: a power cut may lose visits", "report this bug"
        )
    return Finding(name, True, f"SQLite {opened.engine}, encrypted, synchronous FULL")


def examine_keys(state: Path, keys: Path) -> Finding:
    """Where the keys lie, and whether who takes the disk of `state` has them as well."""
    try:
        together = keys.stat().st_dev == state.stat().st_dev
    except OSError as error:
        return Finding("keys", False, f"{keys}: {error.strerror}", "plug in what holds the keys, and mount it there")
    whose = "on the database's disk: who takes it can read it" if together else "on another disk than the database"
    return Finding("keys", True, f"in {keys}, {whose}")


def examine_settings(version: str, refused: Sequence[Problem]) -> Finding:
    """Whether what the centre set last is in force here, or something older because that does not work."""
    if not refused:
        return Finding("settings", True, f"the centre's newest, {version}")
    cause = f"still {version}, the newest do not work: {'; '.join(map(str, refused))}"
    return Finding("settings", False, cause, "correct them on the server's pages; the kiosk takes them by itself")


def examine_space(folder: Path) -> Finding:
    """Whether the disk can take what is to come."""
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    seen = f"{free // 1_000_000} MB free for {folder}"
    return Finding(
        "disk space", free >= LEAST_FREE_BYTES, seen, "" if free >= LEAST_FREE_BYTES else "sudo apt-get clean"
    )


def examine_font(locate: Callable[[], Path]) -> Finding:
    """Whether Chinese can be drawn. `locate` raises KioskError when the font is not installed."""
    try:
        return Finding("font", True, locate().name)
    except KioskError as error:
        return Finding("font", False, str(error), install_line("ui"))


def examine_window(machine: Machine, environ: Mapping[str, str]) -> Finding:
    """Whether there is something to draw on: a desktop, or a graphics card that SDL can drive without one (KMSDRM)."""
    name = "window"
    if find_spec("kivy") is None:
        return Finding(name, False, "Kivy is not installed", install_line("ui"))
    if desktop := environ.get("WAYLAND_DISPLAY") or environ.get("DISPLAY"):
        return Finding(name, True, f"a desktop on {desktop}")
    cards = sorted(machine.path("/dev/dri").glob("card*"))
    if not cards:
        fix = "on a Raspberry Pi add dtoverlay=vc4-kms-v3d to /boot/firmware/config.txt and restart"
        return Finding(name, False, "there is no desktop and no /dev/dri/card*", fix)
    if not any(machine.may_use(card) for card in cards):
        return Finding(
            name, False, f"{machine.user} may not use /dev/dri", f"sudo usermod -aG video,render {machine.user}"
        )
    return Finding(name, True, f"no desktop: /dev/dri/{cards[0].name} through KMSDRM")


def examine_clock(clock: ToldClock) -> Finding:
    """Whether anybody vouches for the time since the start; until then the glass shows none, and visits wait for it.

    A time that was only saved (by fake-hwclock or timesyncd) looks right and is behind by as long as the power was off.
    NTP that contradicts the server's signed time is never believed in silence, whichever of the two is right.
    """
    now, machine = clock.now(), clock.machine()
    seen = f"{now.wall:%Y-%m-%d %H:%M} UTC, "
    if (ahead := clock.ahead) is not None and clock.server:
        by_server = machine.wall - timedelta(seconds=ahead)
        cause = f"NTP says {machine.wall:%Y-%m-%d %H:%M} UTC and the server {by_server:%Y-%m-%d %H:%M} UTC"
        used = "NTP's, as staff said" if now.state is WallState.NTP else "the server's"
        return Finding("clock", False, f"{cause}: one of both is wrong, here {used} counts", WHO_IS_WRONG)
    if machine.state is WallState.NTP and not now.state.vouched:
        return Finding("clock", False, f"{seen}{NOT_BELIEVED}", WHO_IS_WRONG)
    good = now.state.vouched
    return Finding("clock", good, seen + TOLD_BY[now.state], "" if good else SET_THE_CLOCK)
