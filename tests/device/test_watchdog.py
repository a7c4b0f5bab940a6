import socket
from pathlib import Path

from kiosk.device.watchdog import Watchdog


def test_systemd_hears_that_we_are_up_and_alive(tmp_path: Path) -> None:
    """The words are those of sd_notify(3), each in a message of its own."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        watchdog = Watchdog({"NOTIFY_SOCKET": str(tmp_path / "notify")})
        watchdog.ready()
        watchdog.alive()
        assert [systemd.recv(64), systemd.recv(64)] == [b"READY=1", b"WATCHDOG=1"]


def test_the_abstract_namespace_is_understood() -> None:
    """Such an address is written with a leading @."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind("\0kiosk-test-notify")
        Watchdog({"NOTIFY_SOCKET": "@kiosk-test-notify"}).ready()
        assert systemd.recv(64) == b"READY=1"


def test_without_systemd_nothing_is_said(tmp_path: Path) -> None:
    """Neither a missing socket nor one that nobody reads stops the kiosk."""
    Watchdog({}).alive()
    Watchdog({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).alive()
