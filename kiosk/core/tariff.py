"""What a service costs a person on a day. Prices are data (`domain.md`); a missing birth date is asked, never guessed.

Age is in full years on the service day; the birthday itself counts, and who was born on 29 February has it on 1 March
in common years.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.core.model import Band, Guest, Service, Tariff

OLDEST, GROWN_UP = 125, 18


@dataclass(frozen=True, slots=True)
class Charge:
    """The price in fen (None: a person has to say it), with the band and the `id@version` it was taken from."""

    fen: int | None
    band: str | None = None
    tariff: str | None = None


FREE = Charge(0)


def age(birth: date, day: date) -> int:
    """Full years lived on `day`; negative before birth."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def in_force(tariffs: Iterable[Tariff], day: date) -> Tariff | None:
    """The version that is valid on `day`: the latest `valid_from` not after it, then the highest version."""
    started = [tariff for tariff in tariffs if tariff.valid_from <= day]
    return max(started, key=lambda tariff: (tariff.valid_from, tariff.version), default=None)


def charge(service: Service, tariffs: Iterable[Tariff], birth: date | None, day: date) -> Charge:
    """What `service` costs somebody born on `birth`."""
    if service.tariff is None:
        return FREE
    tariff = in_force(tariffs, day)
    if tariff is None:
        return Charge(None)
    version = f"{tariff.id}@{tariff.version}"
    if len(tariff.bands) == 1 and tariff.bands[0].from_age <= 0:
        return Charge(tariff.bands[0].fen, tariff.bands[0].name, version)
    if birth is None or not 0 <= age(birth, day) <= OLDEST:
        return Charge(None, None, version)
    band = _band(tariff, age(birth, day))
    return Charge(band.fen, band.name, version) if band else Charge(None, None, version)


def guest_charges(tariffs: Iterable[Tariff], day: date) -> Mapping[Guest, Charge] | None:
    """What each kind of guest pays; None where a price list has no price for children: it is not for guests.

    Nobody asks a guest's age: a grown-up pays what is due at eighteen, the full price.
    """
    tariff = in_force(tariffs, day)
    full = _band(tariff, GROWN_UP) if tariff else None
    if tariff is None or full is None or tariff.child_fen is None:
        return None
    fen = {Guest.ADULT: full.fen, Guest.CHILD: tariff.child_fen}
    return {guest: Charge(fen[guest], guest.value, f"{tariff.id}@{tariff.version}") for guest in Guest}


def _band(tariff: Tariff, years: int) -> Band | None:
    reached = [band for band in tariff.bands if band.from_age <= years]
    return max(reached, key=lambda band: band.from_age, default=None)
