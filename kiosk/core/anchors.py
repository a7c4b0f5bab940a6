"""What is told of the time, and whom to believe when those who tell it contradict each other. Pure.

An anchor says that at one moment of one boot it was a certain time, give or take an error. Two of one boot contradict
each other when they are further apart than their errors, the crystal's drift and `CONTRADICTION` explain. Then:

1. The server's word outranks NTP's: it is signed, and anybody in the network may answer as NTP.
2. Staff who were asked after the server had spoken settle it: NTP and staff together outvote the server.
3. Of what the server said in one boot the last holds, and so does the last of what staff said.
4. NTP that contradicts itself is not believed, unless the server or staff say which of its words was right.
5. NTP outranks the battery-backed clock, which the kernel sets by it, and staff who were asked before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from kiosk.core.model import WallState

DRIFT = 80e-6
SECOND = 1_000_000_000
NTP_ERROR = 0.5
"""How far off a clock is, in seconds, that NTP keeps."""
STAFF_ERROR = 120.0
"""How far off a member of staff may be who confirms date and time on the screen, in seconds."""
RTC_ERROR = 300.0
"""How far a battery-backed clock may have run off since it was last set, in seconds: two years of a DS3231."""
CONTRADICTION = 120.0
"""Seconds beyond all stated errors; nothing that works as it should is so far off."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """At `boot_ns` of boot number `boot` it was `utc`, give or take `error` seconds, as `source` said."""

    boot: int
    boot_ns: int
    utc: datetime
    error: float
    source: WallState = WallState.SERVER

    def ahead(self, other: "Anchor") -> float:
        """By how many seconds this one says a later time than another one of the same boot does."""
        return (self.utc - other.utc).total_seconds() - (self.boot_ns - other.boot_ns) / SECOND

    def agrees(self, other: "Anchor") -> bool:
        """Whether both can be as right as working clocks are."""
        drift = abs(self.boot_ns - other.boot_ns) / SECOND * DRIFT
        return abs(self.ahead(other)) <= self.error + other.error + drift + CONTRADICTION


@dataclass(frozen=True, slots=True)
class Boot:
    """One run of the machine, from the first moment known of it to the last, in nanoseconds of CLOCK_BOOTTIME.

    It began after the moment `after_ns` of boot `after`; both are None for the first of all. Copies of one memory card
    that run in two machines, or one put back over another, make a tree: two boots may have come after the same one, and
    that one may have gone on.
    """

    number: int
    first_ns: int
    last_ns: int
    after: int | None = None
    after_ns: int | None = None


def believed(told: Sequence[Anchor]) -> list[Anchor]:
    """Those anchors of one boot that count, in the order of time; `told` is in that order."""
    staff = [one for one in told if one.source is WallState.STAFF][-1:]
    server = [one for one in told if one.source is WallState.SERVER]
    own = [one for one in told if one.source not in {WallState.STAFF, WallState.SERVER}]
    if server:
        judges = _settled(server, staff, own)
        kept = [one for one in [*server, *staff, *own] if all(one.agrees(judge) for judge in judges)]
    else:
        kept = [*staff, *_consistent(own, staff)]
    return sorted(kept, key=lambda one: one.boot_ns)


def _settled(server: Sequence[Anchor], staff: Sequence[Anchor], own: Sequence[Anchor]) -> Sequence[Anchor]:
    """Who judges the others: the server's last word, or staff where they and NTP say otherwise."""
    for answer in staff:
        asked = answer.boot_ns >= server[0].boot_ns and not answer.agrees(server[-1])
        if asked and any(one.source is WallState.NTP and one.agrees(answer) for one in own):
            return staff
    return server[-1:]


def _consistent(own: Sequence[Anchor], staff: Sequence[Anchor]) -> list[Anchor]:
    """What the machine's own clocks may say without the server."""
    ntp = [one for one in own if one.source is WallState.NTP]
    if not _agree(ntp):
        ntp = [one for one in ntp if any(one.agrees(answer) for answer in staff)]
        return ntp if _agree(ntp) else []
    others = [one for one in own if one.source is not WallState.NTP and all(one.agrees(judge) for judge in ntp)]
    return [*ntp, *(others if _agree(others) else [])]


def _agree(anchors: Sequence[Anchor]) -> bool:
    """Whether they all say the same; two that are next to each other in time differ where any do."""
    return all(one.agrees(two) for one, two in pairwise(anchors))


def suspects(
    boots: Iterable[Boot], told: Mapping[int, Sequence[Anchor]], kept: Mapping[int, Sequence[Anchor]]
) -> set[int]:
    """The boots with an NTP that was never tested, and that are next to one where it was not to be believed.

    `told` are the anchors of each boot, `kept` those that `believed` left. The server tests NTP in the boots that it
    speaks in; doubt passes on from there through those that it did not speak in, in both directions.
    """
    row = sorted(boots, key=lambda boot: boot.number)
    tested = {number for number, anchors in told.items() if any(one.source is WallState.SERVER for one in anchors)}
    wrong = {
        number: [one not in kept[number] for one in anchors if one.source is WallState.NTP]
        for number, anchors in told.items()
    }
    found, ended, began = set[int](), set[int](), set[int]()
    for boot in row:
        doubt = boot.after in ended
        if boot.number not in tested and doubt:
            found.add(boot.number)
        words = wrong.get(boot.number, [])
        if words[-1] if words and (boot.number in tested or not doubt) else doubt:
            ended.add(boot.number)
    for boot in reversed(row):
        words = wrong.get(boot.number, [])
        doubt = boot.number not in tested and boot.number in began
        if doubt:
            found.add(boot.number)
        if boot.after is not None and (doubt or (boot.number in tested and words[:1] == [True])):
            began.add(boot.after)
    return found
