"""What people typed into forms, as the values that the modules take; raises ConfigError with what is accepted."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

from litestar.params import URLEncodedBody

from kiosk.core import room
from kiosk.core.bundle import MOST_FEN, RANGES
from kiosk.core.model import PREFERENCES, Band, Opening, Role, Service, Settings, Tariff
from kiosk.errors import ConfigError
from kiosk.server import births, particulars, residents, tails
from kiosk.server.press import Press
from kiosk.server.residents import Draft
from kiosk.server.said import Said
from kiosk.server.session import LANGUAGES
from kiosk.server.staff import Hire
from kiosk.server.tables import Resident

Form = URLEncodedBody[dict[str, str]]
MOST_MINUTES = 24 * 60
MOST_DISHES, MOST_NOTICES, MOST_HOLIDAYS = 12, 5, 60
WEEK = (1, 2, 3, 4, 5, 6, 7)
_OPENING = re.compile(r"^(\d{1,2}:\d{2})\s*[-–—~至]\s*(\d{1,2}:\d{2})(?:\s+([1-7]+))?$")
_BAND = re.compile(r"^(\d{1,3})\s*[:：=\s]\s*(\d{1,4}(?:\.\d{1,2})?)$")


def as_draft(form: Mapping[str, str], press: Press, today: date) -> Draft:
    """A resident. What is not ticked is as the centre has it; a day without a calendar before it is no birthday."""
    numbers = form.get("tails", "")
    count, month, day = (form.get(f"birthday_{part}", "") for part in ("count", "month", "day"))
    return Draft(
        name=particulars.named(form.get("name", ""), press),
        birth=births.born(form.get("birth", ""), today) or tails.birth_in(numbers, today),
        number=particulars.numbered(form.get("number", "")),
        state=particulars.state(form.get("state", "")),
        language=particulars.language(form.get("language", "")),
        preferences={what: how for what, how in PREFERENCES.items() if form.get(how)},
        birthday=particulars.birthday(f"{count} {month}-{day}" if count else ""),
        tails=tails.of_numbers(numbers, today),
    )


def of_person(person: Resident) -> dict[str, str | None]:
    """The form of a resident as they are: the other way round."""
    form = {name: getattr(person, name) for name in ("name", "birth", "number", "state", "language")}
    form |= {"tails": "; ".join(person.tails.split())}
    form |= dict.fromkeys(residents.preferences(person).values(), "on")
    if day := residents.birthday(person):
        count = f"{day.count} leap" if day.leap else str(day.count)
        form |= {"birthday_count": count, "birthday_month": str(day.month), "birthday_day": str(day.day)}
    return form


def as_day(text: str) -> date:
    """A date as browsers send it."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise ConfigError(Said("{text!r} is not a date; write 1953-03-01", text=text)) from error


def as_hire(form: Mapping[str, str]) -> Hire:
    """An account; an empty secret stays as it was."""
    try:
        role = Role(form.get("role", ""))
    except ValueError as error:
        raise ConfigError(Said("there is no such role")) from error
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
        raise ConfigError(Said("a service needs a Chinese name"))
    for tag, word in words.items():
        particulars.fitting(word, room.SERVICE[tag])
    if form.get("tariff") and form["tariff"] not in tariffs:
        raise ConfigError(Said("there is no price list {tariff!r}", tariff=form["tariff"]))
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


def as_settings(form: Mapping[str, str], known: Settings, services: Collection[str], press: Press) -> Settings:
    """A centre's settings with what the form says of them."""
    times: dict[str, Any] = {field: _number(form, field, most, least) for field, (least, most) in RANGES.items()}
    rush, language = form.get("rush", ""), form.get("language", "")
    return replace(
        known,
        centre_name=particulars.fitting(particulars.named(form.get("centre_name", ""), press), room.CENTRE),
        rush=rush if rush in services else None,
        language=language if language in LANGUAGES else known.language,
        departures=bool(form.get("departures")),
        single_choice=bool(form.get("single_choice")),
        notices=tuple(
            particulars.fitting(line, room.LINE) for line in _lines(form.get("notices", ""), MOST_NOTICES, press)
        ),
        holidays=dict(_holiday(line) for line in _lines(form.get("holidays", ""), MOST_HOLIDAYS, press)),
        **{field: value for field, value in times.items() if value is not None},
    )


