"""The kiosks of a place: how each of them is, tokens for new ones, revocation, and what of their entries is strange."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.response import Redirect, Template

from kiosk.core.anchors import CONTRADICTION
from kiosk.core.bundle import RANGES, Flaw
from kiosk.core.model import WallState
from kiosk.errors import ConfigError, Refused
from kiosk.server import alarms, kiosks, offers, places, quarantine
from kiosk.server.forms import Form
from kiosk.server.pages.calls import banner
from kiosk.server.session import Right, needs
from kiosk.server.tables import Kiosk
from kiosk.server.view import View, ViewHere
from kiosk.wire import Heartbeat

LONGEST_NAME = 40
UNITS = (("server.days", 86400), ("server.hours", 3600), ("server.minutes", 60))


@dataclass(frozen=True, slots=True)
class Shown:
    """A kiosk's row: when it was heard, what it said, and why it refuses the newest settings.

    It is `behind` when it has others than the centre's and has not said that it refuses them: it will fetch them soon.
    `clock` says by how much NTP there contradicts this server.
    """

    kiosk: Kiosk
    seen: datetime | None
    said: Heartbeat | None
    flaws: tuple[str, ...] = ()
    behind: bool = False
    clock: str = ""


@get("/kiosks", sync_to_thread=True)
def list_kiosks(view: ViewHere) -> Template:
    """All kiosks with how they are."""
    return _page(view)


@post("/kiosks/token", sync_to_thread=True)
def new_token(view: ViewHere, data: Form) -> Template:
    """Show a token once."""
    name = data.get("name", "").strip()[:LONGEST_NAME]
    try:
        token = kiosks.new_token(view.site.database, view.centre, name, view.site.now())
    except ConfigError as error:
        return _page(view, problem=view.say(error))
    return _page(view, token=token, token_name=name, hours=kiosks.TOKEN_HOURS)


@post("/kiosks/revoke", sync_to_thread=True)
def revoke(view: ViewHere, data: Form) -> Redirect:
    """Shut a kiosk out."""
    kiosk = kiosks.find(view.site.database, data.get("kiosk", ""))
    if kiosk is None or not view.covers(kiosk.centre):
        raise NotFoundException
    kiosks.revoke(view.site.database, kiosk.id, view.site.now())
    return Redirect("/kiosks", status_code=303)


@post("/kiosks/alarm", sync_to_thread=True)
def close_alarm(view: ViewHere, data: Form) -> Redirect:
    """Somebody has seen to it."""
    with suppress(Refused):
        alarms.close(view.site.database, _centres(view), data.get("alarm", ""), by=view.user.id, now=view.site.now())
    return Redirect("/kiosks", status_code=303)


@get("/kiosks/held", sync_to_thread=True)
def held(view: ViewHere) -> Template:
    """Entries that wait for a person."""
    return _held_page(view)


@post("/kiosks/held", sync_to_thread=True)
def settle(view: ViewHere, data: Form) -> Template | Redirect:
    """Count one after all, or leave it."""
    log, seq = data.get("log", ""), data.get("seq", "")
    if not any(one.log == log and str(one.seq) == seq for one in _waiting(view)):
        raise NotFoundException
    try:
        counts = data.get("do") == "count"
        quarantine.settle(view.site.database, log, int(seq), counts=counts, by=view.user.id, now=view.site.now())
    except Refused as error:
        return _held_page(view, problem=view.say(error))
    return Redirect("/kiosks/held", status_code=303)


def _page(view: View, **context: object) -> Template:
    found = kiosks.of_centres(view.site.database, _centres(view))
    zone = ZoneInfo(offers.settings_of(view.site.database, view.centre).zone)
    rows = [_shown(view, kiosk, zone) for kiosk in found]
    names = {kiosk.id: kiosk.name for kiosk in found}
    ringing = [
        (one, names.get(one.kiosk, ""), _local(one.at, zone))
        for one in alarms.ringing(view.site.database, _centres(view))
    ]
    context |= {"rows": rows, "ringing": ringing, "ours": _ours(rows)} | banner(view, "kiosks")
    return view.page("kiosks.html", 400 if "problem" in context else 200, active="kiosks", **context)


def _shown(view: View, kiosk: Kiosk, zone: ZoneInfo) -> Shown:
    if not kiosk.seen_at or not kiosk.status:
        return Shown(kiosk, None, None)
    said = msgspec.json.decode(kiosk.status, type=Heartbeat)
    newest = offers.bundle(view.site.database, kiosk.centre).version
    flaws = tuple(_flaw(view, *flaw) for flaw in said.flaws) or ((said.refused,) if said.refused else ())
    behind = bool(said.bundle) and not flaws and said.bundle != newest
    return Shown(kiosk, _local(kiosk.seen_at, zone), said, flaws, behind, _clock(view, said.ahead))


def _clock(view: View, ahead: float | None) -> str:
    """By how much NTP at a kiosk is ahead of this server or behind it; empty where it is not."""
    if ahead is None:
        return ""
    unit, length = next(((unit, length) for unit, length in UNITS if abs(ahead) >= length), UNITS[-1])
    span = view.catalog.text(unit, n=round(abs(ahead) / length))
    if ahead > 0:
        return view.catalog.text("server.clock_ahead", span=span)
    return view.catalog.text("server.clock_behind", span=span)


def _ours(rows: Sequence[Shown]) -> bool:
    """Whether it is rather this server's clock that is wrong: several kiosks say so, and say the same."""
    told = sorted(row.said.ahead for row in rows if row.said and row.said.ahead is not None)
    others = [row for row in rows if row.said and row.said.ahead is None and row.said.wall_state == WallState.NTP]
    return len(told) > 1 and not others and told[-1] - told[0] <= CONTRADICTION


def _flaw(view: View, flaw: str, what: str, found: str) -> str:
    """Why settings were refused, for staff; a newer kiosk may find flaws that this server has no words for."""
    if flaw not in set(Flaw):
        return f"{flaw} {what} {found}"
    return view.catalog.text(
        f"server.flaw.{flaw}", what=_field(view, what) if flaw == Flaw.RANGE else what, found=found
    )


def _field(view: View, name: str) -> str:
    """A setting as its own page calls it."""
    return view.catalog.text(f"server.{name}") if name in RANGES else name


def _held_page(view: View, **context: object) -> Template:
    return view.page("held.html", 400 if "problem" in context else 200, active="kiosks", rows=_waiting(view), **context)


def _waiting(view: View) -> list[quarantine.Waiting]:
    return quarantine.waiting(view.site.database, _centres(view))


def _centres(view: View) -> list[str]:
    return places.centres(view.site.database, view.place.id)


def _local(moment: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(moment).astimezone(zone)


def kiosks_router() -> Router:
    """The pages of kiosks."""
    return Router(
        "/", route_handlers=[list_kiosks, new_token, revoke, close_alarm, held, settle], guards=[needs(Right.KIOSKS)]
    )
