"""When a service is open, and what day it is at the centre."""

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from kiosk.core.model import Opening, Service, Settings, Stamp


def local(at: Stamp, settings: Settings) -> datetime:
    """The centre's own wall clock at that moment. A service day is a calendar day of it."""
    return at.wall.astimezone(ZoneInfo(settings.zone))


def shown(at: Stamp, settings: Settings) -> datetime | None:
    """The time to show to people: nothing rather than one that nobody vouches for, however likely it looks."""
    return local(at, settings) if at.state.vouched else None


def opening(service: Service, now: datetime | None) -> Opening | None:
    """The opening that `now` (local) falls in, the always-open one where a service has none.

    Nothing is closed while nobody knows what time it is: whoever stands there knows better.
    """
    if not service.openings or now is None:
        return ALWAYS
    return next((one for one in service.openings if _within(one, now)), None)


def open_now(services: Sequence[Service], now: datetime | None) -> list[Service]:
    """The services that are open at `now` (local; None: nobody knows), in their order."""
    return [service for service in services if opening(service, now)]


def closes(service: Service, now: datetime | None) -> str | None:
    """When an open service closes today, as HH:MM; None for one that never does, and while nobody knows the time."""
    found = opening(service, now)
    return f"{found.end:%H:%M}" if found and found is not ALWAYS else None


def next_meal(
    services: Sequence[Service], menu: dict[str, tuple[str, ...]], now: datetime
) -> tuple[Service, tuple[str, ...]] | None:
    """The first service not yet closed today that has a menu. `menu` maps `YYYY-MM-DD/service` to dishes."""
    for service in services:
        dishes = menu.get(f"{now.date():%Y-%m-%d}/{service.id}")
        if dishes and any(now.time() < one.end for one in service.openings or (ALWAYS,)):
            return service, dishes
    return None


def within(now: time, start: time, end: time) -> bool:
    """Whether a time of day is from `start` up to `end`, also past midnight; never where both are the same."""
    return start <= now < end if start <= end else not end <= now < start


def _within(one: Opening, now: datetime) -> bool:
    return now.isoweekday() in one.weekdays and one.start <= now.time() < one.end


ALWAYS = Opening(datetime.min.time(), datetime.max.time())
