"""What an auditor checks of one exported month: that nothing was added, changed or removed since, and where if it was.

An export is a text of JSON lines:

    {"export":1,"centre":..,"month":..,"made":..,"key":..,"logs":[{"log","kiosk","first","previous","last","head"}..],
     "held":[[log,seq,reason]..],"days":{"2026-11-24":[visits,fen]..},"dated":[[log,seq,day,[answer..]]..]}
    {"signature":".."}                     the server's, over the line above
    {"log":..,"seq":..,"hash":..,"body":..}     every entry between a log's `first` and `last`, verbatim

The signature proves the first line, its `head`s prove every entry through the chain (`core/log.py`), and the entries
prove the numbers. Who holds an earlier export holds the server to it as well: its entries must still be there, and of
the same month no others, none counted or dated otherwise.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from kiosk.core.log import link, read
from kiosk.core.model import Fact, Kind

Place = tuple[str, int]
SINCE = "since the earlier export"


class Wrong(StrEnum):
    """What was found."""

    FORGED = "not signed by this server"
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    MISCOUNTED = "miscounted"
    UNEXPLAINED = "corrected without a reason"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong, and where."""

    what: Wrong
    where: str

    def __str__(self) -> str:
        """A few words."""
        return f"{self.where} {self.what}"


@dataclass(frozen=True, slots=True)
class Correction:
    """A void: which fact, by whom (None: the resident, at the kiosk) and why."""

    log: str
    seq: int
    fact: Fact

    def __str__(self) -> str:
        """One line of the report."""
        who = self.fact.actor or "the resident"
        return f"{self.fact.day} {self.fact.refers} annulled by {who}: {self.fact.reason or 'no reason given'}"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as exported."""

    log: str
    seq: int
    hash: str
    body: str


@dataclass(frozen=True, slots=True)
class Export:
    """An export, taken apart but not yet believed."""

    head: str
    signature: str
    centre: str
    month: str
    key: str
    logs: Sequence[Mapping[str, Any]]
    held: frozenset[tuple[str, int]]
    days: Mapping[str, Sequence[int]]
    lines: Sequence[Line]
    dated: Mapping[tuple[str, int], tuple[str | None, Sequence[str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit found."""

    export: Export
    visits: int
    corrections: tuple[Correction, ...] = ()
    answers: tuple[str, ...] = ()
    troubles: tuple[Trouble, ...] = field(default_factory=tuple)

    @property
    def verdict(self) -> str:
        """The one line."""
        what = f"{self.export.centre} {self.export.month}"
        if not self.troubles:
            size = f"{len(self.export.lines)} entries of {len(self.export.logs)} logs, {self.visits} visits"
            return f"{what}: nothing was added, changed or removed ({size}, {len(self.corrections)} corrections)"
        more = f" and {len(self.troubles) - 3} more" if len(self.troubles) > 3 else ""
        return f"{what}: NOT AS IT WAS: {'; '.join(map(str, self.troubles[:3]))}{more}"


