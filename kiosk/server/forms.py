"""What people typed into forms, as the values that the modules take; raises ConfigError with what is accepted."""

import re
from collections.abc import Collection, Mapping
from datetime import date, time

from litestar.params import URLEncodedBody

from kiosk.core.model import Band, Opening, ResidentState, Role, Service, Tariff
from kiosk.errors import ConfigError
from kiosk.server.residents import Draft
from kiosk.server.staff import Hire

Form = URLEncodedBody[dict[str, str]]
LONGEST_NAME = 40
MOST_FEN = 100_000
MOST_MINUTES = 24 * 60
WEEK = (1, 2, 3, 4, 5, 6, 7)
_OPENING = re.compile(r"^(\d{1,2}:\d{2})\s*[-–—~至]\s*(\d{1,2}:\d{2})(?:\s+([1-7]+))?$")
_BAND = re.compile(r"^(\d{1,3})\s*[:：=\s]\s*(\d{1,4}(?:\.\d{1,2})?)$")


def as_draft(form: Mapping[str, str]) -> Draft:
    """A resident."""
    name = form.get("name", "").strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise ConfigError(f"a name has 1 to {LONGEST_NAME} characters")
    birth = as_day(form["birth"]) if form.get("birth") else None
    try:
        state = ResidentState(form.get("state") or ResidentState.ACTIVE)
    except ValueError as error:
        raise ConfigError("a person is active, left or deceased") from error
    number = form.get("number", "").strip() or None
    return Draft(name=name, birth=birth, number=number, state=state, language=form.get("language") or None)


def as_day(text: str) -> date:
    """A date as browsers send it."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise ConfigError(f"{text!r} is not a date; write 1953-03-01") from error


def as_hire(form: Mapping[str, str]) -> Hire:
    """An account; an empty secret stays as it was."""
    try:
        role = Role(form.get("role", ""))
    except ValueError as error:
        raise ConfigError("a role is one of " + ", ".join(Role)) from error
    return Hire(
        name=form.get("name", ""),
        role=role,
        login=form.get("login", "").strip() or None,
        password=form.get("password") or None,
        pin=form.get("pin") or None,
    )


def as_service(form: Mapping[str, str], known: Service, tariffs: Collection[str]) -> Service:
    """A service with what the form says of it. Opening hours are lines such as `10:30-13:30` or `16:30-18:00 12345`."""
    words = {tag: form.get(f"name_{tag}", "").strip() for tag in ("zh_CN", "en")}
    if not words["zh_CN"]:
        raise ConfigError("a service needs a Chinese name")
    if form.get("tariff") and form["tariff"] not in tariffs:
        raise ConfigError(f"there is no price list {form['tariff']!r}")
    return Service(
        id=known.id,
        names=known.names | {tag: word for tag, word in words.items() if word},
        icon=form.get("icon", "").strip() or known.icon,
        openings=tuple(_opening(line) for line in form.get("openings", "").splitlines() if line.strip()),
        tariff=form.get("tariff") or None,
        stay=_number(form, "stay", MOST_MINUTES) or known.stay,
        capacity=_number(form, "capacity", 10_000),
        order=_number(form, "order", 999) or 0,
        private=bool(form.get("private")),
    )


def as_tariff(form: Mapping[str, str], known: Tariff) -> Tariff:
    """The next version of a price list. Bands are lines `60 12` : from this age, so many yuan."""
    bands = sorted(_band(line) for line in form.get("bands", "").splitlines() if line.strip())
    if not bands:
        raise ConfigError("a price list needs at least one line such as `0 18`")
    ages = [age for age, _ in bands]
    if len(set(ages)) != len(ages):
        raise ConfigError("two lines begin at the same age")
    named = tuple(
        Band(f"{age}–{after - 1}" if after else f"{age}+", age, fen)
        for (age, fen), after in zip(bands, [*ages[1:], None], strict=True)
    )
    child = form.get("child", "").strip()
    return Tariff(
        known.id, known.version + 1, as_day(form.get("valid_from", "")), named, _fen(child) if child else None
    )


def _opening(line: str) -> Opening:
    found = _OPENING.match(line.strip())
    try:
        if found:
            start, end = (time.fromisoformat(part.zfill(5)) for part in found.groups()[:2])
            if start < end:
                return Opening(start, end, tuple(int(day) for day in found[3]) if found[3] else WEEK)
    except ValueError:
        pass
    raise ConfigError(f"{line.strip()!r} is no opening; write 10:30-13:30, or 16:30-18:00 12345 for Monday to Friday")


def _band(line: str) -> tuple[int, int]:
    if found := _BAND.match(line.strip()):
        return int(found[1]), _fen(found[2])
    raise ConfigError(f"{line.strip()!r} is no price; write `60 12` for 12 yuan from 60 years on")


def _fen(yuan: str) -> int:
    try:
        fen = round(float(yuan) * 100)
    except ValueError as error:
        raise ConfigError(f"{yuan!r} is no amount of yuan") from error
    if not 0 <= fen <= MOST_FEN:
        raise ConfigError(f"{yuan} yuan is out of range")
    return fen


def _number(form: Mapping[str, str], name: str, most: int) -> int | None:
    text = form.get(name, "").strip()
    if not text:
        return None
    if not text.isdecimal() or int(text) > most:
        raise ConfigError(f"{name}: {text!r} is not a number up to {most}")
    return int(text)
