"""What only staff do, behind the PIN or on the way to it."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.core.model import Stamp


@dataclass(frozen=True, slots=True)
class StaffAsked:
    """Somebody held the clock for five seconds: a member of staff wants in."""

    at: Stamp


@dataclass(frozen=True, slots=True)
class PinEntered:
    """A whole PIN was typed."""

    at: Stamp
    pin: str


@dataclass(frozen=True, slots=True)
class LinkAsked:
    """Staff want to tell whose an unknown card is."""

    at: Stamp


@dataclass(frozen=True, slots=True)
class Typed:
    """Staff typed one letter of a name's pinyin, `a` to `z`, or one digit of a number, `a` to `f` and `x` with them."""

    at: Stamp
    letter: str


@dataclass(frozen=True, slots=True)
class Erased:
    """Staff took the last letter or digit back."""

    at: Stamp


@dataclass(frozen=True, slots=True)
class KeysTurned:
    """Staff want to type digits of a number instead of letters of a name, or letters again."""

    at: Stamp


@dataclass(frozen=True, slots=True)
class PersonPicked:
    """A person of a list was pressed; `person` is the pseudonym."""

    at: Stamp
    person: str


@dataclass(frozen=True, slots=True)
class VoiceAsked:
    """Staff want to record a voice; `pack` is its folder, empty while they have not said which."""

    at: Stamp
    pack: str = ""


@dataclass(frozen=True, slots=True)
class VoiceChosen:
    """The voice that is being recorded is the one to be heard from now on."""

    at: Stamp


@dataclass(frozen=True, slots=True)
class SentenceTurned:
    """Staff turn to the sentence so many further on, or back."""

    at: Stamp
    by: int


@dataclass(frozen=True, slots=True)
class TakeAsked:
    """Staff begin to speak a sentence into the microphone."""

    at: Stamp


@dataclass(frozen=True, slots=True)
class TakeEnded:
    """The sentence is spoken."""

    at: Stamp


class Answer(StrEnum):
    """What staff say to "is this the time now?"."""

    YES = "yes"
    NO = "no"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class TimeAnswered:
    """Staff were asked whether a time is the time now."""

    at: Stamp
    answer: Answer


@dataclass(frozen=True, slots=True)
class TimeTyped:
    """Staff typed what time it is: two digits each of year, month, day, hour and minute."""

    at: Stamp
    digits: str


TimeEvent = TimeAnswered | TimeTyped
VoiceEvent = VoiceAsked | VoiceChosen | SentenceTurned | TakeAsked | TakeEnded
LinkEvent = LinkAsked | Typed | Erased | KeysTurned | PersonPicked
StaffEvent = TimeEvent | VoiceEvent | LinkEvent | StaffAsked | PinEntered
