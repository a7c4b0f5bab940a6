"""What a centre sets for its kiosks: the menus of a day, what a tap alone means, notices, how long things stay."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

from litestar import Router, get, post
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from kiosk.core.bundle import RANGES
from kiosk.core.model import Service, Settings
from kiosk.errors import ConfigError
from kiosk.server import offers
from kiosk.server.feed import changing
from kiosk.server.forms import Form, as_day, as_menu, as_settings
from kiosk.server.session import Right, needs
from kiosk.server.view import View, ViewHere

DAYS_AHEAD = 3


@get("/settings", sync_to_thread=True)
def show_settings(view: ViewHere, day: FromQuery[str] = "", saved: FromQuery[str] = "") -> Template:
    """The settings, and the menus of a day: today's unless another one is asked for."""
    try:
        done = view.catalog.text("server.saved") if saved else ""
        return _page(view, as_day(day) if day else view.now.date(), done=done)
    except ConfigError as error:
        return _page(view, view.now.date(), problem=view.say(error))


@post("/settings", sync_to_thread=True)
def change_settings(view: ViewHere, data: Form) -> Template | Redirect:
    """Change everything but the menus."""
    services = [service.id for service in _services(view)]
    try:
        _set(view, lambda known: as_settings(data, known, services, view.press))
    except ConfigError as error:
        return _page(view, view.now.date(), problem=view.say(error), form=data)
    return Redirect("/settings?saved=1", status_code=303)


@get("/settings/menu", sync_to_thread=False)
def leave_menu() -> Redirect:
    """Where the link to the other language leads from a menu that was refused."""
    return Redirect("/settings")


@post("/settings/menu", sync_to_thread=True)
def change_menu(view: ViewHere, data: Form) -> Template | Redirect:
    """Set a day's menus; those of days that are over go."""
    day = view.now.date()
    try:
        day = as_day(data.get("day", ""))
        fresh = as_menu(data, day, [service.id for service in _services(view)], view.press)
        _set(view, lambda known: replace(known, menu=_still_to_come(view, known, day) | fresh))
    except ConfigError as error:
        return _page(view, day, problem=view.say(error), menu=data)
    return Redirect(f"/settings?day={day}&saved=1", status_code=303)


def _set(view: View, change: Callable[[Settings], Settings]) -> None:
    with changing(view.site.database, view.site.now()) as changes:
        offers.set_settings(view.site.database, changes, change(offers.settings_of(view.site.database, view.centre)))


def _still_to_come(view: View, known: Settings, day: date) -> dict[str, tuple[str, ...]]:
    """The menus of today and later, without those of `day`, which are being set."""
    days = {key: key.partition("/")[0] for key in known.menu}
    return {
        key: dishes for key, dishes in known.menu.items() if view.now.date().isoformat() <= days[key] != day.isoformat()
    }


def _page(view: View, day: date, **context: Any) -> Template:
    settings = offers.settings_of(view.site.database, view.centre)
    services = _services(view)
    form = context.pop("form", None) or asdict(settings) | {
        "notices": "\n".join(settings.notices),
        "holidays": "\n".join(f"{day} {name}" for day, name in sorted(settings.holidays.items())),
    }
    typed = context.pop("menu", {})
    dishes = {
        one.id: typed.get(f"menu/{one.id}", "\n".join(settings.menu.get(f"{day}/{one.id}", ()))) for one in services
    }
    meals = _meals(view, services, settings)
    today = view.now.date()
    days = [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]
    status = 400 if "problem" in context else 200
    context |= {"form": form, "services": services, "dishes": dishes, "meals": meals, "times": RANGES}
    return view.page("settings.html", status, active="offers", day=day, days=days, today=today, **context)


def _meals(view: View, services: list[Service], settings: Settings) -> set[str]:
    """The services whose menus are asked for first: those with a child's price, a menu, or a tap of their own."""
    tariffs = offers.tariffs(view.site.database, view.centre)
    priced = {name for name, versions in tariffs.items() if versions[0].child_fen is not None}
    known = {key.partition("/")[2] for key in settings.menu} | {settings.rush}
    return {one.id for one in services if one.tariff in priced or one.id in known}


def _services(view: View) -> list[Service]:
    return offers.services(view.site.database, [view.centre])


def settings_router() -> Router:
    """The page of a centre's settings."""
    handlers = [show_settings, change_settings, leave_menu, change_menu]
    return Router("/", route_handlers=handlers, guards=[needs(Right.OFFERS)])
