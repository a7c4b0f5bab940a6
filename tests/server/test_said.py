"""What is wrong is said in the reader's language: each sentence of the server has a translation."""

import ast
from pathlib import Path

import pytest

from kiosk.cards import numbers
from kiosk.errors import ConfigError
from kiosk.i18n import Catalogs, entries
from kiosk.paths import ASSETS
from kiosk.server import heads, imports
from kiosk.server.said import Said, told
from tests.server.parts import Browser

FOLDER = ASSETS / "i18n"
SERVER = Path(imports.__file__).parent
DOCUMENT = Path(__file__).parents[2] / "docs" / "server.md"


def patterns() -> set[str]:
    """Every sentence that the server's source says."""
    calls = [node for path in SERVER.rglob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    said = [call for call in calls if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Said"]
    return {str(call.args[0].value) for call in said if isinstance(call.args[0], ast.Constant)}


def refusals() -> set[str]:
    """Every reason for which the workshop keeps a card out."""
    bad = ["?", "iso14443b:00000000", "em4100:0000000000", "iso14443a:08112233", "iso14443a:88112233"]
    return {reason for key in bad if (reason := numbers.refusal(key))}


@pytest.mark.parametrize("tag", ["zh_CN", "en"])
def test_every_sentence_has_a_translation_and_no_other_is_left(tag: str) -> None:
    """Also those that come from the workshop of cards."""
    known = {entry.msgid for entry in entries(FOLDER / f"server.{tag}.po") if not entry.msgid.startswith("server.")}
    assert len(refusals()) == 5
    assert known == patterns() | refusals()


def test_a_sentence_is_english_by_itself_and_any_language_on_a_page() -> None:
    """The command line needs no catalog; what is no sentence of ours is shown as it is."""
    error = ConfigError(Said("{text!r} is not a date; write 1953-03-01", text="{soon}"))
    chinese = Catalogs(FOLDER, ("", "server"))["zh_CN"]
    assert str(error) == "'{soon}' is not a date; write 1953-03-01"
    assert told(error, chinese) == "“{soon}”不是日期；请写成 1953-03-01"
    assert told(ConfigError("no {such} thing"), chinese) == "no {such} thing"


def test_an_imports_problems_are_in_the_pages_language(browser: Browser) -> None:
    """Column and reason, for whoever mends the file."""
    browser.sign_in()
    file = "姓名,生日,卡号\n李,1953-13-01,iso14443a:08112233\n".encode()
    chinese = browser.upload("/import", file).text
    browser.get("/language/en")
    english = browser.upload("/import", file).text
    assert "<td>出生日期</td><td>1953-13-01</td><td>不是最近 125 年内的日期" in chinese
    assert "这种芯片每次刷的号都不同" in chinese
    assert "<td>1953-13-01</td><td>Not a date of the last 125 years" in english


def test_the_document_lists_every_column_of_an_import() -> None:
    """With its commonest names, each of which is read as that column."""
    rows = [line.split("|")[1:3] for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("| `")]
    listed = {name.strip(" `"): tuple(other.strip().split(", ")) for name, other in rows}
    assert set(listed) == set(heads.COLUMNS)
    assert {(name, alias, heads.meaning(alias)) for name, others in listed.items() for alias in others} == {
        (name, alias, name) for name, others in listed.items() for alias in others
    }
