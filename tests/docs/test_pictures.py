"""The pictures of the documents are pages and visits as they are drawn today."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageChops

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
OTHERS = {"dashboard.png"}
"""From the server's pages, by `./dev demo --headless`."""
BLOCK, STRAYED, MOST_STRAYED = 4, 40, 0.003
"""Pictures are compared by blocks of 4 x 4 pixels, because the edges of letters differ between graphics drivers. A
block has strayed when a channel differs by more than 40 of 255; three blocks of a thousand may."""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every picture, drawn anew."""
    out = tmp_path_factory.mktemp("pictures")
    command = [sys.executable, "-m", "tests.pictures", str(out)]
    subprocess.run(command, check=True, capture_output=True, env=dict(os.environ), cwd=PICTURES.parents[1])
    return out


def strayed(one: Image.Image, other: Image.Image) -> float:
    """The share of blocks in which two pictures differ; all of them when their sizes do."""
    if one.size != other.size:
        return 1.0
    blocks = [picture.convert("RGB").reduce(BLOCK) for picture in (one, other)]
    red, green, blue = ImageChops.difference(*blocks).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(most.histogram()[STRAYED:]) / (most.width * most.height)


def names(folder: Path) -> set[str]:
    """Every picture of a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.png")}


def test_a_picture_of_the_documents_is_what_the_kiosk_draws(drawn: Path) -> None:
    """Draw them anew with `./dev pictures` when a page was changed on purpose, and look at them."""
    assert names(PICTURES) - OTHERS == names(drawn)
    changed = []
    for name in sorted(names(drawn)):
        with Image.open(PICTURES / name) as shown, Image.open(drawn / name) as now:
            if strayed(shown, now) > MOST_STRAYED:
                changed.append(name)
    assert changed == []


def test_a_moved_button_and_another_colour_are_seen() -> None:
    """The comparison forgives soft edges and nothing that a person would see."""
    with Image.open(PICTURES / "stable" / "calm" / "unknown.png") as picture:
        page = picture.convert("RGB")
    moved = page.copy()
    moved.paste(page.crop((0, 380, 400, 480)), (8, 372))
    assert strayed(page, page) == 0
    assert strayed(page, moved) > MOST_STRAYED
    assert strayed(page, ImageChops.invert(page)) > MOST_STRAYED
    assert strayed(page, page.resize((400, 240))) == 1


def test_the_pictures_stay_small() -> None:
    """Everybody who clones the repository pays for them: two megabytes at the most."""
    assert sum(path.stat().st_size for path in PICTURES.rglob("*.png")) <= 2_000_000
