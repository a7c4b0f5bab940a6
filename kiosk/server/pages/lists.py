"""Lists of people: choose a file, read what it would do, answer what it asks, and say yes.

The file is read once. What was read waits in the database (`holding`), so the page can be loaded again, and sending its
form twice does nothing twice.
"""

import csv
import io
from typing import Any

import msgspec
from litestar import Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, MultipartBody
from litestar.response import Redirect, Template

from kiosk.core.names import FORMULA
from kiosk.errors import ConfigError, Refused
from kiosk.server import holding, imports, issuing, places
from kiosk.server.forms import Form
from kiosk.server.holding import Kept
from kiosk.server.plans import HEAVY
from kiosk.server.session import Right, needs
from kiosk.server.tables import Place
from kiosk.server.view import View, ViewHere

MOST_SHOWN = 200
MOST_BYTES = 20 * 1024 * 1024
MARK = "\ufeff"
"""By which spreadsheets know UTF-8."""


class Upload(msgspec.Struct):
    """The import's form: a file, and the centre where there are several."""

    file: UploadFile
    centre: str = ""


@get("/import", sync_to_thread=True)
def import_page(view: ViewHere) -> Template:
    """Ask for a file; beside it, cards for those who have none."""
    return _import_page(view)


@post("/import", sync_to_thread=True, request_max_body_size=MOST_BYTES)
def look_at_list(view: ViewHere, data: MultipartBody[Upload]) -> Template | Redirect:
    """Read a file and lead to the page that says what it would do."""
    here = _centres(view)
    centre = next((one.id for one in here if one.id == data.centre or len(here) == 1), None)
    if centre is None:
        return _import_page(view, 400, problem=view.catalog.text("server.list_which_centre"))
    try:
        looked = imports.look(view.site, centre, data.file.file.read(), view.press)
    except ConfigError as error:
        return _import_page(view, 400, problem=view.say(error))
    return Redirect(f"/import/{holding.hold(view.site, centre, view.user.id, looked)}", status_code=303)


@get("/import/{name:str}", sync_to_thread=True)
def show_list(view: ViewHere, name: FromPath[str]) -> Template:
    """What a list would do, or did."""
    kept = _kept(view, name)
    return _gone(view) if kept is None else _shown(view, kept)


@post("/import/{name:str}", sync_to_thread=True)
def take_list_in(view: ViewHere, name: FromPath[str], data: Form) -> Template | Redirect:
    """Take in what was seen, with the answers to what was asked."""
    kept = _kept(view, name)
    if kept is None:
        return _gone(view)
    if kept.looked:
        report = imports.foresee(view.site, kept.centre, kept.looked, view.press, {})
        try:
            holding.take_in(view.site, kept, view.press, holding.answers(report, data), data.get("seen", ""))
        except Refused:
            return _shown(view, kept, 409, form=data, problem=view.catalog.text("server.list_changed_meanwhile"))
        except ConfigError as error:
            return _shown(view, kept, 400, form=data, problem=view.say(error))
    return Redirect(f"/import/{name}", status_code=303)


@get("/import/{name:str}/left.csv", sync_to_thread=True)
def rows_left_out(view: ViewHere, name: FromPath[str]) -> Response[bytes]:
    """The rows that are left out, with their reasons, for a spreadsheet."""
    kept = _kept(view, name)
    if kept is None:
        raise NotFoundException
    found = kept.done or imports.foresee(view.site, kept.centre, _looked(kept), view.press, {})
    text = io.StringIO(MARK)
    text.seek(0, io.SEEK_END)
    table = csv.writer(text)
    words = ("sheet", "row", "name", "column", "value", "why")
    table.writerow([view.catalog.text(f"server.{word}") for word in words])
    for one in found.problems:
        column = view.catalog.text(f"server.{one.column}")
        cells = [
            one.place.sheet,
            f"{one.place.column}{one.row}",
            one.name,
            column,
            one.value,
            one.why.told(view.catalog),
        ]
        table.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    saved = {"Content-Disposition": 'attachment; filename="left.csv"'}
    return Response(text.getvalue().encode(), media_type="text/csv", headers=saved)


def _import_page(view: View, status: int = 200, **context: Any) -> Template:
    missing = issuing.without_card(view.site, view.centre)
    ours = issuing.of_everybody(view.site, view.centre)
    here = _centres(view)
    return view.page(
        "import.html", status, active="people", centres=here, without=len(missing), ours=len(ours), **context
    )


def _shown(view: View, kept: Kept, status: int = 200, **context: Any) -> Template:
    """The page of one list."""
    report = imports.foresee(view.site, kept.centre, kept.looked, view.press, {}) if kept.looked else None
    centre = next(place.name for place in view.places if place.id == kept.centre)
    frame = {"active": "people", "kept": kept, "report": report, "centre": centre, "most": MOST_SHOWN, "heavy": HEAVY}
    return view.page("list.html", status, **frame, **({"form": {}} | context))


def _gone(view: View) -> Template:
    return _import_page(view, 404, problem=view.catalog.text("server.list_gone"))


def _kept(view: View, name: str) -> Kept | None:
    kept = holding.find(view.site, name, view.user.id)
    return kept if kept and view.covers(kept.centre) else None


def _looked(kept: Kept) -> imports.Looked:
    if kept.looked is None:
        raise NotFoundException
    return kept.looked


def _centres(view: View) -> list[Place]:
    """The centres that a list can be taken into from here."""
    inside = places.centres(view.site.database, view.place.id)
    return [place for place in view.places if place.id in inside]


def lists_router() -> Router:
    """The pages of lists."""
    handlers = [import_page, look_at_list, show_list, take_list_in, rows_left_out]
    return Router("/", route_handlers=handlers, guards=[needs(Right.PEOPLE)])
