"""The lamp behind the panel, where the kernel can switch it. Without one the glass is black, and the lamp stays on.

Source: the kernel's Documentation/ABI/stable/sysfs-class-backlight: `bl_power` is 0 for on and 4 for off.
"""

import logging
from pathlib import Path

ON, OFF = "0", "4"
log = logging.getLogger(__name__)


class Backlight:
    """Every lamp below `folder`. One that does not let itself be switched is told of once; a tap never waits for it."""

    def __init__(self, folder: Path = Path("/sys/class/backlight")) -> None:
        """Look for lamps."""
        self.lamps = sorted(folder.glob("*/bl_power"))

    def shine(self, *, on: bool) -> None:
        """Switch them."""
        for lamp in list(self.lamps):
            try:
                lamp.write_text(ON if on else OFF, encoding="ascii")
            except OSError as error:
                log.warning("%s: cannot be written (%s); the glass is black at night, but lit", lamp, error.strerror)
                self.lamps.remove(lamp)
