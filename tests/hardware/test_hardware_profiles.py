"""The folder `hardware/`: what it says about readers can be loaded, and mistakes in it are named."""

from pathlib import Path

import pytest

from kiosk.errors import ReaderError
from kiosk.paths import HARDWARE
from kiosk.readers.profile import load, models


@pytest.mark.parametrize("model", models(HARDWARE))
def test_every_model_has_a_profile_that_loads(model: str) -> None:
    """A folder's profile names a known protocol and a title."""
    assert load(HARDWARE, model).title


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param('title = "x"', "title and protocol", id="missing"),
        pytest.param('title = "x"\nprotocol = "morse"', "no such protocol", id="protocol"),
        pytest.param('title = "x"\nprotocol = "rdm6300"\nbuad = 1', "buad: no such key", id="key"),
        pytest.param('title = "x"\nprotocol = "rdm6300"\nbaud = "fast"', "baud", id="type"),
        pytest.param('title = "x"\nprotocol = "rdm6300"\nusb = ["1A86:7523"]', "usb", id="usb"),
        pytest.param("title = ", "not TOML", id="syntax"),
    ],
)
def test_a_mistake_in_a_profile_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    """The error names the file and what is wrong in it."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "profile.toml").write_text(text)
    with pytest.raises(ReaderError, match=complaint):
        load(tmp_path, "mine")


def test_an_unknown_model_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    """Asking for a model that is not there lists those that are."""
    with pytest.raises(ReaderError, match="models are"):
        load(tmp_path, "none")
