"""What people, cards and readers do at the kiosk, and what time and the server do to it."""

from dataclasses import dataclass

from kiosk.core.model import Guest, Stamp


@dataclass(frozen=True, slots=True)
class Scanned:
    """A card was put on a reader. `id` is the identity of the fact that will come of it; `key` is `family:wirehex`.

    `sure` is False when the reader's protocol has a check so weak that it is known to invent cards.
    """

    id: str
    at: Stamp
    reader: str
    key: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class ScannedCode:
    """A QR code with our own prefix was read; whether it is a genuine card of ours is not yet known."""

    id: str
    at: Stamp
    reader: str
    text: str


@dataclass(frozen=True, slots=True)
class ForeignCode:
    """A code that is not ours was shown. Its content is neither kept nor passed on."""

    at: Stamp
    reader: str


@dataclass(frozen=True, slots=True)
class ReaderLost:
    """A reader is unplugged or silent."""

    at: Stamp
    reader: str
    cause: str


@dataclass(frozen=True, slots=True)
class ReaderBack:
    """A reader works (again)."""

    at: Stamp
    reader: str


@dataclass(frozen=True, slots=True)
class ReaderGarbled:
    """A reader was read several times and never told a card or a code of ours; with `over` it just did."""

    at: Stamp
    reader: str
    over: bool = False


@dataclass(frozen=True, slots=True)
class Chose:
    """A service tile was pressed: chosen, or no longer chosen."""

    at: Stamp
    service: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The choice is made."""

    at: Stamp


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """The resident wants to change what was recorded."""

    at: Stamp


@dataclass(frozen=True, slots=True)
class Undone:
    """The resident pressed the wrong thing and takes it back."""

    at: Stamp


@dataclass(frozen=True, slots=True)
class LeaveAsked:
    """The resident goes home, and says so."""

    at: Stamp


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """The resident wants a person."""

    at: Stamp


@dataclass(frozen=True, slots=True)
class Dismissed:
    """Back to the beginning."""

    at: Stamp


@dataclass(frozen=True, slots=True)
class Touched:
    """The screen was touched somewhere: the person is still reading."""

    at: Stamp


@dataclass(frozen=True, slots=True)
class TimePassed:
    """Nothing happened until the page's deadline."""

    at: Stamp


@dataclass(frozen=True, slots=True)
class NoCardAsked:
    """Somebody has no card with them and wants to be found; also the way back to that question."""

    at: Stamp


@dataclass(frozen=True, slots=True)
class GroupPicked:
    """A surname, or the sign of a year of birth, was pressed."""

    at: Stamp
    group: str


@dataclass(frozen=True, slots=True)
class OthersPicked:
    """The surname is none of the first `seen`, which have a key of their own on this glass."""

    at: Stamp
    seen: int


@dataclass(frozen=True, slots=True)
class TailAsked:
    """The resident would rather type the last four of a number."""

    at: Stamp


@dataclass(frozen=True, slots=True)
class TailEntered:
    """Four characters were typed."""

    at: Stamp
    tail: str


@dataclass(frozen=True, slots=True)
class SelfPicked:
    """A resident pressed their own masked name; `person` is the pseudonym."""

    at: Stamp
    person: str


@dataclass(frozen=True, slots=True)
class GuestsAsked:
    """Somebody brings guests, or is one."""

    at: Stamp


@dataclass(frozen=True, slots=True)
class GuestsCounted:
    """So many guests of a kind more, or fewer: `by` is 1 or -1."""

    at: Stamp
    guest: Guest
    by: int


@dataclass(frozen=True, slots=True)
class RosterChanged:
    """New residents, services, prices or settings came, or visits from the kiosk next door, or the clock was set."""

    at: Stamp


@dataclass(frozen=True, slots=True)
class Speaking:
    """What the kiosk says now takes so many seconds: the page stays until it was heard."""

    at: Stamp
    seconds: float


ReaderEvent = Scanned | ScannedCode | ForeignCode | ReaderLost | ReaderBack | ReaderGarbled
ResidentEvent = Chose | Finished | ChangeAsked | Undone | LeaveAsked | HelpAsked | Dismissed | Touched
GuestEvent = GuestsAsked | GuestsCounted | Finished
CardlessEvent = NoCardAsked | GroupPicked | OthersPicked | TailAsked | TailEntered | SelfPicked
