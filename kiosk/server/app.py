"""Puts the server together: `create_app(config, clock) -> Litestar`. Any ASGI server may run it, in one process or many."""

from litestar import Litestar
from litestar.di import Provide
from litestar.openapi.config import OpenAPIConfig

from kiosk.core.ports import Clock
from kiosk.credentials import Pins
from kiosk.server.api import api_router
from kiosk.server.config import ServerConfig
from kiosk.server.site import Site, open_site


def create_app(config: ServerConfig, clock: Clock, pins: Pins | None = None) -> Litestar:
    """The whole server as an ASGI application; raises ConfigError or StoreError when it cannot start."""
    return app_of(open_site(config, clock, pins))


def app_of(site: Site) -> Litestar:
    """The application over an opened site, which it closes when it ends."""
    return Litestar(
        route_handlers=[api_router(site)],
        dependencies={"site": Provide(lambda: site, sync_to_thread=False)},
        openapi_config=OpenAPIConfig(title="Kiosk server", version="1", path="/schema"),
        on_shutdown=[site.close],
    )
