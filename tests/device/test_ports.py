from collections.abc import Callable

import pytest

from kiosk.config import Reader
from kiosk.device.ports import examine_disturbers, examine_port, examine_readers
from tests.device.parts import FakeMachine

READER = Reader(name="card", port="/dev/serial/by-id/usb-1a86", model="rdm6300")


def test_a_port_with_nothing_wrong_is_good(pi: FakeMachine) -> None:
    """The common case needs no fix."""
    found = examine_port(READER, pi.machine)
    assert (found.ok, found.fix) == (True, "")


def test_the_kiosk_itself_may_hold_the_port(pi: FakeMachine) -> None:
    """The doctor also runs while the kiosk does."""
    pi.run(12, "kiosk", "/dev/ttyUSB0")
    assert examine_port(READER, pi.machine).ok


@pytest.mark.parametrize(
    ("spoil", "cause", "fix"),
    [
        pytest.param(lambda pi: (pi.root / "dev/ttyUSB0").unlink(), "not there", "plug the reader in", id="unplugged"),
        pytest.param(
            lambda pi: pi.forbidden.add("ttyUSB0"), "anna may not use /dev/ttyUSB0", "usermod -aG", id="no permission"
        ),
        pytest.param(
            lambda pi: pi.write("/proc/cmdline", "console=ttyUSB0,115200"), "console", "do_serial_cons 1", id="console"
        ),
        pytest.param(
            lambda pi: pi.run(44, "screen", "/dev/null", "/dev/ttyUSB0"), "screen (44)", "stop that", id="in use"
        ),
    ],
)
def test_what_is_wrong_with_a_port_is_named_with_its_fix(
    pi: FakeMachine, spoil: Callable[[FakeMachine], None], cause: str, fix: str
) -> None:
    """Each known cause of a silent reader has its own sentence and the line that mends it."""
    spoil(pi)
    found = examine_port(READER, pi.machine)
    assert not found.ok
    assert cause in found.cause
    assert fix in found.fix


def test_the_small_uart_of_a_pi_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Its speed drifts with the processor's clock, so that a reader works for an hour and then does not."""
    pi = FakeMachine(tmp_path_factory.mktemp("root"))
    pi.write("/dev/ttyS0", "")
    pi.link("/dev/serial0", "ttyS0")
    reader = Reader(name="card", port="/dev/serial0", model="rdm6300")
    assert examine_port(reader, pi.machine).ok
    pi.write("/proc/device-tree/model", "Raspberry Pi 3 Model B\0")
    assert "disable-bt" in examine_port(reader, pi.machine).fix


def test_a_port_on_the_network_is_not_looked_for_on_this_machine(pi: FakeMachine) -> None:
    """`socket://` and its like have no device file."""
    assert examine_port(Reader(name="far", port="socket://10.0.0.9:4000", model="gm65"), pi.machine).ok


def test_programs_that_talk_into_ports_are_found(pi: FakeMachine) -> None:
    """ModemManager and brltty are named when they run, with the line that ends them."""
    assert all(found.ok for found in examine_disturbers(pi.machine))
    pi.run(9, "ModemManager")
    bad = [found for found in examine_disturbers(pi.machine) if not found.ok]
    assert [found.name for found in bad] == ["ModemManager"]
    assert "disable --now ModemManager" in bad[0].fix


def test_a_kiosk_without_readers_is_told(pi: FakeMachine) -> None:
    """An empty list would else look like a healthy kiosk."""
    assert not examine_readers((), pi.machine)[0].ok
