"""Takes residents and their cards from a file: first a look, then a yes, then what is sound.

    look        reads a file and says what would happen; writes nothing
    take        the same look inside one unit of work, then all of what it shows, or nothing

The columns are in `heads.COLUMNS`. A person is known by number together with name or birth date, else by name and birth
date; where less agrees, staff are asked (`matching`). The same file again changes nothing. What a file has no column
or no value for stays as it is: a list adds to what is known, and takes nothing away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from msgspec import Struct

from kiosk.errors import CardError, ConfigError, Refused
from kiosk.server import cards, listing, nearness, plans, reading, residents
from kiosk.server.feed import Changes, publish
from kiosk.server.feed import take as numbers_of
from kiosk.server.listing import Passed, Place
from kiosk.server.matching import Match, Roll
from kiosk.server.plans import Choices, Plan, Step
from kiosk.server.press import Press
from kiosk.server.reading import Candidate, Held, Problem
from kiosk.server.said import Said
from kiosk.server.site import Site
from kiosk.server.tables import Card
from kiosk.server.tables import Place as Centre


class Looked(Struct, frozen=True):
    """What was read in a file, without a word that the database may not keep."""

    candidates: tuple[Candidate, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    heads: tuple[Place, ...]
    columns: tuple[Passed, ...]
    lines: tuple[Passed, ...]
    sheets: tuple[Passed, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or would do; `fingerprint` differs when any of it does."""

    plan: Plan
    looked: Looked
    written: bool
    fingerprint: str

    @property
    def added(self) -> int:
        """People who are new."""
        return len(self.plan.new)

    @property
    def changed(self) -> int:
        """Known people of whom something becomes different."""
        return len(self.plan.changed)

    @property
    def unchanged(self) -> int:
        """Known people of whom the list says nothing new."""
        return len(self.plan.unchanged)

    @property
    def cards(self) -> int:
        """Cards that are given."""
        return sum(len(step.cards) for step in self.plan.steps)

    @property
    def numbered(self) -> int:
        """People in the sound rows who can be found by last digits."""
        return sum(bool(step.candidate.draft.tails) for step in self._sound)

    @property
    def greeted(self) -> int:
        """Those who want birthday wishes."""
        return sum(bool(step.candidate.draft.birthday) for step in self._sound)

    @property
    def problems(self) -> Sequence[Problem]:
        """Why rows are left out, unanswered questions among them, in the file's order."""
        return sorted([*self.wrong, *map(_unanswered, self.plan.asked)], key=lambda problem: problem.place)

    @property
    def wrong(self) -> Sequence[Problem]:
        """Those of them that no answer mends."""
        return sorted([*self.looked.problems, *self.plan.problems], key=lambda problem: problem.place)

    @property
    def remarks(self) -> Sequence[Problem]:
        """What is worth knowing of rows that are taken in."""
        return sorted([*self.looked.remarks, *self.plan.remarks], key=lambda remark: remark.place)

    @property
    def left_out(self) -> int:
        """Rows that are left out."""
        return len({problem.place for problem in self.problems})

    @property
    def _sound(self) -> Sequence[Step]:
        return [*self.plan.steps, *self.plan.unchanged]


def look(site: Site, centre: str, content: bytes, press: Press) -> Looked:
    """Read a file; raises ConfigError when it is no list."""
    listed = listing.read_list(content)
    found = reading.read_rows(listed.rows, press, nearness.near(site, centre), site.now().date())
    return Looked(
        tuple(found.candidates),
        tuple(found.problems),
        tuple(found.remarks),
        tuple(listed.heads),
        tuple(listed.columns),
        tuple(listed.lines),
        tuple(listed.sheets),
    )


def foresee(site: Site, centre: str, looked: Looked, press: Press, choices: Choices) -> Report:
    """What taking it in would do now."""
    with site.database.reading():
        return _foreseen(site, centre, looked, press, choices)


