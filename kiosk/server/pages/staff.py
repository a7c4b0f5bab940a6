"""Accounts: the manager's list of them, and everybody's own page with password, place and the way out."""

import msgspec
from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from kiosk.core.model import Role
from kiosk.errors import ConfigError
from kiosk.server import staff
from kiosk.server.forms import Form, as_hire
from kiosk.server.said import Said
from kiosk.server.session import RIGHTS, Right, may, needs
from kiosk.server.tables import Staff
from kiosk.server.view import SignedIn, View, ViewHere


@get("/staff", sync_to_thread=True)
def list_staff(view: ViewHere) -> Template:
    """Everybody at or under this person's place."""
    return _page(view)


@post("/staff", sync_to_thread=True)
def hire(view: ViewHere, data: Form) -> Template | Redirect:
    """Add an account at the place that is shown."""
    try:
        new = as_hire(data)
        _allow(view, new.role)
        staff.hire(view.site.database, view.site.pins, view.place.id, new, view.site.now())
    except ConfigError as error:
        return _page(view, problem=view.say(error), form=data)
    return Redirect("/staff", status_code=303)


@get("/staff/{person_id:str}", sync_to_thread=True)
def show_account(view: ViewHere, person_id: FromPath[str]) -> Template:
    """One account's form."""
    return _account_page(view, _person(view, person_id))


@post("/staff/{person_id:str}", sync_to_thread=True)
def change_account(view: ViewHere, person_id: FromPath[str], data: Form) -> Template | Redirect:
    """Change an account, or close it; nobody closes their own."""
    person = _person(view, person_id)
    try:
        if data.get("dismiss"):
            _dismiss(view, person)
        else:
            new = as_hire(data)
            _allow(view, new.role)
            staff.amend(view.site.database, view.site.pins, person.id, new, view.site.now())
    except ConfigError as error:
        return _account_page(view, person, problem=view.say(error))
    return Redirect("/staff", status_code=303)


@get("/account", sync_to_thread=True)
def own_account(view: ViewHere) -> Template:
    """Who I am, my password, the way out."""
    return view.page("account.html", active="account")


@post("/account", sync_to_thread=True)
def change_password(view: ViewHere, request: SignedIn, data: Form) -> Template | Redirect:
    """Change the own password; other sessions of this account end."""
    site = view.site
    try:
        _know(view, data.get("old", ""))
        same = staff.Hire(name=view.user.name, role=Role(view.user.role), login=view.user.login)
        new = msgspec.structs.replace(same, password=data.get("password", ""))
        staff.amend(site.database, site.pins, view.user.id, new, site.now())
    except ConfigError as error:
        return view.page("account.html", 400, active="account", problem=view.say(error))
    fresh = staff.find(site.database, view.user.id)
    request.set_session({**request.session, "stamp": fresh.stamp if fresh else ""})
    return view.page("account.html", active="account", done=view.catalog.text("server.password_changed"))


@post("/place", sync_to_thread=True)
def choose_place(view: ViewHere, request: SignedIn, data: Form) -> Redirect:
    """Look at another place of those beneath one's own."""
    if not view.covers(data.get("place", "")):
        raise NotFoundException
    request.set_session({**request.session, "place": data["place"]})
    return Redirect("/today", status_code=303)


def _allow(view: View, role: Role) -> None:
    """Nobody gives away more than they may do themselves."""
    if not may(view.user, Right.STAFF) or (role is Role.CITY and view.user.role != Role.CITY):
        raise ConfigError(Said("only a city manager makes another one"))


def _dismiss(view: View, person: Staff) -> None:
    if person.id == view.user.id:
        raise ConfigError(Said("nobody closes their own account; ask another manager"))
    staff.dismiss(view.site.database, person.id, view.site.now())


def _know(view: View, password: str) -> None:
    if not view.site.pins.matches(view.user.password_hash or "", password):
        raise ConfigError(Said("the old password is not right"))


def _page(view: View, **context: object) -> Template:
    found = staff.of_places(view.site.database, [place.id for place in view.places])
    names = {place.id: place.name for place in view.places}
    status = 400 if "problem" in context else 200
    return view.page("staff.html", status, active="staff", found=found, names=names, roles=list(RIGHTS), **context)


def _account_page(view: View, person: Staff, **context: object) -> Template:
    status = 400 if "problem" in context else 200
    return view.page("member.html", status, active="staff", person=person, roles=list(RIGHTS), **context)


def _person(view: View, person_id: FromPath[str]) -> Staff:
    person = staff.find(view.site.database, person_id)
    if person is None or not view.covers(person.place):
        raise NotFoundException
    return person


def staff_router() -> Router:
    """The pages of accounts."""
    managed = Router("/", route_handlers=[list_staff, hire, show_account, change_account], guards=[needs(Right.STAFF)])
    return Router("/", route_handlers=[managed, own_account, change_password, choose_place])
