"""Puts the server together: `create_app(config, clock) -> Litestar`. Any ASGI server runs it, in one process or many.

/api/v1/...    kiosks, with signed requests and replies        /schema    what the API looks like
/login /setup  strangers                                       /static    looks and the one script
all else       members of staff, by session cookie; every form carries a CSRF token
"""

from pathlib import Path

from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.config.csrf import CSRFConfig
from litestar.connection import Request
from litestar.datastructures import ResponseHeader, State
from litestar.di import Provide
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.logging import LoggingConfig
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Redirect, Template
from litestar.static_files import create_static_files_router
from litestar.status_codes import HTTP_400_BAD_REQUEST
from litestar.template.config import TemplateConfig
from peewee import DataError

from kiosk import __version__
from kiosk.core.ports import Clock
from kiosk.credentials import Pins
from kiosk.i18n import Catalogs
from kiosk.paths import ASSETS
from kiosk.server.api import api_router
from kiosk.server.config import ServerConfig
from kiosk.server.dashboard import dashboard_router
from kiosk.server.founding import read_seed
from kiosk.server.pages.calls import calls_router
from kiosk.server.pages.days import days_router
from kiosk.server.pages.entry import Door, Stranger, entry_router
from kiosk.server.pages.kiosks import kiosks_router
from kiosk.server.pages.lists import lists_router
from kiosk.server.pages.offers import offers_router
from kiosk.server.pages.people import people_router
from kiosk.server.pages.settings import settings_router
from kiosk.server.pages.staff import staff_router
from kiosk.server.press import NoPress, Press
from kiosk.server.session import session_auth
from kiosk.server.site import Site, open_site
from kiosk.server.today import Days
from kiosk.server.view import SignedIn, View, Views

HERE = Path(__file__).parent
LIVE = "/today/live"
SPOKEN: set[int | type[Exception]] = {403, 404, 413, 429}
"""Refusals that have a sentence of their own."""
EXPECTED = SPOKEN | {401}
"""Answers that are nobody's mistake: without a session a browser is led to the login. The log need not hear of it."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def create_app(config: ServerConfig, clock: Clock, pins: Pins | None = None, press: Press | None = None) -> Litestar:
    """The whole server as an ASGI application; raises ConfigError or StoreError when it cannot start."""
    return app_of(open_site(config, clock, pins), press, secure=config.secure)


def app_of(site: Site, press: Press | None = None, *, secure: bool = False) -> Litestar:
    """The application over an opened site, which it closes when it ends."""
    catalogs = Catalogs(ASSETS / "i18n", ("", "server"))
    door = Door(site, catalogs, read_seed(ASSETS / "seed" / "centre.toml"))
    return Litestar(
        route_handlers=[
            api_router(site),
            _browser_router(site, catalogs, door, press or NoPress(), secure=secure),
            create_static_files_router("/static", [HERE / "static"], cache_control=None),
        ],
        dependencies={"site": Provide(lambda: site, sync_to_thread=False)},
        openapi_config=_openapi(),
        template_config=TemplateConfig(directory=HERE / "templates", engine=JinjaTemplateEngine),
        csrf_config=CSRFConfig(secret=site.keys.session.hex(), cookie_secure=secure, cookie_httponly=True),
        compression_config=CompressionConfig(backend="gzip", exclude=[LIVE, "^/api/"]),
        response_headers=[ResponseHeader(name=name, value=value) for name, value in HEADERS.items()],
        logging_config=LoggingConfig(
            configure_root_logger=False, log_exceptions="always", disable_stack_trace=EXPECTED
        ),
        on_shutdown=[site.close],
    )


def _browser_router(site: Site, catalogs: Catalogs, door: Door, press: Press, *, secure: bool) -> Router:
    """Everything that people see: the session first, then who may open what."""
    views = Views(site, catalogs, press)

    def refuse(request: Stranger, error: HTTPException) -> Template:
        kind = str(error.status_code) if error.status_code in SPOKEN else "other"
        return door.page(request, "refusal.html", error.status_code, kind=kind)

    def refuse_value(request: Stranger, _: DataError) -> Template:
        """What no database takes, such as a NUL that somebody put into an address."""
        return door.page(request, "refusal.html", HTTP_400_BAD_REQUEST, kind="other")

    def view(request: SignedIn) -> View:
        """A function, because Litestar copies what a bound method is bound to: another clock, another database."""
        return views.of(request)

    return Router(
        "/",
        route_handlers=[
            entry_router(door),
            dashboard_router(Days(site.database)),
            people_router(),
            lists_router(),
            offers_router(),
            settings_router(),
            kiosks_router(),
            days_router(),
            calls_router(),
            staff_router(),
        ],
        dependencies={"view": Provide(view, sync_to_thread=True)},
        middleware=[session_auth(site, secure=secure).middleware],
        exception_handlers={NotAuthorizedException: _to_login, HTTPException: refuse, DataError: refuse_value},
        response_headers=[ResponseHeader(name="Cache-Control", value="no-store")],
        include_in_schema=False,
    )


def _to_login(_: Request[object, object, State], __: NotAuthorizedException) -> Redirect:
    return Redirect("/login")


def _openapi() -> OpenAPIConfig:
    """The API's description as JSON at /schema; no page that would fetch scripts from elsewhere."""
    return OpenAPIConfig(
        title="Kiosk server",
        version=__version__,
        path="/schema",
        render_plugins=[JsonRenderPlugin(path=["/", "/openapi.json"])],
    )
