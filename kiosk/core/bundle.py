"""What a centre sets, as one thing: its settings, services and prices. A new bundle is tried before it is believed.

A mistake made far away must not stop a kiosk, so one that fails the trial is refused and the one before goes on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.core.model import Service, Settings, Tariff

MOST_SECONDS = 600
MOST_MINUTES = 24 * 60
MOST_FEN = 100_000
WEEKDAYS = range(1, 8)


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is in force together."""

    settings: Settings
    services: tuple[Service, ...] = ()
    tariffs: tuple[Tariff, ...] = ()

    def problems(self) -> list[str]:
        """Why nobody could work with this; nothing, when it passes."""
        return [*_settings(self.settings, self.services), *_services(self), *_tariffs(self.tariffs)]


def _settings(settings: Settings, services: Sequence[Service]) -> Iterator[str]:
    try:
        ZoneInfo(settings.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield f"there is no time zone {settings.zone!r}"
    if settings.rush and settings.rush not in {service.id for service in services}:
        yield f"the rush names a service {settings.rush!r} that there is not"
    for name in ("result_seconds", "choose_seconds", "grace_seconds", "settle_seconds"):
        if not 1 <= getattr(settings, name) <= MOST_SECONDS:
            yield f"{name} is {getattr(settings, name)}"
    for name in ("repeat_minutes", "undo_minutes"):
        if not 0 <= getattr(settings, name) <= MOST_MINUTES:
            yield f"{name} is {getattr(settings, name)}"


def _services(bundle: Bundle) -> Iterator[str]:
    priced = {tariff.id for tariff in bundle.tariffs}
    for service in bundle.services:
        if not any(service.names.values()):
            yield f"service {service.id!r} has no name"
        if service.tariff is not None and service.tariff not in priced:
            yield f"service {service.id!r} has no price list {service.tariff!r}"
        if service.stay <= 0 or (service.capacity or 0) < 0:
            yield f"service {service.id!r} has a stay of {service.stay} minutes and {service.capacity} places"
        for one in service.openings:
            if one.start >= one.end or not set(one.weekdays) <= set(WEEKDAYS):
                yield f"service {service.id!r} opens from {one.start:%H:%M} to {one.end:%H:%M} on {one.weekdays}"


def _tariffs(tariffs: Sequence[Tariff]) -> Iterator[str]:
    for tariff in tariffs:
        prices = [*(band.fen for band in tariff.bands), tariff.child_fen or 0]
        if not tariff.bands or not all(0 <= fen <= MOST_FEN for fen in prices):
            yield f"price list {tariff.id!r} has the prices {prices} fen"
