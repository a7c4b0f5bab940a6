"""A language is a file, and every language says the same things."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from kiosk.errors import AssetError
from kiosk.i18n import FALLBACK, PSEUDO, Catalogs, entries, placeholders
from kiosk.paths import ASSETS
from kiosk.ui.fonts import UNKNOWN_ICON, icon, icon_font, icons, text_font

FOLDER = ASSETS / "i18n"
FILES = sorted(FOLDER.glob("*.po"))
KEY = re.compile(r"""["']([a-z]+\.[a-z_]+)["']""")
SOURCES = [*Path("kiosk/ui").rglob("*.py"), *Path("kiosk/ui").rglob("*.kv"), Path("kiosk/i18n.py")]


@pytest.fixture
def catalogs() -> Catalogs:
    """The kiosk's own languages; a missing text is an error."""
    return Catalogs(FOLDER, strict=True)


def part(path: Path) -> str:
    """Which file of the fallback language this one answers to."""
    return f"{path.stem.rpartition('.')[0]}.{FALLBACK}.po".lstrip(".")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_same_keys_in_every_language(path: Path) -> None:
    """A language has exactly the texts of the fallback language, each of them filled in."""
    assert {entry.msgid for entry in entries(path)} == {entry.msgid for entry in entries(path.with_name(part(path)))}
    assert not [entry.msgid for entry in entries(path) if not (entry.msgstr or all(entry.msgstr_plural.values()))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_same_placeholders_in_every_language(path: Path) -> None:
    """A text wants the same values in every language; only a singular may leave out its number."""
    wanted = {
        entry.msgid: placeholders(entry.msgstr or entry.msgstr_plural[0]) for entry in entries(FOLDER / part(path))
    }
    for entry in entries(path):
        forms = [entry.msgstr] if entry.msgstr else list(entry.msgstr_plural.values())
        assert placeholders(forms[-1]) == wanted[entry.msgid], entry.msgid
        assert all(placeholders(form) >= wanted[entry.msgid] - {"n"} for form in forms), entry.msgid


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_font_draws_every_character(path: Path) -> None:
    """No text holds a character that would be drawn as an empty box."""
    drawn = TTFont(text_font()).getBestCmap()
    letters = {
        letter for entry in entries(path) for text in (entry.msgstr, *entry.msgstr_plural.values()) for letter in text
    }
    assert {letter for letter in letters if ord(letter) not in drawn} <= {"\n"}


def test_the_icon_font_draws_every_icon_it_names() -> None:
    """Every icon that a screen names, and the one for unknown names, is in the font."""
    drawn = TTFont(icon_font()).getBestCmap()
    lines = [line for path in SOURCES if path.suffix == ".kv" for line in path.read_text().splitlines()]
    said = " ".join(line for line in lines if re.search(r"\b(icon|emblem): '|Icon|'(circle|utensils)", line))
    named = set(re.findall(r"'([a-z-]+)'", said)) | {f"arrow-{side}" for side in ("left", "right", "down")}
    assert len(named) > 12
    assert {name for name in named | {UNKNOWN_ICON, "delete-left"} if ord(icon(name)) not in drawn} == set()
    assert {name for name in named if name not in icons()} == set()


def test_every_text_is_used_and_every_used_text_exists() -> None:
    """No screen asks for a text that is missing, and no text stays behind when its screen goes."""
    keys = {entry.msgid for entry in entries(FOLDER / f"{FALLBACK}.po")}
    families = {key.partition(".")[0] for key in keys}
    used = {key for path in SOURCES for key in KEY.findall(path.read_text()) if key.partition(".")[0] in families}
    by_value = {key for key in keys if re.match(r"(weekday|month|note|voice|festival|sign)\.", key)}
    assert used - keys == set()
    assert keys - used - by_value == set()


def test_money_has_decimals_only_when_needed(catalogs: Catalogs) -> None:
    """Fen become yuan without a rounding error, and nothing costs "0 yuan"."""
    zh = catalogs["zh_CN"]
    assert [zh.money(fen) for fen in (1200, 1205, 5, -1250)] == ["12 元", "12.05 元", "0.05 元", "-12.5 元"]
    assert (zh.price(0), zh.price(None)) == ("免费", "问工作人员")


def test_dates_follow_the_language(catalogs: Catalogs) -> None:
    """Day, month and weekday stand in each language's own order."""
    day = date(2026, 11, 24)
    assert (catalogs["zh_CN"].date(day), catalogs["en"].date(day)) == ("11月24日 星期二", "Tuesday, 24 Nov")
    assert catalogs["en"].time(datetime(2026, 11, 24, 9, 5, tzinfo=UTC)) == "09:05"


def test_plural_forms_follow_the_number(catalogs: Catalogs) -> None:
    """One visit reads otherwise than eighteen where the language makes a difference."""
    assert [catalogs["en"].text("welcome.nth", n=n) for n in (1, 18)] == [
        "First visit this month",
        "Visit 18 this month",
    ]
    assert catalogs["zh_CN"].text("welcome.nth", n=1) == "本月第 1 次"


def test_a_missing_text_is_an_error_only_when_strict(tmp_path: Path, catalogs: Catalogs) -> None:
    """A test sees what a translator forgot; a resident reads it in the fallback language instead."""
    (tmp_path / "zh_CN.po").write_text((FOLDER / "zh_CN.po").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "bca.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n', encoding="utf-8"
    )
    assert Catalogs(tmp_path)["bca"].text("idle.tap_card") == "请刷卡"
    with pytest.raises(AssetError, match=r"add it to assets/i18n/bca\.po"):
        Catalogs(tmp_path, strict=True)["bca"].text("idle.tap_card")
    with pytest.raises(AssetError, match="cannot be filled in"):
        catalogs["en"].text("welcome.pay")


def test_an_unknown_language_finds_its_nearest(catalogs: Catalogs) -> None:
    """A resident whose language has no file reads a language that has."""
    assert [catalogs[tag].tag for tag in ("en_GB", "zh_TW", "fr")] == ["en", "zh_CN", "zh_CN"]
    assert sorted(catalogs) == ["en", "zh_CN"]
    assert len(catalogs) == 2


def test_the_pseudo_language_is_longer_and_keeps_its_placeholders(catalogs: Catalogs) -> None:
    """What still fits in the pseudo-language fits in languages that need more room than Chinese."""
    assert catalogs[PSEUDO].text("welcome.pay", money="5 元").startswith("应付 5 元")
    assert len(catalogs[PSEUDO].text("idle.where")) >= 1.4 * len(catalogs["zh_CN"].text("idle.where"))


def test_a_folder_without_the_fallback_language_is_refused(tmp_path: Path) -> None:
    """A broken installation is named at the start, not at the first tap."""
    with pytest.raises(AssetError, match=r"zh_CN\.po is missing"):
        Catalogs(tmp_path)


def test_a_file_that_is_no_catalog_is_named(tmp_path: Path) -> None:
    """A translator learns which file and which line is wrong."""
    (tmp_path / "zh_CN.po").write_text('msgid "a"\nmsgstr "b"\nnonsense\n', encoding="utf-8")
    with pytest.raises(AssetError, match=r"zh_CN\.po: is not a gettext catalog"):
        Catalogs(tmp_path)["zh_CN"]
