"""What time it was: from boots, nanoseconds since boot and a few anchors, with a stated uncertainty. Pure.

A machine without a battery-backed clock knows the order of its facts (boot number, then time since boot) but not their
time. An anchor says that at one moment of one boot it was a certain time, give or take an error. Nothing stored is ever
rewritten: the best time is derived, and derived anew when more anchors are known.

    boot with anchors       est = utc + (t - t_anchor), interpolated between two;  error + 80 ppm of the distance
    boot without            somewhere between the end of the boot before and the start of the boot after

The truth is always within `within` of `utc`, as long as the machine's crystal keeps to 80 ppm (a Raspberry Pi's does to
about 50) and every anchor to its own error. Measured in `tests/core/test_timeline.py` on simulated histories.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from kiosk.core.anchors import CONTRADICTION, DRIFT, SECOND, Anchor, Boot, believed, suspects
from kiosk.core.model import WallState

RELEASED = 2026
"""The year of this release: a clock that shows an earlier one was never set."""
OTHERS = {WallState.SERVER, WallState.STAFF}
"""Who tells the time from outside; all else are the machine's own clocks."""


def in_a_row(boots: Iterable[Boot]) -> list[Boot]:
    """The boots of one card that was never copied: each came after the end of the one before."""
    row: list[Boot] = []
    for boot in sorted(boots, key=lambda boot: boot.number):
        before = row[-1] if row else None
        row.append(replace(boot, after=before.number, after_ns=before.last_ns) if before else boot)
    return row


class Quality(StrEnum):
    """How good an estimate is: anchored in its own boot, only bounded by other boots, or not even the day is sure."""

    EXACT = "exact"
    BOUNDED = "bounded"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Estimate:
    """The truth lies within `within` seconds of `utc`. Never guess the day of an ambiguous one: ask a person."""

    utc: datetime
    within: float
    quality: Quality


@dataclass(frozen=True, slots=True)
class Span:
    """An interval of instants, in seconds since 1970."""

    low: float
    high: float

    def meet(self, other: "Span") -> "Span":
        """What both allow; this one where they contradict each other."""
        both = Span(max(self.low, other.low), min(self.high, other.high))
        return both if both.low <= both.high else self


class Timeline:
    """All that is known of one machine's time."""

    def __init__(
        self, boots: Iterable[Boot], anchors: Iterable[Anchor], *, earliest: datetime, latest: datetime
    ) -> None:
        """No fact is older than `earliest` (the kiosk's enrolment) or younger than `latest` (now, if it is known).

        A boot has a higher number than the one it came after; `in_a_row` says so of those of a single card. Of
        anchors that contradict each other, or the order of boots, only those count that `anchors.py` believes.
        """
        self.boots = {boot.number: boot for boot in boots}
        told: dict[int, list[Anchor]] = {}
        for anchor in sorted(anchors, key=lambda anchor: anchor.boot_ns):
            told.setdefault(anchor.boot, []).append(anchor)
        self._anchors = {number: believed(anchors) for number, anchors in told.items()}
        self._all = Span(earliest.timestamp(), latest.timestamp())
        self._lows: dict[int, float] = {}
        self._highs: dict[int, float] = {}
        self._later: dict[int, list[Boot]] = {}
        for boot in self.boots.values():
            self._later.setdefault(boot.after or 0, []).append(boot)
        suspected = suspects(self.boots.values(), told, self._anchors)
        self._leave_out(suspected)
        self._leave_out(self._impossible())
        self._bound()
        lost = {number for number, all_of in told.items() if set(_last_words(all_of)) - set(self._anchors[number])}
        self.doubtful = suspected | lost
        """The boots in which a clock that counts as sure was, or may have been, wrong."""

    def bears_out(self, boot: int, boot_ns: int, wall: datetime) -> bool:
        """Whether a sure clock's stamp may be believed: nothing that is known contradicts it."""
        if boot not in self.doubtful:
            return True
        anchors = self._anchors.get(boot)
        if not anchors:
            return False
        span = _anchored(anchors, boot_ns)
        return span.low - CONTRADICTION <= wall.timestamp() <= span.high + CONTRADICTION

    def at(
        self, boot: int, boot_ns: int, zone: tzinfo, *, after: datetime | None = None, before: datetime | None = None
    ) -> Estimate:
        """When it was. `before` is when the server received the fact, `after` the estimate of the fact before it.

        Raises KeyError for a boot that nobody told of.
        """
        anchors = self._anchors.get(boot, [])
        span = self._span(boot, boot_ns)
        low = after.timestamp() if after else span.low
        high = before.timestamp() if before else span.high
        span = span.meet(Span(low, max(low, high)))
        guess = _interpolated(anchors, boot_ns) if anchors else (span.low + span.high) / 2
        guess = min(max(guess, span.low), span.high)
        return Estimate(_instant(guess), max(span.high - guess, guess - span.low), _quality(anchors, span, zone))

    def _span(self, boot: int, boot_ns: int) -> Span:
        """Where the truth must be, before neighbours and receipt are known."""
        if anchors := self._anchors.get(boot):
            return _anchored(anchors, boot_ns)
        low = self._lows[boot] + _least(boot_ns - self.boots[boot].first_ns)
        return Span(low, max(low, self._latest(boot, boot_ns)))

    def _low(self, boot: Boot) -> float:
        """The earliest that a boot can have begun: after the moment of another one that it says it came after."""
        before = self.boots.get(boot.after or 0)
        if before is None or boot.after_ns is None:
            return self._all.low
        if anchors := self._anchors.get(before.number):
            return _anchored(anchors, boot.after_ns).low
        return self._lows[before.number] + _least(boot.after_ns - before.first_ns)

    def _latest(self, boot: int, boot_ns: int) -> float:
        """The latest that a moment can have been: before the beginnings of the boots that came after it."""
        ends = [
            self._highs[later.number] - _least(later.after_ns - boot_ns)
            for later in self._later.get(boot, [])
            if later.after_ns is not None and later.after_ns >= boot_ns
        ]
        return min([*ends, self._all.high - _least(max(0, self.boots[boot].last_ns - boot_ns))])

    def _leave_out(self, boots: Iterable[int]) -> None:
        """Believe nothing that the machine's own clocks said in these boots."""
        for number in boots:
            self._anchors[number] = [one for one in self._anchors.get(number, ()) if one.source in OTHERS]

    def _impossible(self) -> set[int]:
        """The boots whose own clocks contradict what the server or staff said in others, or each other, by their order.

        Of two that contradict each other it cannot be known which is right.
        """
        alone = {
            number: anchors
            for number, anchors in self._anchors.items()
            if anchors and number in self.boots and not any(one.source in OTHERS for one in anchors)
        }
        everything = self._anchors
        self._anchors = {number: anchors for number, anchors in everything.items() if number not in alone}
        self._bound()
        found = {number for number, anchors in alone.items() if not self._possible(self.boots[number], anchors)}
        for number in sorted(alone.keys() - found):
            boot = self.boots[number]
            if boot.after in alone and boot.after not in found and boot.after_ns is not None:
                ended, begun = _anchored(alone[boot.after], boot.after_ns), _anchored(alone[number], boot.first_ns)
                if ended.low > begun.high + CONTRADICTION:
                    found |= _weaker(alone, number, boot.after)
        self._anchors = everything
        return found

    def _possible(self, boot: Boot, anchors: Sequence[Anchor]) -> bool:
        """Whether what the anchors say of a boot's first moment is within its bounds."""
        said = _anchored(anchors, boot.first_ns)
        low, high = self._lows[boot.number], self._highs[boot.number]
        return said.high + CONTRADICTION >= low and said.low - CONTRADICTION <= max(low, high)

    def _bound(self) -> None:
        """For each boot the earliest and the latest that its first moment can have been; a boot knows only older ones.

        Numbers grow from a boot to those after it, so one pass up and one pass down are enough.
        """
        for boot in sorted(self.boots.values(), key=lambda boot: boot.number):
            self._lows[boot.number] = self._low(boot)
        for boot in sorted(self.boots.values(), key=lambda boot: -boot.number):
            anchors = self._anchors.get(boot.number)
            self._highs[boot.number] = (
                _anchored(anchors, boot.first_ns).high if anchors else self._latest(boot.number, boot.first_ns)
            )


