"""`kiosk cards ...`: print cards, and say what a printed number means."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from kiosk.cards.press import CardPress
from kiosk.clock import SystemClock
from kiosk.errors import CardError
from kiosk.readers.numbers import meanings
from kiosk.server import issuing
from kiosk.server.config import ServerConfig
from kiosk.server.founding import FIRST_CENTRE
from kiosk.server.site import Site, open_site, tell_card_keys
from kiosk.ui.fonts import text_font

app = typer.Typer(no_args_is_help=True, help="Cards of our own, and numbers on those of others.")
State = Annotated[Path, typer.Option("--state", envvar="KIOSK_SERVER_STATE", help="The server's folder of keys.")]
Database = Annotated[str, typer.Option("--database", envvar="KIOSK_SERVER_DATABASE")]
HERE = Path("server-state")


@app.command("print")
def print_cards(
    out: Annotated[Path, typer.Argument(help="A PDF with A4 sheets, or a folder for one PNG a card.")],
    *,
    centre: Annotated[str, typer.Option()] = FIRST_CENTRE,
    make: Annotated[bool, typer.Option(help="First make a card for everybody who has none.")] = False,
    state: State = HERE,
    database: Database = "",
) -> None:
    """Print the cards of a centre's people."""
    site = _site(state, database)
    press = CardPress(text_font(), meanings)
    if make:
        for person in track(issuing.without_card(site, centre), "signing", transient=True):
            issuing.make(site, press, person)
    faces = issuing.faces(site, press, issuing.of_everybody(site, centre))
    if not faces:
        advice = "everybody has another card already" if make else "add --make"
        raise CardError(f"centre {centre} has no QR card to print; {advice}")
    if out.suffix.lower() == ".pdf":
        pages = press.pages(faces)
        out.write_bytes(press.bound(list(track(pages, "drawing", total=press.page_count(faces), transient=True))))
    else:
        out.mkdir(parents=True, exist_ok=True)
        for face in track(faces, "drawing", transient=True):
            (out / f"{face.number}.png").write_bytes(press.picture(face))
    typer.echo(f"{len(faces)} cards in {out}")


@app.command()
def number(printed: Annotated[str, typer.Argument(help="What stands on a card.")]) -> None:
    """Show the bytes that a printed number can mean, likeliest first."""
    press = CardPress(text_font(), meanings)
    found = press.meanings(printed)
    if not found:
        raise CardError(f"{printed!r} is not a card's number")
    for wire in found:
        typer.echo(f"{wire}  {press.refusal(f'card:{wire}') or ''}".rstrip())


@app.command("rotate-key")
def rotate_key(state: State = HERE, database: Database = "") -> None:
    """Sign new cards with a new key from now on; cards signed with the old ones stay valid."""
    site = _site(state, database)
    key_id = site.keys.rotate_cards()
    tell_card_keys(site.database, site.keys, site.now())
    typer.echo(f"new cards are signed with key {key_id}; kiosks hear of it with their next sync")


def _site(state: Path, database: str) -> Site:
    return open_site(ServerConfig(state=state, database=database), SystemClock())
