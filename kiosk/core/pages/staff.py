"""What only staff see, behind the PIN: names are whole here."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from kiosk.core.counts import Headcount


@dataclass(frozen=True, slots=True)
class StaffPin:
    """Type the PIN. `wrong` says the last one was not right; `wait` is the seconds before another may be tried."""

    lang: str
    wrong: bool = False
    wait: int = 0
    stays: int | None = 30


@dataclass(frozen=True, slots=True)
class StaffToday:
    """Today's numbers, from this kiosk's own database first. Not `timed`: `now` is only a guess, not to be shown.

    `others_at` is the local time up to which visits of the centre's other kiosks are included (None: never heard),
    `unsent` how many facts the server has not acknowledged, `others` how many facts came from other kiosks.
    `words` maps service ids to words in the page's language, `names` persons to full names (unknown cards have none).
    `turned` names the readers that send card numbers backwards; the kiosk turns them round. `garbled` names those that
    were read several times and never told a card or a code of ours. `ahead` is by how many seconds the network's time
    contradicts the server's (negative: it is behind); None while they agree.
    """

    lang: str
    centre: str
    day: date
    now: datetime
    count: Headcount
    unsent: int
    others: int
    others_at: datetime | None
    words: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    turned: tuple[str, ...] = ()
    garbled: tuple[str, ...] = ()
    stays: int | None = 60
    timed: bool = True
    ahead: float | None = None


@dataclass(frozen=True, slots=True)
class ConfirmTime:
    """Is this the local time now? The machine was off, and does not know for how long.

    Or it is the server's time, and the network's is `ahead` of it by so many seconds.
    """

    lang: str
    guess: datetime
    stays: int | None = 60
    ahead: float | None = None


@dataclass(frozen=True, slots=True)
class SetTime:
    """Type date and time. `wrong` says that what was typed is no time, or one before this program was made."""

    lang: str
    wrong: bool = False
    stays: int | None = 60


class Step(StrEnum):
    """How far staff are with a card that is to be linked."""

    TAP = "tap"
    TAP_AGAIN = "tap_again"
    OTHER = "other"
    TAKEN = "taken"
    UNFIT = "unfit"


@dataclass(frozen=True, slots=True)
class LinkCard:
    """Tap the card that is to be linked, twice, so that no invented read is ever linked to anybody.

    `tail` is the end of the number that is printed on it. `OTHER`: the second one was another card, begin again;
    `TAKEN`: it is somebody's already; `UNFIT`: it must not be given out at all.
    """

    lang: str
    step: Step = Step.TAP
    tail: str = ""
    stays: int | None = 60


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to pick. The name is whole here: only staff see this.

    `number` is the end of the number that found them: a card's with `of_card`, else a telephone's or an ID card's.
    """

    id: str
    name: str
    birth_year: int | None = None
    number: str = ""
    of_card: bool = False


@dataclass(frozen=True, slots=True)
class FindResident:
    """Type the pinyin, or its initials, of whose card it is; with `digits` a part of a number that is theirs.

    `typed` is lower case; `people` the best matches.
    """

    lang: str
    tail: str
    typed: str = ""
    people: tuple[Person, ...] = ()
    more: bool = False
    digits: bool = False
    stays: int | None = 60


@dataclass(frozen=True, slots=True)
class Linked:
    """The card is this person's from now on, and so is what it did before."""

    lang: str
    name: str
    tail: str
    stays: int | None = 8


class Take(StrEnum):
    """How a recording is: being made, kept, or why it has to be made again."""

    RUNNING = "running"
    KEPT = "kept"
    QUIET = "quiet"
    CLIPPED = "clipped"
    FULL = "full"
    NO_MICROPHONE = "no_microphone"


@dataclass(frozen=True, slots=True)
class Voiced:
    """One voice that staff record here: its name in its own words, and how far it is."""

    tag: str
    title: str
    done: int
    total: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ChooseVoice:
    """Which voice is to be recorded."""

    lang: str
    voices: tuple[Voiced, ...]
    stays: int | None = 60


@dataclass(frozen=True, slots=True)
class RecordVoice:
    """One sentence to speak.

    `words` are in the voice's own language, `number` counts from 1; `kept` says that it was recorded, now or earlier.
    Nothing was tried yet while `take` is None.
    """

    lang: str
    voice: Voiced
    part: str
    words: str
    number: int
    kept: bool = False
    take: Take | None = None
    stays: int | None = 120

    @property
    def pack(self) -> str:
        """The folder of the voice."""
        return self.voice.tag
