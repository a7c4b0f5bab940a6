"""`kiosk server ...`: the central server and what its administrator does without a browser."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from kiosk.cards.press import CardPress
from kiosk.cli import lists
from kiosk.clock import SystemClock
from kiosk.core.model import Role, Settings
from kiosk.errors import ConfigError
from kiosk.paths import ASSETS
from kiosk.readers.numbers import meanings
from kiosk.server import forgetting, founding, kiosks, places, staff
from kiosk.server.app import app_of
from kiosk.server.config import ServerConfig
from kiosk.server.export import export
from kiosk.server.imports import import_file
from kiosk.server.serving import serve
from kiosk.server.site import Site, open_site, renew_epoch
from kiosk.ui.fonts import text_font

app = typer.Typer(no_args_is_help=True, help="The central server.")
centre_app = typer.Typer(no_args_is_help=True, help="Centres: where kiosks stand and people come.")
place_app = typer.Typer(no_args_is_help=True, help="The network above the centres.")
staff_app = typer.Typer(no_args_is_help=True, help="Accounts of the people who work with the server.")
app.add_typer(centre_app, name="centre")
app.add_typer(place_app, name="place")
app.add_typer(staff_app, name="staff")

STATE, DATABASE, SECURE = "KIOSK_SERVER_STATE", "KIOSK_SERVER_DATABASE", "KIOSK_SERVER_SECURE"
State = Annotated[Path, typer.Option("--state", envvar=STATE, help="Folder of the keys and the SQLite file.")]
Database = Annotated[
    str, typer.Option("--database", envvar=DATABASE, help="sqlite:///FILE or postgresql://USER@HOST/NAME.")
]
HERE = Path("server-state")
SEED = ASSETS / "seed" / "centre.toml"


@app.command()
def run(
    state: State = HERE,
    database: Database = "",
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8080,
    workers: Annotated[int, typer.Option(min=1, help="Processes; more than one pays with PostgreSQL only.")] = 1,
    secure: Annotated[bool, typer.Option(envvar=SECURE, help="Browsers come over https: cookies only there.")] = False,
) -> None:
    """Run the server. On an empty folder it prints a link that makes the first account."""
    site = _site(state, database)
    secret = founding.invitation(site.database)
    site.close()
    if secret:
        typer.echo(f"Nobody can sign in yet. Open this link once: http://{host}:{port}/setup?secret={secret}")
    os.environ |= {STATE: str(state), DATABASE: database, SECURE: "1" if secure else ""}
    serve("kiosk.cli.server:application", host=host, port=port, workers=workers)


def application() -> object:
    """What each worker process of `run` serves; its settings come in the environment."""
    config = ServerConfig(state=Path(os.environ[STATE]), database=os.environ[DATABASE])
    return app_of(open_site(config, SystemClock()), _press(), secure=bool(os.environ[SECURE]))


@app.command()
def init(state: State = HERE, database: Database = "") -> None:
    """Make keys and tables, and print a link for the first account; changes nothing that is there already."""
    site = _site(state, database)
    secret = founding.invitation(site.database)
    typer.echo(f"ready: {state}, epoch {site.epoch}")
    if secret:
        typer.echo(f"the first account is made at /setup?secret={secret}")
    site.close()


@centre_app.command("add")
def add_centre(
    centre: Annotated[str, typer.Argument(help="A short id, such as xingsheng.")],
    name: Annotated[str, typer.Argument(help="What people call it.")],
    *,
    parent: Annotated[str | None, typer.Option(help="The place above it.")] = None,
    zone: Annotated[str, typer.Option(help="Its time zone.")] = "Asia/Shanghai",
    seed: Annotated[Path, typer.Option(help="Services and prices to start with.")] = SEED,
    state: State = HERE,
    database: Database = "",
) -> None:
    """Open a centre with services and prices to start with."""
    site = _site(state, database)
    settings = Settings(centre=centre, centre_name=name, zone=zone)
    founding.add_centre(site.database, settings, founding.read_seed(seed), site.now(), parent)
    typer.echo(f"centre {centre} is open")


@place_app.command("add")
def add_place(
    place: str,
    name: str,
    *,
    level: Annotated[places.Level, typer.Option()],
    parent: Annotated[str | None, typer.Option(help="The place above it.")] = None,
    state: State = HERE,
    database: Database = "",
) -> None:
    """Add a city, sub-district, community or station."""
    if level is places.Level.CENTRE:
        raise ConfigError("a centre is opened with `kiosk server centre add`")
    places.add_place(_site(state, database).database, place, level, name, parent)


@centre_app.command("list")
@place_app.command("list")
def list_places(state: State = HERE, database: Database = "") -> None:
    """Every place, the highest level first."""
    for row in places.everything(_site(state, database).database):
        typer.echo(f"{row.level:13} {row.id:20} {row.name}" + (f"  (in {row.parent})" if row.parent else ""))


@staff_app.command("add")
def add_staff(
    name: str,
    login: str,
    *,
    place: Annotated[str, typer.Option(help="The centre, or a place above centres.")] = founding.FIRST_CENTRE,
    role: Annotated[Role, typer.Option()] = Role.MANAGER,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)] = "",
    pin: Annotated[str | None, typer.Option(help="Six digits, for the kiosk.")] = None,
    state: State = HERE,
    database: Database = "",
) -> None:
    """Make an account; asks for its password."""
    site = _site(state, database)
    if places.find(site.database, place) is None:
        raise ConfigError(f"there is no place {place!r}; `kiosk server place list` shows those there are")
    new = staff.Hire(name=name, role=role, login=login, password=password, pin=pin)
    staff.hire(site.database, site.pins, place, new, site.now())
    typer.echo(f"{login} may sign in")


@app.command("enrol-token")
def enrol_token(
    name: Annotated[str, typer.Argument(help="What the kiosk is called, such as 大门.")],
    centre: Annotated[str, typer.Option()] = founding.FIRST_CENTRE,
    hours: Annotated[int, typer.Option(min=1, help="How long it may be used.")] = kiosks.TOKEN_HOURS,
    state: State = HERE,
    database: Database = "",
) -> None:
    """Print a one-use token for `kiosk enrol --token`."""
    site = _site(state, database)
    typer.echo(kiosks.new_token(site.database, centre, name, site.now(), hours))


@app.command("import")
def import_residents(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or XLSX; see docs/server.md.")],
    centre: Annotated[str, typer.Option()] = founding.FIRST_CENTRE,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    sound: Annotated[bool, typer.Option("--sound", help="Take in the sound rows and leave the others out.")] = False,
    same: Annotated[str, typer.Option(help="Rows asked about that are the person named first: 5,8 or all.")] = "",
    another: Annotated[str, typer.Option(help="Rows asked about that are new people: 5,8 or all.")] = "",
    state: State = HERE,
    database: Database = "",
) -> None:
    """Take residents and cards in; nothing of it when a row is wrong or a question is open, unless --sound is given."""
    site, press, content = _site(state, database), _press(), file.read_bytes()
    if places.find(site.database, centre) is None:
        raise ConfigError(f"there is no centre {centre!r}; `kiosk server centre list` shows those there are")
    report = import_file(site, centre, content, press, dry_run=dry_run or bool(same or another), sound=sound)
    if same or another:
        answers = lists.choices(report, same, another)
        report = import_file(site, centre, content, press, dry_run=dry_run, sound=sound, choices=answers)
    for fact in lists.facts(report):
        typer.echo(fact)
    for problem in report.problems:
        typer.echo(str(problem), err=True)
    typer.echo(lists.summary(report, dry_run=dry_run))
    if report.problems:
        raise typer.Exit(1)


@app.command()
def restored(state: State = HERE, database: Database = "") -> None:
    """Say that the database was put back from a backup: kiosks then read everything again and send what is missing."""
    typer.echo(f"the server's epoch is now {renew_epoch(_site(state, database))}; restart the server")


@app.command("erase")
def erase_person(
    person: Annotated[str, typer.Argument(help="The id that the address of the person's page ends with.")],
    state: State = HERE,
    database: Database = "",
) -> None:
    """Forget who a person is, here and at the kiosks; the visits stay, of nobody."""
    site = _site(state, database)
    typer.echo(f"{person} is forgotten, {forgetting.erase(site.database, person, site.now())} cards with it")


@app.command()
def retention(
    months: Annotated[int, typer.Option(min=12, help="How long single visits are kept.")] = forgetting.MONTHS,
    state: State = HERE,
    database: Database = "",
) -> None:
    """Keep only sums of what is older, and no word of what went half a year ago; for a monthly timer."""
    site = _site(state, database)
    before = (site.now() - timedelta(days=months * 30.44)).date().replace(day=1)
    forgetting.forget_lists(site.database, site.now())
    emptied = forgetting.forget_visits(site.database, before)
    gone = forgetting.forget_tombstones(site.database, site.now() - forgetting.TOMBSTONES)
    typer.echo(f"{emptied} entries from before {before} are emptied, {gone} marks of what is gone are dropped")


@app.command("export")
def export_month(
    month: Annotated[str, typer.Argument(help="YYYY-MM.")],
    file: Annotated[Path, typer.Argument(dir_okay=False, help="Written anew.")],
    centre: Annotated[str, typer.Option()] = founding.FIRST_CENTRE,
    state: State = HERE,
    database: Database = "",
) -> None:
    """Write a centre's month for `kiosk verify`: every entry as it came in, the logs' heads signed."""
    site = _site(state, database)
    with file.open("w", encoding="utf-8") as out:
        out.writelines(f"{line}\n" for line in export(site, centre, month))
    typer.echo(f"written to {file}; the server's key is {site.keys.server.public.hex()}")


@app.command("export-openapi")
def export_openapi(
    file: Annotated[Path, typer.Argument(dir_okay=False)], state: State = HERE, database: Database = ""
) -> None:
    """Write the API's description as JSON."""
    schema = app_of(_site(state, database)).openapi_schema.to_schema()
    file.write_text(json.dumps(schema, ensure_ascii=False, indent=2), encoding="utf-8")


def _press() -> CardPress:
    return CardPress(text_font(), meanings)


def _site(state: Path, database: str) -> Site:
    return open_site(ServerConfig(state=state, database=database), SystemClock())
