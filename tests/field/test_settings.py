"""Settings files of the field: emptied by a power cut, saved by another system's editor, typed in a Chinese way."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.app import lacking
from kiosk.config import Config, Reader, Server, load
from kiosk.core import events as e
from kiosk.core.pages import ChooseService, Idle, OutOfOrder, Page, Trouble
from kiosk.errors import ConfigError
from tests.centre import LI, open_stand, stand_in

GOOD = 'language = "en"\n[server]\nurl = "https://kiosk.example.org"\n'


def said(folder: Path, raw: bytes) -> str:
    """What a technician reads of this file."""
    path = folder / "kiosk.toml"
    path.write_bytes(raw)
    with pytest.raises(ConfigError) as caught:
        load(path, {})
    return str(caught.value)


@pytest.mark.parametrize(
    "raw",
    [b"", b"\n", b" \t\r\n\r\n", BOM_UTF8, bytes(4096), b"\n" + bytes(511), BOM_UTF8 + b"\r\n"],
    ids=["nothing", "a line", "blanks", "a mark", "NULs", "a line and NULs", "a mark and a line"],
)
def test_an_emptied_file_is_an_error_and_says_how_to_get_it_back(tmp_path: Path, raw: bytes) -> None:
    """A power cut leaves it so; without a word the kiosk would start with neither reader nor server."""
    message = said(tmp_path, raw)
    assert f"is empty ({len(raw)} bytes)" in message
    assert "put a copy back" in message
    assert "kiosk units install" in message


def test_a_file_of_comments_is_no_empty_one(tmp_path: Path) -> None:
    """The example as it is installed holds nothing else."""
    path = tmp_path / "kiosk.toml"
    path.write_text("# language = 'en'\n", encoding="utf-8")
    assert load(path, {}) == Config()


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["Unix", "Windows", "old Mac"])
@pytest.mark.parametrize("mark", [b"", BOM_UTF8], ids=["plain", "Notepad"])
def test_any_editors_utf8_is_read(tmp_path: Path, ends: str, mark: bytes) -> None:
    """With a byte order mark or without, whatever ends its lines."""
    path = tmp_path / "kiosk.toml"
    path.write_bytes(mark + GOOD.replace("\n", ends).encode())
    assert load(path, {}) == Config(language="en", server=Server(url="https://kiosk.example.org"))


@pytest.mark.parametrize("code", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("marked", [True, False], ids=["marked", "bare"])
def test_utf16_is_named_with_what_to_do(tmp_path: Path, code: str, *, marked: bool) -> None:
    """In either order of bytes."""
    mark = (BOM_UTF16_LE if code == "utf-16-le" else BOM_UTF16_BE) if marked else b""
    message = said(tmp_path, mark + GOOD.encode(code))
    assert "is UTF-16" in message
    assert "save it again with the encoding UTF-8" in message


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("[server]\nurl = “https://x.org”\n", 2, '“ (U+201C, left double quotation mark); type a straight "'),
        ("language = ＂en＂", 1, "＂ (U+FF02"),
        ("language ＝ 'en'", 1, "＝ (U+FF1D, fullwidth equals sign); type ="),
        ("\n\n［server］\n", 3, "［ (U+FF3B"),
        ("language = ‘en’", 1, "‘ (U+2018"),
        ("language　= 'en'", 1, "(U+3000, ideographic space); type an ordinary blank"),
        ("state = 'a'\nlanguage\u200b = 'en'", 2, "(U+200B, zero width space); type nothing"),
    ],
)
def test_a_character_that_only_looks_right_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, what: str
) -> None:
    """A Chinese keyboard and a word processor type them; nobody sees the difference on a small screen."""
    message = said(tmp_path, text.encode())
    assert f"line {line} has" in message
    assert what in message


@pytest.mark.parametrize(
    ("raw", "line"),
    [(b'language = "en"\n[server]\nurl = "\0"\n', 3), (GOOD.encode() + bytes(200), 4), (b"\0" + GOOD.encode(), 1)],
    ids=["inside", "behind", "before"],
)
def test_a_nul_is_told_with_its_line(tmp_path: Path, raw: bytes, line: int) -> None:
    """A power cut fills the rest of a block with them."""
    message = said(tmp_path, raw)
    assert f"line {line} holds a NUL byte" in message


def test_a_file_in_gbk_is_told_with_its_line(tmp_path: Path) -> None:
    """An editor's ANSI in China."""
    message = said(tmp_path, "state = '/a'\n# 大门\n".encode("gbk"))
    assert "line 2 is not UTF-8, perhaps ANSI or GBK; save it again with the encoding UTF-8" in message


def test_what_a_refusal_quotes_is_short_and_holds_no_password(tmp_path: Path) -> None:
    """A value of any length, and the proxy's name and password."""
    assert len(said(tmp_path, b'language = "' + b"x" * 50_000 + b'"')) < 700
    assert len(said(tmp_path, b"x" * 50_000)) < 700
    message = said(tmp_path, b'[server]\nproxy = "https://anna:secret@10.0.0.1:3128"\n')
    assert "server.proxy" in message
    assert "secret" not in message


@given(st.binary(max_size=300))
def test_any_bytes_are_settings_or_one_sentence(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    """No traceback, whatever a disk left there."""
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(raw)
    told = ""
    try:
        load(path, {})
    except ConfigError as error:
        told = str(error)
    assert told.isprintable()
    assert len(told) < 900


CARD = Reader(name="card", port="/dev/ttyUSB0")
SERVER = Server(url="https://kiosk.example.org")


@pytest.mark.parametrize(
    ("config", "lacks", "word"),
    [
        (Config(), Trouble.NO_READER, "[[readers]]"),
        (Config(server=SERVER), Trouble.NO_READER, "[[readers]]"),
        (Config(readers=(CARD,)), Trouble.NO_SERVER, "`url` of [server]"),
        (Config(readers=(CARD,), server=SERVER), None, ""),
    ],
    ids=["neither", "no reader", "no server", "both"],
)
def test_what_nobody_has_set_up_is_said_in_the_log(
    config: Config, lacks: Trouble | None, word: str, caplog: pytest.LogCaptureFixture
) -> None:
    """With the table of kiosk.toml that it belongs to."""
    assert lacking(config) is lacks
    assert (word in caplog.text) if word else not caplog.records


@pytest.mark.parametrize("lacks", [Trouble.NO_READER, Trouble.NO_SERVER])
def test_a_kiosk_that_is_not_set_up_says_so_on_the_glass_and_records_all_the_same(
    tmp_path: Path, lacks: Trouble
) -> None:
    """From the first page on and after each visit; it rests only where no card can be read."""
    stand = open_stand(tmp_path)
    stand.store.database.close()
    stand = stand_in(tmp_path, stand.clock, stand.ids, lacks=lacks)
    assert missing(stand.desk.page) == (Idle if lacks is Trouble.NO_SERVER else OutOfOrder, lacks)
    assert isinstance(stand.tap(LI), ChooseService)
    stand.do(e.Dismissed)
    assert missing(stand.desk.page) == (Idle if lacks is Trouble.NO_SERVER else OutOfOrder, lacks)
    assert stand.kinds() == [("arrival", None)]
    stand.store.database.close()


def missing(page: Page) -> tuple[type[Page], Trouble | None]:
    """The kind of a page of the resting kiosk, and what it says is missing."""
    assert isinstance(page, Idle | OutOfOrder)
    return type(page), page.lacks if isinstance(page, Idle) else page.trouble
