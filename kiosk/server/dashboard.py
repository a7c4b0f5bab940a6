"""Today's headcount in a browser: the whole page, its numbers alone, and a stream that says when they changed.

Whoever waits for a person at a kiosk stands above the numbers, and the stream tells of them too.

A browser without scripts reloads the page twice a minute; with them the numbers are fetched only after a new fact.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import anyio
import msgspec
from litestar import Router, get
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation
from litestar.response import Redirect, ServerSentEvent, Template

from kiosk.core.counts import Arrived
from kiosk.core.model import Guest, Kind, Service
from kiosk.core.names import masked
from kiosk.core.opening import opening
from kiosk.core.printed import ending
from kiosk.server import alarms, calls, dating, kiosks, quarantine, residents
from kiosk.server.chart import chart
from kiosk.server.ledger import newest_fact
from kiosk.server.pages.calls import banner
from kiosk.server.session import Right
from kiosk.server.tables import Kiosk
from kiosk.server.today import Day, Days
from kiosk.server.view import View, ViewHere
from kiosk.wire import Heartbeat

DaysHere = NamedDependency[SkipValidation[Days]]
LOOK_EVERY = 2.0
STREAM_FOR = 600
SILENT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Line:
    """A service's row: how many came, of how many places, and when it opens if it has not yet."""

    word: str
    count: int
    capacity: int | None
    opens: str | None
    private: bool


@dataclass(frozen=True, slots=True)
class Latest:
    """One arrival, as this person may see it."""

    at: datetime
    name: str
    service: str
    unknown: str | None


@get("/", sync_to_thread=False)
def home() -> Redirect:
    """The first page is today."""
    return Redirect("/today")


@get("/today", sync_to_thread=True)
def today(view: ViewHere, days: DaysHere) -> Template:
    """The whole page."""
    return view.page("today.html", active="today", **_numbers(view, days))


@get("/today/numbers", sync_to_thread=True)
def numbers(view: ViewHere, days: DaysHere) -> Template:
    """The page's numbers alone, to put in place of the old ones."""
    return view.page("numbers.html", **_numbers(view, days))


@get("/today/live")
async def live(view: ViewHere, days: DaysHere) -> ServerSentEvent:
    """A stream with one event for every change. It ends by itself, so that a closed account does not listen on."""
    day = await sync_to_thread(days.today, view.place, view.site.now())
    return ServerSentEvent(_changes(view, day.centres), retry_duration=int(LOOK_EVERY * 1000))


async def _changes(view: View, centres: Sequence[str]) -> AsyncGenerator[str, None]:
    """What is newest, whenever it is another. Asks the database: facts and calls come in by any process."""
    told = None
    for _ in range(int(STREAM_FOR / LOOK_EVERY)):
        newest = await sync_to_thread(_newest, view, centres)
        if newest != told:
            told = newest
            yield newest
        await anyio.sleep(LOOK_EVERY)


def _newest(view: View, centres: Sequence[str]) -> str:
    """The number of the newest fact, and the kiosks where somebody waits."""
    waiting = calls.waiting(view.site.database, centres, view.site.now())
    return " ".join([str(newest_fact(view.site.database, centres)), *(one.kiosk for one in waiting)])


def _numbers(view: View, days: Days) -> dict[str, Any]:
    day = days.today(view.place, view.site.now())
    bands = _bands(view, day.count.by_band)
    lines = _lines(view, day)
    return banner(view, "today") | {
        "day": day,
        "count": day.count,
        "lines": [line for line in lines if line.count or line.opens or line.capacity],
        "quiet": [line for line in lines if not (line.count or line.opens or line.capacity)],
        "bands": bands,
        "most_in_band": max([1, *(count for _, count in bands)]),
        "chart": chart(day.count.by_hour or {}, day.usual),
        "latest": _latest(view, day),
        "held": quarantine.count(view.site.database, day.centres),
        "ringing": len(alarms.ringing(view.site.database, day.centres)),
        "repeats": _repeats(view, day),
        "undated": dating.asked(view.site.database, day.centres),
        "silent": [kiosk for kiosk in kiosks.of_centres(view.site.database, day.centres) if _worries(kiosk, day.now)],
    }


