"""Cards on paper: ID-1 fronts and backs at 300 dpi, ten to an A4 sheet with cut marks, or one picture for a phone.

The symbol is 30 mm wide (V7 at ECC Q: 0.67 mm a module, eight printer dots), black on white with its quiet zone, the
name as large as it can be. Nothing is printed over the code. The back says what to do with a card that is found.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Protocol

import qrcode
from PIL import Image, ImageDraw, ImageFont
from PIL.PdfParser import PdfDict, PdfName, PdfParser
from qrcode.constants import ERROR_CORRECT_Q

from kiosk.letters import Letters

DPI = 300
CARD_MM = (85.6, 53.98)
A4_MM = (210.0, 297.0)
COLUMNS, ROWS = 2, 5
PER_PAGE = COLUMNS * ROWS
SYMBOL_MM = 30.0
QUIET = 4
INK, SOFT, BLUE, PAPER = "#1a1a1a", "#5b6166", "#125478", "#ffffff"
MARK_MM = 4.0
PHONE = (1080, 1440)


class Printed(Protocol):
    """What one card says: a name, the centre, the number for people, the text of the code."""

    @property
    def name(self) -> str:
        """Whose it is."""
        ...

    @property
    def centre(self) -> str:
        """Who gave it out."""
        ...

    @property
    def number(self) -> str:
        """What a person reads aloud."""
        ...

    @property
    def text(self) -> str:
        """What the code says."""
        ...


class Sheets:
    """Draws with one font; `hint` and `found` are the sentences on the front and on the back."""

    def __init__(self, font: Path, hint: str, found: str) -> None:
        """Use the font file at `font`; a sign stands for a character that it lacks."""
        self._font = font
        self._letters = Letters(font)
        self._hint = hint
        self._found = found

    def front(self, card: Printed) -> Image.Image:
        """One ID-1 front."""
        image = Image.new("RGB", _pixels(*CARD_MM), PAPER)
        draw = ImageDraw.Draw(image)
        code = symbol(card.text, _mm(SYMBOL_MM))
        right = image.width - code.width - _mm(1.0)
        image.paste(code, (right, (image.height - code.height) // 2))
        left, room = _mm(5), right - _mm(6)
        draw.rectangle((0, 0, _mm(2), image.height), fill=BLUE)
        self._line(draw, card.centre, (left, _mm(6)), _mm(4.2), room=room, colour=SOFT)
        self._line(draw, card.name, (left, _mm(17)), _mm(11), room=room, colour=INK)
        self._line(draw, card.number, (left, _mm(35)), _mm(4.2), room=room, colour=SOFT)
        self._line(draw, self._hint, (left, _mm(44)), _mm(3.6), room=room, colour=BLUE)
        return image

    def back(self, card: Printed) -> Image.Image:
        """One ID-1 back: the centre, and what a finder does."""
        image = Image.new("RGB", _pixels(*CARD_MM), PAPER)
        draw = ImageDraw.Draw(image)
        room = image.width - _mm(12)
        draw.rectangle((0, 0, image.width, _mm(2)), fill=BLUE)
        self._line(draw, card.centre, (_mm(6), _mm(14)), _mm(6), room=room, colour=INK)
        self._line(draw, self._found, (_mm(6), _mm(27)), _mm(4), room=room, colour=SOFT)
        self._line(draw, card.number, (_mm(6), _mm(43)), _mm(4), room=room, colour=SOFT)
        return image

    def picture(self, card: Printed) -> bytes:
        """A PNG for a telephone: the code large, the name under it, dark on white in any mode of the phone."""
        image = Image.new("RGB", PHONE, PAPER)
        code = symbol(card.text, 900)
        image.paste(code, ((image.width - code.width) // 2, 60))
        draw = ImageDraw.Draw(image)
        self._middle(draw, card.name, 1110, 120, colour=INK)
        self._middle(draw, card.centre, 1290, 54, colour=SOFT)
        out = BytesIO()
        image.save(out, "PNG")
        return out.getvalue()

    def pdf(self, cards: Sequence[Printed]) -> bytes:
        """A4 pages at 300 dpi, a page of backs behind each page of fronts, mirrored for printing on both sides."""
        return bound(list(self.pages(cards)))

    def pages(self, cards: Sequence[Printed]) -> Iterator[Image.Image]:
        """The pages one after the other, so that hundreds can show their progress."""
        for start in range(0, len(cards), PER_PAGE):
            part = cards[start : start + PER_PAGE]
            yield _page([self.front(card) for card in part], mirrored=False)
            yield _page([self.back(card) for card in part], mirrored=True)

    def _line(
        self, draw: ImageDraw.ImageDraw, text: str, at: tuple[int, int], size: int, *, room: int, colour: str
    ) -> None:
        shown = self._letters.drawn(text)
        draw.text(at, shown, fill=colour, font=self._fitting(shown, size, room))

    def _middle(self, draw: ImageDraw.ImageDraw, text: str, top: int, size: int, *, colour: str) -> None:
        shown = self._letters.drawn(text)
        font = self._fitting(shown, size, PHONE[0] - 120)
        draw.text(((PHONE[0] - font.getlength(shown)) / 2, top), shown, fill=colour, font=font)

    def _fitting(self, text: str, size: int, room: int) -> ImageFont.FreeTypeFont:
        """The font at `size`, or as much smaller as the text needs."""
        font = ImageFont.truetype(str(self._font), size)
        long = font.getlength(text)
        return font if long <= room else ImageFont.truetype(str(self._font), max(12, int(size * room / long)))


def symbol(text: str, size: int) -> Image.Image:
    """The QR code about `size` pixels wide without its quiet zone of four modules; every module is whole pixels."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET, box_size=1)
    code.add_data(text)
    code.make(fit=True)
    code.box_size = max(1, round(size / code.modules_count))
    image: Image.Image = code.make_image(fill_color="black", back_color="white").get_image().convert("RGB")
    return image


