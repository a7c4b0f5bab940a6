"""What taking a list in would do, row by row, before anything is written: what a manager reads before saying yes.

Every row is in exactly one of `new`, `changed`, `unchanged`, `asked` and `problems`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import msgspec
from msgspec import UNSET, Struct

from kiosk.core.model import CardState
from kiosk.server import residents, twins, writing
from kiosk.server.matching import Match, Roll, spelling
from kiosk.server.reading import Candidate, Held, Problem, meant, problem_of, text_of
from kiosk.server.residents import Draft
from kiosk.server.said import Said, bare
from kiosk.server.tables import Resident
from kiosk.server.tails import MOST as MOST_TAILS

ANOTHER = "another"
"""The answer to a question about a row: a new person, none of those who were offered."""
HEAVY = ("name", "birth", "state")
Choices = Mapping[str, str]
"""By a row's place as text: who it is, or `ANOTHER`."""


class Change(Struct, frozen=True):
    """One thing that becomes another one; empty where there is none."""

    column: str
    old: str
    new: str


class Step(Struct, frozen=True):
    """What happens with one row: a new person, or a known one with changes.

    `cards` are the keys of those that are given, `completed` those of waiting numbers that turn out to be one of them.
    """

    candidate: Candidate
    person: str | None
    changes: tuple[Change, ...]
    cards: tuple[str, ...]
    completed: tuple[str, ...] = ()

    @property
    def heavy(self) -> bool:
        """Whether a name, a birth date or a state changes: staff have to see each of those before the yes."""
        return any(change.column in HEAVY for change in self.changes)


@dataclass(slots=True)
class Plan:
    """All rows of a list."""

    new: list[Step] = field(default_factory=list)
    changed: list[Step] = field(default_factory=list)
    unchanged: list[Step] = field(default_factory=list)
    asked: list[Match] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)

    @property
    def steps(self) -> Sequence[Step]:
        """What is written."""
        return [*self.new, *self.changed]

    def fingerprint(self) -> str:
        """A short hash of what is shown: it differs as soon as anything that was shown would be different."""
        shown = [self.new, self.changed, self.asked, self.problems]
        return sha256(msgspec.json.encode(shown, enc_hook=bare)).hexdigest()[:16]


def with_tails(draft: Draft, row: Resident) -> Draft:
    """A draft with the ends of numbers that are known already behind its own: a list takes none of them away."""
    if draft.tails is UNSET:
        return draft
    return msgspec.structs.replace(draft, tails=tuple(dict.fromkeys([*draft.tails, *row.tails.split()]))[:MOST_TAILS])


def plan(roll: Roll, candidates: Sequence[Candidate], choices: Choices) -> Plan:
    """What becomes of the sound rows of a list, with what staff answered so far."""
    apart = twins.apart(candidates)
    made = Plan(problems=apart.problems, remarks=apart.remarks)
    matches = [_chosen(roll, roll.match(one), choices) for one in apart.people]
    doubts = {
        match.candidate.place: problem_of(match.candidate, match.doubt.column, match.doubt.why)
        for match in matches
        if match.doubt
    }
    matches = [match for match in matches if not match.doubt]
    for check in (_same_person, _moved_names, _moved_births):
        for match, column, why in check(roll, matches):
            doubts.setdefault(match.candidate.place, problem_of(match.candidate, column, why))
    made.problems += doubts.values()
    for match in matches:
        if match.candidate.place not in doubts:
            _sort(roll, match, made)
    return made


def _sort(roll: Roll, match: Match, made: Plan) -> None:
    """Put one row where it belongs."""
    if match.perhaps:
        made.asked.append(match)
        return
    row = roll.people.get(match.person or "")
    usable = []
    for card in match.candidate.cards:
        if roll.deck.state(card) not in {None, CardState.ACTIVE}:
            because = Said("this card was taken out of use, so it is not given; give another one")
            made.remarks.append(problem_of(match.candidate, "card", because))
        elif not roll.deck.has(match.person, card):
            usable.append(card)
    waited = {card.key: roll.deck.completed(match.person, card) for card in usable}
    completed = tuple(one.key for several in waited.values() for one in several)
    changes = (*_changes(row, match.candidate), *_given(usable, waited)) if row else ()
    step = Step(match.candidate, match.person, changes, tuple(card.key for card in usable), completed)
    (made.new if row is None else made.changed if changes else made.unchanged).append(step)


