"""From the rows of a list to what they say of people, or what is wrong with them.

A row with a problem is left out and listed. A telephone, a birthday wish or a language that cannot be read is only
remarked: the person is taken in without it. What is kept between a look at a list and its taking in are candidates, so
they hold no whole ID or telephone number.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from msgspec import UNSET, Struct, UnsetType

from kiosk.core.model import Birthday, Count, ResidentState
from kiosk.core.names import GETA
from kiosk.errors import CardError, ConfigError
from kiosk.server import births, particulars, tails, writing
from kiosk.server.births import Birth
from kiosk.server.listing import Place, Row
from kiosk.server.nearness import Near
from kiosk.server.numbers import TAIL
from kiosk.server.press import Press
from kiosk.server.residents import Draft
from kiosk.server.said import Said

HIDDEN = ("phone", "identity")
SOFT = ("phone", "greeting", "language")
"""What a person is taken in without when it cannot be read."""
SHORTEST_CARD = 5
"""Digits of a number that is printed on a card, without its facility; shorter ones count the centre's own cards."""
_NO_NAME = re.compile(
    r"[男女]性?|(汉|白|彝|回|苗|藏|傣|壮|满|傈僳|纳西|哈尼|布依|土家|蒙古|维吾尔)族|是|否|有|无|不详|未知|同上|[-—/.。]+"
)
_NOTE = re.compile(r"([^()]+)\(([^()]{1,6})\)")
"""A name with what tells two of the same name apart, such as (大), or where they live."""
_STATES = {word for word, state in particulars.STATES.items() if state is not ResidentState.ACTIVE}
_SIGN = re.compile(r"[*×✕✖□▢■▪◻◼☐○◯●△▲〓�?某_#]|[^\x00-\x7f][xX]+$")
_MORE = re.compile(
    r"[/、,;&+|()\[\]{}<>:!\d]|(?<=[^\x00-\x7f])[\\_=](?=[^\x00-\x7f])|^[^\W·]{2,4}[和与及跟][^\W·]{2,4}$"
)
"""Between two names, or around a note. A blank, a dot, a hyphen or an apostrophe may stand in a name."""
Read = TypeVar("Read")


class Problem(Struct, frozen=True):
    """What is wrong with one cell, or worth knowing of it."""

    place: Place
    column: str
    value: str
    why: Said
    name: str = ""

    @property
    def row(self) -> int:
        """The row's number in its sheet."""
        return self.place.row

    def __str__(self) -> str:
        """One line for a list."""
        return f"row {self.place}, {self.column} {self.value!r}: {self.why}"


class Held(Struct, frozen=True):
    """A card of a row: its key, and the number as the list has it."""

    key: str
    label: str

    @property
    def waits(self) -> bool:
        """Whether the number leaves open which card it is, until the first tap."""
        return self.key.startswith(TAIL)


class Candidate(Struct, frozen=True):
    """What a sound row says of a person; `identity` are the ends of ID numbers among the draft's tails."""

    place: Place
    draft: Draft
    cards: tuple[Held, ...] = ()
    identity: tuple[str, ...] = ()


