"""Before the login: signing in, the first account of an empty server, the language."""

from dataclasses import dataclass

from litestar import Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.middleware.rate_limit import RateLimitConfig
from litestar.params import FromPath, FromQuery, SkipValidation, URLEncodedBody
from litestar.response import Redirect, Template

from kiosk.core.model import Role
from kiosk.errors import ConfigError, Refused
from kiosk.i18n import Catalogs
from kiosk.server import founding, staff
from kiosk.server.said import told
from kiosk.server.session import LANGUAGE_COOKIE, LANGUAGES, language
from kiosk.server.site import Site
from kiosk.server.tables import Staff

YEAR = 365 * 24 * 3600
TRIES_A_MINUTE = 20
Form = URLEncodedBody[dict[str, str]]
Stranger = Request[None, None, State]


@dataclass(frozen=True, slots=True)
class Door:
    """What the pages before the login need."""

    site: Site
    catalogs: Catalogs
    seed: founding.Seed

    def page(self, request: Stranger, name: str, status: int = 200, **context: object) -> Template:
        """A page without the frame, in the stranger's language."""
        catalog = self.catalogs[language(request)]
        frame = {"t": catalog.text, "lang": catalog.tag, "languages": LANGUAGES}
        return Template(template_name=name, context=frame | context, status_code=status)

    def text(self, request: Stranger, key: str) -> str:
        """One message in the stranger's language."""
        return self.catalogs[language(request)].text(key)


DoorHere = NamedDependency[SkipValidation[Door]]


@get("/login", sync_to_thread=True)
def login_page(request: Stranger, door: DoorHere) -> Template:
    """Ask for login and password."""
    return door.page(request, "login.html", empty=staff.is_empty(door.site.database))


@post("/login", sync_to_thread=True)
def sign_in(request: Stranger, data: Form, door: DoorHere) -> Template | Redirect:
    """Let a member of staff in; a wrong password, an unknown login and a locked one look the same."""
    site = door.site
    person = staff.sign_in(site.database, site.pins, data.get("login", ""), data.get("password", ""), site.now())
    if person is None:
        problem = door.text(request, "server.wrong_password")
        return door.page(request, "login.html", status=403, problem=problem, login=data.get("login", ""))
    return _welcome(request, person)


@post("/logout", sync_to_thread=False)
def sign_out(request: Stranger) -> Redirect:
    """End the session."""
    request.clear_session()
    return Redirect("/login", status_code=303)


@get("/setup", sync_to_thread=True)
def setup_page(request: Stranger, door: DoorHere, secret: FromQuery[str] = "") -> Template:
    """The first account of an empty server, for whoever holds the link that was printed."""
    if not founding.invited(door.site.database, secret):
        return door.page(request, "login.html", status=403, problem=door.text(request, "server.link_spent"))
    return door.page(request, "setup.html", form={"secret": secret})


@post("/setup", sync_to_thread=True)
def set_up(request: Stranger, data: Form, door: DoorHere) -> Template | Redirect:
    """Make the first account and, if there is none, the first centre."""
    first = staff.Hire(
        name=data.get("name", ""), role=Role.MANAGER, login=data.get("login"), password=data.get("password", "")
    )
    try:
        person = founding.open_house(door.site, data.get("secret", ""), data.get("centre", ""), first, door.seed)
    except (ConfigError, Refused) as error:
        return door.page(
            request, "setup.html", status=400, problem=told(error, door.catalogs[language(request)]), form=data
        )
    found = staff.find(door.site.database, person)
    return _welcome(request, found) if found else Redirect("/login", status_code=303)


@get("/language/{tag:str}", sync_to_thread=False)
def choose_language(request: Stranger, tag: FromPath[str]) -> Response[None]:
    """Remember a language and go back to where the link was."""
    path = request.headers.get("referer", "").partition("//")[2].partition("/")[2]
    answer = Redirect(f"/{path.lstrip('/')}" if path else "/")
    if tag in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, tag, max_age=YEAR, samesite="lax", httponly=True)
    return answer


def _welcome(request: Stranger, person: Staff) -> Redirect:
    request.set_session({"staff": person.id, "stamp": person.stamp})
    return Redirect("/today", status_code=303)


def entry_router(door: Door) -> Router:
    """The pages that strangers may open; asking for a password is limited per address."""
    limit = RateLimitConfig(rate_limit=("minute", TRIES_A_MINUTE), check_throttle_handler=_is_try)
    return Router(
        "/",
        route_handlers=[login_page, sign_in, sign_out, setup_page, set_up, choose_language],
        dependencies={"door": Provide(lambda: door, sync_to_thread=False)},
        middleware=[limit.middleware],
        opt={"exclude_from_auth": True},
    )


async def _is_try(request: Stranger) -> bool:
    return request.method == "POST"
