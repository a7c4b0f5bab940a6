"""Who of a centre's people a row of a list is about: a new person, a known one, or a question for staff.

    number and name, number and birth, or name and birth agree      that person, with what changes
    a card, the end of an ID number or a name alone agrees           perhaps that person: staff say so, or another one
    birth date and the end of any number agree                       the same: the name may have been mistyped
    a number or card is of a person of another name and birth        a problem: nothing moves between people by a list

A list whose names slipped against its numbers shows itself by names that only change places: all of those are problems.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import UNSET, Struct

from kiosk.core.names import surname
from kiosk.server import writing
from kiosk.server.database import Database
from kiosk.server.deck import Deck
from kiosk.server.reading import Candidate, Held
from kiosk.server.said import Said
from kiosk.server.tables import Resident


class Bearer(Struct, frozen=True):
    """A person who is known already, as staff are asked about them; `why` it may be them."""

    id: str
    name: str
    birth: str
    number: str
    why: Said


class Doubt(Struct, frozen=True):
    """What keeps a row out: the column at which it shows, and the sentence."""

    column: str
    why: Said


class Match(Struct, frozen=True):
    """What a row is about: one known person, perhaps one of several, a doubt; else a new person."""

    candidate: Candidate
    person: str | None = None
    perhaps: tuple[Bearer, ...] = ()
    doubt: Doubt | None = None


class Roll:
    """The people of a centre and their cards, by everything that a list may know of them."""

    def __init__(self, database: Database, centre: str) -> None:
        """Read all of them, inside the caller's unit of work."""
        self.people: dict[str, Resident] = {}
        self._by_number: dict[str, list[Resident]] = defaultdict(list)
        self._by_name: dict[str, list[Resident]] = defaultdict(list)
        self._by_letters: dict[str, list[Resident]] = defaultdict(list)
        self._by_tail: dict[str, list[Resident]] = defaultdict(list)
        for row in database.rows(Resident.select().where(Resident.centre == centre).order_by(Resident.id)):
            self.people[row.id] = row
            self._by_name[spelling(row)].append(row)
            if row.number:
                self._by_number[writing.plain(row.number)].append(row)
            for tail in row.tails.split():
                self._by_tail[tail].append(row)
        for name, people in self._by_name.items():
            self._by_letters[name.replace(writing.DOT, "")] += people
        self.deck = Deck(database)

    def match(self, candidate: Candidate) -> Match:
        """Who this row is about."""
        if doubt := self._foreign_card(candidate):
            return Match(candidate, doubt=doubt)
        numbered = self._by_number.get(str(candidate.draft.number), []) if candidate.draft.number else []
        found = self._numbered(candidate, numbered) if numbered else self._unnumbered(candidate)
        return self.checked(found)

    def checked(self, match: Match) -> Match:
        """The same, unless a card of the row is another's than the person who was found, or chosen."""
        for card in match.candidate.cards:
            holder = self.deck.holder(card)
            if holder and holder != match.person and not match.perhaps:
                return Match(match.candidate, doubt=self._of_another(card, holder))
        return match

    def _unnumbered(self, candidate: Candidate) -> Match:
        """A row without a number, or with a number that is new."""
        same = self._twins(candidate)
        if len(same) == 1 and not _contradict(same[0].number, candidate.draft.number):
            return Match(candidate, same[0].id)
        named = self._by_name.get(writing.compared(candidate.draft.name), [])
        if len(named) == 1 and self._says_little(candidate, named[0]):
            return Match(candidate, named[0].id)
        perhaps = {one.id: one for one in reversed(list(self._perhaps(candidate, same)))}
        return Match(candidate, perhaps=tuple(reversed(perhaps.values())))

    def _says_little(self, candidate: Candidate, row: Resident) -> bool:
        """Whether a row adds nothing that is wrong for another person of that name: no birth date, card or state."""
        draft = candidate.draft
        theirs = all(self.deck.holder(card) == row.id for card in candidate.cards)
        same_state = draft.state is UNSET or draft.state == row.state
        return not (draft.birth or draft.number or candidate.identity) and theirs and same_state

    def told(self, person: str) -> str:
        """A person in a sentence to staff."""
        row = self.people.get(person)
        return f"{row.name} {row.birth or '—'}" if row else "—"

    def _numbered(self, candidate: Candidate, bearers: Sequence[Resident]) -> Match:
        """A row with a number that a known person has."""
        draft, bearer = candidate.draft, bearers[0]
        said, born = writing.compared(draft.name), _day(draft.birth)
        others = [one for one in self._twins(candidate) if one.id != bearer.id]
        name_agrees = said == spelling(bearer)
        birth_agrees = bool(born) and born == bearer.birth
        agrees = (name_agrees and birth_agrees) or ((name_agrees or birth_agrees) and not others)
        if len(bearers) > 1 or not agrees:
            because = Said("number {number} is {person} so far", number=draft.number, person=self.told(bearer.id))
            return Match(candidate, doubt=Doubt("number", because))
        return Match(candidate, bearer.id)

    def _twins(self, candidate: Candidate) -> list[Resident]:
        """Who has the same name and the same date of birth."""
        born = _day(candidate.draft.birth)
        named = self._by_name.get(writing.compared(candidate.draft.name), [])
        return [one for one in named if born and one.birth == born]

    def _foreign_card(self, candidate: Candidate) -> Doubt | None:
        """A card of a person who has neither the name nor the birth date, or of another centre."""
        for card in candidate.cards:
            holder = self.deck.holder(card)
            if holder and not (holder in self.people and self._resembles(candidate, self.people[holder])):
                return self._of_another(card, holder)
        return None

    def _of_another(self, card: Held, holder: str) -> Doubt:
        if holder not in self.people:
            return Doubt("card", Said("this card belongs to a person of another centre"))
        return Doubt("card", Said("card …{card} is {person} so far", card=card.label[-3:], person=self.told(holder)))

    def _resembles(self, candidate: Candidate, row: Resident) -> bool:
        born = _day(candidate.draft.birth)
        return writing.compared(candidate.draft.name) == spelling(row) or bool(born and born == row.birth)

    def _perhaps(self, candidate: Candidate, same: Sequence[Resident]) -> Iterator[Bearer]:
        """Who the row may be about, the likeliest first."""
        born, said = _day(candidate.draft.birth), writing.compared(candidate.draft.name)
        for one in same:
            yield _bearer(one, Said("the same name and birth date"))
        for card in candidate.cards:
            if holder := self.deck.holder(card):
                yield _bearer(self.people[holder], Said("the same card"))
        for tail in candidate.identity:
            for one in self._by_tail.get(tail, []):
                if born == one.birth if born and one.birth else surname(said) == surname(spelling(one)):
                    yield _bearer(one, Said("the same end of the ID number"))
        for tail in candidate.draft.tails or ():
            for one in self._by_tail.get(tail, []):
                if born and one.birth == born:
                    yield _bearer(one, Said("the same birth date and end of a number"))
        for one in self._by_name.get(said, []):
            if candidate.draft.tails and set(candidate.draft.tails) & set(one.tails.split()):
                yield _bearer(one, Said("the same name and end of a number"))
            if not (born and one.birth) and not _contradict(one.number, candidate.draft.number):
                yield _bearer(one, Said("the same name; one of the two has no birth date"))
        for one in self._by_letters.get(said.replace(writing.DOT, ""), []):
            if born and one.birth == born and spelling(one) != said:
                yield _bearer(one, Said("the same birth date; the names differ by a dot"))


def spelling(row: Resident) -> str:
    """A known person's name as it is compared."""
    return str(row.spelling or writing.compared(row.name))


def _bearer(row: Resident, why: Said) -> Bearer:
    return Bearer(row.id, row.name, row.birth or "", row.number or "", why)


def _contradict(known: str | None, said: object) -> bool:
    """Whether two numbers are given, and are not the same."""
    return bool(known and said and said is not UNSET and writing.plain(known) != said)


def _day(birth: object) -> str | None:
    return birth.isoformat() if isinstance(birth, date) else None
