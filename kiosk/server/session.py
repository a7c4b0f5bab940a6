"""Who is looking: the signed-in member of staff, the language, and what a role may do.

The session is an encrypted cookie, so any process can serve it. It holds the account's id and stamp; a new password or
a closed account changes the stamp, and the session ends with the next request.
"""

from enum import StrEnum
from typing import Any

from litestar.connection import ASGIConnection, Request
from litestar.datastructures import State
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.middleware.session.client_side import ClientSideSessionBackend, CookieBackendConfig
from litestar.security.session_auth import SessionAuth
from litestar.types import Guard

from kiosk.core.model import Role
from kiosk.server.site import Site
from kiosk.server.staff import find
from kiosk.server.tables import Staff

SESSION_SECONDS = 12 * 3600
LANGUAGE_COOKIE = "lang"
LANGUAGES = {"zh_CN": "中文", "en": "English"}

Connection = ASGIConnection[BaseRouteHandler, Staff, dict[str, str], State]


class Right(StrEnum):
    """What somebody may do besides looking at the numbers."""

    NAMES = "names"
    PEOPLE = "people"
    OFFERS = "offers"
    KIOSKS = "kiosks"
    STAFF = "staff"
    HELP = "help"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.DESK: frozenset({Right.NAMES, Right.PEOPLE, Right.HELP}),
    Role.MANAGER: frozenset(Right),
    Role.CITY: frozenset({Right.OFFERS, Right.KIOSKS, Right.STAFF}),
    Role.AUDITOR: frozenset(),
    Role.TECHNICIAN: frozenset({Right.KIOSKS, Right.HELP}),
}


def may(person: Staff, right: Right) -> bool:
    """Whether this person's role includes the right."""
    return right in RIGHTS[Role(person.role)]


def needs(right: Right) -> Guard:
    """A guard for handlers that only some roles may call."""

    def guard(connection: Connection, _: BaseRouteHandler) -> None:
        if not may(connection.user, right):
            raise PermissionDeniedException(detail=right.value)

    return guard


def session_auth(site: Site, *, secure: bool) -> SessionAuth[Staff, ClientSideSessionBackend]:
    """Litestar's session login over our accounts."""

    def who(session: dict[str, str], _: Connection) -> Staff | None:
        person = find(site.database, session.get("staff", ""))
        return person if person and person.stamp == session.get("stamp") else None

    cookie = CookieBackendConfig(
        secret=site.keys.session, max_age=SESSION_SECONDS, secure=secure, httponly=True, samesite="lax"
    )
    return SessionAuth[Staff, ClientSideSessionBackend](session_backend_config=cookie, retrieve_user_handler=who)


def language(connection: Request[Any, Any, State]) -> str:
    """The language this person chose, else what the browser prefers, else Chinese."""
    chosen = connection.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    for preferred in connection.headers.get("accept-language", "").split(","):
        tag = preferred.partition(";")[0].strip().lower()
        found = next((known for known in LANGUAGES if known.lower().startswith(tag[:2])), None)
        if len(tag) > 1 and found:
            return found
    return "zh_CN"
