"""The lamp behind the panel."""

from pathlib import Path

from kiosk.device.backlight import Backlight


def test_every_lamp_goes_off_and_on(tmp_path: Path) -> None:
    """As the kernel's files want it: 4 is off, 0 is on."""
    lamps = [tmp_path / name / "bl_power" for name in ("10-0045", "acpi_video0")]
    for lamp in lamps:
        lamp.parent.mkdir()
        lamp.write_text("0\n")
    backlight = Backlight(tmp_path)
    backlight.shine(on=False)
    assert [lamp.read_text() for lamp in lamps] == ["4", "4"]
    backlight.shine(on=True)
    assert [lamp.read_text() for lamp in lamps] == ["0", "0"]


def test_a_lamp_that_refuses_stops_nothing(tmp_path: Path) -> None:
    """It is left alone after the first refusal, and a machine without any lamp is fine."""
    (tmp_path / "odd" / "bl_power").mkdir(parents=True)
    backlight = Backlight(tmp_path)
    backlight.shine(on=False)
    assert backlight.lamps == []
    Backlight(tmp_path / "nothing").shine(on=False)
