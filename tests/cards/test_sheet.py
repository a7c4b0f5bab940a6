"""Cards on paper: what is printed reads again, also blurred and held askew, by a decoder that is not ours."""

from datetime import date
from io import BytesIO
from types import SimpleNamespace

import pytest
import zxingcpp
from PIL import Image, ImageFilter
from PIL.PdfParser import PdfParser

from kiosk.cards import numbers
from kiosk.cards.sheet import A4_MM, CARD_MM, DPI, Sheets, symbol
from kiosk.cards.token import Token, issue
from kiosk.credentials import SigningKey
from kiosk.ui.fonts import text_font

TEXT = issue(Token(1, 7, 0xDEADBEEF, date(2026, 11, 24), 1), SigningKey(bytes(32)))


def card(name: str = "欧阳桂芳") -> SimpleNamespace:
    """Somebody's card."""
    return SimpleNamespace(name=name, centre="兴盛社区居家养老服务中心", number="DEADBEEF-1", text=TEXT)


@pytest.fixture(scope="module")
def sheets() -> Sheets:
    """Draws with the kiosk's own font."""
    return Sheets(text_font(), "请将此面对准签到机", "拾到此卡，请交给上面的中心。谢谢！")


def decoded(image: Image.Image) -> list[str]:
    """What an independent decoder reads."""
    return [found.text for found in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize(("blur", "tilt"), [(0, 0), (3, 0), (0, 12), (2, -7), (2.5, 33)])
def test_a_printed_card_reads_again(sheets: Sheets, blur: float, tilt: float) -> None:
    """Sharp, out of focus, held askew."""
    image = sheets.front(card()).rotate(tilt, expand=True, fillcolor="white").filter(ImageFilter.GaussianBlur(blur))
    assert decoded(image) == [TEXT]


def test_a_small_photograph_of_a_card_reads_again(sheets: Sheets) -> None:
    """At 100 dpi a module is under three pixels, as in a scanner's camera at fifteen centimetres."""
    image = sheets.front(card())
    assert decoded(image.resize((image.width // 3, image.height // 3))) == [TEXT]


def test_the_symbol_is_version_7_with_its_quiet_zone() -> None:
    """45 modules and four on each side, every module a whole number of pixels."""
    image = symbol(TEXT, 354)
    assert image.width % 53 == 0
    assert image.getpixel((image.width // 53 * 3, image.width // 2)) == (255, 255, 255)


@pytest.mark.parametrize(
    "name", ["李", "欧阳桂芳", "阿依古丽·买买提江·吾甫尔", "A very long name of somebody from afar"]
)
def test_no_name_runs_into_the_code(sheets: Sheets, name: str) -> None:
    """The code is readable, and the strip before it is white, whatever the name."""
    image = sheets.front(card(name))
    assert decoded(image) == [TEXT]
    left = image.width - symbol(TEXT, round(30 * DPI / 25.4)).width - 14
    strip = image.crop((left - 4, 40, left, image.height - 40))
    assert strip.getextrema() == ((255, 255),) * 3


def test_sheets_have_all_cards_and_backs_behind_them(sheets: Sheets) -> None:
    """Eleven cards are two A4 fronts and two backs at 300 dpi, each front with all its codes."""
    pages = list(sheets.pages([card()] * 11))
    assert [len(decoded(page)) for page in pages] == [10, 0, 1, 0]
    assert pages[0].size == tuple(round(side * DPI / 25.4) for side in A4_MM)
    assert sheets.front(card()).size == tuple(round(side * DPI / 25.4) for side in CARD_MM)
    assert sheets.pdf([card()]).startswith(b"%PDF")


def test_a_sheet_asks_to_be_printed_at_its_real_size(sheets: Sheets) -> None:
    """A dialog that fits a page to the printer would make every card smaller than its sleeve."""
    with PdfParser(buf=sheets.pdf([card()] * 11)) as pdf:
        assert pdf.root[b"ViewerPreferences"] == {b"PrintScaling": b"None"}
        assert len(pdf.pages) == 4
        reached = [pdf.read_indirect(page)[b"MediaBox"] for page in pdf.pages]
    assert all(abs(box[2] - 595.2) < 0.5 and abs(box[3] - 841.9) < 0.5 for box in reached)


def test_a_picture_for_a_phone_reads(sheets: Sheets) -> None:
    """A PNG."""
    assert decoded(Image.open(BytesIO(sheets.picture(card())))) == [TEXT]


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("em4100:0000000000", "same"),
        ("em4100:FFFFFFFFFF", "same"),
        ("iso14443a:08112233", "every tap"),
        ("iso14443a:88041122", "longer"),
        ("iso14443b:00000000", "ID card"),
        ("4085663", "not a card key"),
    ],
)
def test_a_card_that_cannot_be_one_is_refused(key: str, why: str) -> None:
    """With the reason for staff."""
    assert why in (numbers.refusal(key) or "")


@pytest.mark.parametrize(
    "key", ["em4100:01026F6C3A", "iso14443a:2A83155E", "iso14443a:04112233445566", "qr:0007DEADBEEF01"]
)
def test_a_real_card_is_not_refused(key: str) -> None:
    """Plain fobs, MIFARE cards, our own."""
    assert numbers.refusal(key) is None
