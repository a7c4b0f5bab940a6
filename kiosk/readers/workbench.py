"""A technician's work with one reader: see what there is, watch it, record it, play one. Card numbers stay masked."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from kiosk.core import events
from kiosk.readers.addresses import holders, stable
from kiosk.readers.capture import Piece, Recorder
from kiosk.readers.chaos import Storm
from kiosk.readers.port import Found, Port
from kiosk.readers.protocols import Dialect
from kiosk.readers.pump import WaitingClock
from kiosk.readers.simulated import SimulatedReader

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """One port of this machine, as `kiosk readers list` shows it."""

    port: Found
    address: str
    held_by: tuple[str, ...]


def look(ports: Sequence[Found]) -> list[Seen]:
    """Every port with the address to write into kiosk.toml, and who has it open."""
    return [Seen(port, stable(port, ports), tuple(holders(port.device))) for port in ports]


def told(event: events.Event) -> dict[str, object]:
    """What `watch` prints of an event: never a whole card number, never a code."""
    match event:
        case events.Scanned(reader=reader, key=key, sure=sure):
            return {"reader": reader, "card": masked(key), "sure": sure}
        case events.ScannedCode(reader=reader, text=text):
            return {"reader": reader, "code": f"{len(text)} characters"}
        case events.ForeignCode(reader=reader):
            return {"reader": reader, "code": "not ours"}
        case events.ReaderLost(reader=reader, cause=cause):
            return {"reader": reader, "lost": cause}
        case events.ReaderBack(reader=reader):
            return {"reader": reader, "works": True}
        case events.ReaderGarbled(reader=reader, over=over):
            return {"reader": reader, "garbled": not over}
    return {}


def masked(key: str) -> str:
    """The family and the last three characters."""
    family, _, wire = key.partition(":")
    return f"{family}:…{wire[-SHOWN:]}"


def record(
    open_port: Callable[[], Port], dialect: Dialect, protocol: str, clock: WaitingClock, *, seconds: float
) -> Iterator[str]:
    """The lines of a capture of so many seconds, each as soon as its burst is over. Raises ReaderError."""
    yield json.dumps({"about": "", "source": "recorded, cards replaced", "protocol": protocol, "reads": []})
    recorder = Recorder(dialect, os.urandom(32))
    burst, before = b"", 0.0
    with closing(open_port()) as port:
        last = clock.monotonic()
        until = last + seconds
        while (now := clock.monotonic()) < until or burst:
            data = port.read()
            if data:
                before = before if burst else clock.monotonic() - last
                burst += data
                last = clock.monotonic()
            elif burst:
                yield from map(json.dumps, recorder.rows(Piece(before, burst)))
                burst = b""
            if now >= until and not data:
                break


def play(reader: SimulatedReader, pieces: Sequence[Piece], clock: WaitingClock, stop: Event, *, every: float) -> None:
    """Send recorded bytes with their silences, again and again every so many seconds, until `stop`."""
    while not clock.wait(stop, every):
        for piece in pieces:
            if clock.wait(stop, piece.after):
                return
            reader.send(piece.data)


def simulate(
    reader: SimulatedReader, storm: Storm, cards: Sequence[str], clock: WaitingClock, stop: Event, *, every: float
) -> int:
    """Tap the cards in turn, every so many seconds, through the weather, until `stop`. How many taps there were."""
    taps = 0
    while cards and not clock.wait(stop, every):
        if storm.pulls_the_plug():
            reader.unplug()
            clock.wait(stop, every)
            reader.plug()
            clock.wait(stop, every)
        storm.tap(cards[taps % len(cards)])
        taps += 1
    return taps


def save(path: Path, lines: Iterator[str]) -> int:
    """Write a capture line by line; how many lines there were."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for line in lines:
            file.write(line + "\n")
            count += 1
    return count
