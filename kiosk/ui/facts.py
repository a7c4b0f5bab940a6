"""The sentences that several result screens share, from a page's values and a language."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from kiosk.core import room
from kiosk.core.calendar import Leaf, festival
from kiosk.core.pages import ChooseService, FindResident, Line, Tile
from kiosk.i18n import Catalog

SHOWN, MANY = 3, 100
BEFORE, NEXT = "angles-left", "angles-right"
TURNS = {BEFORE: -1, NEXT: 1}
END = 8
"""So many digits of a number are seen between two buttons."""
ROWS = 4
"""What the smallest panel has room for beneath the title of a result: name and services, and the bill."""
# As many hanzi as a line of a result holds on the smallest panel, and what parts of one others take in the same size.
LINE, LATIN, SPACE = 11.1, 0.55, 0.25
Thing = TypeVar("Thing")


def who_and_what(say: Catalog, name: str | None, lines: Sequence[Line], rows: int = 2) -> str:
    """The masked name and the services in at most so many rows; either may be missing.

    As many services are named as have room, up to three, and the others counted.
    """
    words = [discreet(say, line) for line in lines]
    names = [name] if name else []
    found = names
    for told in _told(say, words):
        line = "　".join([*names, *told])
        if len(told) < 2 and len(words) < SHOWN and _fits(line):
            return line
        found = [*names, *told]
        if len(found) <= rows and all(map(_fits, told)):
            break
    return "\n".join(found)


def _told(say: Catalog, words: Sequence[str]) -> Iterator[list[str]]:
    """The services in ever less room: all in one row, or in two, and then ever fewer of them."""
    if len(words) <= SHOWN:
        yield [say.join(words)] if words else []
        yield from ([say.join(words[:first]), say.join(words[first:])] for first in range(len(words) - 1, 0, -1))
    for named in range(min(len(words) - 1, 2), 0, -1):
        yield [say.text("welcome.and_more", words=say.join(words[:named]), n=len(words) - named)]


def _fits(line: str) -> bool:
    return sum(SPACE if letter == " " else LATIN if letter.isascii() else 1 for letter in line) <= LINE


def party(say: Catalog, adults: int, children: int) -> str:
    """Grown-up guests and children, as far as there are any."""
    kinds = (("guests.adults", adults), ("guests.children", children))
    return say.join([say.text(key, n=number) for key, number in kinds if number])


def discreet(say: Catalog, line: Line | Tile) -> str:
    """The service's word; a medical one is not named where others stand and read (ux-rules R39)."""
    return say.text("service.private") if line.private else room.service(line.word)


def offered(say: Catalog, page: ChooseService, places: int, number: int) -> list[Tile]:
    """One part of the services, with the tiles of no service that lead to the parts before and after it, if any.

    The first part has the way out, too, for whoever may leave. `places` are those on the glass.
    """
    cuts = parts(len(page.tiles), places, page.may_leave)
    before = [Tile("", say.text("part.before"), BEFORE, None)] if number else []
    way_out = [Tile("", say.text("leave.button"), "door-open", None)] if page.may_leave and not number else []
    after = [Tile("", say.text("part.next"), NEXT, None)] if number < len(cuts) - 1 else []
    return [*before, *page.tiles[cuts[number]], *way_out, *after]


def parts(count: int, places: int, taken: int) -> list[slice]:
    """How to cut so many things into parts that fit, where turning to another part takes a place in each.

    In the first part so many places more are `taken` by others.
    """
    if count + taken <= places:
        return [slice(0, count)]
    cuts = [0, places - taken - 1]
    while count - cuts[-1] > places - 1:
        cuts.append(cuts[-1] + places - 2)
    return list(map(slice, cuts, [*cuts[1:], count]))


def grid(count: int, columns: int, rows: int) -> tuple[int, int]:
    """Columns and rows of the smallest grid for so many things, within this one; a thing alone stays half as wide."""
    grids = [(wide, high) for wide in range(2, columns + 1) for high in range(1, rows + 1) if wide * high >= count]
    return min(grids, key=lambda size: (size[0] * size[1], size[1]), default=(columns, rows))


def placed(things: Sequence[Thing], columns: int, rows: int) -> list[Thing | None]:
    """The places of a grid: rows that stay empty lie around the things, because the top is hard to reach."""
    free = columns * rows - len(things)
    above = (free // columns + 1) // 2 * columns
    return [*[None] * above, *things, *[None] * (free - above)]


def by_moon(say: Catalog, leaf: Leaf | None) -> str:
    """The lunar date; empty while the almanac has not said it, or the clock cannot be trusted."""
    moon = leaf.lunar if leaf else None
    if moon is None:
        return ""
    month = say.listed("lunar.months", moon.month)
    month = say.text("lunar.leap", month=month) if moon.leap else month
    return say.text("format.lunar", month=month, day=say.listed("lunar.days", moon.day))


def occasion(say: Catalog, leaf: Leaf | None) -> str:
    """What the day is called, in one word: the centre's own, a festival, a holiday, else the solar term."""
    if leaf is None:
        return ""
    if leaf.named:
        return room.shortened(leaf.named, room.HOLIDAY)
    if name := festival(leaf):
        return say.text(f"festival.{name}")
    if leaf.holiday:
        return say.text("festival.holiday", name=say.text(f"festival.{leaf.holiday}"))
    return say.listed("lunar.terms", leaf.term) if leaf.term else ""


def bill(say: Catalog, lines: Sequence[Line], total: int | None) -> str:
    """What is to be paid and what could not be had; empty when nothing was used."""
    if not lines:
        return ""
    if total is None:
        return say.text("welcome.ask")
    notes = [f"{discreet(say, line)}  {say.text(f'note.{line.note}')}" for line in lines if line.note]
    due = say.text("welcome.pay", money=say.money(total)) if total else "" if notes else say.price(0)
    return "\n".join(part for part in (due, *notes[:1]) if part)


def terms(say: Catalog, tile: Tile) -> tuple[str, str, str]:
    """What to know about a service before choosing it: its price, until when it is open, how many places are left.

    Of so many places that nobody need hurry nothing is said. What stands in the way is said instead of a price; a tile
    of no service has no terms.
    """
    if not tile.service:
        return "", "", ""
    if tile.done:
        return say.text("tile.done"), "", ""
    if tile.note:
        return say.text(f"note.{tile.note}"), "", ""
    until = say.text("tile.until", time=tile.until) if tile.until else ""
    left = say.text("tile.left", n=tile.left) if tile.left is not None and tile.left < MANY else ""
    return say.price(tile.price), until, left


def together(say: Catalog, page: ChooseService) -> str:
    """What the choice costs so far; before it costs anything, whether several may be chosen."""
    if page.total:
        return say.text("choose.sum", money=say.money(page.total))
    return say.text("choose.one" if page.single else "choose.several")


def missing(say: Catalog, page: FindResident) -> str:
    """What staff do while nobody is found: of a number that is not whole yet, they type on."""
    if page.digits:
        return say.text("find.nobody_number" if page.typed else "find.ask_number")
    return say.text("find.nobody" if page.typed else "find.ask")


def typed(say: Catalog, page: FindResident, *, narrow: bool) -> str:
    """What was typed so far, of a long number only the end where there is little room; whose card it is before that."""
    if not page.typed:
        return say.text("find.tail", tail=page.tail)
    whole = page.typed.upper()
    return f"…{whole[-END:]}" if narrow and len(whole) > END + 1 else whole
