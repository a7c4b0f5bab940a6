"""The calls that kiosks make, exactly as `wire.py` declares them. Every answer but enrolment's is signed."""

from typing import Annotated

from litestar import Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.middleware import DefineMiddleware
from litestar.middleware.rate_limit import DurationUnit, RateLimitConfig
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromQuery, JSONBody, PathParameter, QueryParameter, SkipValidation
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_400_BAD_REQUEST,
    HTTP_403_FORBIDDEN,
    HTTP_409_CONFLICT,
    HTTP_410_GONE,
)

from kiosk.errors import Refused
from kiosk.server import digests, feed, kiosks, ledger
from kiosk.server.signing import SignedExchange
from kiosk.server.site import Site
from kiosk.server.tables import Kiosk
from kiosk.wire import (
    MAX_EVENTS,
    Ack,
    Digests,
    EnrolReply,
    EnrolRequest,
    FeedPage,
    Fork,
    Gap,
    Heartbeat,
    HeartbeatReply,
    Problem,
    Push,
)

SiteHere = NamedDependency[SkipValidation[Site]]
LogId = Annotated[str, PathParameter(pattern=r"^[0-9A-Za-z-]{1,64}$", description="128 random bits, made by the kiosk")]
TOO_LARGE = 413
MOST_TO_ENROL = 16 * 1024
ENROLMENTS: tuple[DurationUnit, int] = ("minute", 30)
"""So many tries an address has to guess a token of 80 bits."""
MOST_SEQ = 2_000_000_000
CONFLICTS = {
    HTTP_409_CONFLICT: ResponseSpec(data_container=Gap | Fork, description="start elsewhere", generate_examples=False)
}
REFUSALS = {
    HTTP_403_FORBIDDEN: ResponseSpec(data_container=Problem, description="not allowed", generate_examples=False),
}


@post(
    "/enrol",
    status_code=HTTP_200_OK,
    sync_to_thread=True,
    responses=REFUSALS,
    tags=["kiosk"],
    request_max_body_size=MOST_TO_ENROL,
    middleware=[RateLimitConfig(ENROLMENTS).middleware],
)
def enrol(data: JSONBody[EnrolRequest], site: SiteHere) -> EnrolReply:
    """Admit a kiosk that shows a one-use token. Asked again with the same key, the answer is the same."""
    return kiosks.enrol(site.database, site.keys, data, site.now())


@post("/logs/{log_id:str}/events", status_code=HTTP_200_OK, sync_to_thread=True, responses=CONFLICTS, tags=["kiosk"])
def push_events(
    log_id: LogId, data: JSONBody[Push], request: Request[None, None, State], site: SiteHere
) -> Response[Ack | Gap | Fork]:
    """Take entries of a log in, durably, or say where to start instead."""
    if len(data.events) > MAX_EVENTS:
        raise HTTPException(status_code=TOO_LARGE, detail=f"at most {MAX_EVENTS} events at once")
    if not (1 <= data.first_seq <= MOST_SEQ and 0 <= data.parent_seq <= MOST_SEQ):
        raise HTTPException(status_code=HTTP_400_BAD_REQUEST, detail=f"entries are numbered from 1 to {MOST_SEQ}")
    answer = ledger.accept(site.database, _kiosk(request), log_id, data, site.now())
    return Response(answer, status_code=HTTP_200_OK if isinstance(answer, Ack) else HTTP_409_CONFLICT)


@get("/feed", sync_to_thread=True, responses={HTTP_410_GONE: REFUSALS[HTTP_403_FORBIDDEN]}, tags=["kiosk"])
def read_feed(
    request: Request[None, None, State],
    site: SiteHere,
    *,
    epoch: FromQuery[str] = "",
    after: Annotated[int, QueryParameter(ge=0, le=2**63 - 1)] = 0,
    limit: Annotated[int, QueryParameter(ge=1, le=2**31 - 1)] = feed.MAX_ROWS,
    only: FromQuery[str] = "",
    whole: FromQuery[bool] = True,
) -> FeedPage:
    """What changed since the cursor, or things of one kind alone; 410 when the cursor is of another life or too old."""
    kiosk, now = _kiosk(request), site.now()
    page = feed.page(site.database, kiosk, epoch, after, limit=limit, now=now, only=only, whole=whole)
    site.marker.told(page.epoch, page.next)
    return page


@get("/digests", sync_to_thread=True, responses={HTTP_410_GONE: REFUSALS[HTTP_403_FORBIDDEN]}, tags=["kiosk"])
def read_digests(
    request: Request[None, None, State],
    site: SiteHere,
    *,
    epoch: FromQuery[str] = "",
    after: Annotated[int, QueryParameter(ge=0, le=2**63 - 1)] = 0,
    kinds: FromQuery[str] = "",
    days: Annotated[int, QueryParameter(ge=0, le=feed.VISIT_DAYS)] = feed.VISIT_DAYS,
) -> Digests:
    """What the kiosk's copy of these collections adds up to at its cursor, the visits of so many days; 410 likewise."""
    asked = sorted(set(kinds.split(",")))
    return digests.at(site.database, _kiosk(request), epoch, after, kinds=asked, days=days, now=site.now())


@post("/heartbeat", status_code=HTTP_200_OK, sync_to_thread=True, tags=["kiosk"])
def heartbeat(data: JSONBody[Heartbeat], request: Request[None, None, State], site: SiteHere) -> HeartbeatReply:
    """Hear how the kiosk is; answer what we hold of its logs."""
    return kiosks.beat(site.database, _kiosk(request), data, site.epoch, site.now())


def _kiosk(request: Request[None, None, State]) -> Kiosk:
    kiosk: Kiosk = request.scope["state"]["kiosk"]
    return kiosk


def _refused(_: object, error: Refused) -> Response[Problem]:
    return Response(Problem(str(error)), status_code=HTTP_403_FORBIDDEN)


def _gone(_: object, __: feed.CursorTooOld) -> Response[Problem]:
    return Response(
        Problem("the cursor is too old, or of another epoch; read from the beginning"), status_code=HTTP_410_GONE
    )


def _problem(_: object, error: HTTPException) -> Response[Problem]:
    extra = f": {error.extra}" if error.extra else ""
    return Response(Problem(f"{error.detail}{extra}"), status_code=error.status_code, headers=error.headers)


def api_router(site: Site) -> Router:
    """The API under /api/v1; all but enrolment behind signatures."""
    signed = Router(
        "/",
        route_handlers=[push_events, read_feed, read_digests, heartbeat],
        middleware=[DefineMiddleware(SignedExchange, site=site)],
    )
    return Router(
        "/api/v1",
        route_handlers=[enrol, signed],
        exception_handlers={Refused: _refused, feed.CursorTooOld: _gone, HTTPException: _problem},
        opt={"exclude_from_csrf": True, "exclude_from_auth": True},
    )
