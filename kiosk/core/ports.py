"""What the desk needs from the world, one protocol an edge. The real parts and their simulated twins are in app.py."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Protocol

from kiosk.core.members import Members
from kiosk.core.model import Card, Fact, Resident, Service, Settings, Staff, Stamp, Tariff
from kiosk.core.pages import Take
from kiosk.core.printed import Printed
from kiosk.core.speech import Dialect


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> Stamp:
        """This moment."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump, for timers and back-off."""
        ...


class Roster(Protocol):
    """People, cards, services, prices and settings, as the server last told."""

    def card(self, key: str) -> Card | None:
        """The card with this key."""
        ...

    def alike(self, key: str) -> Sequence[Card]:
        """Cards whose number ends in the same three bytes (`core/partial.py`)."""
        ...

    def resident(self, pseudonym: str) -> Resident | None:
        """The person behind a pseudonym."""
        ...

    def names(self, pseudonyms: Sequence[str]) -> Mapping[str, str]:
        """Full names, for pages behind the staff PIN."""
        ...

    def search(self, typed: str, limit: int) -> Sequence[Resident]:
        """Active residents with a search key (`model.Resident.search`) that begins with `typed`, by name."""
        ...

    def members(self) -> Members:
        """Active residents, grouped to be found without a card."""
        ...

    def printed(self) -> Printed:
        """Every card that is somebody's, to be found by what stands on it."""
        ...

    def cards_of(self, pseudonym: str) -> Sequence[Card]:
        """The active cards of a resident."""
        ...

    def adopt(self, card: Card) -> None:
        """Believe a link made here until the server tells what holds."""
        ...

    def links(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Which of these cards belong to which resident."""
        ...

    def services(self) -> Sequence[Service]:
        """Every service of the centre, in their order."""
        ...

    def tariffs(self, tariff: str) -> Sequence[Tariff]:
        """Every version of a price list."""
        ...

    def staff(self) -> Sequence[Staff]:
        """Who has a PIN here."""
        ...

    def settings(self) -> Settings:
        """What the centre set."""
        ...


class Visits(Protocol):
    """The log of facts, and what the centre's other kiosks recorded as far as the server has told."""

    def record(self, *facts: Fact) -> None:
        """Append all or none; returns when they are durable. A fact whose id is known already is passed over."""
        ...

    def of_person(self, resident: str | None, card: str | None, day: date) -> Sequence[Fact]:
        """What a resident, or this card before it was linked, did that day, voids included."""
        ...

    def of_day(self, day: date) -> Sequence[Fact]:
        """Everything of that day, voids included."""
        ...

    def guests(self, hosts: Collection[str], day: date) -> Sequence[Fact]:
        """The guests of that day who came with one of these facts and still stand."""
        ...

    def since(self, fact: Fact, at: Stamp) -> timedelta:
        """How long ago a fact was made; no jump of the wall clock counts while this machine has not been restarted."""
        ...

    def taken(self, service: str, day: date) -> int:
        """How many people use a service that day, guests too, voids removed."""
        ...

    def days_in_month(self, resident: str | None, card: str | None, day: date) -> int:
        """On how many days of the month up to `day` this person was here, that day included."""
        ...

    def often(self, since: date, until: date) -> Mapping[str, int]:
        """How much each resident did in these days, to show who comes often first."""
        ...

    def unsent(self) -> int:
        """How many facts the server has not acknowledged."""
        ...

    def others(self, day: date) -> int:
        """How many facts of that day came from other kiosks."""
        ...

    def heard_at(self) -> Stamp | None:
        """When the server last told about other kiosks."""
        ...

    def check(self, *, writing: bool = False) -> None:
        """Raise StoreError when nothing could be recorded now."""
        ...


class CodeReader(Protocol):
    """Turns the text of a QR code into a card key when its signature is ours."""

    def key(self, text: str) -> str | None:
        """`qr:<hex>`, or None for a forgery or a stranger's code."""
        ...


class PinCheck(Protocol):
    """Finds the staff member with this PIN, slowly on purpose."""

    def owner(self, pin: str, staff: Sequence[Staff]) -> Staff | None:
        """Who has this PIN."""
        ...


class Notebook(Protocol):
    """A few durable words for the desk itself, such as the count of wrong PINs."""

    def get(self, name: str) -> str | None:
        """What was last put under this name."""
        ...

    def put(self, name: str, value: str) -> None:
        """Keep it; returns when it is durable."""
        ...


class Studio(Protocol):
    """Records voices: a microphone and the folder of this kiosk's own packs."""

    def chosen(self) -> str:
        """The pack that is heard first."""
        ...

    def choose(self, pack: str) -> Take | None:
        """Let this pack be heard first from now on; why not, when it cannot be kept."""
        ...

    def recorded(self, pack: str) -> Collection[str]:
        """The parts that this kiosk's own pack has."""
        ...

    def words(self, part: str, lang: str) -> str:
        """A part as it is written in a language."""
        ...

    def start(self) -> Take:
        """Listen from now on; `RUNNING`, or why not."""
        ...

    def stop(self, dialect: Dialect, part: str) -> Take:
        """Stop listening and keep what was said; `KEPT`, durably, or why not, with what was there before left alone."""
        ...

    def cancel(self) -> None:
        """Stop listening and forget what was heard."""
        ...