def _chosen(roll: Roll, match: Match, choices: Choices) -> Match:
    """The same with the answer to its question; only who was asked about can be the answer."""
    answer = choices.get(str(match.candidate.place), "")
    if match.perhaps and answer == ANOTHER:
        return roll.checked(Match(match.candidate))
    if answer in {one.id for one in match.perhaps}:
        return roll.checked(Match(match.candidate, answer))
    return match


Found = Iterator[tuple[Match, str, Said]]
Old = Callable[[Resident], str | None]
New = Callable[[Draft], str]


def _same_person(_roll: Roll, matches: Sequence[Match]) -> Found:
    """Two rows about one known person: which of them is right, a list cannot tell."""
    rows = defaultdict(list)
    for match in matches:
        if match.person:
            rows[match.person].append(match)
    for several in rows.values():
        for match in several if len(several) > 1 else ():
            other = next(one for one in several if one is not match)
            yield match, "name", Said("row {row} is the same person", row=str(other.candidate.place))


def _moved_names(roll: Roll, matches: Sequence[Match]) -> Found:
    """Rows that give a person the name that another person of the same list has so far."""
    return _moved(roll, matches, "name", spelling, lambda draft: writing.compared(draft.name))


def _moved_births(roll: Roll, matches: Sequence[Match]) -> Found:
    """The same of birth dates, which two may well have in common: from the third on."""
    found = list(_moved(roll, matches, "birth", lambda row: row.birth, lambda draft: text_of(draft.birth)))
    yield from found if len(found) > 2 else ()


def _moved(roll: Roll, matches: Sequence[Match], column: str, old: Old, new: New) -> Found:
    changing: dict[str, tuple[Match, str]] = {}
    for match in matches:
        row = roll.people.get(match.person or "")
        said = new(match.candidate.draft)
        if row and said and old(row) not in {None, "", said}:
            changing[row.id] = match, said
    before = {old(roll.people[person]): person for person in changing}
    for person, (match, said) in changing.items():
        if said in before:
            because = Said(
                "{person} would get what {other} has so far; have names slipped against numbers in this list?",
                person=roll.told(person),
                other=roll.told(before[said]),
            )
            yield match, column, because


def _changes(row: Resident, candidate: Candidate) -> Iterator[Change]:
    """What becomes different of a known person."""
    draft = candidate.draft
    if writing.compared(draft.name) != spelling(row):
        yield Change("name", row.name, draft.name)
    simple = {"birth": draft.birth, "number": draft.number, "state": draft.state, "language": draft.language}
    for column, said in simple.items():
        if said is not UNSET and text_of(said) != (getattr(row, column) or ""):
            yield Change(column, getattr(row, column) or "", text_of(said))
    if draft.birthday is not UNSET and draft.birthday != residents.birthday(row):
        yield Change("greeting", text_of(residents.birthday(row)), text_of(draft.birthday))
    if (tails := with_tails(draft, row).tails) and set(tails) != set(row.tails.split()):
        yield Change("tails", " ".join(row.tails.split()), " ".join(tails))


def _given(cards: Sequence[Held], waited: Mapping[str, Sequence[Held]]) -> Iterator[Change]:
    """The cards that are given: one that a number waited for takes that number's place, any other is new."""
    for card in cards:
        old = " / ".join(one.label for one in waited[card.key])
        new = card.label if card.label != old or card.waits else meant(card)[0]
        yield Change("card", writing.quoted(old, card=True), writing.quoted(new, card=True))
