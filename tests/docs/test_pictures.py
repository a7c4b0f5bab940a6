"""The pictures in the README are pages as they are drawn today."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
DRAWN = ("idle", "choose", "welcome", "today")
SIZE, LANGUAGE, THEME = "1280x800", "zh_CN", "calm"
TOLERANCE = 2.0
"""Mean difference of a channel, of 255: smoothing differs between graphics drivers, a moved button shows."""


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every page at the size of the README's pictures."""
    out = tmp_path_factory.mktemp("album")
    choice = ("--size", SIZE, "--language", LANGUAGE, "--theme", THEME)
    command = [str(Path(sys.executable).with_name("kiosk")), "shots", "--out", str(out), *choice]
    subprocess.run(command, check=True, capture_output=True, env=dict(os.environ))
    return out / SIZE / THEME / LANGUAGE


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_of_the_readme_is_what_the_kiosk_draws(name: str, album: Path) -> None:
    """Copy it anew from `./dev shots` when a page was changed on purpose."""
    with Image.open(PICTURES / f"{name}.png") as shown, Image.open(album / f"{name}.png") as drawn:
        difference = ImageStat.Stat(ImageChops.difference(shown.convert("RGB"), drawn.convert("RGB")))
    assert max(difference.mean) < TOLERANCE
