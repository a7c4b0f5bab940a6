"""The words of the domain as frozen values. No behaviour beyond what a word means; no I/O.

Money is an integer number of fen. Days are calendar days in the centre's own time zone, instants are UTC.
A kiosk keeps the least it needs of a person: no whole ID number, address, photo or diagnosis has a place here.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum


class WallState(StrEnum):
    """How far the wall clock of a machine without a battery-backed clock can be trusted, best first."""

    NTP = "ntp"
    SERVER = "server"
    STAFF = "staff"
    RTC = "rtc"
    SAVED = "saved"
    EPOCH = "epoch"

    @property
    def sure(self) -> bool:
        """Whether its own stamp is the best there is."""
        return self in {WallState.NTP, WallState.SERVER}

    @property
    def vouched(self) -> bool:
        """Whether somebody or something outside vouches for it: a time that was only saved may be days behind."""
        return self not in {WallState.SAVED, WallState.EPOCH}


@dataclass(frozen=True, slots=True)
class Stamp:
    """One moment as this machine saw it: nanoseconds of CLOCK_BOOTTIME, and the wall clock for what it is worth."""

    boot_ns: int
    wall: datetime
    state: WallState = WallState.SAVED


class CardState(StrEnum):
    """What a card may do."""

    ACTIVE = "active"
    LOST = "lost"
    REPLACED = "replaced"
    REVOKED = "revoked"


class ResidentState(StrEnum):
    """Whether a resident can still come. Anything but `active` says only "please see the staff" at the kiosk."""

    ACTIVE = "active"
    LEFT = "left"
    DECEASED = "deceased"


class Count(StrEnum):
    """How a person counts birthdays: by the Gregorian calendar, or by the moon."""

    GREGORIAN = "gregorian"
    LUNAR = "lunar"


@dataclass(frozen=True, slots=True)
class Birthday:
    """A day to be greeted on, without a year: no age is shown. `leap` says that the month was a lunar leap month."""

    count: Count
    month: int
    day: int
    leap: bool = False


# What may be preferred, and how: anything else is as the centre has it.
PREFERENCES = {"type": "larger", "pace": "slower", "sound": "louder"}


@dataclass(frozen=True, slots=True)
class Resident:
    """A registered person, known to the kiosk by a pseudonym `id`.

    `search` holds every pinyin reading of the name, made on the server; the kiosk only matches it. `preferences` has
    keys and values of `PREFERENCES`. That there is a `birthday` is the person's consent to be greeted on it.
    `tails` are the last four characters of a telephone or ID number, to be found by without a card; more is nowhere.
    """

    id: str
    name: str
    birth: date | None = None
    state: ResidentState = ResidentState.ACTIVE
    language: str | None = None
    search: tuple[str, ...] = ()
    preferences: dict[str, str] = field(default_factory=dict)
    birthday: Birthday | None = None
    tails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One QR card or RFID tag. `key` is `family:wirehex`, as the reader sends it; never a number."""

    key: str
    resident: str | None = None
    state: CardState = CardState.ACTIVE


@dataclass(frozen=True, slots=True)
class Opening:
    """Open from `start` up to but not including `end`, local time, on ISO weekdays (Monday is 1)."""

    start: time
    end: time
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True, slots=True)
class Service:
    """Something to check in for. `names` maps a language tag to its word; no openings means always open.

    `stay` is the expected stay in minutes, `capacity` the places a day, `tariff` the id of its price list (None: free).
    A `private` service (a medical one) is never named on a screen that others can see.
    """

    id: str
    names: dict[str, str]
    icon: str
    openings: tuple[Opening, ...] = ()
    tariff: str | None = None
    stay: int = 60
    capacity: int | None = None
    order: int = 0
    private: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Ages from `from_age` full years up to the next band pay `fen`."""

    name: str
    from_age: int
    fen: int


@dataclass(frozen=True, slots=True)
class Tariff:
    """A dated price table. The version in force on a day is the one with the latest `valid_from` not after it."""

    id: str
    version: int
    valid_from: date
    bands: tuple[Band, ...]
    child_fen: int | None = None


class Role(StrEnum):
    """What a staff member may do."""

    DESK = "desk"
    MANAGER = "manager"
    CITY = "city"
    AUDITOR = "auditor"
    TECHNICIAN = "technician"


@dataclass(frozen=True, slots=True)
class Staff:
    """A person with a PIN at the kiosk. `pin_hash` is an argon2id string; the PIN itself is nowhere."""

    id: str
    name: str
    role: Role
    pin_hash: str


class Guest(StrEnum):
    """What a guest is counted and priced as: the band of a guest's fact."""

    ADULT = "adult"
    CHILD = "child"


class Kind(StrEnum):
    """What a fact says. A `visit` used a service; an `arrival` came in without (yet) using one."""

    ARRIVAL = "arrival"
    VISIT = "visit"
    GUEST = "guest"
    DEPARTURE = "departure"
    VOID = "void"
    LINK = "link"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that happened, with the identity it got at that moment. Insert-only: a correction is another fact.

    `refers` names the fact that a void or departure is about; `reason` says why a void, refusal or ungranted meal;
    `band`, `price` (fen) and `tariff` (`id@version`) are what was charged, frozen; `price` None with a service means
    that a person has to say it. `count` is the number of guests, and `price` is for each of them; whoever brought them
    is known only by the fact that `refers` names. `actor` is the staff member, None for the resident.
    """

    id: str
    kind: Kind
    at: Stamp
    centre: str
    day: date
    card: str | None = None
    resident: str | None = None
    service: str | None = None
    band: str | None = None
    price: int | None = None
    tariff: str | None = None
    refers: str | None = None
    reason: str | None = None
    actor: str | None = None
    count: int = 1

    @property
    def person(self) -> str | None:
        """Who this counts as: the resident, else the card, else nobody."""
        return self.resident or self.card

    @property
    def uses(self) -> int:
        """How many people used a service by this: one for a visit, all of them for guests who used one."""
        return self.count if self.kind is Kind.VISIT or (self.kind is Kind.GUEST and self.service) else 0

    @property
    def due(self) -> int:
        """What is to be paid for it, in fen; nothing where a person has to say the price."""
        return (self.price or 0) * self.uses


@dataclass(frozen=True, slots=True)
class Settings:
    """What a centre sets for all its kiosks; pushed by the server, with a usable default.

    `rush` names the service that a tap alone means while that service is open; `holidays` maps `YYYY-MM-DD` to what the
    calendar calls a day that no library knows of; with `departures` residents can say that they leave, with
    `single_choice` the first service that is pressed is the whole choice. Seconds unless said otherwise: a choice that
    was made is recorded `settle_seconds` after the last touch, one that was not asks after `choose_seconds`.
    """

    centre: str = ""
    centre_name: str = ""
    zone: str = "Asia/Shanghai"
    language: str = "zh_CN"
    rush: str | None = None
    menu: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    holidays: dict[str, str] = field(default_factory=dict)
    result_seconds: int = 8
    choose_seconds: int = 60
    grace_seconds: int = 20
    settle_seconds: int = 20
    repeat_minutes: int = 10
    undo_minutes: int = 10
    departures: bool = False
    single_choice: bool = False
