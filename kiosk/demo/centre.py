"""The demo's server: on loopback, in its own thread, with one centre, its staff and its residents."""

import csv
import socket
from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import uvicorn

from kiosk.cards.press import CardPress
from kiosk.cards.token import CodeReader, Token, issue, site_number
from kiosk.clock import SystemClock
from kiosk.core.counts import Headcount
from kiosk.core.model import Role
from kiosk.errors import SetupError
from kiosk.paths import ASSETS
from kiosk.readers.numbers import meanings
from kiosk.server import cards, founding, kiosks, offers, places, residents, staff, tails
from kiosk.server.app import create_app
from kiosk.server.config import ServerConfig
from kiosk.server.feed import changing
from kiosk.server.site import Site, open_site
from kiosk.server.today import Days
from kiosk.ui.fonts import text_font

NAME = "兴盛社区居家养老服务中心"
LOGIN, PASSWORD, PIN = "demo", "tea-and-chess", "246810"
KIOSK = "1号签到机"
MENU = ("土豆炖鸡肉", "木耳炒鸡蛋", "山药排骨汤")
LUNCH_PLACES = 150
START_SECONDS, STOP_SECONDS = 300.0, 20.0
"""So long a slow machine may take to start; a server that ended is noticed at once."""
LISTED = 2026
"""The year in which the sample residents have the ages that their birth dates say."""


@dataclass(frozen=True)
class Centre:
    """A running server and its one centre. `cards` maps each resident's name to what to put on the reader."""

    site: Site
    url: str
    token: str
    cards: dict[str, str]

    def headcount(self) -> Headcount:
        """Today's numbers, as the dashboard computes them."""
        place = places.everything(self.site.database)[0]
        return Days(self.site.database).today(place, self.site.now()).count


@contextmanager
def open_centre(folder: Path, clock: SystemClock) -> Iterator[Centre]:
    """Start the server on a free port of this machine and fill it; it stops at the end."""
    config = ServerConfig(state=folder)
    site = open_site(config, clock)
    people = fill(site)
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:  # else asyncio leaves Nagle's algorithm on
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(create_app(config, clock, press=press()), log_level="warning"))
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, name="server", daemon=True)
        thread.start()
        token = kiosks.new_token(site.database, founding.FIRST_CENTRE, KIOSK, clock.now().wall)
        try:
            wait_until_up(port, thread)
            yield Centre(site, f"http://127.0.0.1:{port}", token, people)
        finally:
            server.should_exit = True
            thread.join(STOP_SECONDS)


def press() -> CardPress:
    """What makes printed cards on the server."""
    return CardPress(text_font(), meanings)


def wait_until_up(port: int, thread: Thread) -> None:
    """Return when somebody answers; raises SetupError when the server ended instead."""
    for _ in range(int(START_SECONDS / 0.1)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        thread.join(0.1)
        if not thread.is_alive():
            break
    raise SetupError("the demo's server did not start; any messages of its are above, else this machine is too busy")


def fill(site: Site) -> dict[str, str]:
    """Open the centre, its account and its people; gives each person's card by name."""
    secret = founding.invitation(site.database)
    if secret is None:
        raise SetupError("the demo's folder has a server in it already; give --out another folder")
    seed = founding.read_seed(ASSETS / "seed" / "centre.toml")
    manager = staff.Hire(name="王芳", role=Role.MANAGER, login=LOGIN, password=PASSWORD, pin=PIN)
    founding.open_house(site, secret, NAME, manager, seed)
    _dress(site)
    return dict(_registered(site))


def _dress(site: Site) -> None:
    """Lunch by a tap alone, today's menu, and a limited number of lunches."""
    now = site.now()
    settings = offers.settings_of(site.database, founding.FIRST_CENTRE)
    services = {service.id: service for service in offers.services(site.database, [founding.FIRST_CENTRE])}
    menu: dict[str, tuple[str, ...]] = {f"{now.astimezone(ZoneInfo(settings.zone)).date()}/lunch": MENU}
    with changing(site.database, now) as changes:
        offers.set_settings(site.database, changes, replace(settings, rush="lunch", menu=menu))
        lunch = replace(services["lunch"], capacity=LUNCH_PLACES)
        offers.set_service(site.database, changes, founding.FIRST_CENTRE, lunch)


def of_age(birth: date, today: date) -> date:
    """A listed birth date, moved by whole years, so that each person is as old as when the list was made."""
    year = birth.year + today.year - LISTED
    return birth.replace(year=year, day=min(birth.day, monthrange(year, birth.month)[1]))


def _registered(site: Site) -> Iterator[tuple[str, str]]:
    today = site.now().astimezone(ZoneInfo(offers.settings_of(site.database, founding.FIRST_CENTRE).zone)).date()
    with (ASSETS / "demo" / "residents.csv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 1):
            draft = residents.Draft(
                name=row["name"],
                birth=of_age(date.fromisoformat(row["birth"]), today) if row["birth"] else None,
                language=row["language"] or None,
                tails=tails.of_telephones(row["phone"]),
            )
            person = residents.save(site.database, founding.FIRST_CENTRE, None, draft, site.now())
            found = residents.find(site.database, person)
            text = row["card"] or _printed(site, number)
            if found:
                cards.assign(site.database, found, _key(site, text), site.now())
            yield row["name"], text


def _printed(site: Site, number: int) -> str:
    """What a QR card says that this server signed."""
    key_id, key = site.keys.issuing()
    return issue(Token(key_id, site_number(founding.FIRST_CENTRE), number, site.now().date(), 1), key)


def _key(site: Site, text: str) -> str:
    return CodeReader(site.keys.card_keys()).key(text) or text
