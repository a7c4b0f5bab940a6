"""Who waits for a person, on the pages that staff have open: a banner that comes and goes by itself, with a button."""

from typing import Annotated, Any

from litestar import Router, get, post
from litestar.params import PathParameter
from litestar.response import Redirect, Template

from kiosk.server import calls, places
from kiosk.server.forms import Form
from kiosk.server.session import Right, needs
from kiosk.server.view import View, ViewHere

Page = Annotated[str, PathParameter(pattern="^(today|kiosks)$", description="the page that the banner is on")]


@get("/calls/{page:str}", sync_to_thread=True)
def show_calls(view: ViewHere, page: Page) -> Template:
    """The banner alone, to put in place of the old one."""
    return view.page("calls.html", **banner(view, page))


@post("/calls/{page:str}", sync_to_thread=True)
def answer_call(view: ViewHere, page: Page, data: Form) -> Redirect:
    """Somebody went to see what is wanted."""
    centres = places.centres(view.site.database, view.place.id)
    calls.answer(view.site.database, centres, data.get("kiosk", ""), by=view.user.id, now=view.site.now())
    return Redirect(f"/{page}", status_code=303)


def banner(view: View, page: str) -> dict[str, Any]:
    """What the template needs on `page`: everybody who waits, for whoever can go there."""
    if not view.may(Right.HELP):
        return {"calls": []}
    centres = places.centres(view.site.database, view.place.id)
    waiting = calls.waiting(view.site.database, centres, view.site.now())
    since = {one.kiosk: view.catalog.time(one.since.astimezone(view.now.tzinfo)) for one in waiting}
    return {"calls": waiting, "since": since, "page": page}


def calls_router() -> Router:
    """The banner's own paths."""
    return Router("/", route_handlers=[show_calls, answer_call], guards=[needs(Right.HELP)])
