"""What a centre sets, as one thing: its settings, services and prices. A new bundle is tried before it is believed.

A mistake made far away must not stop a kiosk, so one that fails the trial is refused and the one before goes on.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from hashlib import sha256
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.core.model import Service, Settings, Tariff

RANGES = {
    "result_seconds": (5, 15),
    "choose_seconds": (10, 300),
    "grace_seconds": (5, 120),
    "settle_seconds": (3, 60),
    "repeat_minutes": (1, 240),
    "undo_minutes": (1, 240),
}
"""The least and the most of each time that a centre sets; a result is gone before the next person reads it (R24)."""
MOST_FEN = 100_000
WEEKDAYS = range(1, 8)


class Flaw(StrEnum):
    """What can be wrong with a bundle, as it travels; `SENTENCES` say it in English."""

    ZONE = "zone"
    RUSH = "rush"
    RANGE = "range"
    NAME = "name"
    TARIFF = "tariff"
    PLACES = "places"
    HOURS = "hours"
    PRICES = "prices"


SENTENCES = {
    Flaw.ZONE: "there is no time zone {what!r}",
    Flaw.RUSH: "a tap alone means a service {what!r} that there is not",
    Flaw.RANGE: "{what} is {found}",
    Flaw.NAME: "service {what!r} has no name",
    Flaw.TARIFF: "service {what!r} has no price list {found!r}",
    Flaw.PLACES: "service {what!r} has a stay and places of {found}",
    Flaw.HOURS: "service {what!r} opens {found}",
    Flaw.PRICES: "price list {what!r} has the prices {found}",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One flaw: of which setting, service or price list, and what was found there."""

    flaw: Flaw
    what: str
    found: str = ""

    def __str__(self) -> str:
        """In English, for the log and the technician."""
        return SENTENCES[self.flaw].format(what=self.what, found=self.found)


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is in force together."""

    settings: Settings
    services: tuple[Service, ...] = ()
    tariffs: tuple[Tariff, ...] = ()

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits that two bundles share only when they are the same, in whatever order."""
        ordered = replace(
            self,
            services=tuple(sorted(self.services, key=lambda one: one.id)),
            tariffs=tuple(sorted(self.tariffs, key=lambda one: (one.id, one.version))),
        )
        text = json.dumps(asdict(ordered), sort_keys=True, default=str, ensure_ascii=False)
        return sha256(text.encode()).hexdigest()[:12]

    def problems(self) -> list[Problem]:
        """Why nobody could work with this; nothing, when it passes."""
        return [*_settings(self.settings, self.services), *_services(self), *_tariffs(self.tariffs)]


def _settings(settings: Settings, services: Sequence[Service]) -> Iterator[Problem]:
    try:
        ZoneInfo(settings.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Problem(Flaw.ZONE, settings.zone)
    if settings.rush and settings.rush not in {service.id for service in services}:
        yield Problem(Flaw.RUSH, settings.rush)
    for name, (least, most) in RANGES.items():
        if not least <= getattr(settings, name) <= most:
            yield Problem(Flaw.RANGE, name, f"{getattr(settings, name)} ({least}-{most})")


def _services(bundle: Bundle) -> Iterator[Problem]:
    priced = {tariff.id for tariff in bundle.tariffs}
    for service in bundle.services:
        if not any(service.names.values()):
            yield Problem(Flaw.NAME, service.id)
        if service.tariff is not None and service.tariff not in priced:
            yield Problem(Flaw.TARIFF, service.id, service.tariff)
        if service.stay <= 0 or (service.capacity or 0) < 0:
            yield Problem(Flaw.PLACES, service.id, f"{service.stay}, {service.capacity}")
        for one in service.openings:
            if one.start >= one.end or not set(one.weekdays) <= set(WEEKDAYS):
                days = "".join(map(str, one.weekdays))
                yield Problem(Flaw.HOURS, service.id, f"{one.start:%H:%M}-{one.end:%H:%M} {days}")


def _tariffs(tariffs: Sequence[Tariff]) -> Iterator[Problem]:
    for tariff in tariffs:
        prices = [*(band.fen for band in tariff.bands), tariff.child_fen or 0]
        if not tariff.bands or not all(0 <= fen <= MOST_FEN for fen in prices):
            yield Problem(Flaw.PRICES, tariff.id, ", ".join(map(str, prices)))
