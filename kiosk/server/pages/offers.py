"""Services, opening hours and price lists of a centre."""

import re
import secrets
from collections.abc import Collection
from dataclasses import replace
from itertools import chain, count
from typing import Any

from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from kiosk.core.model import Service, Tariff
from kiosk.errors import ConfigError
from kiosk.server import offers
from kiosk.server.feed import changing
from kiosk.server.forms import Form, as_service, as_tariff
from kiosk.server.session import Right, needs
from kiosk.server.view import View, ViewHere


@get("/services", sync_to_thread=True)
def list_services(view: ViewHere) -> Template:
    """All services, and all price lists with their versions."""
    found = offers.services(view.site.database, [view.centre])
    tariffs = offers.tariffs(view.site.database, view.centre)
    titles = {name: _title(view, found, name) for name in tariffs}
    return view.page("services.html", active="offers", services=found, tariffs=tariffs, titles=titles)


@get("/services/new", sync_to_thread=True)
def new_service(view: ViewHere) -> Template:
    """An empty form."""
    return _service_page(view, None)


@post("/services", sync_to_thread=True)
def add_service(view: ViewHere, data: Form) -> Template | Redirect:
    """Offer something new."""
    try:
        with changing(view.site.database, view.site.now()) as changes:
            known = _blank(view, data.get("name_en", ""))
            fresh = as_service(data, known, offers.tariffs(view.site.database, view.centre))
            offers.set_service(view.site.database, changes, view.centre, fresh)
    except ConfigError as error:
        return _service_page(view, None, problem=view.say(error), form=data)
    return Redirect("/services", status_code=303)


@get("/services/{service_id:str}", sync_to_thread=True)
def show_service(view: ViewHere, service_id: FromPath[str]) -> Template:
    """One service's form."""
    return _service_page(view, _service(view, service_id))


@post("/services/{service_id:str}", sync_to_thread=True)
def change_service(view: ViewHere, service_id: FromPath[str], data: Form) -> Template | Redirect:
    """Change a service, or stop offering it."""
    known = _service(view, service_id)
    try:
        with changing(view.site.database, view.site.now()) as changes:
            if data.get("drop"):
                offers.drop_service(view.site.database, changes, view.centre, service_id)
            else:
                fresh = as_service(data, known, offers.tariffs(view.site.database, view.centre))
                offers.set_service(view.site.database, changes, view.centre, fresh)
    except ConfigError as error:
        return _service_page(view, known, problem=view.say(error), form=data)
    return Redirect("/services", status_code=303)


@get("/prices/new", sync_to_thread=True)
def new_tariff(view: ViewHere) -> Template:
    """An empty form, with the services that the price list can be for."""
    return _tariff_page(view, [])


@post("/prices", sync_to_thread=True)
def add_tariff(view: ViewHere, data: Form) -> Template | Redirect:
    """Make a price list for a service, which goes by it from today on; others may choose it on their pages."""
    service = _service(view, data.get("service", ""))
    try:
        with changing(view.site.database, view.site.now()) as changes:
            name = _free(service.id, offers.tariffs(view.site.database, view.centre))
            today = view.now.date()
            fresh = as_tariff({**data, "valid_from": today.isoformat()}, Tariff(name, 0, today, ()))
            offers.set_tariff(view.site.database, changes, view.centre, fresh)
            offers.set_service(view.site.database, changes, view.centre, replace(service, tariff=name))
    except ConfigError as error:
        return _tariff_page(view, [], problem=view.say(error), form=data)
    return Redirect("/services", status_code=303)


@get("/prices/{tariff_id:str}", sync_to_thread=True)
def show_tariff(view: ViewHere, tariff_id: FromPath[str]) -> Template:
    """A price list's versions, and the form for the next one."""
    return _tariff_page(view, _versions(view, tariff_id))


