"""Which reader is this? Listen at each speed while a card is held to it, then ask questions that change nothing.

A protocol scores by its sound frames, cards and our own codes before mere text; more than one faulty frame in four
rules it out. Of equals the one higher up in protocols.py wins, which is the commoner. UHF and other opt-in protocols
are never guessed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kiosk.errors import ReaderError
from kiosk.readers.ascii_line import PREFIX
from kiosk.readers.capture import Piece, decode
from kiosk.readers.decoder import CardId, Error, Fault, Read, Reply, Text
from kiosk.readers.port import Port, SerialPort
from kiosk.readers.protocols import PROTOCOLS, Dialect
from kiosk.readers.pump import WaitingClock

SPEEDS = (9600, 115200, 19200, 2400)
LISTEN_SECONDS, ANSWER_SECONDS = 3.0, 0.6
STRONG = 3
NO_ERROR = frozenset({Error.FOREIGN_CODE, Error.NO_CARD})


@dataclass(frozen=True, slots=True)
class Guess:
    """A protocol that fits: points for sound frames or answers, and how many frames were faulty."""

    protocol: str
    baud: int
    sound: int
    faults: int
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What came at one speed. `hint` is for bytes that no protocol explains."""

    baud: int
    pieces: tuple[Piece, ...]
    guesses: tuple[Guess, ...]
    hint: str | None = None


def detect(
    open_port: Callable[[int, float], Port],
    clock: WaitingClock,
    *,
    seconds: float = LISTEN_SECONDS,
    speeds: Sequence[int] = SPEEDS,
) -> Iterator[Heard]:
    """Listen, then ask, speed by speed, until something fits. `open_port` takes a speed and an idle time."""
    for speed in speeds:
        heard = explain(speed, listen(open_port, clock, speed, seconds))
        yield heard
        if heard.guesses:
            return
    for speed in speeds:
        for name, question in _questions(speed):
            pieces = listen(open_port, clock, speed, ANSWER_SECONDS, question)
            if guess := _score(name, speed, pieces, asked=True):
                yield Heard(speed, tuple(pieces), (guess,))
                return


def listen(
    open_port: Callable[[int, float], Port], clock: WaitingClock, speed: int, seconds: float, question: bytes = b""
) -> list[Piece]:
    """The bytes of so many seconds, with their silences."""
    port = open_port(speed, 0.05)
    try:
        if question:
            port.write(question)
        pieces: list[Piece] = []
        last = clock.monotonic()
        until = last + seconds
        while (now := clock.monotonic()) < until:
            if data := port.read():
                pieces.append(Piece(now - last, data))
                last = clock.monotonic()
        return pieces
    finally:
        port.close()


def explain(baud: int, pieces: Sequence[Piece]) -> Heard:
    """Every protocol that finds frames in these bytes, best first."""
    scored = [guess for name in PROTOCOLS if guessable(PROTOCOLS[name]) if (guess := _score(name, baud, pieces))]
    guesses = tuple(sorted(scored, key=lambda guess: (-guess.sound, guess.faults)))
    data = b"".join(piece.data for piece in pieces)
    hint = None
    if data and not guesses and min(data) >= 0x80:
        hint = "every byte has its top bit set: the reader sends a parity bit, or its line is inverted"
    return Heard(baud, tuple(pieces), guesses, hint)


def guessable(dialect: Dialect) -> bool:
    """Only what speaks on a serial port, and only what nobody has to opt in to."""
    return dialect.port is SerialPort and not dialect.opt_in


def _questions(speed: int) -> Iterator[tuple[str, bytes]]:
    for name, dialect in PROTOCOLS.items():
        if guessable(dialect) and dialect.probe and dialect.baud == speed:
            yield name, dialect.probe


def _score(name: str, baud: int, pieces: Sequence[Piece], *, asked: bool = False) -> Guess | None:
    reads = decode(PROTOCOLS[name], pieces)
    points = [weight for read in reads if (weight := _weight(read, asked=asked))]
    faults = sum(isinstance(read, Fault) and (read.ended or read.error not in NO_ERROR) for read in reads)
    return Guess(name, baud, sum(points), faults, asked) if points and 3 * faults <= len(points) else None


def _weight(read: Read, *, asked: bool) -> int:
    """A card or a code of ours weighs more than text: any line of characters is a text."""
    match read:
        case CardId():
            return 0 if asked else STRONG
        case Text(text=text):
            return 0 if asked else STRONG if text.startswith(PREFIX) else 1
        case Fault(error=Error.FOREIGN_CODE, ended=False):
            return 0 if asked else 1
        case Reply() | Fault(error=Error.NO_CARD):
            return 1 if asked else 0
    return 0


def configured(name: str, address: str, guess: Guess) -> str:
    """The lines for kiosk.toml that choose what was found."""
    if '"' in address + name:
        raise ReaderError(f"{address}: an address with a quotation mark cannot be written; give another")
    speed = f"baud = {guess.baud}\n" if guess.baud != PROTOCOLS[guess.protocol].baud else ""
    return f'[[readers]]\nname = "{name}"\nport = "{address}"\nprotocol = "{guess.protocol}"\n{speed}'
