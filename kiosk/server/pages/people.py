"""Residents and their cards: find, register, change, give a card, take a lost one out, link what was tapped."""

from typing import Any

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from kiosk.core.model import CardState
from kiosk.core.printed import ending
from kiosk.errors import CardError, ConfigError
from kiosk.server import cards, issuing, numbers, particulars, residents, sightings
from kiosk.server.feed import changing
from kiosk.server.forms import Form, as_draft, of_person
from kiosk.server.session import Right, needs
from kiosk.server.tables import Card, Resident
from kiosk.server.view import View, ViewHere

OUT = {"lost": CardState.LOST, "revoke": CardState.REVOKED, "found": CardState.ACTIVE}


@get("/people", sync_to_thread=True)
def find_people(view: ViewHere, q: FromQuery[str] = "") -> Template:
    """Find by name, number or pinyin initials."""
    found = residents.search(view.site.database, [view.centre], q)
    held = {person.id: cards.of_person(view.site.database, person.id) for person in found}
    return view.page("people.html", active="people", q=q, found=found, held=held, ending=ending)


@get("/people/new", sync_to_thread=True)
def new_person(view: ViewHere, card: FromQuery[str] = "") -> Template:
    """An empty form; `card` is the card that the new person will have."""
    return view.page("person.html", active="people", person=None, form={"card": card}, held=[])


@post("/people", sync_to_thread=True)
def register(view: ViewHere, data: Form) -> Template | Redirect:
    """Add a person, with a card if one is named: both or nothing. Of one name staff are asked whether it is another."""
    card = data.get("card", "").strip()
    context: dict[str, Any] = {"active": "people", "person": None, "form": data, "held": []}
    try:
        draft = as_draft(data, view.press, view.now.date())
        if not data.get("another") and (alike := residents.alike(view.site.database, view.centre, draft)):
            return view.page("person.html", 409, alike=alike, **context)
        key = numbers.key_of(card, view.press, _near(view)) if card else None
        with changing(view.site.database, view.site.now()) as changes:
            person = residents.register(view.site.database, changes, view.centre, draft)
            if key:
                cards.give(view.site.database, changes, view.centre, key, person, label=card)
    except (ConfigError, CardError) as error:
        return view.page("person.html", 400, problem=view.say(error), **context)
    return Redirect(f"/people/{person}", status_code=303)


@get("/people/{person_id:str}", sync_to_thread=True)
def show_person(view: ViewHere, person_id: FromPath[str]) -> Template:
    """One person with their cards."""
    return _shown(view, _person(view, person_id))


@post("/people/{person_id:str}", sync_to_thread=True)
def change_person(view: ViewHere, person_id: FromPath[str], data: Form) -> Template | Redirect:
    """Change a person's data."""
    person = _person(view, person_id)
    try:
        draft = as_draft(data, view.press, view.now.date())
        residents.save(view.site.database, person.centre, person.id, draft, view.site.now())
    except ConfigError as error:
        return _shown(view, person, problem=view.say(error), form=data)
    return Redirect(f"/people/{person_id}", status_code=303)


@post("/people/{person_id:str}/cards", sync_to_thread=True)
def give_card(view: ViewHere, person_id: FromPath[str], data: Form) -> Template | Redirect:
    """Give a card by its printed number or key, make a QR card, or replace one: what the pressed button says."""
    person = _person(view, person_id)
    old = data.get("replaces") or None
    if old and _card(view, old).resident != person.id:
        raise NotFoundException
    try:
        if data.get("make"):
            issuing.make(view.site, view.press, person, old)
        else:
            typed = data.get("card", "").strip()
            key = numbers.key_of(typed, view.press, _near(view))
            if old:
                cards.replace(view.site.database, person, old, key, view.site.now(), label=typed)
            else:
                cards.assign(view.site.database, person, key, view.site.now(), label=typed)
    except CardError as error:
        return _shown(view, person, problem=view.say(error))
    return Redirect(f"/people/{person_id}", status_code=303)


@post("/cards/state", sync_to_thread=True)
def change_card(view: ViewHere, data: Form) -> Redirect:
    """Take a card out, or bring a found one back."""
    card = _card(view, data.get("key", ""))
    state = OUT.get(data.get("do", ""))
    if state is None:
        raise NotFoundException
    cards.withdraw(view.site.database, card.key, state, view.site.now())
    return Redirect(f"/people/{card.resident}" if card.resident else "/people", status_code=303)


@get("/cards/unknown", sync_to_thread=True)
def unknown_cards(view: ViewHere, card: FromQuery[str] = "", q: FromQuery[str] = "") -> Template:
    """Cards that were tapped and belong to nobody; with `card`, whom to give it to."""
    seen = sightings.linkable(view.site.database, [view.centre], view.site.now())
    found = residents.search(view.site.database, [view.centre], q) if q else []
    chosen = next((one for one in seen if one.key == card), None)
    return view.page("unknown.html", active="people", seen=seen, chosen=chosen, q=q, found=found)


@get("/cards/picture", sync_to_thread=True)
def card_picture(view: ViewHere, key: FromQuery[str]) -> Response[bytes]:
    """One of our cards as a picture for a telephone."""
    faces = issuing.faces(view.site, view.press, [_card(view, key).key])
    if not faces:
        raise NotFoundException
    return Response(view.press.picture(faces[0]), media_type="image/png")


@get("/cards/sheets", sync_to_thread=True)
def card_sheets(view: ViewHere, key: FromQuery[str] = "") -> Response[bytes]:
    """One of our cards, or all of the centre's, on A4 sheets."""
    keys = [_card(view, key).key] if key else issuing.of_everybody(view.site, view.centre)
    faces = issuing.faces(view.site, view.press, keys)
    if not faces:
        raise NotFoundException
    name = {"Content-Disposition": 'inline; filename="cards.pdf"'}
    return Response(view.press.sheets(faces), media_type="application/pdf", headers=name)


@post("/cards/make", sync_to_thread=True)
def make_cards(view: ViewHere) -> Redirect:
    """Make a card for everybody who has none."""
    for person in issuing.without_card(view.site, view.centre):
        issuing.make(view.site, view.press, person)
    return Redirect("/import", status_code=303)


def _shown(view: View, person: Resident, **context: Any) -> Template:
    form = context.pop("form", None) or of_person(person)
    held = cards.of_person(view.site.database, person.id)
    status = 400 if "problem" in context else 200
    context["rare"] = particulars.undrawn(person.name, view.press)
    return view.page("person.html", status, active="people", person=person, form=form, held=held, **context)


def _person(view: View, person_id: FromPath[str]) -> Resident:
    person = residents.find(view.site.database, person_id)
    if person is None or not view.covers(person.centre):
        raise NotFoundException
    return person


def _card(view: View, key: str) -> Card:
    card = cards.find(view.site.database, key)
    if card is None or not view.covers(card.centre):
        raise NotFoundException
    return card


def _near(view: View) -> list[str]:
    return sightings.near(view.site.database, view.centre, view.site.now())


def people_router() -> Router:
    """The pages of residents and cards."""
    handlers = [
        find_people, new_person, register, show_person, change_person, give_card, change_card, unknown_cards,
        card_picture, card_sheets, make_cards,
    ]  # fmt: skip
    return Router("/", route_handlers=handlers, guards=[needs(Right.PEOPLE)])