def parse(text: str) -> Export:
    """Take an export apart; raises ValueError when it is none."""
    head, signature, *lines = text.splitlines()
    try:
        said = json.loads(head)
        if said["export"] != 1:
            raise ValueError("a newer export")
        return Export(
            head,
            json.loads(signature)["signature"],
            str(said["centre"]),
            str(said["month"]),
            str(said["key"]),
            said["logs"],
            frozenset((log, seq) for log, seq, _reason in said["held"]),
            said["days"],
            [Line(**json.loads(line)) for line in lines],
            {(log, seq): (day, answers) for log, seq, day, answers in said.get("dated", [])},
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not an export: {error!r}") from error


def audit(export: Export, *, genuine: bool, before: Export | None = None) -> Report:
    """Check everything; `genuine` says whether the server signed `head`, `before` is an older export."""
    troubles = [] if genuine else [Trouble(Wrong.FORGED, "the first line is")]
    placed: dict[str, dict[int, Line]] = {}
    known = {log["log"]: log for log in export.logs}
    for line in export.lines:
        log = known.get(line.log)
        if log is None or not log["first"] <= line.seq <= log["last"] or line.seq in placed.get(line.log, {}):
            troubles.append(Trouble(Wrong.ADDED, _place(line.log, line.seq)))
        else:
            placed.setdefault(line.log, {})[line.seq] = line
    for log in export.logs:
        troubles += _chain(log, placed.get(log["log"], {}))
    facts = dict(_facts(export, placed))
    corrections = tuple(Correction(*at, fact) for at, fact in facts.items() if fact.kind is Kind.VOID)
    troubles += [Trouble(Wrong.UNEXPLAINED, _place(one.log, one.seq)) for one in corrections if not one.fact.reason]
    troubles += _recounted(export, facts.values())
    if before:
        troubles += _against(before, export, placed)
    visits = sum(visits for visits, _ in _days(facts.values()).values())
    answers = [f"{_place(*at)} is of {one}" for at, (_, said) in export.dated.items() for one in said]
    return Report(export, visits, corrections, tuple(answers), tuple(troubles))


def _chain(log: Mapping[str, Any], lines: Mapping[int, Line]) -> Iterator[Trouble]:
    """Walk one log. After a hole or a change the walk goes on from the hash that was written down.

    An entry that does not chain was changed, or the one before it was, hash and all: which of the two, nobody can say.
    """
    previous, seq = str(log["previous"]), int(log["first"])
    while seq <= log["last"]:
        line = lines.get(seq)
        if line is None:
            until = next((later for later in range(seq, log["last"] + 1) if later in lines), log["last"] + 1)
            yield Trouble(Wrong.REMOVED, _place(log["log"], seq, until - 1))
            seq, previous = until, ""
            continue
        if previous and link(bytes.fromhex(previous), line.body).hex() != line.hash:
            yield Trouble(Wrong.CHANGED, _place(log["log"], max(seq - 1, int(log["first"])), seq))
        seq, previous = seq + 1, line.hash
    if previous and previous != log["head"]:
        yield Trouble(Wrong.CHANGED, _place(log["log"], int(log["first"]), int(log["last"])))


def _of_the_month(export: Export, placed: Mapping[str, Mapping[int, Line]]) -> Iterator[tuple[Place, Fact]]:
    """Every entry of the month, whether or not it counts."""
    for log, lines in placed.items():
        for seq, line in lines.items():
            try:
                fact = read(line.body)
            except ValueError:
                continue
            day, _ = export.dated.get((log, seq), (fact.day.isoformat(), ()))
            if (day or "")[:7] == export.month:
                yield (log, seq), replace(fact, day=date.fromisoformat(day or ""))


def _facts(export: Export, placed: Mapping[str, Mapping[int, Line]]) -> Iterator[tuple[Place, Fact]]:
    """The facts of the month that count, each once, whichever logs it came in."""
    seen: set[str] = set()
    for at, fact in _of_the_month(export, placed):
        if at not in export.held and fact.id not in seen:
            seen.add(fact.id)
            yield at, fact


def _days(facts: Iterable[Fact]) -> dict[str, tuple[int, int]]:
    """Visits that stand and what was due for them, in fen, by day."""
    everything = list(facts)
    annulled = {fact.refers for fact in everything if fact.kind is Kind.VOID}
    days: dict[str, tuple[int, int]] = {}
    for fact in everything:
        if fact.uses and fact.id not in annulled:
            visits, fen = days.get(fact.day.isoformat(), (0, 0))
            days[fact.day.isoformat()] = (visits + fact.uses, fen + fact.due)
    return days


def _recounted(export: Export, facts: Iterable[Fact]) -> Iterator[Trouble]:
    mine = _days(facts)
    for day in sorted(mine.keys() | export.days.keys()):
        shown = tuple(export.days.get(day, (0, 0)))
        if shown != mine.get(day, (0, 0)):
            yield Trouble(Wrong.MISCOUNTED, f"{day} (shown {shown}, entries say {mine.get(day, (0, 0))})")


def _against(before: Export, export: Export, placed: Mapping[str, Mapping[int, Line]]) -> Iterator[Trouble]:
    """What an earlier export holds must be the same now; of the same month nothing else may be there."""
    then = {(line.log, line.seq): line.hash for line in before.lines}
    now = {(log, seq): line.hash for log, lines in placed.items() for seq, line in lines.items()}
    both = then.keys() & now.keys()
    yield from _since(Wrong.CHANGED, {at for at in both if then[at] != now[at]})
    if (before.centre, before.month) != (export.centre, export.month):
        return
    yield from _since(Wrong.REMOVED, then.keys() - now.keys())
    yield from _since(Wrong.ADDED, {at for at, _ in _of_the_month(export, placed)} - then.keys())
    yield from _since(Wrong.CHANGED, both & (export.held - before.held), ", no longer counted,")
    yield from _since(Wrong.CHANGED, both & (before.held - export.held), ", not counted then,")
    dated = {at for at in both if before.dated.get(at) != export.dated.get(at)}
    yield from _since(Wrong.CHANGED, dated, ", dated otherwise,")
    for day in sorted(before.days.keys() | export.days.keys()):
        was, shown = (tuple(one.days.get(day, (0, 0))) for one in (before, export))
        if was != shown:
            yield Trouble(Wrong.CHANGED, f"{SINCE} {day} (shown {shown}, then {was})")


def _since(what: Wrong, places: Iterable[Place], how: str = "") -> Iterator[Trouble]:
    """One trouble for each run of neighbours."""
    runs: list[tuple[str, int, int]] = []
    for log, seq in sorted(places):
        follows = runs and runs[-1][0] == log and runs[-1][2] == seq - 1
        runs.append((log, runs.pop()[1] if follows else seq, seq))
    for run in runs:
        yield Trouble(what, f"{SINCE} {_place(*run)}{how}")


def _place(log: str, first: int, last: int | None = None) -> str:
    entries = f"entry {first}" if last in {None, first} else f"entries {first} to {last}"
    return f"log {log[:8]} {entries}"
