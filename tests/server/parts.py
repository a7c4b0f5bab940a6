"""Small parts for the server's tests: a kiosk that writes a log, and a person with a browser."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from kiosk.cards.press import CardPress
from kiosk.core import log
from kiosk.core.model import Fact, Kind, Role, Stamp, WallState
from kiosk.credentials import SigningKey
from kiosk.readers.numbers import meanings
from kiosk.server import kiosks, ledger, staff
from kiosk.server.site import Site
from kiosk.server.tables import Kiosk
from kiosk.ui.fonts import text_font
from kiosk.wire import Ack, EnrolRequest, Event, Fork, Gap, Push

CENTRE = "xingsheng"
CHEAP = (1024, 1)
PASSWORD = "sesame-sesame"


def press() -> CardPress:
    """The real workshop."""
    return CardPress(text_font(), meanings)


def new_kiosk(site: Site, centre: str = CENTRE, name: str = "大门") -> tuple[Kiosk, SigningKey]:
    """An enrolled kiosk and its key."""
    key = SigningKey.generate()
    token = kiosks.new_token(site.database, centre, name, site.now())
    reply = kiosks.enrol(site.database, site.keys, EnrolRequest(token, key.public, "hw", "1"), site.now())
    kiosk = kiosks.find(site.database, reply.kiosk_id)
    assert kiosk
    return kiosk, key


@dataclass
class Log:
    """One log of one kiosk, and how it is handed in."""

    site: Site
    kiosk: Kiosk
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    entries: list[log.Entry] = field(default_factory=list)
    parent: tuple[str | None, int] = (None, 0)

    @property
    def head(self) -> bytes:
        """The hash of the last entry."""
        return self.entries[-1].hash if self.entries else log.root(self.id)

    def add(self, **fields: Any) -> Fact:
        """Write one fact; a visit to lunch by an unknown card unless told otherwise."""
        known: dict[str, Any] = {
            "id": secrets.token_hex(8),
            "kind": Kind.VISIT,
            "centre": self.kiosk.centre,
            "service": "lunch",
        }
        now = self.site.now() + timedelta(seconds=len(self.entries))
        known |= {
            "at": Stamp(len(self.entries), now, WallState.NTP),
            "day": now.date(),
            "card": "em4100:0100000001",
            "centre": self.kiosk.centre,
        }
        return self.write(Fact(**(known | fields)))

    def write(self, fact: Fact) -> Fact:
        """Write this fact."""
        self.entries.append(log.seal(fact, self.id, len(self.entries) + 1, self.head, boot=1, app="1"))
        return fact

    def raw(self, body: str) -> None:
        """Write whatever text as an entry."""
        self.entries.append(log.Entry(len(self.entries) + 1, log.link(self.head, body), body))

    def push(self, first: int = 1, count: int | None = None) -> Push:
        """The message with the entries from `first` on."""
        part = self.entries[first - 1 : None if count is None else first - 1 + count]
        previous = self.entries[first - 2].hash if first > 1 else log.root(self.id)
        return Push(first, previous, [Event(one.seq, one.hash, one.body) for one in part], 1, 1, *self.parent)

    def hand_in(self, first: int = 1, count: int | None = None) -> Ack | Gap | Fork:
        """Hand entries in as the API does."""
        return ledger.accept(self.site.database, self.kiosk, self.id, self.push(first, count), self.site.now())


@dataclass
class Browser:
    """A person with a browser: keeps cookies, sends each form's hidden token."""

    http: TestClient[Litestar]
    site: Site

    def sign_in(self, role: Role = Role.MANAGER, place: str = CENTRE, login: str = "wang") -> "Browser":
        """Make an account of this role and sign in."""
        hire = staff.Hire(name="王芳", role=role, login=login, password=PASSWORD)
        staff.hire(self.site.database, self.site.pins, place, hire, self.site.now())
        assert self.submit("/login", login=login, password=PASSWORD).url.path == "/today"
        return self

    def get(self, path: str, **headers: str) -> Response:
        """Open a page."""
        return self.http.get(path, headers=headers)

    def submit(self, path: str, page: str = "/login", **form: str) -> Response:
        """Send a form from `page`, with its token."""
        token = self.http.cookies.get("csrftoken") or self._token(page)
        return self.http.post(path, data=form | {"_csrf_token": token})

    def upload(self, path: str, content: bytes, **form: str) -> Response:
        """Send a file."""
        token = self.http.cookies.get("csrftoken") or self._token("/login")
        return self.http.post(path, data=form | {"_csrf_token": token}, files={"file": ("people.csv", content)})

    def _token(self, page: str) -> str:
        found = re.search(r'name="_csrf_token" value="([^"]+)"', self.get(page).text)
        assert found
        return found[1]


def number_in(page: str, name: str) -> int:
    """One of the dashboard's large numbers."""
    found = re.search(rf'id="{name}">(\d+)<', page)
    assert found
    return int(found[1])