def as_menu(form: Mapping[str, str], day: date, services: Collection[str], press: Press) -> dict[str, tuple[str, ...]]:
    """A day's dishes by `YYYY-MM-DD/service`; the field of a service is called `menu/SERVICE`, with one dish a line."""
    fields = {f"{day}/{service}": form.get(f"menu/{service}", "") for service in services}
    return {
        key: tuple(particulars.fitting(dish, room.DISH) for dish in _lines(text, MOST_DISHES, press))
        for key, text in fields.items()
        if text.strip()
    }


def as_tariff(form: Mapping[str, str], known: Tariff) -> Tariff:
    """The next version of a price list. Bands are lines `60 12` : from this age, so many yuan."""
    bands = sorted(_band(line) for line in form.get("bands", "").splitlines() if line.strip())
    if not bands:
        raise ConfigError(Said("a price list needs at least one line such as `0 18`"))
    ages = [age for age, _ in bands]
    if len(set(ages)) != len(ages):
        raise ConfigError(Said("two lines begin at the same age"))
    named = tuple(
        Band(f"{age}–{after - 1}" if after else f"{age}+", age, fen)
        for (age, fen), after in zip(bands, [*ages[1:], None], strict=True)
    )
    child = form.get("child", "").strip()
    return Tariff(
        known.id, known.version + 1, as_day(form.get("valid_from", "")), named, _fen(child) if child else None
    )


def _lines(text: str, most: int, press: Press) -> tuple[str, ...]:
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    if len(lines) > most:
        raise ConfigError(Said("{lines} lines are too many; write at most {most}", lines=len(lines), most=most))
    for line in lines:
        _shown(line, press)
    return lines


def _shown(text: str, press: Press) -> None:
    if missing := press.unreadable(text):
        raise ConfigError(Said("the kiosk cannot show {letters}", letters=missing))


def _holiday(line: str) -> tuple[str, str]:
    day, _, name = line.partition(" ")
    if not name.strip():
        raise ConfigError(Said("{line!r} is no named day; write 2026-12-01 and its name", line=line))
    return as_day(day).isoformat(), particulars.fitting(name.strip(), room.HOLIDAY)


def _opening(line: str) -> Opening:
    found = _OPENING.match(line.strip())
    try:
        if found:
            start, end = (time.fromisoformat(part.zfill(5)) for part in found.groups()[:2])
            if start < end:
                return Opening(start, end, tuple(int(day) for day in found[3]) if found[3] else WEEK)
    except ValueError:
        pass
    raise ConfigError(
        Said("{line!r} is no opening; write 10:30-13:30, or 16:30-18:00 12345 for Monday to Friday", line=line.strip())
    )


def _band(line: str) -> tuple[int, int]:
    if found := _BAND.match(line.strip()):
        return int(found[1]), _fen(found[2])
    raise ConfigError(Said("{line!r} is no price; write `60 12` for 12 yuan from 60 years on", line=line.strip()))


def _fen(yuan: str) -> int:
    try:
        fen = round(float(yuan) * 100)
    except ValueError as error:
        raise ConfigError(Said("{yuan!r} is no amount of yuan", yuan=yuan)) from error
    if not 0 <= fen <= MOST_FEN:
        raise ConfigError(Said("{yuan} yuan is out of range", yuan=yuan))
    return fen


def _number(form: Mapping[str, str], name: str, most: int, least: int = 0) -> int | None:
    text = form.get(name, "").strip()
    if not text:
        return None
    if not text.isdecimal() or not least <= int(text) <= most:
        raise ConfigError(Said("{text!r} is not a number from {least} to {most}", text=text, least=least, most=most))
    return int(text)
