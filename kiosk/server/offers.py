"""What a centre offers: its services, its dated price lists, its settings. Every change travels to its kiosks.

A price list is never edited: a new version follows, so that a visit's `tariff` says for ever what was charged.
"""

from collections.abc import Mapping, Sequence

import msgspec

from kiosk.core.bundle import Bundle
from kiosk.core.model import Service as CentreService
from kiosk.core.model import Settings
from kiosk.core.model import Tariff as PriceList
from kiosk.server.database import Database
from kiosk.server.feed import Changes
from kiosk.server.tables import Place, Service, Tariff


def set_settings(database: Database, changes: Changes, settings: Settings) -> None:
    """Change a centre's settings, inside the caller's unit of work."""
    row = {"settings": _json(settings), "name": settings.centre_name}
    database.run(Place.update(**row).where(Place.id == settings.centre))
    changes.put(settings.centre, "settings", settings.centre, settings)


def settings_of(database: Database, centre: str) -> Settings:
    """A centre's settings; a place that has none gets the defaults."""
    with database.reading():
        data = database.value(Place.select(Place.settings).where(Place.id == centre))
    return msgspec.json.decode(data, type=Settings) if data else Settings(centre=centre)


def set_service(database: Database, changes: Changes, centre: str, service: CentreService) -> None:
    """Add or change a service, inside the caller's unit of work."""
    insert = Service.insert(centre=centre, id=service.id, data=_json(service))
    update = {"data": _json(service)}
    database.run(insert.on_conflict(conflict_target=[Service.centre, Service.id], update=update))
    changes.put(centre, "service", service.id, service)


def drop_service(database: Database, changes: Changes, centre: str, service: str) -> None:
    """Stop offering a service, inside the caller's unit of work; its visits stay."""
    database.run(Service.delete().where(Service.centre == centre, Service.id == service))
    changes.drop(centre, "service", service)


def set_tariff(database: Database, changes: Changes, centre: str, tariff: PriceList) -> None:
    """Add the next version of a price list, inside the caller's unit of work."""
    database.run(Tariff.insert(centre=centre, id=tariff.id, version=tariff.version, data=_json(tariff)))
    changes.put(centre, "tariff", f"{tariff.id}@{tariff.version}", tariff)


def services(database: Database, centres: Sequence[str]) -> list[CentreService]:
    """The services of these centres in their order; one that several offer comes once."""
    with database.reading():
        rows = database.rows(Service.select().where(Service.centre.in_(list(centres))))
    found = {row.id: msgspec.json.decode(row.data, type=CentreService) for row in rows}
    return sorted(found.values(), key=lambda service: (service.order, service.id))


def tariffs(database: Database, centre: str) -> Mapping[str, list[PriceList]]:
    """A centre's price lists by id, the newest version first."""
    with database.reading():
        rows = database.rows(Tariff.select().where(Tariff.centre == centre).order_by(Tariff.id, Tariff.version.desc()))
    found: dict[str, list[PriceList]] = {}
    for row in rows:
        found.setdefault(row.id, []).append(msgspec.json.decode(row.data, type=PriceList))
    return found


def bundle(database: Database, centre: str) -> Bundle:
    """All of it together, as the centre's kiosks are to have it."""
    every = [version for versions in tariffs(database, centre).values() for version in versions]
    return Bundle(settings_of(database, centre), tuple(services(database, [centre])), tuple(every))


def _json(thing: object) -> str:
    return msgspec.json.encode(thing).decode()
