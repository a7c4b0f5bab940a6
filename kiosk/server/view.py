"""What every page of the browser side shares: who looks, at which place, in which language, and the frame around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Template

from kiosk.errors import KioskError
from kiosk.i18n import Catalog, Catalogs
from kiosk.server import offers, places
from kiosk.server.press import Press
from kiosk.server.said import told
from kiosk.server.session import LANGUAGES, Right, language, may
from kiosk.server.site import Site
from kiosk.server.tables import Place, Staff

SignedIn = Request[Staff, dict[str, str], State]
NAVIGATION = (
    ("today", "/today", None),
    ("people", "/people", Right.PEOPLE),
    ("offers", "/services", Right.OFFERS),
    ("kiosks", "/kiosks", Right.KIOSKS),
    ("staff", "/staff", Right.STAFF),
)


@dataclass(frozen=True, slots=True)
class View:
    """One signed-in look at the server."""

    site: Site
    user: Staff
    place: Place
    places: Sequence[Place]
    centre: str
    now: datetime
    catalog: Catalog
    press: Press

    def may(self, right: Right) -> bool:
        """Whether the person has this right."""
        return may(self.user, right)

    def covers(self, centre: str) -> bool:
        """Whether a centre is under the person's own place: nobody touches another's data by guessing an address."""
        return any(place.id == centre for place in self.places)

    def page(self, name: str, status: int = 200, **context: Any) -> Template:
        """A page in the frame. Its template finds `view`, `t` and `money` beside what it is given."""
        frame = {
            "view": self,
            "t": self.catalog.text,
            "money": self.catalog.money,
            "lang": self.catalog.tag,
            "languages": LANGUAGES,
            "navigation": [(key, path) for key, path, right in NAVIGATION if right is None or self.may(right)],
        }
        return Template(template_name=name, context=frame | context, status_code=status)

    def say(self, error: KioskError) -> str:
        """What an error says, in the language of the page."""
        return told(error, self.catalog)

    def word(self, names: dict[str, str]) -> str:
        """A service's word in the language of the page."""
        return names.get(self.catalog.tag) or next(iter(names.values()), "")


ViewHere = NamedDependency[SkipValidation[View]]


class Views:
    """Makes the view of a request; one for the whole application."""

    def __init__(self, site: Site, catalogs: Catalogs, press: Press) -> None:
        """Look at `site` in the languages of `catalogs`; `press` makes cards."""
        self._site = site
        self._catalogs = catalogs
        self._press = press

    def of(self, request: SignedIn) -> View:
        """The view of this request; its place is the one chosen last, else the person's own."""
        mine = places.beneath(self._site.database, request.user.place)
        chosen = request.session.get("place")
        place = next((row for row in mine if row.id == chosen), mine[0])
        inside = places.centres(self._site.database, place.id)
        centre = inside[0] if inside else place.id
        zone = ZoneInfo(offers.settings_of(self._site.database, centre).zone)
        now = self._site.now().astimezone(zone)
        return View(self._site, request.user, place, mine, centre, now, self._catalogs[language(request)], self._press)
