"""What a resident sees, and what everybody sees while nobody is here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.core.calendar import Leaf
from kiosk.core.cardkey import Unfit


@dataclass(frozen=True, slots=True)
class Manner:
    """How a known person wants to be served; it comes with the card and leaves with it."""

    larger: bool = False
    slower: bool = False
    louder: bool = False


class Note(StrEnum):
    """Why a line has no price, or no meal: what the resident reads beside it."""

    ASK_STAFF = "ask_staff"
    SOLD_OUT = "sold_out"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Line:
    """One service in a result: its word in the page's language, and its price (0 is free) or why there is none.

    A `private` line is never spoken.
    """

    service: str
    word: str
    icon: str
    price: int | None
    note: Note | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """One service to choose. `until` is the local closing time; a `done` tile can no longer be taken back here.

    A `private` one was used already and is not named again: others read along.
    """

    service: str
    word: str
    icon: str
    price: int | None
    chosen: bool = False
    done: bool = False
    left: int | None = None
    until: str | None = None
    note: Note | None = None
    private: bool = False


class Trouble(StrEnum):
    """Why the machine rests; a short code for staff, never for residents to decode."""

    READER = "R1"
    DISK_FULL = "D1"
    DATABASE = "D2"
    NO_READER = "S1"
    NO_SERVER = "S2"


@dataclass(frozen=True, slots=True)
class Idle:
    """Nobody is here: please tap your card. `now` and today's `leaf` are local, None while the clock cannot be trusted.

    `minute` counts on, whatever the clock is worth, so that notices can take turns. `lacks` is what a technician has to
    set up, None when nothing is missing; cards are taken meanwhile.
    """

    lang: str
    centre: str
    now: datetime | None
    menu: tuple[str, ...] = ()
    meal: str | None = None
    notices: tuple[str, ...] = ()
    stays: int | None = 60
    leaf: Leaf | None = None
    minute: int = 0
    lacks: Trouble | None = None


@dataclass(frozen=True, slots=True)
class ChooseService:
    """A known person came and may choose. `still_there` asks whether more time is needed.

    With `single` the first press is the whole choice. `may_leave` offers to say goodbye instead, to whoever has been
    here before today.
    """

    lang: str
    name: str
    tiles: tuple[Tile, ...]
    total: int | None = 0
    single: bool = False
    still_there: bool = False
    may_leave: bool = False
    stays: int | None = 60
    manner: Manner = Manner()


@dataclass(frozen=True, slots=True)
class Welcome:
    """It is recorded and durable. `nth` is the number of this person's days here this month.

    `birthday` wishes a happy one, only to those who asked for it; no age is shown. `may_bring` offers to count guests.
    """

    lang: str
    name: str | None
    lines: tuple[Line, ...]
    total: int | None
    at: datetime | None
    nth: int | None
    may_undo: bool = True
    stays: int | None = 8
    birthday: bool = False
    may_bring: bool = False
    manner: Manner = Manner()


@dataclass(frozen=True, slots=True)
class AlreadyHere:
    """The same as before: calm and positive, never a second charge. `at` is the first tap's local time.

    `may_undo` says that the last thing done is young enough to be taken back here, and that what stood before it would
    stand again; `may_leave` offers to say goodbye, `may_bring` to count guests.
    """

    lang: str
    name: str | None
    lines: tuple[Line, ...]
    total: int | None
    at: datetime | None
    may_change: bool = True
    may_undo: bool = False
    may_leave: bool = False
    may_bring: bool = False
    stays: int | None = 8
    manner: Manner = Manner()


@dataclass(frozen=True, slots=True)
class Goodbye:
    """The resident said that they leave; also the answer to their card some minutes later. `at` is when they said so.

    `may_undo` says that this is young enough to be taken back.
    """

    lang: str
    name: str | None
    at: datetime | None
    may_undo: bool = True
    stays: int | None = 8
    manner: Manner = Manner()


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was pressed by mistake is annulled, and so many guests with it."""

    lang: str
    name: str | None
    lines: tuple[Line, ...]
    guests: int = 0
    stays: int | None = 6
    manner: Manner = Manner()


@dataclass(frozen=True, slots=True)
class UnknownCard:
    """A well-formed card that nobody registered yet: the visit is recorded, staff will link it.

    `again` is True when the reader is known to invent cards and the person should tap once more.
    """

    lang: str
    again: bool = False
    stays: int | None = 15


@dataclass(frozen=True, slots=True)
class NotOurCard:
    """A payment code, a food bar code, a stranger's card: nothing was kept.

    `why` is for a number that is not one card's: a phone, an ID card.
    """

    lang: str
    why: Unfit | None = None
    stays: int | None = 8


@dataclass(frozen=True, slots=True)
class SeeStaff:
    """A lost, replaced or revoked card, or a person who cannot come: no reason is shown."""

    lang: str
    stays: int | None = 15


@dataclass(frozen=True, slots=True)
class HelpCalled:
    """Staff are on their way."""

    lang: str
    stays: int | None = 60
    manner: Manner = Manner()


@dataclass(frozen=True, slots=True)
class OutOfOrder:
    """The machine rests; it comes back by itself when the cause is gone."""

    lang: str
    trouble: Trouble
    stays: int | None = 2
