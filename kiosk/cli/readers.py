"""`kiosk readers …`: what a technician does with card and code readers."""

import json
from typing import Annotated

import typer

from kiosk.readers.decoder import CardId, Fault, Read, Reply, Text
from kiosk.readers.protocols import dialect

app = typer.Typer(no_args_is_help=True)


@app.callback()
def readers() -> None:
    """Find, try, record and simulate card and code readers."""


@app.command()
def decode(
    protocol: Annotated[str, typer.Option(help="A protocol's name, as in a profile.")],
    data: Annotated[bytes, typer.Option("--hex", parser=bytes.fromhex, help="Bytes as they came from the reader.")],
) -> None:
    """Print what these bytes say, one JSON object a line. The end of the bytes counts as silence on the line."""
    decoder = dialect(protocol).decoder()
    for read in decoder.feed(data) + decoder.gap():
        typer.echo(json.dumps(as_json(read), ensure_ascii=False))


def as_json(read: Read) -> dict[str, object]:
    """A read as the plain object that the command line prints."""
    match read:
        case CardId(key=key, text=text, others=others, warn=warn):
            return {"id": key} | _present(text=text, others=others, warn=warn)
        case Text(text=text, aim=aim):
            return {"text": text} | _present(aim=aim)
        case Reply(text=text):
            return {"text": text, "reply": True}
        case Fault(error=error):
            return {"error": error.value}


def _present(**fields: object) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value}
