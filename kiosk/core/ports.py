"""What the desk needs from the world, one protocol an edge. The real parts and their simulated twins are in app.py."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from kiosk.core.model import Card, Fact, Resident, Service, Settings, Staff, Stamp, Tariff


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

    def card(self, key: str) -> Card | None: ...

    def resident(self, pseudonym: str) -> Resident | None: ...

    def residents(self, pseudonyms: Sequence[str]) -> Mapping[str, Resident]: ...

    def links(self, keys: Sequence[str]) -> Mapping[str, str]: ...

    def services(self) -> Sequence[Service]: ...

    def tariffs(self, tariff: str) -> Sequence[Tariff]: ...

    def staff(self) -> Sequence[Staff]: ...

    def settings(self) -> Settings: ...


class Visits(Protocol):
    """The log of facts. `record` returns only when all of them are durable; then they are as good as sent."""

    def record(self, *facts: Fact) -> None: ...

    def of_person(self, person: str, day: date) -> Sequence[Fact]: ...

    def of_day(self, day: date) -> Sequence[Fact]: ...

    def taken(self, service: str, day: date) -> int: ...

    def days_in_month(self, person: str, day: date) -> int: ...

    def unsent(self) -> int: ...


class Neighbours(Protocol):
    """Visits at the centre's other kiosks, as far as the server has told."""

    def heard_at(self) -> Stamp | None: ...

    def of_day(self, day: date) -> Sequence[Fact]: ...


class CodeReader(Protocol):
    """Turns the text of a QR code into a card key when its signature is ours."""

    def key(self, text: str) -> str | None: ...


class PinCheck(Protocol):
    """Finds the staff member with this PIN, slowly on purpose."""

    def owner(self, pin: str, staff: Sequence[Staff]) -> Staff | None: ...
