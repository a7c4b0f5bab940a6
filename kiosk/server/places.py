"""The network as a tree: city, sub-district, community, station, centre. A count can be asked for at each level."""

from collections.abc import Sequence
from enum import StrEnum

from kiosk.errors import ConfigError
from kiosk.server.database import Database
from kiosk.server.tables import Place


class Level(StrEnum):
    """From the whole down to the part; only a centre has kiosks, residents and services."""

    CITY = "city"
    SUB_DISTRICT = "sub_district"
    COMMUNITY = "community"
    STATION = "station"
    CENTRE = "centre"


def add_place(database: Database, place: str, level: Level, name: str, parent: str | None = None) -> None:
    """Add a node above the centres; raises ConfigError when the id is taken or the parent is not above it."""
    with database.writing():
        insert(database, place, level, name, parent)


def insert(database: Database, place: str, level: Level, name: str, parent: str | None) -> None:
    """Add a node, inside the caller's unit of work; raises ConfigError as `add_place` does."""
    above = find(database, parent) if parent else None
    order = list(Level)
    if parent and (above is None or order.index(Level(above.level)) >= order.index(level)):
        raise ConfigError(
            f"{parent!r} is not a place above a {level.value}; `kiosk server place list` shows the places"
        )
    if find(database, place):
        raise ConfigError(f"there is a place {place!r} already; choose another id")
    database.run(Place.insert(id=place, parent=parent, level=level.value, name=name))


def find(database: Database, place: str) -> Place | None:
    """The place with this id."""
    with database.reading():
        row: Place | None = database.first(Place.select().where(Place.id == place))
    return row


def everything(database: Database) -> Sequence[Place]:
    """Every place, the highest level first."""
    with database.reading():
        rows = database.rows(Place.select().order_by(Place.id))
    order = list(Level)
    return sorted(rows, key=lambda row: order.index(Level(row.level)))


def beneath(database: Database, place: str) -> Sequence[Place]:
    """The place and all places under it, the highest level first."""
    known = {place}
    found = []
    for row in everything(database):
        if row.id == place or row.parent in known:
            known.add(row.id)
            found.append(row)
    return found


def centres(database: Database, place: str) -> list[str]:
    """The ids of the centres at or under a place."""
    return [row.id for row in beneath(database, place) if row.level == Level.CENTRE]


def above(database: Database, place: str) -> list[str]:
    """The ids from this place up to the root."""
    parents = {row.id: row.parent for row in everything(database)}
    path: list[str] = []
    step: str | None = place
    while step and step not in path:
        path.append(step)
        step = parents.get(step)
    return path