def _bands(view: View, by_band: Mapping[str, int]) -> list[tuple[str, int]]:
    """How often each band came, the youngest first and guests last."""
    words = _guests(view)
    ages = [name for name in by_band if name not in words]
    ages.sort(key=lambda name: int("".join(filter(str.isdigit, name[:2])) or 0))
    return [(words.get(name, name), by_band[name]) for name in (*ages, *words) if name in by_band]


def _guests(view: View) -> dict[str, str]:
    """What the bands of guests are called."""
    return {f"{Kind.GUEST}.{guest}": view.catalog.text(f"server.guest_{guest}") for guest in Guest}


def _lines(view: View, day: Day) -> list[Line]:
    came = day.count.by_service or {}
    local = day.now.astimezone(day.zone)
    lines = [
        Line(
            view.word(service.names), came.get(service.id, 0), service.capacity, _opens(service, local), service.private
        )
        for service in day.services
    ]
    return sorted(lines, key=lambda line: -line.count)


def _opens(service: Service, local: datetime) -> str | None:
    """When a service opens later today; None once it has."""
    if opening(service, local) or not service.openings:
        return None
    later = [one.start for one in service.openings if local.isoweekday() in one.weekdays and local.time() < one.start]
    return f"{min(later):%H:%M}" if later else None


def _latest(view: View, day: Day) -> list[Latest]:
    people = [one.person for one in day.count.latest if one.person and ":" not in one.person]
    names = residents.names(view.site.database, people)
    known = {service.id: service for service in day.services}
    return [
        Latest(
            one.at.astimezone(day.zone),
            _name(view, one.person, names) if one.person else _party(view, one),
            _service(view, known.get(one.service or "")),
            one.person if one.person and ":" in one.person else None,
        )
        for one in day.count.latest
    ]


def _repeats(view: View, day: Day) -> list[str]:
    """One sentence each about who seems to have eaten twice."""
    people = [one.person for one in day.repeats if ":" not in one.person]
    names = residents.names(view.site.database, people)
    known = {service.id: service for service in day.services}
    return [
        view.catalog.text(
            "server.repeat",
            name=_name(view, one.person, names),
            service=_service(view, known.get(one.service)),
            times=one.times,
        )
        for one in day.repeats
    ]


def _party(view: View, guests: Arrived) -> str:
    word = _guests(view).get(guests.band or "", view.catalog.text("server.guest"))
    return view.catalog.text("server.guests", who=word, heads=guests.heads)


def _name(view: View, person: str, names: Mapping[str, str]) -> str:
    if ":" in person:
        return view.catalog.text("server.unknown_card", tail=ending(person))
    name = names.get(person)
    if name is None:
        return view.catalog.text("server.someone")
    return name if view.may(Right.NAMES) else masked(name)


def _service(view: View, service: Service | None) -> str:
    if service is None:
        return view.catalog.text("server.came_in")
    if service.private:
        return view.catalog.text("server.private")
    return view.word(service.names)


def _worries(kiosk: Kiosk, now: datetime) -> bool:
    """Silent for too long, or with a clock that nobody set."""
    if kiosk.revoked_at:
        return False
    if not kiosk.seen_at or now - datetime.fromisoformat(kiosk.seen_at) > SILENT:
        return True
    status = msgspec.json.decode(kiosk.status or "null", type=Heartbeat | None)
    return status is not None and status.wall_state == "epoch"


def dashboard_router(days: Days) -> Router:
    """The pages of today."""
    provide = {"days": Provide(lambda: days, sync_to_thread=False)}
    return Router("/", route_handlers=[home, today, numbers, live], dependencies=provide)
