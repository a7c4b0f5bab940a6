"""What `kiosk server import` says of a list: the same facts that the page shows, line by line."""

from collections.abc import Iterator, Sequence

from kiosk.server.imports import Report
from kiosk.server.listing import Passed, Reason
from kiosk.server.plans import ANOTHER, Step

SAID = {
    Reason.ABOVE: "above the heads",
    Reason.TOTAL: "a total",
    Reason.NOTE: "a note",
    Reason.HEADS: "the heads once more",
    Reason.EMPTY: "no name and nothing to read",
    Reason.UNKNOWN: "not read",
    Reason.LINES: "not read: the number of the line in this file, not of a person",
    Reason.SECOND: "not read: another column means the same",
    Reason.NO_HEADS: "no column of names in its first lines",
    Reason.HIDDEN: "hidden",
    Reason.BLANK: "empty",
}


def facts(report: Report) -> Iterator[str]:
    """All that is not as usual, before the summary."""
    looked, plan = report.looked, report.plan
    yield "heads: row " + ", ".join(str(place) for place in looked.heads)
    yield from (f"sheet {one.text} passed over: {SAID[one.why]}" for one in looked.sheets)
    yield from (f"column {_at(one)}{one.text} {SAID[one.why]}" for one in looked.columns)
    yield from (f"row {_rows(one)} passed over, {SAID[one.why]}: {one.text}" for one in looked.lines)
    yield from (f"changes {_changes(step)}" for step in sorted(plan.changed, key=lambda step: not step.heavy))
    for match in plan.asked:
        for one in match.perhaps:
            known = f"{one.name} {one.birth or '—'}" + (f", number {one.number}" if one.number else "")
            yield f"question row {match.candidate.place}: {match.candidate.draft.name} may be {known}: {one.why}"
    yield from (f"remark {remark}" for remark in report.remarks)


def summary(report: Report, *, dry_run: bool) -> str:
    """One sentence, and what to do next."""
    did = "taken in" if report.written else "would be taken in"
    people = (
        f"{report.added} new, {report.changed} changed and {report.unchanged} unchanged people {did}, "
        f"{report.cards} cards with them; {report.numbered} can be found by last digits, "
        f"{report.greeted} want birthday wishes"
    )
    if not report.problems:
        return people
    left = f"rows left out for the reasons above: {report.left_out}"
    if report.written or dry_run:
        return f"{people}\n{left}"
    return f"nothing was taken in; {left}; mend them, or take in the others with --sound\n{people}"


def choices(report: Report, same: str, another: str) -> dict[str, str]:
    """The answers to a report's questions: rows such as `5,Sheet2!7`, or `all`; of several people it is the first."""
    answers: dict[str, str] = {}
    for match in report.plan.asked:
        place = str(match.candidate.place)
        if _named(place, another):
            answers[place] = ANOTHER
        elif _named(place, same):
            answers[place] = match.perhaps[0].id
    return answers


def _named(place: str, rows: str) -> bool:
    return rows == "all" or place in rows.split(",")


def _at(one: Passed) -> str:
    return f"{one.place.sheet}!" if one.place.sheet else ""


def _rows(one: Passed) -> str:
    return str(one.place) if one.until == one.place.row else f"{one.place}–{one.until}"


def _changes(step: Step) -> str:
    changed: Sequence[str] = [f"{one.column} {one.old or '—'} → {one.new or '—'}" for one in step.changes]
    return f"row {step.candidate.place} {step.candidate.draft.name}: {'; '.join(changed)}"
