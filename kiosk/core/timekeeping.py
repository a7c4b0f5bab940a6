"""Staff are asked once what time it is, when the machine woke up without knowing: yes, or the right time on big keys.

They are asked as well when the network's time cannot be believed, although the server's is shown meanwhile.

What they answer counts from that moment on, and dates what was recorded before it in the same boot (`timeline.py`).
Until then a saved time is only a guess: it is asked for, and shown to nobody as the time.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.core import events as e
from kiosk.core import pages as p
from kiosk.core.model import Stamp, WallState
from kiosk.core.opening import local
from kiosk.core.ports import Roster
from kiosk.core.timeline import RELEASED

HALF_A_MINUTE = 30
"""Whoever types 09:10 means any second of that minute."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """NTP's time is `ahead` of the server's by so many seconds, or behind it where that is negative.

    None: nothing but NTP is known, and it is doubted. `unanswered` says that staff have not settled yet who is right.
    """

    ahead: float | None
    unanswered: bool


def no_conflict() -> Conflict | None:
    """A clock that nothing contradicts."""
    return None


@dataclass
class Timekeeping:
    """One question in the making. `believe` keeps what staff say: at this moment of the machine it was that time.

    It may raise StoreError; then nothing is believed. `conflict` tells whether NTP can be believed now.
    """

    roster: Roster
    believe: Callable[[Stamp, datetime], object]
    conflict: Callable[[], Conflict | None] = no_conflict
    meant: Stamp | None = None

    def ask(self, at: Stamp) -> p.ConfirmTime | p.SetTime | None:
        """The question for staff who come now; None when the time is known."""
        conflict = self.conflict()
        if at.state.vouched and not (conflict and conflict.unanswered):
            return None
        return p.SetTime(self._lang()) if at.state is WallState.EPOCH else self._question(at)

    @property
    def ahead(self) -> float | None:
        """By how many seconds NTP contradicts the server; None while it does not."""
        conflict = self.conflict()
        return conflict.ahead if conflict else None

    def answer(self, event: e.TimeEvent, page: p.Page) -> p.Page | Stamp:
        """What comes of an answer: another page, or this moment as it is known now."""
        match event, page:
            case e.TimeAnswered(at, e.Answer.YES), p.ConfirmTime() if self.meant:
                self.believe(self.meant, self.meant.wall)
                passed = timedelta(microseconds=(at.boot_ns - self.meant.boot_ns) // 1000)
                return Stamp(at.boot_ns, self.meant.wall + passed, WallState.STAFF)
            case e.TimeAnswered(_, e.Answer.NO), p.ConfirmTime():
                return p.SetTime(self._lang())
            case e.TimeAnswered(at, e.Answer.LATER), p.ConfirmTime() | p.SetTime():
                return at
            case e.TimeTyped(at, digits), p.SetTime():
                told = self._read(digits)
                return self._question(replace(at, wall=told)) if told else p.SetTime(self._lang(), wrong=True)
        return page

    def _question(self, meant: Stamp) -> p.ConfirmTime:
        self.meant = meant
        return p.ConfirmTime(self._lang(), local(meant, self.roster.settings()), ahead=self.ahead)

    def _read(self, digits: str) -> datetime | None:
        """The time that `YYMMDDhhmm` says at the centre; None when there is none, or the machine is younger."""
        zone = ZoneInfo(self.roster.settings().zone)
        try:
            there = datetime.strptime(f"20{digits}", "%Y%m%d%H%M").replace(second=HALF_A_MINUTE, tzinfo=zone)
        except ValueError:
            return None
        return there.astimezone(UTC) if there.year >= RELEASED else None

    def _lang(self) -> str:
        return self.roster.settings().language
