"""`kiosk readers …`: what a technician does with card and code readers."""

import json
from functools import partial
from pathlib import Path
from threading import Event, Timer
from typing import Annotated

import typer

from kiosk.clock import SystemClock
from kiosk.paths import HARDWARE
from kiosk.readers import detect as detecting
from kiosk.readers import workbench
from kiosk.readers.addresses import locate
from kiosk.readers.capture import Piece, as_json, load_capture
from kiosk.readers.capture import decode as decode_capture
from kiosk.readers.chaos import Storm, Weather
from kiosk.readers.port import SerialPort, found_ports
from kiosk.readers.protocols import dialect
from kiosk.readers.simulated import SimulatedReader
from kiosk.readers.station import open_port
from kiosk.readers.station import pump as make_pump
from kiosk.readers.supported import table

app = typer.Typer(no_args_is_help=True)
Address = Annotated[str, typer.Argument(help="A port as `kiosk readers list` shows it, or any URL of pyserial.")]
Named = Annotated[str, typer.Option(help="A protocol's name, as in a profile.")]
Seconds = Annotated[float, typer.Option(min=0.1, help="How long.")]
Share = Annotated[float, typer.Option(min=0, max=1)]


@app.callback()
def readers() -> None:
    """Find, try, record and simulate card and code readers."""


@app.command()
def decode(
    protocol: Named,
    data: Annotated[bytes, typer.Option("--hex", parser=bytes.fromhex, help="Bytes as they came from the reader.")],
) -> None:
    """Print what these bytes say, one JSON object a line. The end of the bytes counts as silence on the line."""
    decoder = dialect(protocol).decoder()
    for read in decoder.feed(data) + decoder.gap():
        _print(as_json(read))


@app.command("list")
def list_ports() -> None:
    """Show the ports of this machine: the address for kiosk.toml, what is plugged in, and who holds it."""
    for seen in workbench.look(found_ports()):
        held = f"  held by {', '.join(seen.held_by)}" if seen.held_by else ""
        typer.echo(f"{seen.address}\n    {seen.port.device}  {seen.port.usb or '-'}  {seen.port.name}{held}")


@app.command()
def models() -> None:
    """Print the table of supported readers, made from the folders in hardware/."""
    typer.echo(table(HARDWARE))


@app.command()
def detect(
    address: Address,
    seconds: Seconds = detecting.LISTEN_SECONDS,
    name: Annotated[str, typer.Option(help="What to call the reader.")] = "door",
    write: Annotated[Path | None, typer.Option(help="Append the choice to this kiosk.toml.")] = None,
) -> None:
    """Find out how a reader talks: hold a card or a code to it until something is found."""
    typer.echo("Hold a card or a code to the reader, and take it away and back every second.", err=True)
    opener = partial(SerialPort, locate(address, found_ports()))
    for heard in detecting.detect(opener, SystemClock(), seconds=seconds):
        typer.echo(f"{heard.baud} baud: {b' '.join(p.data for p in heard.pieces).hex(' ').upper() or 'nothing'}")
        for guess in heard.guesses:
            typer.echo(f"    {guess.protocol}: {guess.sound} points, {guess.faults} faulty{', asked' * guess.asked}")
        if heard.hint:
            typer.echo(f"    {heard.hint}")
        if heard.guesses:
            lines = detecting.configured(name, address, heard.guesses[0])
            typer.echo(f"\n{lines}")
            if write:
                with write.open("a", encoding="utf-8") as file:
                    file.write(f"\n{lines}")
            return
    typer.echo("Nothing fits. Check power and wiring, or record it and ask for a decoder.")
    raise typer.Exit(1)


@app.command()
def watch(
    address: Address,
    protocol: Annotated[str | None, typer.Option()] = None,
    model: Annotated[str | None, typer.Option(help="A folder in hardware/.")] = None,
    seconds: Seconds = 3600,
) -> None:
    """Print what a reader reads, as it happens, with card numbers masked."""
    pump = make_pump(
        "reader",
        address,
        lambda event: _print(workbench.told(event)),
        SystemClock(),
        hardware=HARDWARE,
        model=model,
        protocol=protocol,
    )
    pump.run(_ends_in(seconds))


@app.command()
def record(
    address: Address,
    out: Annotated[Path, typer.Argument(help="The capture to write.")],
    protocol: Named,
    seconds: Seconds = 30,
) -> None:
    """Record a reader's bytes with every card and code replaced by another."""
    spoken = dialect(protocol)
    opener = partial(open_port, address, spoken, spoken.baud)
    lines = workbench.record(opener, spoken, protocol, SystemClock(), seconds=seconds)
    typer.echo(f"{workbench.save(out, lines) - 1} bursts in {out}")


@app.command()
def replay(capture: Annotated[Path, typer.Argument(help="A capture, as in hardware/*/captures.")]) -> None:
    """Print what the bytes of a capture say, as `decode` does."""
    loaded = load_capture(capture)
    for read in decode_capture(dialect(loaded.protocol), loaded.pieces):
        _print(as_json(read))


@app.command()
def simulate(
    protocol: Annotated[str, typer.Option(help="What to be.")] = "rdm6300",
    link: Annotated[Path | None, typer.Option(help="Where the simulated port shall be.")] = None,
    card: Annotated[list[str] | None, typer.Option(help="A card or a code to tap; again for more.")] = None,
    capture: Annotated[Path | None, typer.Option(help="Play this capture instead.")] = None,
    data: Annotated[bytes | None, typer.Option("--hex", parser=bytes.fromhex, help="Send these bytes instead.")] = None,
    *,
    every: Annotated[float, typer.Option(min=0.01, help="Seconds between taps.")] = 2.0,
    noise: Share = 0,
    drops: Share = 0,
    glue: Share = 0,
    unplug: Share = 0,
    seed: int = 1,
    seconds: Seconds = 3600,
) -> None:
    """Be a reader on a pseudo-terminal, with noise, lost bytes, glued frames and pulled plugs on request."""
    pieces = load_capture(capture).pieces if capture else (Piece(0.0, data),) if data else ()
    with SimulatedReader(dialect(protocol).encode or str.encode, link) as reader:
        typer.echo(reader.url)
        stop, clock = _ends_in(seconds), SystemClock()
        if pieces:
            workbench.play(reader, pieces, clock, stop, every=every)
            return
        storm = Storm(reader, Weather(noise, drops, glue, unplug), seed)
        taps = workbench.simulate(reader, storm, card or ["67003B51C6"], clock, stop, every=every)
        typer.echo(f"{taps} taps", err=True)


def _ends_in(seconds: float) -> Event:
    stop = Event()
    timer = Timer(seconds, stop.set)
    timer.daemon = True
    timer.start()
    return stop


def _print(row: dict[str, object]) -> None:
    typer.echo(json.dumps(row, ensure_ascii=False))