@dataclass(slots=True)
class Readings:
    """What came of all rows."""

    candidates: list[Candidate] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one row, read one at a time; what cannot be read is a problem, or a remark."""

    row: Row
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)

    def read(self, column: str, meaning: Callable[[str], Read]) -> Read | UnsetType:
        """What stands in a column; unset when there is no such column, or nothing that can be understood."""
        if column not in self.row.cells:
            return UNSET
        cell = self.row.cells[column]
        try:
            return meaning(cell)
        except (ConfigError, CardError) as error:
            (self.remarks if column in SOFT else self.problems).append(self.problem(column, why(error)))
            return UNSET

    def problem(self, column: str, because: Said) -> Problem:
        """A problem of one cell, as it may be shown."""
        cell = self.row.cells.get(column, "")
        shown = tails.hidden(cell) if column in HIDDEN else writing.quoted(cell, card=column == "card")
        return Problem(self.row.place, column, shown, because, writing.quoted(self.row.cells["name"]))


def read_rows(rows: Sequence[Row], press: Press, near: Near, today: date) -> Readings:
    """Read every row; a printed number may mean a card that another row, or another cell, tells whole."""
    whole = [card.key for one in _read(rows, press, near, today).candidates for card in one.cards if not card.waits]
    return _read(rows, press, near.with_more(whole), today) if whole else _read(rows, press, near, today)


def _read(rows: Sequence[Row], press: Press, near: Near, today: date) -> Readings:
    found = Readings()
    for row in rows:
        cells = Cells(row)
        candidate = _candidate(cells, press, near, today)
        found.problems += cells.problems
        if not cells.problems:
            found.remarks += cells.remarks
            found.candidates.append(candidate)
    return found


def why(error: ConfigError | CardError) -> Said:
    """What is wrong with a cell: always a sentence of ours."""
    said: Said = error.args[0]
    return said


def _candidate(cells: Cells, press: Press, near: Near, today: date) -> Candidate:
    name = cells.read("name", lambda text: _name(text, press)) or ""
    if name and writing.name(cells.row.cells["name"]) not in {name, ""}:
        cells.remarks.append(
            cells.problem("name", Said("read as {name}; what stands in brackets is not kept", name=name))
        )
    phones = cells.read("phone", tails.of_telephones)
    identity = cells.read("identity", lambda text: (tails.of_identities(text, today), tails.birth_in(text, today)))
    ends, born = identity or ((), None)
    if missing := particulars.undrawn(name, press):
        cells.remarks.append(
            cells.problem("name", Said("the kiosk shows {sign} for {letters}", sign=GETA, letters=missing))
        )
    draft = Draft(
        name=name,
        birth=_birth(cells, born, today),
        number=cells.read("number", particulars.numbered) or UNSET,
        state=cells.read("state", lambda text: particulars.state(text) if text else UNSET),
        language=cells.read("language", particulars.language) or UNSET,
        birthday=cells.read("greeting", particulars.birthday) or UNSET,
        tails=tuple(dict.fromkeys([*(phones or ()), *ends])) or UNSET,
    )
    cards = cells.read("card", lambda text: _cards(text, press, near)) or ()
    return Candidate(cells.row.place, draft, cards, ends)


def _name(text: str, press: Press) -> str:
    """The name of one person, in a list: no other word that may stand in its place, and no second person."""
    name = particulars.named(text, press)
    if (note := _NOTE.fullmatch(name)) and note[2] not in _STATES:
        name = particulars.named(note[1], press)
    if _NO_NAME.fullmatch(name):
        raise ConfigError(Said("this is no name; have cells of this row changed places?"))
    if _SIGN.search(name):
        raise ConfigError(Said("a sign stands for a letter of this name; write the whole name"))
    if _MORE.search(name):
        raise ConfigError(Said("more than a name stands here; write one person's name alone"))
    return name


def _birth(cells: Cells, born: date | None, today: date) -> date | UnsetType:
    """The day of birth by its own column and by the ID number; a month alone is completed by the number."""
    said = cells.read("birth", lambda text: births.read(text, today))
    if not isinstance(said, Birth):
        return born or UNSET
    if born and not said.allows(born):
        because = Said("the ID number says {birth}; one of the two is wrong", birth=born.isoformat())
        cells.problems.append(cells.problem("birth", because))
    elif said.year and not born:
        because = Said("the day of birth is missing; write 1953-03-01, or add the ID number")
        cells.problems.append(cells.problem("birth", because))
    elif said.serial and said.day and not born:
        because = Said("read as {birth}: a spreadsheet's number of a day", birth=said.day.isoformat())
        cells.remarks.append(cells.problem("birth", because))
    return said.day or born or UNSET


def _cards(cell: str, press: Press, near: Near) -> tuple[Held, ...]:
    labels = [label for part in re.split(r"[;、\n]", cell) if (label := part.strip())]
    if any(label.isdecimal() and len(label) < SHORTEST_CARD for label in labels):
        raise CardError(Said("too short for a card's number; write all of its digits, or tap the card at a kiosk"))
    return each_once([Held(near.key_of(label, press), label) for label in labels])


def each_once(cards: Sequence[Held]) -> tuple[Held, ...]:
    """One person's cards, each once: a number printed in two ways leaves open only what both can mean."""
    kept: list[Held] = []
    for card in cards:
        same = next((number for number, one in enumerate(kept) if common(one, card)), None)
        if same is None:
            kept.append(card)
        else:
            labels = dict.fromkeys((kept[same].label, card.label))
            kept[same] = Held(common(kept[same], card), " / ".join(labels))
    return tuple(kept)


def common(one: Held, other: Held) -> str:
    """The key of the card that both can be; empty when they are two cards."""
    if one.key == other.key:
        return one.key
    if not one.waits and not other.waits:
        return ""
    pairs = [sorted((first, second), key=len) for first in meant(one) for second in meant(other)]
    readings = dict.fromkeys(longer for shorter, longer in pairs if longer.endswith(shorter))
    whole = next((card.key for card in (one, other) if not card.waits), None)
    return (whole or TAIL + ".".join(readings)) if readings else ""


def meant(card: Held) -> list[str]:
    """The bytes in hex that a card's key can end with: its own, or each reading of a number that waits."""
    return card.key.removeprefix(TAIL).split(".") if card.waits else [card.key.partition(":")[2]]


def problem_of(one: Candidate, column: str, because: Said) -> Problem:
    """A sound row's problem with other rows, or with the people there are."""
    said = {
        "card": ";".join(card.label for card in one.cards),
        "number": text_of(one.draft.number),
        "birth": text_of(one.draft.birth),
    }
    return Problem(one.place, column, said.get(column, one.draft.name), because, one.draft.name)


def text_of(value: object) -> str:
    """What a draft says of something, in one line; nothing for none."""
    if value is None or value is UNSET:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Birthday):
        count = "农历" if value.count is Count.LUNAR else "公历"
        return f"{count}{'闰' if value.leap else ''}{value.month}-{value.day}"
    return str(value)
