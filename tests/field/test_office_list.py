"""The list of 2 000 people: taken in by the real import, held against the truth by an oracle of its own."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.clock import SteppedClock
from kiosk.errors import ConfigError
from kiosk.server import imports
from kiosk.server.listing import Place
from kiosk.server.site import Site
from tests.field import scoring
from tests.field.office import office_list
from tests.field.office_next import a_month_later
from tests.field.office_truth import Duty, File, OfficeList, Truth
from tests.field.scoring import Score, exchanged, registered, score, whose
from tests.server.conftest import opened
from tests.server.parts import CENTRE, press

SEED = 1
NOVEMBER = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SHOWN = ("name", "birth", "state")


@dataclass
class Told:
    """What the reports said, in the trial's own words."""

    places: set[scoring.Place] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    """Heads of columns that were not read."""
    changed: set[tuple[int, int, str]] = field(default_factory=set)
    """Sheet, row and column of what became another value."""


def sheet_of(place: Place) -> int:
    """The number of a sheet, from 0; the trial's sheets have it in their names."""
    return int(place.sheet[:1] or 1) - 1


def take_in(site: Site, file: File, told: Told) -> None:
    """The trial's one contact with the import: hand a file in and keep what its report names."""
    try:
        report = imports.import_file(site, CENTRE, file.content, press(), sound=True)
    except ConfigError:
        told.places.add((file.name, 0, 0))
        return
    named = [(problem.place, problem.row) for problem in [*report.problems, *report.remarks]]
    named += [(line.place, row) for line in report.looked.lines for row in range(line.place.row, line.until + 1)]
    told.places |= {(file.name, sheet_of(place), row) for place, row in named}
    told.passed |= {column.text for column in report.looked.columns}
    told.changed |= {
        (sheet_of(step.candidate.place), step.candidate.place.row, change.column)
        for step in report.plan.changed
        for change in step.changes
    }


@dataclass(frozen=True)
class Trial:
    """What came of the office's lists, and of the list a month later."""

    lists: OfficeList
    first: Score
    told: Told
    next: OfficeList
    later: Score
    told_later: Told
    exchanged: list[str]


def tried(folder: Path, seed: int) -> Trial:
    """A new server with everything that the office hands in, and the next list on top."""
    site, database = opened(folder, SteppedClock(NOVEMBER), ""), folder / "server.sqlite"
    lists, told = office_list(seed), Told()
    for file in lists.files:
        take_in(site, file, told)
    first, people = score(database, lists, told.places), whose(registered(database), lists.truth)

    later, told_later = a_month_later(seed, lists), Told(set(told.places))
    for file in later.files:
        take_in(site, file, told_later)
    site.close()
    second = score(database, later, told_later.places)
    others = exchanged(people, whose(registered(database), later.truth))
    return Trial(lists, first, told, later, second, told_later, others)


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """One office's lists, taken in once."""
    return tried(tmp_path_factory.mktemp("office"), SEED)


def sound(result: Score) -> None:
    """Nothing is wrong, nothing is missing in silence, and nearly everybody is there."""
    assert not result.wrong, str(result)
    assert not result.silent, str(result)
    assert result.share >= 0.98, str(result)


def plain(head: str) -> str:
    """A head without what it may lose when it is named."""
    return "".join(unicodedata.normalize("NFKC", head).split())


def changed_rows(trial: Trial, changed: Callable[[Truth, Truth], object]) -> set[tuple[int, int]]:
    """Sheet and row of the known people in the next list of whom something changed."""
    file, old, new = trial.next.files[0].name, trial.lists.truth, trial.next.truth
    lines = [line for line in trial.next.lines if line.file == file and line.duty is Duty.TAKE]
    people = [(line, line.person) for line in lines if line.person is not None and line.person in old]
    return {(line.sheet, line.number) for line, person in people if changed(old[person], new[person])}


def test_a_list_of_2000_people_is_taken_in_rightly(trial: Trial) -> None:
    """At least 98 % of those with a readable row are right, nobody is wrong, and each row left out is named."""
    assert trial.first.owed > 1850
    sound(trial.first)


def test_what_is_not_kept_is_named(trial: Trial) -> None:
    """A column that was meant to be read, or a line that was a person, may be among what is passed over."""
    ignored = {plain(head) for file in trial.lists.files for head in file.ignored}
    assert {head for head in ignored if not any(plain(text).endswith(head) for text in trial.told.passed)} == set()
    ends = {
        (line.file, line.sheet, line.number) for line in trial.lists.lines if line.what in {"total", "footer", "group"}
    }
    assert ends <= trial.told.places


def test_the_next_list_changes_what_changed_and_nobody_becomes_another(trial: Trial) -> None:
    """Another order, new line numbers and other spellings swap nobody and double nobody."""
    assert not trial.exchanged
    sound(trial.later)


def test_the_next_list_says_what_it_changes(trial: Trial) -> None:
    """Each death and each move is shown, and nothing is called changed because it is written in another way."""
    shown = {
        column: {(sheet, row) for sheet, row, name in trial.told_later.changed if name == column} for column in SHOWN
    }
    assert shown["state"] == changed_rows(trial, lambda before, now: before.states != now.states)
    assert not shown["name"] | shown["birth"]


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 22))
def test_other_offices_write_as_badly(seed: int, tmp_path: Path) -> None:
    """What holds for one list holds for twenty."""
    trial = tried(tmp_path, seed)
    sound(trial.first)
    sound(trial.later)
    assert not trial.exchanged