def _weaker(anchors: Mapping[int, Sequence[Anchor]], *boots: int) -> set[int]:
    """Of boots that contradict each other those without NTP, where another has it; else all."""
    kept = {number for number in boots if any(one.source is WallState.NTP for one in anchors[number])}
    return set(boots) - kept or kept


def _last_words(told: Sequence[Anchor]) -> list[Anchor]:
    """All anchors of a boot but those by which staff corrected themselves later."""
    staff = [one for one in told if one.source is WallState.STAFF]
    return [one for one in told if one not in staff[:-1]]


def _least(nanoseconds: int) -> float:
    """The seconds that surely passed while the crystal counted so many nanoseconds; negative ones go back."""
    return nanoseconds / SECOND * (1 - DRIFT if nanoseconds > 0 else 1 + DRIFT)


def _anchored(anchors: Sequence[Anchor], boot_ns: int) -> Span:
    """What all anchors of the boot allow; the surest come first, and one that contradicts them is passed over."""
    spans = []
    for anchor in anchors:
        passed = (boot_ns - anchor.boot_ns) / SECOND
        middle, error = anchor.utc.timestamp() + passed, anchor.error + abs(passed) * DRIFT
        spans.append(Span(middle - error, middle + error))
    first, *others = sorted(spans, key=lambda span: span.high - span.low)
    for other in others:
        first = first.meet(other)
    return first


def _interpolated(anchors: Sequence[Anchor], boot_ns: int) -> float:
    """The straight line between the anchors around the moment takes the crystal's drift out; else the nearest."""
    before = [anchor for anchor in anchors if anchor.boot_ns <= boot_ns]
    behind = [anchor for anchor in anchors if anchor.boot_ns > boot_ns]
    if before and behind:
        one, two = before[-1], behind[0]
        share = (boot_ns - one.boot_ns) / (two.boot_ns - one.boot_ns)
        return one.utc.timestamp() + share * (two.utc - one.utc).total_seconds()
    nearest = before[-1] if before else behind[0]
    return nearest.utc.timestamp() + (boot_ns - nearest.boot_ns) / SECOND


def _quality(anchors: Sequence[Anchor], span: Span, zone: tzinfo) -> Quality:
    if _instant(span.low).astimezone(zone).date() != _instant(span.high).astimezone(zone).date():
        return Quality.AMBIGUOUS
    return Quality.EXACT if anchors else Quality.BOUNDED


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds)