@post("/prices/{tariff_id:str}", sync_to_thread=True)
def change_tariff(view: ViewHere, tariff_id: FromPath[str], data: Form) -> Template | Redirect:
    """Add a version that is valid from a day on; the earlier ones stay for what was charged under them."""
    versions = _versions(view, tariff_id)
    try:
        with changing(view.site.database, view.site.now()) as changes:
            offers.set_tariff(view.site.database, changes, view.centre, as_tariff(data, versions[0]))
    except ConfigError as error:
        return _tariff_page(view, versions, problem=view.say(error), form=data)
    return Redirect("/services", status_code=303)


def _title(view: View, services: list[Service], tariff: str) -> str:
    """What a price list is for: the services that go by it."""
    return view.catalog.join(view.word(one.names) for one in services if one.tariff == tariff) or tariff


def _blank(view: View, name: str = "") -> Service:
    """A service that is not offered yet, the last in order.

    Its id comes from its English name, so that one taken up again is the service that it was.
    """
    found = offers.services(view.site.database, [view.centre])
    plain = "_".join(re.findall("[a-z0-9]+", name.lower())) or f"service_{secrets.token_hex(3)}"
    last = max((one.order for one in found), default=0)
    return Service(_free(plain, [one.id for one in found]), {}, icon="circle", order=last + 1)


def _free(name: str, taken: Collection[str]) -> str:
    """The name, or with the first number that makes it one of its own; `new` is a page's."""
    others = {*taken, "new"}
    return next(one for one in chain([name], (f"{name}_{n}" for n in count(2))) if one not in others)


def _service_page(view: View, known: Service | None, **context: Any) -> Template:
    service = known or _blank(view)
    form = context.pop("form", None) or {
        "name_zh_CN": service.names.get("zh_CN", ""),
        "name_en": service.names.get("en", ""),
        "icon": service.icon,
        "tariff": service.tariff,
        "stay": service.stay,
        "capacity": service.capacity or "",
        "order": service.order,
        "private": service.private,
        "openings": "\n".join(
            f"{one.start:%H:%M}-{one.end:%H:%M}"
            + ("" if len(one.weekdays) == 7 else f" {''.join(map(str, one.weekdays))}")
            for one in service.openings
        ),
    }
    tariffs = offers.tariffs(view.site.database, view.centre)
    status = 400 if "problem" in context else 200
    found = offers.services(view.site.database, [view.centre])
    titles = {name: _title(view, found, name) for name in tariffs}
    return view.page("service.html", status, active="offers", service=known, form=form, titles=titles, **context)


def _tariff_page(view: View, versions: list[Tariff], **context: Any) -> Template:
    found = offers.services(view.site.database, [view.centre])
    newest = versions[0] if versions else Tariff("", 0, view.now.date(), ())
    form = context.pop("form", None) or {
        "valid_from": view.now.date().isoformat(),
        "bands": "\n".join(f"{band.from_age} {band.fen / 100:g}" for band in newest.bands),
        "child": "" if newest.child_fen is None else f"{newest.child_fen / 100:g}",
    }
    status = 400 if "problem" in context else 200
    context |= {"form": form, "services": found, "title": _title(view, found, newest.id) if versions else ""}
    return view.page("tariff.html", status, active="offers", versions=versions, **context)


def _service(view: View, service_id: FromPath[str]) -> Service:
    for service in offers.services(view.site.database, [view.centre]):
        if service.id == service_id:
            return service
    raise NotFoundException


def _versions(view: View, tariff_id: FromPath[str]) -> list[Tariff]:
    versions = offers.tariffs(view.site.database, view.centre).get(tariff_id)
    if not versions:
        raise NotFoundException
    return versions


def offers_router() -> Router:
    """The pages of services and prices."""
    handlers = [
        list_services, new_service, add_service, show_service, change_service,
        new_tariff, add_tariff, show_tariff, change_tariff,
    ]  # fmt: skip
    return Router("/", route_handlers=handlers, guards=[needs(Right.OFFERS)])
