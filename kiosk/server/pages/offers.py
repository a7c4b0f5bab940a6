"""Services, opening hours and price lists of a centre."""

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
        return _service_page(view, known, problem=str(error), form=data)
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
        return _tariff_page(view, versions, problem=str(error), form=data)
    return Redirect("/services", status_code=303)


def _title(view: View, services: list[Service], tariff: str) -> str:
    """What a price list is for: the services that go by it."""
    return view.catalog.join(view.word(one.names) for one in services if one.tariff == tariff) or tariff


def _service_page(view: View, service: Service, **context: Any) -> Template:
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
    return view.page("service.html", status, active="offers", service=service, form=form, titles=titles, **context)


def _tariff_page(view: View, versions: list[Tariff], **context: Any) -> Template:
    newest = versions[0]
    form = context.pop("form", None) or {
        "valid_from": view.now.date().isoformat(),
        "bands": "\n".join(f"{band.from_age} {band.fen / 100:g}" for band in newest.bands),
        "child": "" if newest.child_fen is None else f"{newest.child_fen / 100:g}",
    }
    status = 400 if "problem" in context else 200
    title = _title(view, offers.services(view.site.database, [view.centre]), newest.id)
    return view.page("tariff.html", status, active="offers", versions=versions, form=form, title=title, **context)


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
    handlers = [list_services, show_service, change_service, show_tariff, change_tariff]
    return Router("/", route_handlers=handlers, guards=[needs(Right.OFFERS)])
