"""Sentences from clips: what is said, by whom, and what is never said."""

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.core.pages import Welcome
from kiosk.errors import AssetError
from kiosk.ui.samples import sample_pages
from kiosk.ui.voice import Voice, spoken

PAGES = sample_pages("zh_CN")


def pack(folder: Path, tag: str, *parts: str) -> None:
    """Put a pack with these clips into a folder."""
    (folder / tag).mkdir()
    (folder / tag / "pack.toml").write_text(f'title = "{tag}"\n', encoding="utf-8")
    for part in parts:
        (folder / tag / f"{part}.wav").touch()


@pytest.mark.parametrize(
    ("page", "parts"),
    [
        ("welcome", "welcome service.lunch pay number.12 yuan"),
        ("welcome-free", "welcome service.barber free"),
        ("welcome-ask", "welcome service.lunch"),
        ("welcome-many", "welcome service.lunch service.chess pay number.34 yuan"),
        ("welcome-arrived", "arrived"),
        ("already", "already"),
        ("choose", "choose"),
        ("choose-still-there", "still_there"),
        ("unknown", "unknown"),
        ("unknown-again", "again"),
        ("not-ours", "not_ours"),
        ("see-staff", "see_staff"),
        ("help", "help"),
        ("idle", ""),
        ("today", ""),
    ],
)
def test_a_page_has_its_sentence(page: str, parts: str) -> None:
    """Outcome, service and price are said, never a name."""
    assert " ".join(spoken(PAGES[page])) == parts


def test_a_private_service_and_a_crooked_price_are_only_written() -> None:
    """Others in the queue hear no medical service; a price with fen is no single number."""
    page = PAGES["welcome"]
    assert isinstance(page, Welcome)
    private = tuple(replace(line, private=True) for line in page.lines)
    assert spoken(replace(page, lines=private, total=1250)) == ("welcome",)


def test_another_pack_speaks_what_the_chosen_one_cannot(tmp_path: Path) -> None:
    """A whole sentence comes from one voice: the chosen one, else the next that has all of its parts, else nobody."""
    pack(tmp_path, "dali", "already")
    pack(tmp_path, "zh_CN", "already", "help")
    voice = Voice(tmp_path, "zh_CN")
    assert voice.clips(PAGES["already"]) == [tmp_path / "zh_CN" / "already.wav"]
    assert Voice(tmp_path, "dali").clips(PAGES["already"]) == [tmp_path / "dali" / "already.wav"]
    assert Voice(tmp_path, "dali").clips(PAGES["help"]) == [tmp_path / "zh_CN" / "help.wav"]
    assert voice.clips(PAGES["welcome"]) == []
    assert Voice(tmp_path / "none").clips(PAGES["help"]) == []


def test_a_broken_pack_is_named(tmp_path: Path) -> None:
    """Whoever recorded the pack learns which file is wrong."""
    (tmp_path / "bai").mkdir()
    (tmp_path / "bai" / "pack.toml").write_text("name = 1\n", encoding="utf-8")
    with pytest.raises(AssetError, match=r"pack\.toml: is not a voice pack"):
        Voice(tmp_path)
