"""What a resident without a card sees. Names are masked; `still_there` asks whether more time is needed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PickGroup:
    """Asks for the surname, or for the sign of the year of birth where many have one of the picked `surnames`.

    Surnames that many who come have are first, since not all may have a key. `others` says that one of these is theirs
    because none before was; `digits` that somebody can be found by the last digits of a number, `may_bring` that guests
    may be counted.
    """

    lang: str
    groups: tuple[str, ...]
    surnames: tuple[str, ...] = ()
    others: bool = False
    digits: bool = True
    may_bring: bool = False
    still_there: bool = False
    stays: int | None = 60


@dataclass(frozen=True, slots=True)
class Masked:
    """Somebody to pick. `tail` is the end of their card or telephone, where the masked name alone is not enough."""

    id: str
    name: str
    tail: str = ""


@dataclass(frozen=True, slots=True)
class PickYourself:
    """Which of these are you? Who comes often is among the first."""

    lang: str
    people: tuple[Masked, ...]
    still_there: bool = False
    stays: int | None = 45


@dataclass(frozen=True, slots=True)
class TypeTail:
    """The last four of the telephone or ID number. `wrong` says that the last four were nobody's."""

    lang: str
    wrong: bool = False
    still_there: bool = False
    stays: int | None = 60


WithoutCard = PickGroup | PickYourself | TypeTail
