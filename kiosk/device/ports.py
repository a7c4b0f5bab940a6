"""Why a reader on a serial port may stay silent. Only looks: opening a port would take bytes from the running kiosk."""

from collections.abc import Sequence

from kiosk.config import Reader
from kiosk.core.finding import Finding
from kiosk.device.machine import Machine

OURS = ("kiosk", "python")
PI_UART = "/dev/ttyS0"
DISTURBERS = {
    "ModemManager": ("sends AT commands to new ports", "sudo systemctl disable --now ModemManager"),
    "brltty": ("takes CH340 and CP210x adapters for braille displays", "sudo apt-get purge brltty"),
}


def examine_readers(readers: Sequence[Reader], machine: Machine) -> list[Finding]:
    """One finding a reader; a kiosk without any takes no cards."""
    if not readers:
        return [Finding("readers", False, "none are set", "add [[readers]] to kiosk.toml")]
    return [examine_port(reader, machine) for reader in readers]


def examine_port(reader: Reader, machine: Machine) -> Finding:
    """The first thing that is wrong with a reader's port, or that it is as it should be."""
    name = f"reader {reader.name}"
    if "://" in reader.port:
        return Finding(
            name, True, f"{reader.port} is not a port of this machine; its readers' page shows whether it answers"
        )
    if not machine.path(reader.port).exists():
        return Finding(
            name,
            False,
            f"{reader.port} is not there",
            "plug the reader in; `ls -l /dev/serial/by-id` shows the ports, `port` in kiosk.toml must name one",
        )
    device = machine.device(reader.port)
    trouble = (
        _permission(device, machine) or _console(device, machine) or _held(device, machine) or _uart(device, machine)
    )
    return Finding(name, False, *trouble) if trouble else Finding(name, True, f"{reader.port} can be used")


def examine_disturbers(machine: Machine) -> list[Finding]:
    """Programs that are known to talk into readers' ports."""
    running = set(machine.programs().values())
    return [
        Finding(
            name,
            name not in running,
            f"it {harm}" if name in running else "not running",
            fix if name in running else "",
        )
        for name, (harm, fix) in DISTURBERS.items()
    ]


def _permission(device: str, machine: Machine) -> tuple[str, str] | None:
    path = machine.path(device)
    if machine.may_use(path):
        return None
    group = path.group()
    return (
        f"{machine.user} may not use {device}, which belongs to group {group}",
        f"sudo usermod -aG {group} {machine.user}",
    )


def _console(device: str, machine: Machine) -> tuple[str, str] | None:
    """The kernel or a login prompt on the port eats what the reader sends (hardware notes, section 5)."""
    words = machine.text("/proc/cmdline").split()
    consoles = {word.removeprefix("console=").partition(",")[0] for word in words if word.startswith("console=")}
    if device not in {machine.device(f"/dev/{console}") for console in consoles}:
        return None
    return f"{device} is the system's console", "sudo raspi-config nonint do_serial_cons 1, then restart"


def _held(device: str, machine: Machine) -> tuple[str, str] | None:
    others = [f"{name} ({pid})" for pid, name in machine.holders(device).items() if not name.startswith(OURS)]
    if not others:
        return None
    return f"{device} is in use by {', '.join(others)}", "stop that program, or choose another port in kiosk.toml"


def _uart(device: str, machine: Machine) -> tuple[str, str] | None:
    """The Pi's small UART changes its speed with the core clock (raspberrypi/linux issue 4123)."""
    if device != PI_UART or "Raspberry Pi" not in machine.text("/proc/device-tree/model"):
        return None
    return (
        f"{device} is the small UART, whose speed drifts with the processor's clock",
        "add dtoverlay=disable-bt to /boot/firmware/config.txt and restart",
    )
