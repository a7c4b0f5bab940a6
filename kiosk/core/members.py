"""Whom a kiosk can find without a card: the centre's active residents by surname, by sign of birth, by last digits.

Everybody knows the animal of their year of birth, also who never learned to write: twelve of them part even a surname
with nine hundred bearers into groups of some seventy-five, and tell a stranger no more than that.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.core.names import surname

SIGNS = ("rat", "ox", "tiger", "rabbit", "dragon", "snake", "horse", "goat", "monkey", "rooster", "dog", "pig")
RAT_YEAR = 1948
LATEST_NEW_YEAR = (2, 20)
"""The lunar year begins between 21 January and 20 February."""


@dataclass(frozen=True, slots=True)
class Member:
    """What is needed to find one resident. `reading` is the pinyin of the whole name, to sort by."""

    id: str
    name: str
    birth: date | None = None
    tails: tuple[str, ...] = ()
    reading: str = ""


class Members:
    """All of them, grouped once; every look-up after that is a look into a table."""

    def __init__(self, people: Iterable[Member]) -> None:
        """Group them. Nothing of this changes; a changed roster makes a new one."""
        families: dict[str, list[Member]] = defaultdict(list)
        tails: dict[str, list[Member]] = defaultdict(list)
        for member in people:
            families[surname(member.name)].append(member)
            for tail in member.tails:
                tails[tail].append(member)
        ranked = sorted(families, key=lambda name: (-len(families[name]), min(one.reading for one in families[name])))
        self.surnames: Sequence[str] = tuple(name for name in ranked if name)
        self._families, self._tails = families, tails

    def familiar(self, present: Container[str]) -> tuple[str, ...]:
        """All surnames; those that most of these people have are first."""
        known = {name: sum(one.id in present for one in self._families[name]) for name in self.surnames}
        return tuple(sorted(self.surnames, key=lambda name: -known[name]))

    def named(self, surnames: Iterable[str]) -> list[Member]:
        """Everybody with one of these surnames."""
        return [member for name in surnames for member in self._families.get(name, ())]

    def born_under(self, surnames: Iterable[str], sign: str) -> list[Member]:
        """Everybody with one of these surnames whose year of birth may have this sign."""
        return [member for member in self.named(surnames) if sign in signs(member.birth)]

    def signs(self, surnames: Iterable[str]) -> tuple[str, ...]:
        """The signs that somebody with one of these surnames has, in the order of the years."""
        there = {sign for member in self.named(surnames) for sign in signs(member.birth)}
        return tuple(sign for sign in SIGNS if sign in there)

    @property
    def numbered(self) -> bool:
        """Whether the last digits of a number would find anybody."""
        return bool(self._tails)

    def ending(self, tail: str) -> Sequence[Member]:
        """Everybody whose telephone or ID number ends so."""
        return self._tails.get(tail, ())

    def holding(self, part: str) -> Iterator[tuple[Member, str]]:
        """Everybody with this part in the known end of a number, or with an end that is the end of it; and that end."""
        tails = [tail for tail in self._tails if part in tail or part.endswith(tail)]
        found = [(member, tail) for tail in tails for member in self._tails[tail]]
        yield from sorted(found, key=lambda pair: (pair[0].reading, pair[0].id, pair[1]))


def signs(birth: date | None) -> tuple[str, ...]:
    """The sign of a birth date: two for the weeks in which the lunar year begins, all where no date is known.

    Older ID cards often hold the lunar date itself; its year has the right sign as it stands.
    """
    if birth is None:
        return SIGNS
    sign = SIGNS[(birth.year - RAT_YEAR) % 12]
    return (SIGNS[(birth.year - 1 - RAT_YEAR) % 12], sign) if (birth.month, birth.day) <= LATEST_NEW_YEAR else (sign,)
