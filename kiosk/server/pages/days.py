"""The one question that only a person can answer: which day it was when the kiosk's clock was wrong."""

from collections.abc import Sequence
from datetime import date

from litestar import Router, get, post
from litestar.response import Redirect, Template

from kiosk.errors import Refused
from kiosk.server import dating, kiosks, places
from kiosk.server.forms import Form
from kiosk.server.session import Right, needs
from kiosk.server.view import View, ViewHere


@get("/days", sync_to_thread=True)
def days(view: ViewHere) -> Template:
    """Visits whose day only a person can tell."""
    return _days_page(view)


@post("/days", sync_to_thread=True)
def say_day(view: ViewHere, data: Form) -> Template | Redirect:
    """One tap: it was this day."""
    try:
        entry, day = (data.get("log", ""), int(data.get("seq", ""))), date.fromisoformat(data.get("day", ""))
    except ValueError:
        return _days_page(view, problem=view.catalog.text("server.pick_a_day"))
    try:
        dating.answer(view.site.database, _centres(view), entry, day, by=view.user.id, now=view.site.now())
    except Refused as error:
        return _days_page(view, problem=view.say(error))
    return Redirect("/days", status_code=303)


def _days_page(view: View, **context: object) -> Template:
    rows = dating.sittings(view.site.database, _centres(view))
    names = {kiosk.id: kiosk.name for kiosk in kiosks.of_centres(view.site.database, _centres(view))}
    return view.page(
        "days.html", 400 if "problem" in context else 200, active="today", rows=rows, names=names, **context
    )


def _centres(view: View) -> Sequence[str]:
    return places.centres(view.site.database, view.place.id)


def days_router() -> Router:
    """The page of visits without a day."""
    return Router("/", route_handlers=[days, say_day], guards=[needs(Right.PEOPLE)])
