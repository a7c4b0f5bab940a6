"""What is asked and told about guests: who comes along, or eats here, without being registered."""

from dataclasses import dataclass, field

from kiosk.core.pages.resident import Manner


@dataclass(frozen=True, slots=True)
class Heads:
    """So many guests of one kind at `price` fen each, of whom `least` can no longer be taken back; `most` have room."""

    price: int
    number: int = 0
    least: int = 0
    most: int = 9


@dataclass(frozen=True, slots=True)
class CountGuests:
    """How many guests, for `service` with its `word`? `hosted` by whoever stands here, or come by themselves.

    `made` says that there is something to record; `left` are the places that are still free, None where nobody counts.
    """

    lang: str
    service: str
    word: str
    adults: Heads
    children: Heads
    hosted: bool = True
    made: bool = False
    left: int | None = None
    still_there: bool = False
    stays: int | None = 60
    manner: Manner = field(default_factory=Manner)

    @property
    def total(self) -> int:
        """What is due for all of them, in fen."""
        return sum(heads.number * heads.price for heads in (self.adults, self.children))


@dataclass(frozen=True, slots=True)
class GuestsIn:
    """The guests are recorded, all that this host has here now: `total` fen for `adults` and `children` together."""

    lang: str
    service: str
    word: str
    adults: int
    children: int
    total: int
    may_undo: bool = True
    stays: int | None = 8
    manner: Manner = field(default_factory=Manner)
