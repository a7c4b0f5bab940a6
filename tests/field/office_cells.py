"""How an office writes one cell: every form here has one right reading.

A cell of a workbook is a text, a number or a date; of a text file always a text. `Hand` knows what can be written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from tests.field.office_people import Person, check_character

Cell = str | int | float | date | None
DOTS = "·•．‧・･.∙⋅"
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
UNSEEN = ("\u200b", "\ufeff", "\u200e", "\u202c", "\u2060")
AROUND = (" ", "　", "\u00a0", "\u200b", "  ")
NOTHING = ("无", "/", "-", "——", "")


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes: chances, whether into a workbook, and the encoding of a text file."""

    rng: Random
    book: bool
    encoding: str = "utf-8"

    def writes(self, text: str) -> bool:
        """Whether the file can hold this text."""
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True

    def one(self, forms: Sequence[Cell]) -> Cell:
        """One of these, among those that the file can hold."""
        return self.rng.choice([form for form in forms if not isinstance(form, str) or self.writes(form)])

    def careless(self, text: str, chance: float = 0.06) -> str:
        """The text with something unseen before, in or behind it now and then."""
        if self.rng.random() > chance:
            return text
        middle = self.rng.randrange(1, max(2, len(text)))
        mark = self.rng.choice(AROUND)
        forms = [text + mark, mark + text, text[:middle] + self.rng.choice(UNSEEN) + text[middle:], text + "\n"]
        return str(self.one([form for form in forms if self.book or "\n" not in form] + [text + " "]))


def name_cell(hand: Hand, person: Person) -> Cell:
    """Two hanzi are drawn apart to the width of three; a dot is any dot there is."""
    name = person.name
    if "·" in name:
        dots = [name.replace("·", dot) for dot in DOTS] + [name.replace("·", " · ")]
        return hand.one(dots)
    if len(name) == 2:
        return hand.careless(str(hand.one([name, name, "　".join(name), "  ".join(name), " ".join(name)])))
    if hand.rng.random() < 0.04:
        return hand.one([f"{name[0]} {name[1:]}", f"{name[0]}　{name[1:]}", " ".join(name)])
    return hand.careless(name)


def birth_cell(hand: Hand, person: Person) -> Cell:
    """A date, or a text as each clerk likes it."""
    day = person.birth
    if hand.book and hand.rng.random() < 0.4:
        return hand.one([day, datetime(day.year, day.month, day.day), int(f"{day:%Y%m%d}")])  # noqa: DTZ001 - a cell
    forms = [f"{day.year}{mark}{day.month}{mark}{day.day}" for mark in "-/."]
    forms += [f"{day:%Y-%m-%d}", f"{day:%Y.%m.%d}", f"{day:%Y%m%d}", f"{day:%Y}年{day:%m}月{day:%d}日"]
    forms += [f"{day.year}年{day.month}月{day.day}日", f"{day.year} 年 {day.month} 月 {day.day} 日"]
    forms += [f"{day:%Y/%m/%d} 00:00:00", f"{day.year}．{day.month}．{day.day}", f"{day.year}. {day.month}. {day.day}"]
    text = hand.rng.choice(forms)
    return hand.careless(text.translate(WIDE) if hand.rng.random() < 0.06 else text)


def month_cell(hand: Hand, person: Person) -> Cell:
    """A month alone, as the head 出生年月 asks for it; the day stands in the ID number."""
    day = person.birth
    return hand.one([f"{day:%Y.%m}", f"{day:%Y-%m}", f"{day.year}年{day.month}月", f"{day:%Y%m}", f"{day:%Y/%m}"])


def identity_cell(hand: Hand, person: Person) -> Cell:
    """A text, kept so by whatever trick the clerk knows; fifteen digits are often a number."""
    number = person.identity
    if len(number) == 15 and hand.book and hand.rng.random() < 0.5:
        return int(number)
    if hand.rng.random() < 0.7:
        return number
    forms = [number.lower(), number.translate(WIDE), f"{number[:6]} {number[6:-4]} {number[-4:]}", f" {number}"]
    forms += [f"'{number}", f"{number[:6]}-{number[6:-4]}-{number[-4:]}", number.replace("X", "Ｘ"), f"{number}\u00a0"]
    if not hand.book:
        forms += [f'="{number}"']
        forms += [f"{number}\t"] if hand.encoding != "utf-16" else []
    return hand.one(forms)


def phone_cell(hand: Hand, person: Person) -> Cell:
    """One telephone or two in a cell."""
    numbers = [_spoken(hand, number) for number in person.phones]
    if len(numbers) == 1 and hand.book and hand.rng.random() < 0.4:
        return int(person.phones[0])
    between = hand.rng.choice(["/", "、", "，", ";", "；", " / ", ",", *(["\n"] if hand.book else [])])
    return hand.careless(between.join(numbers))


def _spoken(hand: Hand, number: str) -> str:
    if number.startswith("0872"):
        return str(hand.one([number, f"0872-{number[4:]}", f"(0872){number[4:]}", f"0872—{number[4:]}"]))
    forms = [number] * 6 + [f"{number[:3]} {number[3:7]} {number[7:]}", f"{number[:3]}-{number[3:7]}-{number[7:]}"]
    return str(hand.one([*forms, number.translate(WIDE), f"+86 {number}", f"86{number}"]))


def card_cell(hand: Hand, person: Person) -> Cell:
    """What is printed on the card, or what a reader typed; a number loses its zeros in front."""
    printed = [_printed(hand, wire) for wire in person.wires]
    if len(printed) == 1 and hand.book and printed[0].isdigit() and len(printed[0]) <= 10 and hand.rng.random() < 0.3:
        return int(printed[0])
    return hand.careless(hand.rng.choice([";", "；"]).join(printed))


def _printed(hand: Hand, wire: str) -> str:
    if wire.isdigit() and hand.rng.random() < 0.6:
        return wire
    decimal = f"{int.from_bytes(bytes.fromhex(wire)[1:]):010d}"
    forms = [decimal] * 8 + [wire, wire.lower(), f"em4100:{wire}", decimal.translate(WIDE)]
    return str(hand.one([*forms, f"{int(wire[4:6], 16):03d},{int(wire[6:], 16):05d}", f"{int(wire, 16):013d}"]))


def nothing_cell(hand: Hand, person: Person) -> Cell:  # noqa: ARG001 - written like the others
    """How an office says that there is nothing to say."""
    return hand.rng.choice(NOTHING)


def ends_of(person: Person) -> tuple[frozenset[str], ...]:
    """The last four of the ID number: of the new one too where only the old one is written."""
    number = person.identity
    if len(number) == 18:
        return (frozenset({number[-4:]}),)
    seventeen = f"{number[:6]}19{number[6:]}"
    return (frozenset({number[-4:], (seventeen + check_character(seventeen))[-4:]}),)
