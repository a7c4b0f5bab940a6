"""A language is a file that somebody drops in: it works at once, and what it lacks is read in Chinese."""

from pathlib import Path

import polib
import pytest
from typer.testing import CliRunner

from kiosk.cli import build
from kiosk.i18n import Catalogs, faults
from kiosk.paths import ASSETS

FOLDER = ASSETS / "i18n"
HEAD = {"Content-Type": "text/plain; charset=UTF-8"}


def dropped(folder: Path, tag: str, **texts: str) -> Path:
    """The kiosk's own languages in a folder, and one more with these texts; `_` stands for the point of a key."""
    for path in FOLDER.glob("*.po"):
        (folder / path.name).write_bytes(path.read_bytes())
    catalog = polib.POFile()
    catalog.metadata = HEAD
    catalog.extend(polib.POEntry(msgid=key.replace("_", ".", 1), msgstr=text) for key, text in texts.items())
    catalog.save(str(folder / f"{tag}.po"))
    return folder / f"{tag}.po"


@pytest.mark.parametrize(
    ("tag", "title"), [("zh_TW", "報到成功"), ("bca", "Cet nif zil")], ids=["traditional Chinese", "Bai"]
)
def test_a_language_is_there_as_soon_as_its_file_is(tmp_path: Path, tag: str, title: str) -> None:
    """A tag of two or three letters, with or without a country; its texts win, the others are Chinese."""
    dropped(tmp_path, tag, welcome_title=title)
    catalogs = Catalogs(tmp_path)
    assert tag in set(catalogs)
    assert catalogs[tag].text("welcome.title") == title
    assert catalogs[tag].text("idle.tap_card") == "请刷卡"
    assert catalogs[tag].text("welcome.nth", n=3) == "本月第 3 次"


def test_a_language_with_other_plural_forms_counts_in_its_own_way(tmp_path: Path) -> None:
    """The rule stands in the file's head: three forms are as good as one or two."""
    path = dropped(tmp_path, "pl")
    catalog = polib.pofile(str(path))
    catalog.metadata |= {
        "Plural-Forms": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
    }
    forms = {0: "{n} wizyta", 1: "{n} wizyty", 2: "{n} wizyt"}
    catalog.append(polib.POEntry(msgid="welcome.nth", msgid_plural="welcome.nth", msgstr_plural=forms))
    catalog.save(str(path))
    say = Catalogs(tmp_path)["pl"]
    assert [say.text("welcome.nth", n=n) for n in (1, 3, 5)] == ["1 wizyta", "3 wizyty", "5 wizyt"]


def test_a_translator_is_told_what_is_left_to_do(tmp_path: Path) -> None:
    """Missing, empty, unknown, and with other values than the Chinese text; the exit code says whether it is done."""
    path = dropped(tmp_path, "bca", welcome_title="", welcome_pay="{yuan}", welcome_titel="Cet nif zil")
    told = [line.split(":")[0] + line.split(":")[1].split(";")[0] for line in faults(path, FOLDER / "zh_CN.po")]
    assert {"welcome.titel is not a text of the kiosk", "welcome.title is empty", "idle.tap_card is missing"} <= set(
        told
    )
    assert "welcome.pay has the values {yuan}, and needs {money}" in told
    runner = CliRunner()
    assert runner.invoke(build("texts"), ["texts", "check", str(path)]).exit_code == 1
    done = runner.invoke(build("texts"), ["texts", "check", str(FOLDER / "en.po")])
    assert (done.exit_code, done.output.count("\n")) == (0, 1)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.po")), ids=lambda path: path.stem)
def test_our_own_languages_are_done(path: Path) -> None:
    """The same check that a translator runs."""
    part = path.stem.rpartition(".")[0]
    assert list(faults(path, FOLDER / f"{part}.zh_CN.po".lstrip("."))) == []