def _page(faces: Sequence[Image.Image], *, mirrored: bool) -> Image.Image:
    page = Image.new("RGB", _pixels(*A4_MM), PAPER)
    draw = ImageDraw.Draw(page)
    width, height = _pixels(*CARD_MM)
    left, top = (page.width - COLUMNS * width) // 2, (page.height - ROWS * height) // 2
    for place, face in enumerate(faces):
        column = place % COLUMNS
        column = COLUMNS - 1 - column if mirrored else column
        page.paste(face, (left + column * width, top + place // COLUMNS * height))
    _cut_marks(draw, [left + n * width for n in range(COLUMNS + 1)], [top + n * height for n in range(ROWS + 1)], page)
    return page


def _cut_marks(draw: ImageDraw.ImageDraw, xs: Sequence[int], ys: Sequence[int], page: Image.Image) -> None:
    """Short lines outside the block of cards, so that none is left on a card that is cut a little off."""
    mark, gap = _mm(MARK_MM), _mm(1.5)
    for x in xs:
        draw.line((x, ys[0] - gap - mark, x, ys[0] - gap), fill=SOFT, width=2)
        draw.line((x, ys[-1] + gap, x, min(page.height, ys[-1] + gap + mark)), fill=SOFT, width=2)
    for y in ys:
        draw.line((xs[0] - gap - mark, y, xs[0] - gap, y), fill=SOFT, width=2)
        draw.line((xs[-1] + gap, y, xs[-1] + gap + mark, y), fill=SOFT, width=2)


def bound(pages: Sequence[Image.Image]) -> bytes:
    """Pages as one PDF at their real size, which asks the viewer to print them at it (ISO 32000-1, 12.2).

    Most dialogs otherwise shrink a page to what the printer reaches, and no card is 85.6 mm wide any more. Pillow has
    no option for it, so the catalog is written anew behind what it wrote, as an update of the same file.
    """
    out = BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=list(pages[1:]), resolution=DPI)
    with PdfParser(f=out, mode="r+b") as pdf:
        tree = pdf.root[b"Pages"]
        pdf.start_writing()
        out.write(b"\n")
        pdf.root_ref = pdf.next_object_id(out.tell())
        real_size = PdfDict(PrintScaling=PdfName("None"))
        pdf.write_obj(pdf.root_ref, Type=PdfName("Catalog"), Pages=tree, ViewerPreferences=real_size)
        pdf.write_xref_and_trailer()
    return out.getvalue()


def _mm(millimetres: float) -> int:
    return round(millimetres * DPI / 25.4)


def _pixels(width: float, height: float) -> tuple[int, int]:
    return _mm(width), _mm(height)