def take_in(site: Site, centre: str, looked: Looked, press: Press, choices: Choices, *, seen: str = "") -> Report:
    """Write all of the sound rows, inside the caller's unit of work.

    Raises Refused when what would happen is no longer what was `seen`, and ConfigError when it cannot be written.
    """
    _alone(site, centre)
    if seen and _foreseen(site, centre, looked, press, {}).fingerprint != seen:
        raise Refused("the people of this centre have changed since this list was looked at")
    report = _foreseen(site, centre, looked, press, choices)
    changes = Changes()
    for step in report.plan.steps:
        _write(site, changes, centre, step)
    publish(site.database, changes, numbers_of(site.database, len(changes.rows)), site.now())
    return replace(report, written=True)


def import_file(
    site: Site,
    centre: str,
    content: bytes,
    press: Press,
    *,
    dry_run: bool = False,
    sound: bool = False,
    choices: Choices | None = None,
) -> Report:
    """Look at a file and take it in at once, when it asks no question; raises ConfigError for no list.

    Nothing is written in a dry run, nor when a row has a problem or a question, unless only `sound` rows are wanted.
    """
    looked = look(site, centre, content, press)
    report = foresee(site, centre, looked, press, choices or {})
    if dry_run or (report.problems and not sound):
        return report
    with site.database.writing():
        return take_in(site, centre, looked, press, choices or {})


def _foreseen(site: Site, centre: str, looked: Looked, press: Press, choices: Choices) -> Report:
    candidates = _known_better(site, centre, looked.candidates, press)
    made = plans.plan(Roll(site.database, centre), candidates, choices)
    return Report(made, looked, written=False, fingerprint=made.fingerprint())


def _known_better(site: Site, centre: str, candidates: Sequence[Candidate], press: Press) -> list[Candidate]:
    """The same, with the whole keys of cards that were tapped since their printed number was read."""
    if not any(card.waits for one in candidates for card in one.cards):
        return list(candidates)
    near = nearness.near(site, centre)
    return [
        Candidate(one.place, one.draft, tuple(_better(card, near, press) for card in one.cards), one.identity)
        for one in candidates
    ]


def _better(card: Held, near: nearness.Near, press: Press) -> Held:
    if not card.waits:
        return card
    try:
        better = Held(near.key_of(card.label, press), card.label)
    except CardError:
        return card
    return card if better.waits else better


def _alone(site: Site, centre: str) -> None:
    """Let lists of one centre be taken in one after the other: the second sees what the first has written."""
    site.database.run(Centre.update(name=Centre.name).where(Centre.id == centre))


def _write(site: Site, changes: Changes, centre: str, step: Step) -> None:
    """One person; raises ConfigError when something came in between that a look did not see."""
    candidate, person = step.candidate, step.person
    if person is None:
        person = residents.register(site.database, changes, centre, candidate.draft)
    elif step.changes:
        known = residents.find(site.database, person)
        draft = plans.with_tails(candidate.draft, known) if known else candidate.draft
        residents.amend(site.database, changes, person, draft)
    if step.completed:
        site.database.run(Card.delete().where(Card.key.in_(step.completed)))
    labels = {card.key: card.label for card in candidate.cards}
    for key in step.cards:
        try:
            cards.give(site.database, changes, centre, key, person, label=labels[key])
        except CardError as error:
            raise ConfigError(error.args[0]) from error


def _unanswered(match: Match) -> Problem:
    """A question without an answer, as a reason to leave the row out."""
    candidate, first = match.candidate, match.perhaps[0]
    if len(match.perhaps) > 1 and not candidate.draft.birth:
        why = Said("several people have this name; add a column with their birth dates, or with their numbers")
    else:
        known = f"{first.name} {first.birth or '—'}"
        why = Said("perhaps {person}, who is known already; say whether it is the same person", person=known)
    return reading.problem_of(candidate, "name", why)
