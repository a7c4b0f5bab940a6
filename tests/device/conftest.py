from pathlib import Path

import pytest

from tests.device.parts import FakeMachine


@pytest.fixture
def pi(tmp_path: Path) -> FakeMachine:
    """A Raspberry Pi with one USB reader and nothing wrong."""
    machine = FakeMachine(tmp_path / "root")
    machine.write("/proc/cmdline", "root=/dev/mmcblk0p2 console=tty1")
    machine.write("/proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.5\0")
    machine.write("/dev/ttyUSB0", "")
    machine.link("/dev/serial/by-id/usb-1a86", "../../ttyUSB0")
    return machine
