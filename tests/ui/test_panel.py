"""What Kivy is told before it is imported."""

from pathlib import Path

from kiosk.ui.panel import Panel


def test_the_dpi_is_that_of_the_glass(tmp_path: Path) -> None:
    """Pixels and diagonal give the dpi; a smaller window keeps the millimetre, a display of other pixels does not."""
    panel = Panel(width=800, height=480, inches=7.0, home=tmp_path)
    assert round(panel.dpi, 1) == 133.3
    assert panel.sized(400, 240).px_per_mm == panel.px_per_mm
    assert panel.sized(480, 800).px_per_mm == panel.px_per_mm
    assert round(Panel(home=tmp_path, inches=7.0, fullscreen=True).sized(1024, 600).dpi, 1) == 169.5


def test_the_kiosk_takes_the_whole_display(tmp_path: Path) -> None:
    """Full screen hides the pointer, turns the picture and lets no key end the program."""
    environ: dict[str, str] = {}
    Panel(home=tmp_path / "kivy", fullscreen=True, rotation=90).prepare(environ)
    assert environ["KCFG_GRAPHICS_FULLSCREEN"] == "auto"
    assert environ["KCFG_GRAPHICS_SHOW_CURSOR"] == "0"
    assert environ["KCFG_GRAPHICS_ROTATION"] == "90"
    assert environ["KCFG_KIVY_EXIT_ON_ESCAPE"] == "0"
    assert "SDL_VIDEODRIVER" not in environ
    assert (tmp_path / "kivy").is_dir()


def test_without_a_display_it_draws_off_screen(tmp_path: Path) -> None:
    """Off-screen keeps the panel's pixels and makes no noise."""
    environ: dict[str, str] = {}
    Panel(home=tmp_path, fullscreen=True, offscreen=True).prepare(environ)
    assert (environ["SDL_VIDEODRIVER"], environ["SDL_AUDIODRIVER"]) == ("offscreen", "dummy")
    assert environ["KCFG_GRAPHICS_FULLSCREEN"] == "0"
