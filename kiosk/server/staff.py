"""The people who work with this server: a login with a password for the browser, a PIN for the kiosk, or both.

Guessing is slow: five wrong passwords lock a login for fifteen minutes, and the failure is counted before the password
is looked at, so that a crash or a second process never gives a free guess.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from kiosk.core.model import Role
from kiosk.core.model import Staff as KioskStaff
from kiosk.credentials import Pins
from kiosk.errors import ConfigError
from kiosk.server.database import Database
from kiosk.server.feed import Changes, changing
from kiosk.server.places import above, centres
from kiosk.server.said import Said
from kiosk.server.tables import Staff

TRIES = 5
LOCKED = timedelta(minutes=15)
SHORTEST_PASSWORD = 10
PIN_DIGITS = 6


class Hire(msgspec.Struct, frozen=True, kw_only=True):
    """A new account, or what changes of one. A secret that is None stays as it is."""

    name: str
    role: Role
    login: str | None = None
    password: str | None = None
    pin: str | None = None


def hire(database: Database, pins: Pins, place: str, new: Hire, now: datetime) -> str:
    """Add an account; raises ConfigError with what is wrong with it. Gives its id."""
    check(new)
    person = secrets.token_hex(8)
    row = _columns(pins, new) | {"id": person, "place": place, "stamp": secrets.token_hex(8)}
    row |= {"active": 1, "failures": 0}
    with changing(database, now) as changes:
        if new.login and database.first(Staff.select().where(Staff.login == new.login)):
            raise ConfigError(Said("the login {login!r} is taken; choose another one", login=new.login))
        database.run(Staff.insert(**row))
        _tell(database, changes, Staff(**row))
    return person


def amend(database: Database, pins: Pins, person: str, new: Hire, now: datetime) -> None:
    """Change an account; a new password ends its sessions. Raises ConfigError with what is wrong."""
    check(new)
    row = _columns(pins, new)
    if new.password:
        row["stamp"] = secrets.token_hex(8)
    with changing(database, now) as changes:
        taken = Staff.select().where(Staff.login == new.login, Staff.id != person)
        if new.login and database.first(taken):
            raise ConfigError(Said("the login {login!r} is taken; choose another one", login=new.login))
        for changed in database.run(Staff.update(**row).where(Staff.id == person).returning(Staff)):
            _tell(database, changes, changed)


def dismiss(database: Database, person: str, now: datetime) -> None:
    """Close an account: its sessions end and its PIN leaves every kiosk."""
    with changing(database, now) as changes:
        closed = Staff.update(active=0, pin_hash=None, password_hash=None, stamp=secrets.token_hex(8))
        for changed in database.run(closed.where(Staff.id == person).returning(Staff)):
            _tell(database, changes, changed)


def check(new: Hire) -> None:
    """Raise ConfigError unless the account can be used."""
    if not new.name.strip():
        raise ConfigError(Said("a member of staff needs a name"))
    if new.password is not None and len(new.password) < SHORTEST_PASSWORD:
        raise ConfigError(Said("a password has at least {least} characters", least=SHORTEST_PASSWORD))
    if new.pin is not None and not (new.pin.isascii() and new.pin.isdigit() and len(new.pin) == PIN_DIGITS):
        raise ConfigError(Said("a PIN has {digits} digits", digits=PIN_DIGITS))
    if new.password and not new.login:
        raise ConfigError(Said("a password needs a login"))


def sign_in(database: Database, pins: Pins, login: str, password: str, now: datetime) -> Staff | None:
    """The account whose password this is. Counts the failure first and takes it back when the password is right."""
    allowed = (Staff.login == login) & (Staff.active == 1)
    free = Staff.locked_until.is_null() | (Staff.locked_until <= now.isoformat())
    with database.writing():
        tried = Staff.update(failures=Staff.failures + 1).where(allowed, free)
        person: Staff | None = next(iter(database.run(tried.returning(Staff))), None)
        if person and person.failures % TRIES == 0:
            until = (now + LOCKED).isoformat()
            database.run(Staff.update(locked_until=until).where(Staff.id == person.id))
    # An unknown login costs as much time as a known one, so that logins cannot be found by a stopwatch.
    stored = person.password_hash if person and person.password_hash else pins.hash("nobody")
    if not pins.matches(stored, password) or person is None:
        return None
    with database.writing():
        database.run(Staff.update(failures=0, locked_until=None).where(Staff.id == person.id))
    return person


def find(database: Database, person: str) -> Staff | None:
    """The open account with this id."""
    with database.reading():
        row: Staff | None = database.first(Staff.select().where(Staff.id == person, Staff.active == 1))
    return row


def of_places(database: Database, places: Iterable[str]) -> Sequence[Staff]:
    """The open accounts of these places, by name."""
    with database.reading():
        return database.rows(
            Staff.select().where(Staff.place.in_(list(places)), Staff.active == 1).order_by(Staff.name)
        )


def is_empty(database: Database) -> bool:
    """Whether nobody can sign in yet."""
    with database.reading():
        query = Staff.select(Staff.id).where(Staff.active == 1, Staff.password_hash.is_null(False))
        return database.first(query) is None


def tell_centre(database: Database, changes: Changes, centre: str) -> None:
    """Let the kiosks of a new centre know who works above it, inside the caller's unit of work."""
    for person in of_places(database, above(database, centre)):
        if person.pin_hash:
            changes.put(centre, "staff", person.id, _kiosk_staff(person))


def _tell(database: Database, changes: Changes, person: Staff) -> None:
    for centre in centres(database, person.place):
        if person.pin_hash and person.active:
            changes.put(centre, "staff", person.id, _kiosk_staff(person))
        else:
            changes.drop(centre, "staff", person.id)


def _kiosk_staff(person: Staff) -> KioskStaff:
    return KioskStaff(person.id, person.name, Role(person.role), person.pin_hash or "")


def _columns(pins: Pins, new: Hire) -> dict[str, object]:
    row: dict[str, object] = {"name": new.name.strip(), "role": new.role.value, "login": new.login or None}
    if new.password is not None:
        row["password_hash"] = pins.hash(new.password)
    if new.pin is not None:
        row["pin_hash"] = pins.hash(new.pin)
    return row
