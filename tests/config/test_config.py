from pathlib import Path

import pytest

from kiosk.config import Config, Reader, load
from kiosk.errors import ConfigError


def written(folder: Path, text: str) -> Path:
    """A settings file with this text."""
    path = folder / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_every_setting_has_a_value() -> None:
    """A kiosk starts, shows that it is not set up, and can be enrolled."""
    assert load(None, {}) == Config()


def test_a_file_replaces_what_it_names(tmp_path: Path) -> None:
    """And nothing else."""
    config = load(written(tmp_path, 'language = "en"\n[[readers]]\nname = "card"\nport = "/dev/ttyUSB0"\n'), {})
    assert (config.language, config.readers, config.screen) == (
        "en",
        (Reader(name="card", port="/dev/ttyUSB0"),),
        Config().screen,
    )


def test_the_environment_has_the_last_word(tmp_path: Path) -> None:
    """Numbers and truth values are read as TOML would; anything else is text, as a shell writes it."""
    environ = {
        "KIOSK_SERVER__URL": "https://kiosk.example.org",
        "KIOSK_SCREEN__FULLSCREEN": "false",
        "KIOSK_CONFIG": "the file's own place is no setting",
        "PATH": "/bin",
    }
    config = load(written(tmp_path, '[server]\nurl = "http://127.0.0.1:8000"\nevery = 9\n'), environ)
    assert (config.server.url, config.server.every, config.screen.fullscreen) == ("https://kiosk.example.org", 9, False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param('langage = "en"', ["langage", "'en'", "accepted are", "language"], id="unknown key"),
        pytest.param(
            "[screen]\ncolour = 1", ["screen.colour", "1", "accepted are", "theme"], id="unknown key of a table"
        ),
        pytest.param('[screen]\nwidth = "wide"', ["screen.width", "'wide'", "int"], id="wrong type"),
        pytest.param("[screen]\nwidth = 12", ["screen.width", "12", ">= 480"], id="out of range"),
        pytest.param('[server]\nurl = "ftp://x"', ["server.url", "'ftp://x'", "https?"], id="wrong form"),
        pytest.param('[[readers]]\nname = "card"', ["readers[0]", "port"], id="missing key"),
        pytest.param(
            '[[readers]]\nname = "a"\nport = "p"\nbaud = 1', ["readers[0].baud", "= 1", ">= 300"], id="reader"
        ),
        pytest.param(
            '[[sound.hours]]\nfrom = "9:00"\nto = "10:00"\nvolume = 3',
            ["sound.hours[0].from", "'9:00'"],
            id="time of day",
        ),
        pytest.param(
            '[[sound.hours]]\nfrom = "09:00"\nto = "09:00"\nvolume = 3', ["sound.hours[0]", "the same"], id="no time"
        ),
        pytest.param(
            '[[sound.hours]]\nfrom = "09:00"\nto = "10:00"\nvolume = 3\nloud = 1',
            ["sound.hours[0].loud", "accepted are from, to, volume, quiet"],
            id="unknown key of hours",
        ),
        pytest.param("state = 3", ["state", "3"], id="a path that is none"),
        pytest.param("language =\nstate = 3", ["is not TOML", "line 1"], id="not TOML"),
    ],
)
def test_a_mistake_is_told_with_file_key_value_and_what_is_accepted(tmp_path: Path, text: str, said: list[str]) -> None:
    """A technician at the panel has nothing but this sentence."""
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load(path, {})
    assert [word for word in [str(path), *said] if word not in str(caught.value)] == []


def test_a_mistake_in_the_environment_names_the_variable() -> None:
    """Nobody looks for it in the file."""
    with pytest.raises(ConfigError, match=r"KIOSK_SOUND__VOLUME.*sound\.volume = 200"):
        load(None, {"KIOSK_SOUND__VOLUME": "200"})


def test_a_file_that_cannot_be_read_is_told_with_the_reason(tmp_path: Path) -> None:
    """Not there is another thing than not allowed."""
    with pytest.raises(ConfigError, match="No such file"):
        load(tmp_path / "missing.toml", {})
