"""The rows of one list that are about one person, and the numbers and cards that two people of it share.

the same name and birth date, or name and number      one person: the rows are joined, and it is remarked
the same, but with data that contradict each other    a problem of the later row
a name without a birth date that another row has      a problem: it may be that person, or another one
one number or card of two people                      a problem of both rows: which is right, a list cannot tell
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
from msgspec import UNSET

from kiosk.server import writing
from kiosk.server.listing import Place
from kiosk.server.reading import Candidate, Problem, each_once, problem_of
from kiosk.server.residents import Draft
from kiosk.server.said import Said

NOTHING = (UNSET, None)


@dataclass(slots=True)
class Apart:
    """The people of a list, each once."""

    people: list[Candidate] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)


def apart(candidates: Sequence[Candidate]) -> Apart:
    """Join the rows of one person, and leave out those that contradict another row."""
    found = Apart()
    named: dict[str, list[Candidate]] = defaultdict(list)
    for one in sorted(candidates, key=lambda one: one.draft.birth in NOTHING):
        _settle(one, named[writing.compared(one.draft.name)], found)
    people = [one for several in named.values() for one in several]
    wrong = dict(_shared(people))
    found.problems += wrong.values()
    order = {one.place: number for number, one in enumerate(candidates)}
    found.people = sorted((one for one in people if one.place not in wrong), key=lambda one: order[one.place])
    return found


def _settle(one: Candidate, others: list[Candidate], found: Apart) -> None:
    """Put a row beside the others of its name: as another person, joined with one of them, or as a problem."""
    for number, other in enumerate(others):
        same = _is_same(other, one)
        if same is False:
            continue
        row = str(other.place)
        if same is None:
            because = Said("row {row} has the same name; add the birth date or the number to tell who it is", row=row)
            found.problems.append(problem_of(one, "name", because))
        elif joined := _joined(other, one):
            others[number] = joined
            found.remarks.append(
                problem_of(one, "name", Said("the same person as in row {row}; joined with it", row=row))
            )
        else:
            because = Said("row {row} is the same person, with other data", row=row)
            found.problems.append(problem_of(one, "name", because))
        return
    others.append(one)


def _is_same(first: Candidate, second: Candidate) -> bool | None:
    """Whether two rows of one name are about one person; None when nothing tells."""
    numbers = first.draft.number, second.draft.number
    births = first.draft.birth, second.draft.birth
    if all(numbers):
        return numbers[0] == numbers[1]
    if all(births):
        return births[0] == births[1]
    if {card.key for card in first.cards} & {card.key for card in second.cards}:
        return True
    return None


def _joined(first: Candidate, second: Candidate) -> Candidate | None:
    """Both rows as one; None when they contradict each other."""
    one, two = (msgspec.structs.asdict(row.draft) for row in (first, second))
    for name in ("birth", "number", "state", "language", "birthday"):
        if one[name] in NOTHING:
            one[name] = two[name]
        elif two[name] not in NOTHING and one[name] != two[name]:
            return None
    if first.identity and second.identity and first.identity != second.identity:
        return None
    tails = [draft["tails"] for draft in (one, two) if draft["tails"] is not UNSET]
    one["tails"] = tuple(dict.fromkeys(tail for several in tails for tail in several)) if tails else UNSET
    cards = each_once([*first.cards, *second.cards])
    return Candidate(first.place, Draft(**one), cards, first.identity or second.identity)


def _shared(people: Sequence[Candidate]) -> Iterator[tuple[Place, Problem]]:
    """A problem for each person with a number or card that another one of the list has."""
    for column in ("card", "number"):
        for several in _by(column, people).values():
            for one in several if len(several) > 1 else ():
                row = next(str(another.place) for another in several if another is not one)
                card = column == "card"
                because = (
                    Said("row {row} has this card", row=row) if card else Said("row {row} has this number", row=row)
                )
                yield one.place, problem_of(one, column, because)


def _by(column: str, people: Sequence[Candidate]) -> Mapping[str, list[Candidate]]:
    found: dict[str, list[Candidate]] = defaultdict(list)
    for one in people:
        keys = [card.key for card in one.cards] if column == "card" else [str(one.draft.number or "")]
        for key in filter(None, keys):
            found[key].append(one)
    return found
